"""A skip is not green, and what this machine cannot run is counted apart."""

import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).resolve().parents[2] / "conftest.py"
SKIPS = """
import pytest
def test_a(): pytest.skip("the schema is absent")
@pytest.mark.skip(reason="not today")
def test_b(): pass
@pytest.mark.xfail
def test_c(): assert False
@pytest.mark.only_if(False)
def test_d(): pass
"""


@pytest.fixture
def run(tmp_path):
    """Runs pytest on a text with this clone's conftest; returns the last line."""
    (tmp_path / "conftest.py").write_text(CONFTEST.read_text())
    (tmp_path / "pytest.ini").write_text("[pytest]\n")

    def run(text, *options):
        (tmp_path / "test_it.py").write_text(text)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:odoo", *options]
        command += ["-p", "no:cacheprovider", "-p", "no:xdist"]
        done = subprocess.run(
            command, cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return done.stdout

    return run


def test_a_skip_fails_with_its_reason(run):
    said = run(SKIPS)
    assert "1 failed, 1 deselected, 1 xfailed, 1 error" in said
    assert "A skip fails" in said
    assert "the schema is absent" in said and "not today" in said


def test_a_file_that_skips_itself_fails(run):
    said = run("import pytest\npytest.importorskip('surely_not_here')")
    assert "1 error" in said and "A skip fails" in said


def test_skips_are_allowed_when_asked_for(run):
    assert "2 skipped, 1 deselected, 1 xfailed" in run(SKIPS, "--allow-skips")
