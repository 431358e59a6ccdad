"""Parts of the setup that need nothing but Python."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from maker_setup import apt, failures, process, suite
from maker_setup.commands.test import Tally
from maker_setup.console import Progress, table
from maker_setup.day_context import Step
from maker_setup.odoo_command import complaints

ROOT = Path(__file__).resolve().parents[3]
LISTING = """\
'http://mirror.example/debian/dists/bookworm/InRelease' mirror.example_InRelease 0
'http://mirror.example/debian/dists/bookworm-updates/InRelease' mirror_updates 0
'http://mirror.example/debian-security/dists/bookworm-security/InRelease' security 0
'https://packages.example/apt/dists/tool-bookworm/InRelease' tool 0
'http://mirror.example/debian/dists/bookworm/main/binary-all/Packages.xz' packages 0
"""


def test_mirror_is_the_one_of_the_machines_own_debian():
    assert apt.debian_mirrors(LISTING, "bookworm") == ["http://mirror.example/debian"]
    assert apt.debian_mirrors("", "bookworm") == []


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("fatal: unable to access: Could not resolve host: x", "network cannot be"),
        ("E: Temporary failure resolving 'mirror.example'", "network cannot be"),
        ("OSError: [Errno 28] No space left on device", "the disk is full"),
        ("psycopg2.errors.DiskFull: could not extend file: disk full", "disk is full"),
        ("noise\nE: Unable to locate package odoo-19\nmore", "Unable to locate"),
        ("", "it said nothing"),
    ],
)
def test_failures_end_in_one_sentence(output, expected):
    said = failures.sentence("The step", output)
    assert said.startswith("The step failed") and expected in said
    assert "\n" not in said


def test_complaints_tell_ours_from_odoos():
    log = (
        "2026-11-22 14:00:00,000 12 WARNING maker_demo odoo.x: theirs\n"
        "2026-11-22 14:00:00,000 12 INFO maker_demo odoo.x: maker_mrp loaded\n"
        "2026-11-22 14:00:00,000 12 ERROR maker_demo odoo.addons.maker_mrp: ours\n"
    )
    assert complaints(log) == ["odoo.x: theirs", "odoo.addons.maker_mrp: ours"]
    assert complaints(log, own_only=True) == ["odoo.addons.maker_mrp: ours"]


def test_template_key_ignores_what_leaves_no_trace_in_a_database(tmp_path, monkeypatch):
    manifest = '{"depends": ["maker_x"], "name": "x"}'
    (tmp_path / "__manifest__.py").write_text(manifest)
    for folder in ("models", "tests", "readme", "static"):
        (tmp_path / "maker_x" / folder).mkdir(parents=True)
    monkeypatch.setattr(suite, "ROOT", tmp_path)
    before = suite.addons_fingerprint()
    (tmp_path / "maker_x" / "tests" / "test_x.py").write_text("x = 1\n")
    (tmp_path / "maker_x" / "readme" / "USAGE.md").write_text("x\n")
    assert suite.addons_fingerprint() == before
    (tmp_path / "maker_x" / "models" / "x.py").write_text("x = 1\n")
    changed = suite.addons_fingerprint()
    assert changed != before
    (tmp_path / "maker_x" / "models" / "x.py").write_text("x = 2\n")
    assert suite.addons_fingerprint() != changed


def test_tally_adds_up_closing_lines_and_remembers_failures():
    tally = Tally()
    tally.add("unit", 0, "============ 35 passed, 1 skipped in 3.25s ============")
    tally.add("tours", 1, "===== 1 failed, 2 passed, 1 error in 61.50s (0:01:01) =====")
    assert tally.failed == ["tours"]
    line = tally.closing_line()
    assert line.strip("= ") == "1 failed, 37 passed, 1 skipped, 1 error in 64.75s"


def test_step_compares_text_unless_told_how_to_check():
    assert Step("x", "7", lambda day: 7).is_right(7)
    assert not Step("x", "7", lambda day: 8).is_right(8)
    assert Step("x", "under 5 s", lambda day: 3, lambda seen: seen < 5).is_right(3)


def test_table_wraps_long_cells_instead_of_running_over_the_edge():
    text = table(("step", "seen"), [("short", "words " * 40)], width=60)
    assert max(map(len, text.splitlines())) <= 60
    assert text.count("words") == 40


def test_ended_process_takes_its_children_with_it(tmp_path):
    script = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(9)'])"
        "\nprint(child.pid, flush=True)\ntime.sleep(60)"
    )
    log = tmp_path / "log"
    parent = process.start([sys.executable, "-c", script], log)
    while not log.read_text().endswith("\n"):
        time.sleep(0.01)
    child = int(log.read_text())
    process.end(parent)
    assert parent.returncode is not None
    assert not _alive(child)


def test_children_end_when_the_command_is_killed(tmp_path):
    script = (
        "import sys, time; sys.path.insert(0, 'setup')\n"
        "from pathlib import Path\n"
        "from maker_setup.process import start\n"
        "child = start([sys.executable, '-c', 'import time; time.sleep(60)'], "
        f"Path({str(tmp_path)!r}) / 'log')\n"
        "print(child.pid, flush=True); time.sleep(60)"
    )
    command = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    child = int(command.stdout.readline())
    command.kill()
    command.wait()
    limit = time.monotonic() + 10
    while _alive(child) and time.monotonic() < limit:
        time.sleep(0.02)
    assert not _alive(child)


def test_interrupt_ends_in_one_sentence_and_ends_the_running_tool(tmp_path):
    script = (
        "import sys; sys.path.insert(0, 'setup')\n"
        "from pathlib import Path\n"
        "from maker_setup import process\n"
        f"process.LOGS = Path({str(tmp_path)!r})\n"
        "from maker_setup.console import guarded, step\n"
        "def main(arguments):\n"
        "    with step('Waiting') as progress:\n"
        "        process.run(['sleep', '61.25'], progress, what='sleep')\n"
        "sys.exit(guarded(main))"
    )
    command = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while not (tmp_path / "sleep.log").exists():
        time.sleep(0.02)
    time.sleep(0.3)
    os.kill(command.pid, signal.SIGINT)
    _, said = command.communicate(timeout=20)
    assert command.returncode == 130
    assert "nothing is left running" in said and "Traceback" not in said
    running = subprocess.run(
        ["ps", "-eo", "args"], capture_output=True, text=True, check=True
    ).stdout
    assert "sleep 61.25" not in running


def test_progress_in_a_log_repeats_itself_rarely(capsys):
    progress = Progress("Long")
    for _ in range(100):
        progress.beat("x")
    assert capsys.readouterr().out == ""


def test_environment_is_made_anew_by_who_works_inside_it(tmp_path):
    inside = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", inside], check=True)
    (inside / "stale").touch()
    script = (
        "import pathlib, sys\n"
        f"sys.path.insert(0, {str(ROOT / 'setup')!r})\n"
        "from maker_setup import venv\n"
        "from maker_setup.console import Progress\n"
        f"venv.VENV = pathlib.Path({str(inside)!r})\n"
        "venv._create(Progress('again'))\n"
    )
    subprocess.run([inside / "bin" / "python", "-c", script], check=True)
    assert not (inside / "stale").exists()
    subprocess.run([inside / "bin" / "python", "-c", ""], check=True)


def _alive(number):
    try:
        stat = Path(f"/proc/{number}/stat").read_text()
    except OSError:
        return False
    return stat.rsplit(")", 1)[1].split()[0] != "Z"
