"""The private PostgreSQL: shared by commands, gone with the last, never exposed."""

import os
import shutil
import stat
import subprocess
import tempfile
from pathlib import Path

import pytest
from maker_setup import cluster as cluster_module
from maker_setup.cluster import SOCKET_FOLDER_LIMIT, Account, Cluster
from maker_setup.demo_db import MARK, check_owner
from maker_setup.failures import Stop
from maker_setup.paths import ROOT, clone_key
from maker_setup.postgres import Server

as_root = pytest.mark.only_if(os.geteuid() == 0)  # only root becomes another user


@pytest.fixture
def runtime(monkeypatch):
    """A runtime folder that an unprivileged account can reach, of this test alone."""
    folder = Path(tempfile.mkdtemp(dir="/tmp", prefix="maker-test-"))
    folder.chmod(0o755)
    monkeypatch.setattr(cluster_module, "RUNTIME", folder)
    monkeypatch.setattr(cluster_module, "OUTSIDE", folder / "outside")
    yield folder
    assert not processes(folder)
    shutil.rmtree(folder)


@pytest.fixture
def closed(runtime, monkeypatch):
    """A runtime folder that only root passes, like that of a clone in /root."""
    folder = runtime / "closed" / ".maker"
    folder.parent.mkdir(mode=0o700)
    folder.mkdir()
    monkeypatch.setattr(cluster_module, "RUNTIME", folder)
    return folder


def processes(folder):
    said = subprocess.run(
        ["ps", "-eo", "args"], capture_output=True, text=True, check=True
    )
    return [line for line in said.stdout.splitlines() if str(folder) in line]


def test_second_user_keeps_the_server_and_the_last_one_stops_it(runtime):
    with Cluster("x", durable=False) as first:
        environ = first.environ()
        with Cluster("x", durable=False) as second:
            assert second.environ() == environ
        assert processes(runtime)
        Server(environ, is_private=True)
    assert not processes(runtime)


def test_data_survives_a_stop_and_only_its_owner_reaches_the_socket(runtime):
    with Cluster("x", durable=False) as first:
        Server(first.environ(), is_private=True).create("kept")
    with Cluster("x", durable=False) as again:
        server = Server(again.environ(), is_private=True)
        assert "kept" in server.databases()
        sockets = Path(again.environ()["PGHOST"])
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    if os.geteuid() == 0:
        assert sockets.stat().st_uid != 0, "PostgreSQL ran as root"


def test_loopback_port_asks_for_the_password(runtime):
    import psycopg2

    with Cluster("x", durable=False) as private:
        known = private.environ()
        address = {"host": "127.0.0.1", "port": known["PGPORT"], "dbname": "postgres"}
        with pytest.raises(psycopg2.OperationalError):
            psycopg2.connect(user=known["PGUSER"], password="guess", **address)
        password = (runtime / "pg-x.password").read_text()
        psycopg2.connect(user=known["PGUSER"], password=password, **address).close()


def test_demo_cluster_is_durable_and_test_cluster_is_not(runtime):
    for durable, expected in ((True, "on"), (False, "off")):
        with Cluster(f"d{expected}", durable) as private:
            server = Server(private.environ(), is_private=True)
            with server.cursor("postgres") as cursor:
                cursor.execute("SHOW fsync")
                assert cursor.fetchone() == (expected,)


def test_interrupted_creation_starts_over(runtime):
    left = runtime / "pg-x" / "data.partial"
    left.mkdir(parents=True)
    (left / "PG_VERSION").write_text("99")
    with Cluster("x", durable=False) as private:
        assert Server(private.environ(), is_private=True).databases()


def test_killed_server_starts_again(runtime):
    with Cluster("x", durable=False) as private:
        number = (private.data / "postmaster.pid").read_text().split()[0]
        os.kill(int(number), 9)
    with Cluster("x", durable=False) as private:
        assert Server(private.environ(), is_private=True).databases()


