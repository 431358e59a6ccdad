"""What ordinary users do on Odoo comes to the same with Maker beside it.

The flows of ``tests/integration/test_ordinary_*.py`` are run by users without any group
of Maker's on two databases with the same of Odoo's modules, one of them with Maker's
addons too. A flow that passes without Maker passes with it, and leaves the same states,
quantities and values.
"""

import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from addon_tests import test_server
from maker_setup import template_db
from maker_setup.console import step
from maker_setup.paths import ROOT, RUNTIME, clone_key
from maker_setup.suite import addons

pytestmark = pytest.mark.slow
FLOWS = sorted((ROOT / "tests" / "integration").glob("test_ordinary_*.py"))
MODULES = (
    "stock_landed_costs",
    "mrp_subcontracting",
    "stock_dropshipping",
    "repair",
    "stock_picking_batch",
)


def run_tests(odoo, database, files, *options, **environ):
    """Run tests on ``database`` and return the finished process."""
    config = odoo.config_file(RUNTIME / "flows.conf", database)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += [f"--odoo-config={config}", f"--odoo-database={database}"]
    return subprocess.run(
        [*command, *options, *map(str, files)],
        cwd=ROOT,
        env={**odoo.environ(), **environ},
        capture_output=True,
        text=True,
        check=False,
    )


def run_flows(odoo, database):
    """Run the flows on ``database``.

    :return: ``({flow: figures}, what pytest said)``; a flow that failed has none
    """
    told, report = (RUNTIME / f"{database}.{kind}" for kind in ("jsonl", "xml"))
    for file in (told, report):
        file.unlink(missing_ok=True)
    done = run_tests(
        odoo, database, FLOWS, f"--junitxml={report}", MAKER_FLOWS=str(told)
    )
    lines = told.read_text().splitlines() if told.exists() else []
    told.unlink(missing_ok=True)
    right = passed(report)
    flows = [json.loads(line) for line in lines]
    figures = {one["flow"]: one["figures"] for one in flows if one["flow"] in right}
    return figures, done.stdout


def passed(report):
    """``Class.method`` of each test that passed, by pytest's report."""
    found, wrong = set(), set()
    for case in ElementTree.parse(report).iter("testcase"):
        flow = f"{case.get('classname', '').rpartition('.')[2]}.{case.get('name')}"
        found.add(flow)
        if case.find("failure") is not None or case.find("error") is not None:
            wrong.add(flow)
    report.unlink()
    return found - wrong


@pytest.fixture(scope="module")
def databases():
    odoo, key = test_server(), clone_key()
    plain, ours = f"maker_flows_{key}", f"maker_flows_with_{key}"
    template_db.copy(odoo, template_db.ensure_base(odoo), plain)
    try:
        with step("Installing what the flows use") as progress:
            template_db.install(odoo, plain, MODULES, progress, "Installing")
            template_db.copy(odoo, plain, ours)
            template_db.install(odoo, ours, addons(), progress, "Installing")
        yield odoo, plain, ours
    finally:
        odoo.server.drop(plain)
        odoo.server.drop(ours)


def test_ordinary_flows_come_to_the_same_without_and_with_maker(databases):
    odoo, plain, ours = databases
    without, said = run_flows(odoo, plain)
    assert len(without) > 60, said[-6000:]
    having, said = run_flows(odoo, ours)
    refused = sorted(set(without) - set(having))
    assert not refused, f"{refused}\n{said[-6000:]}"
    differ = {
        flow: (figures, having[flow])
        for flow, figures in without.items()
        if figures != having[flow]
    }
    assert not differ


def test_a_portal_subcontractor_works_beside_maker(databases):
    odoo, _plain, ours = databases
    names = ("test_subcontractor.py", "test_view_groups.py")
    files = [ROOT / "tests" / "integration" / name for name in names]
    done = run_tests(odoo, ours, files)
    assert done.returncode == 0, done.stdout[-6000:]
