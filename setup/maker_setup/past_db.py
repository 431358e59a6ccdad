"""The template whose studio has a past: made once a week, copied in a second."""

import re
from datetime import date, timedelta

from .console import step
from .lock_file import Lock
from .odoo_command import OdooCommand
from .past.events import Size
from .paths import ROOT, RUNTIME, SETUP, make_folder
from .process import run
from .suite import fingerprint
from .template_db import begin, finish, prune, suite_name
from .venv import PYTHON

PAST = "maker_past_"
PATIENCE = 1800


def past_name(odoo: OdooCommand, size: Size, until: date) -> str:
    """Return the name of the template with a past of ``size`` up to this week."""
    monday = until - timedelta(days=until.weekday())
    sources = sorted((SETUP / "maker_setup" / "past").glob("*.py"))
    texts = [path.read_bytes() for path in sources]
    return PAST + fingerprint([suite_name(odoo), repr(size), str(monday), *texts])


def ensure_past(odoo: OdooCommand, suite: str, size: Size, until: date) -> str:
    """Return a template made of ``suite`` whose studio has a past up to ``until``."""
    name = past_name(odoo, size, until)
    purpose = "writing the studio's past"
    with Lock(RUNTIME / "past.lock", patience=PATIENCE, purpose=purpose):
        if name not in odoo.server.databases():
            years = f"{size.months / 12:g} years"
            with step(f"Writing {years} of the studio's past (once)") as progress:
                building = begin(odoo, name, suite)
                write_past(odoo, building, size, until, progress)
                finish(odoo, building, name)
            prune(odoo, PAST, name)
    return name


def write_past(
    odoo: OdooCommand, database: str, size: Size, until: date, progress=None
) -> str:
    """Write a past of ``size`` into ``database``; Stop when a check finds a fault."""
    folder = make_folder(RUNTIME / "past")
    config = odoo.config_file(folder / f"{database}.conf", database)
    command = [PYTHON, "-m", "maker_setup.past.runner", f"--config={config}"]
    command += [f"--database={database}", f"--until={until}", f"--months={size.months}"]
    command += [f"--orders-per-week={size.orders_per_week}"]
    command += [f"--products={size.products}", f"--seed={size.seed}"]
    return run(
        command,
        progress,
        what="Writing the studio's past",
        env={**odoo.environ(), "PYTHONPATH": str(SETUP)},
        cwd=ROOT,
        detail=_detail,
    )


def _detail(text: str) -> str:
    """How far it is, from what the runner says."""
    said = re.findall(r"^past: (.*)$", text, re.MULTILINE)
    return said[-1] if said else ""
