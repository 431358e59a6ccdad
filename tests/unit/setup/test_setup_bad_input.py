"""Each thing that can be wrong with a machine gets one sentence, changing nothing."""

import os
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from maker_setup import odoo_source, preflight, process
from maker_setup.console import Progress
from maker_setup.failures import Stop

ROOT = Path(__file__).resolve().parents[3]
NOT_COPIED = shutil.ignore_patterns(".maker", ".git", "tests", "__pycache__", "static")
CLOSED = "http://127.0.0.1:1"


@pytest.fixture
def clone(tmp_path):
    """Return a function that makes a copy of the clone with a given folder name."""

    def make(name="maker_suite"):
        shutil.copytree(ROOT, tmp_path / name, ignore=NOT_COPIED)
        return tmp_path / name

    return make


@pytest.fixture
def closed_port():
    """A port that nothing listens on."""
    return preflight.free_port()


def complain(clone, *arguments, **environ):
    """Run a command that must fail; return its one sentence."""
    environ = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ.get("HOME", "/"),
        **environ,
    }
    done = subprocess.run(
        [sys.executable, clone / "setup" / arguments[0], *arguments[1:]],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return lines[0]


def untouched(clone):
    return not (clone / ".maker").exists()


def test_folder_name_that_is_no_identifier(clone):
    folder = clone("maker-suite")
    said = complain(folder, "demo", "--no-serve")
    assert "maker-suite" in said and "rename it to maker_suite" in said
    assert untouched(folder)


def test_port_in_use(clone):
    folder = clone()
    with closing(socket.create_server(("127.0.0.1", 0))) as busy:
        port = busy.getsockname()[1]
        said = complain(folder, "demo", "--port", str(port))
    assert f"Port {port} is in use" in said and "--port" in said
    assert untouched(folder)


def test_port_that_is_no_port(clone):
    folder = clone()
    assert "70000 is not a port" in complain(folder, "demo", "--port", "70000")
    assert untouched(folder)


@pytest.mark.parametrize("command", ["demo", "test", "odoo", "install", "bench"])
def test_database_server_that_does_not_answer(clone, command, closed_port):
    folder = clone()
    # the demo's usual port may be taken on this machine, which it would tell first
    options = ["--no-serve"] if command == "demo" else []
    server = {"PGHOST": "127.0.0.1", "PGPORT": str(closed_port)}
    said = complain(folder, command, *options, **server)
    assert f"127.0.0.1:{closed_port}" in said and "does not answer" in said
    assert "unset PGHOST" in said
    assert untouched(folder)


def test_database_socket_that_does_not_exist(clone, tmp_path):
    folder = clone()
    said = complain(folder, "demo", "--no-serve", PGHOST=str(tmp_path / "nowhere"))
    assert "nowhere/.s.PGSQL.5432" in said and "unset PGHOST" in said
    assert untouched(folder)


def test_database_port_that_is_no_number(clone):
    folder = clone()
    said = complain(folder, "demo", "--no-serve", PGHOST="127.0.0.1", PGPORT="maker")
    assert 'PGPORT is "maker"' in said
    assert untouched(folder)


def test_odoo_of_another_version(clone, tmp_path):
    folder = clone()
    release = tmp_path / "odoo18" / "odoo" / "release.py"
    release.parent.mkdir(parents=True)
    release.write_text("version_info = (18, 0, 0, FINAL, 0, '')\n")
    said = complain(folder, "demo", "--no-serve", "--odoo", str(tmp_path / "odoo18"))
    assert "is Odoo 18.0 and Maker needs 19.0" in said and "19.0 branch" in said
    assert untouched(folder)


def test_odoo_between_two_versions_is_another_version(tmp_path):
    release = tmp_path / "odoo" / "release.py"
    release.parent.mkdir()
    release.write_text("version_info = ('saas~19', 1, 0, FINAL, 0, '')\n")
    assert odoo_source.series(tmp_path) == "saas~19.1"


def test_folder_without_odoo_given_by_variable(clone, tmp_path):
    folder = clone()
    said = complain(folder, "test", MAKER_ODOO=str(tmp_path))
    assert "holds no Odoo" in said
    assert untouched(folder)


def test_catalog_that_cannot_be_read(clone):
    folder = clone()
    said = complain(folder, "demo", "--catalog", "missing.csv")
    assert "missing.csv is not a file that can be read" in said
    assert untouched(folder)


def test_unknown_benchmark(clone):
    folder = clone()
    said = complain(folder, "bench", "nonsense")
    assert "no benchmark nonsense" in said
    assert untouched(folder)


def test_too_little_disk_space(tmp_path):
    free = shutil.disk_usage(tmp_path).free
    with pytest.raises(Stop, match="GB are free .* free some space"):
        preflight.check_space(free * 2, tmp_path / "not" / "yet" / "there")


def test_disk_that_fills_up_under_a_tool(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "LOGS", tmp_path)
    command = ["dd", "if=/dev/zero", "of=/dev/full", "bs=1k", "count=1"]
    with pytest.raises(Stop, match="Unpacking failed because the disk is full"):
        process.run(command, Progress("x"), what="Unpacking")


def test_disk_that_fills_up_under_a_command():
    script = (
        "import sys; sys.path.insert(0, 'setup')\n"
        "from maker_setup.console import guarded\n"
        "def main(arguments):\n"
        "    with open('/dev/full', 'w') as full: full.write('x')\n"
        "sys.exit(guarded(main))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "The disk is full" in done.stderr and "Traceback" not in done.stderr


@pytest.fixture
def private(tmp_path, monkeypatch):
    """Runtime files below ``tmp_path`` and no mirror but a closed port."""
    monkeypatch.setattr(odoo_source, "RUNTIME", tmp_path)
    monkeypatch.setattr(process, "LOGS", tmp_path)
    monkeypatch.setenv("MAKER_ODOO_GIT", f"{CLOSED}/odoo")
    monkeypatch.delenv("MAKER_ODOO", raising=False)
    monkeypatch.setattr(odoo_source, "_importable", lambda: None)
    monkeypatch.setattr(odoo_source, "is_available", lambda: False)
    return tmp_path


def test_no_network_while_cloning(private):
    with pytest.raises(Stop) as stopped:
        odoo_source.locate()
    said = str(stopped.value)
    assert "network cannot be reached" in said and "--odoo PATH" in said
    assert not (private / "odoo.json").exists()


@pytest.mark.only_if(shutil.which("apt-get"))
def test_no_network_while_reading_package_lists(private, monkeypatch):
    from maker_setup import apt

    with pytest.raises(Stop, match="network cannot be reached"):
        apt.PrivateApt(private / "apt").update(CLOSED, Progress("x"))


def test_no_network_while_installing_packages(tmp_path, monkeypatch):
    monkeypatch.setattr(process, "LOGS", tmp_path)
    command = [sys.executable, "-m", "pip", "--isolated", "download", "--retries=1"]
    command += ["--timeout=2", f"--index-url={CLOSED}/simple", "surely-not-here"]
    with pytest.raises(Stop, match="pip install failed because the network"):
        process.run(command, Progress("x"), what="pip install", cwd=tmp_path)


@pytest.mark.only_if(os.geteuid() != 0)  # root may write everywhere
def test_folder_that_may_not_be_written(clone):
    folder = clone()
    folder.chmod(0o555)
    try:
        said = complain(folder, "demo", "--no-serve")
    finally:
        folder.chmod(0o755)
    assert "cannot be written by this user" in said
