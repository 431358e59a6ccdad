"""The set-up and its tests from a clone that only root passes, as /root is.

PostgreSQL's own user cannot read there, so the databases of such a clone lie outside.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from maker_setup import odoo_source, venv
from maker_setup.paths import ROOT

pytestmark = [
    pytest.mark.slow,
    pytest.mark.only_if(os.geteuid() == 0),  # only root becomes another user
]
NOT_COPIED = shutil.ignore_patterns(".maker", ".git", "__pycache__", "node_modules")
# Run in the clone: a cluster of another purpose, as ./setup/demo leaves one.
DEMO = """
from maker_setup.cluster import Cluster
from maker_setup.postgres import Server
with Cluster("main", durable=True) as cluster:
    server = Server(cluster.environ(), is_private=True)
    {statement}
print(cluster.home)
"""
REMOVE = """
from maker_setup.cluster import Cluster
for name in ("main", "test"):
    Cluster(name, durable=True).remove()
"""


@pytest.fixture
def clone(tmp_path):
    """A clone in a folder of mode 0700 that shares this clone's Python packages."""
    closed = tmp_path / "root"
    closed.mkdir(mode=0o700)
    folder = closed / "maker_suite"
    shutil.copytree(ROOT, folder, ignore=NOT_COPIED)
    packages = folder / ".maker" / "venv"
    packages.mkdir(parents=True)
    for part in venv.VENV.iterdir():
        if part.name != "ready":
            (packages / part.name).symlink_to(part)
    ready = (venv.VENV / "ready").read_text()
    (packages / "ready").write_text(ready.replace(str(venv.VENV), str(packages)))
    yield folder
    said = python(folder, REMOVE)
    assert said.returncode == 0, said.stderr


def environ():
    """The environment of a person: no server of ``./setup/test`` is inherited."""
    known = {key: os.environ.get(key, "") for key in ("PATH", "HOME", "LANG")}
    return {**known, "MAKER_ODOO": str(odoo_source.locate().path)}


def python(folder, script):
    return subprocess.run(
        [venv.PYTHON, "-c", script],
        cwd=folder / "setup",
        env=environ(),
        capture_output=True,
        text=True,
        check=False,
    )


def test_its_tests_leave_the_databases_of_the_demo_alone(clone):
    made = python(clone, DEMO.format(statement="server.create('maker_demo')"))
    assert made.returncode == 0, made.stderr
    home = Path(made.stdout.splitlines()[-1])
    assert clone not in home.parents
    command = [sys.executable, clone / "setup" / "test", "--only", "unit"]
    done = subprocess.run(
        [*command, "--", "-k", "test_setup_cluster"],
        env=environ(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr
    assert "Everything passed" in done.stdout
    assert (home / "data" / "PG_VERSION").exists()
    assert (home.parent / "pg-test" / "data" / "PG_VERSION").exists()
    seen = python(clone, DEMO.format(statement="print(server.databases())"))
    assert "maker_demo" in seen.stdout, seen.stderr