def test_long_folder_gets_a_short_socket(runtime, monkeypatch):
    deep = runtime / ("long_" * 20)
    deep.mkdir()
    monkeypatch.setattr(cluster_module, "RUNTIME", deep)
    with Cluster("x", durable=False) as private:
        assert len(private.environ()["PGHOST"]) <= SOCKET_FOLDER_LIMIT
        assert Server(private.environ(), is_private=True).databases()
        sockets = Path(private.environ()["PGHOST"])
    private.remove()
    assert not sockets.exists()


@as_root
def test_folder_the_database_user_cannot_pass_moves_the_data(closed, capsys):
    private = Cluster("x", durable=False)
    assert not Account.choose().can_reach(closed)
    assert closed.parent not in private.home.parents
    with private:
        assert Server(private.environ(), is_private=True).databases()
    assert f"so its data is in {private.home}" in capsys.readouterr().out
    private.remove()
    assert not private.home.parent.exists()


@as_root
def test_moved_data_is_never_that_of_another_folder(runtime, closed, monkeypatch):
    one = Cluster("x", durable=False).home
    other = runtime / "other" / ".maker"
    other.parent.mkdir(mode=0o700)
    monkeypatch.setattr(cluster_module, "RUNTIME", other)
    assert Cluster("x", durable=False).home.parent != one.parent
    monkeypatch.setattr(cluster_module, "RUNTIME", ROOT / ".maker")
    monkeypatch.setattr(Account, "can_reach", lambda self, folder: False)
    assert Cluster("x", durable=False).home.parent.name == f"maker-{clone_key()}"


@as_root
def test_removing_a_cluster_leaves_its_neighbours(closed):
    with Cluster("kept", durable=False) as kept:
        Server(kept.environ(), is_private=True).create("precious")
        with Cluster("x", durable=False) as private:
            assert private.home.parent == kept.home.parent
        private.remove()
        assert not private.home.exists()
        assert "precious" in Server(kept.environ(), is_private=True).databases()
    private.remove()
    with Cluster("kept", durable=False) as kept:
        assert "precious" in Server(kept.environ(), is_private=True).databases()


def test_cluster_in_use_is_not_removed(runtime):
    with Cluster("x", durable=False) as private:
        Server(private.environ(), is_private=True).create("precious")
        with pytest.raises(Stop, match="are in use: end the command"):
            Cluster("x", durable=False).remove()
        assert "precious" in Server(private.environ(), is_private=True).databases()
    Cluster("x", durable=False).remove()
    assert not private.home.exists()
    assert {path.name for path in runtime.iterdir()} == {"pg-x.lock"}


def test_running_server_without_a_lease_is_not_removed(runtime):
    with Cluster("x", durable=False) as private:
        (runtime / "pg-x.users").rename(runtime / "lost")
        with pytest.raises(Stop, match="are in use"):
            Cluster("x", durable=False).remove()
        (runtime / "lost").rename(runtime / "pg-x.users")
    assert private.data.exists()


def test_database_of_another_application_is_left_alone(runtime):
    with Cluster("x", durable=False) as private:
        server = Server(private.environ(), is_private=True)
        server.create("maker_demo")
        with pytest.raises(Stop, match="belongs to another application: rename"):
            check_owner(server)
        assert "maker_demo" in server.databases()
        server.comment("maker_demo", f"{MARK}/somewhere/else")
        with pytest.raises(Stop, match="the demo of another clone"):
            check_owner(server)
        server.drop("maker_demo")
        assert check_owner(server) is False


def test_user_without_rights_gets_a_sentence(runtime):
    with Cluster("x", durable=False) as private:
        environ = private.environ()
        with Server(environ, is_private=True).cursor("postgres") as cursor:
            cursor.execute("CREATE ROLE guest LOGIN")
        with pytest.raises(Stop, match="guest may not create databases"):
            Server({**environ, "PGUSER": "guest"}, is_private=False)
        with pytest.raises(Stop, match="refuses the connection .* unset PGHOST"):
            Server({**environ, "PGUSER": "nobody_known"}, is_private=False)
