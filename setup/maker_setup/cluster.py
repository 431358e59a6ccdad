"""A private PostgreSQL cluster: started by its first user, stopped by its last."""

import contextlib
import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .apt import install as apt_install
from .console import say, step
from .failures import Stop, sentence
from .lock_file import Lock
from .paths import RUNTIME, clone_key, make_folder, write_atomically
from .preflight import free_port
from .process import output

ROLE = "maker"
# The longest path of a unix socket, less the name PostgreSQL adds to its folder.
SOCKET_FOLDER_LIMIT = 107 - len("/.s.PGSQL.65535.lock")
# Where data goes that PostgreSQL's user cannot reach in the clone.
OUTSIDE = Path("/var/lib")
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


def binaries(version: str = "") -> Path:
    """Return the folder of initdb and postgres, installing them when allowed."""
    found = _find_binaries(version)
    if found:
        return found
    if version:
        raise Stop(
            f"The databases in {RUNTIME} belong to PostgreSQL {version}, which is not "
            f"installed any more: install postgresql-{version}, or remove {RUNTIME}."
        )
    apt_install(["postgresql"], "PostgreSQL")
    found = _find_binaries("")
    if not found:
        raise Stop("PostgreSQL was installed, yet /usr/lib/postgresql holds no initdb.")
    return found


def _find_binaries(version: str) -> Path | None:
    candidates = []
    for path in Path("/usr/lib/postgresql").glob("*/bin/initdb"):
        if path.parts[-3].isdigit():
            candidates.append((int(path.parts[-3]), path.parent))
    for tool in ("initdb", "postgres"):
        path = shutil.which(tool)
        if path:
            said = output([path, "--version"])
            major = said.split()[2].split(".")[0]
            if major.isdigit():
                candidates.append((int(major), Path(os.path.realpath(path)).parent))
    fitting = [
        (major, path)
        for major, path in candidates
        if (str(major) == version if version else major >= 13)
    ]
    return max(fitting)[1] if fitting else None


@dataclass(frozen=True)
class Account:
    """The unprivileged user PostgreSQL runs as, or nothing when we are one."""

    name: str
    uid: int
    gid: int

    @classmethod
    def choose(cls) -> "Account | None":
        """Return the account to become, None when this process is not root."""
        if os.geteuid():
            return None
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(name, entry.pw_uid, entry.pw_gid)
        raise Stop("There is no unprivileged user: create one named postgres.")

    def can_reach(self, folder: Path) -> bool:
        """Return whether this account may pass through ``folder`` and above."""
        for path in (folder, *folder.parents):
            if not path.exists():
                continue
            status = path.stat()
            bit = stat.S_IXOTH
            if status.st_uid == self.uid:
                bit = stat.S_IXUSR
            elif status.st_gid == self.gid:
                bit = stat.S_IXGRP
            if not status.st_mode & bit:
                return False
        return True


class Cluster:
    """One cluster below .maker; ``durable`` ones survive a power cut."""

    def __init__(self, name: str, durable: bool):
        self.name = name
        self.durable = durable
        self.account = Account.choose()
        self.home = self._choose_home()
        self.data = self.home / "data"
        self._lease = None

    def _choose_home(self) -> Path:
        home = RUNTIME / f"pg-{self.name}"
        if self.account is None or self.account.can_reach(home):
            return home
        return OUTSIDE / f"maker-{clone_key(RUNTIME.parent)}" / f"pg-{self.name}"

    # -- life ----------------------------------------------------------------

    def __enter__(self):
        make_folder(RUNTIME)
        with self._guard():
            self._lease = open(RUNTIME / f"pg-{self.name}.users", "a")
            fcntl.flock(self._lease, fcntl.LOCK_SH)
            self._ensure_data()
            if not self._running():
                self._start()
        return self

    def __exit__(self, *failure) -> None:
        with self._guard():
            try:
                fcntl.flock(self._lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                last = True
            except BlockingIOError:
                last = False
            if last and self._running():
                self._control("stop", "--mode=fast", "--wait", check=False)
            self._lease.close()

    def remove(self) -> None:
        """Remove this cluster with its databases, and nothing beside it.

        Stop when a command uses it or its server runs; the clusters of other
        purposes stay, in whatever folder they share with it.
        """
        with self._guard(), open(RUNTIME / f"pg-{self.name}.users", "a") as lease:
            try:
                fcntl.flock(lease, fcntl.LOCK_EX | fcntl.LOCK_NB)
                used = self._running()
            except BlockingIOError:
                used = True
            if used:
                raise Stop(
                    f"The databases in {self.home} are in use: end the command that "
                    "uses them and start again."
                )
            for folder in {self.home, self._socket_folder()}:
                shutil.rmtree(folder, ignore_errors=True)
            for suffix in ("users", "password"):
                (RUNTIME / f"pg-{self.name}.{suffix}").unlink(missing_ok=True)
        if RUNTIME not in self.home.parents:
            with contextlib.suppress(OSError):
                self.home.parent.rmdir()

    def _guard(self):
        """Return a lock that lets one process at a time start or stop the cluster."""
        return Lock(RUNTIME / f"pg-{self.name}.lock", patience=120)

    def environ(self) -> dict[str, str]:
        """Return the PG* variables that lead to the running cluster."""
        lines = (self.data / "postmaster.pid").read_text().splitlines()
        return {
            "PGHOST": lines[4],
            "PGPORT": lines[3],
            "PGUSER": ROLE,
            "PATH": f"{self._bin()}{os.pathsep}{os.environ['PATH']}",
        }

    # -- parts ---------------------------------------------------------------

    def _bin(self) -> Path:
        try:
            return binaries((self.data / "PG_VERSION").read_text().strip())
        except FileNotFoundError:
            return binaries()

    def _ensure_data(self) -> None:
        if self.data.exists():
            return
        tools = binaries()
        # Installing PostgreSQL may have created its user.
        self.account = Account.choose()
        self.home = self._choose_home()
        self.data = self.home / "data"
        if RUNTIME not in self.home.parents:
            say(
                f"  PostgreSQL may not run as root and its user {self.account.name} "
                f"cannot pass through {RUNTIME.parent}, so its data is in {self.home}."
            )
        with step(f"Creating a private PostgreSQL ({self.name})"):
            partial = self.home / "data.partial"
            make_folder(self.home)
            self._take_over(self.home)
            shutil.rmtree(partial, ignore_errors=True)
            password = secrets.token_urlsafe(18)
            write_atomically(RUNTIME / f"pg-{self.name}.password", password, 0o600)
            with tempfile.NamedTemporaryFile("w", dir="/tmp", prefix="maker-") as file:
                file.write(password)
                file.flush()
                self._take_over(Path(file.name))
                self._call(
                    [
                        tools / "initdb",
                        f"--pgdata={partial}",
                        f"--username={ROLE}",
                        f"--pwfile={file.name}",
                        "--auth-local=trust",
                        "--auth-host=scram-sha-256",
                        "--encoding=UTF8",
                        "--locale=C",
                        *([] if self.durable else ["--no-sync"]),
                    ]
                )
            partial.rename(self.data)

    def _take_over(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def _socket_folder(self) -> Path:
        folder = self.home / "sock"
        if len(str(folder)) > SOCKET_FOLDER_LIMIT:
            key = hashlib.sha256(str(self.home).encode()).hexdigest()[:10]
            folder = Path("/tmp") / f"maker-{key}"
        return folder

    def _sockets(self) -> Path:
        folder = make_folder(self._socket_folder())
        owner = self.account.uid if self.account else os.geteuid()
        if folder.is_symlink() or folder.stat().st_uid not in (owner, os.geteuid()):
            raise Stop(f"{folder} belongs to somebody else: remove it and start again.")
        # Whoever reaches the socket is trusted: only the owner and root may.
        self._take_over(folder)
        folder.chmod(0o700)
        return folder

    def _running(self) -> bool:
        return (self.data / "postmaster.pid").exists() and (
            self._control("status", check=False).returncode == 0
        )

    def _start(self) -> None:
        settings = {
            "port": free_port(),
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self._sockets(),
            "max_connections": 100,
            "shared_buffers": "128MB",
            **({} if self.durable else FAST),
        }
        options = " ".join(f"-c {key}='{value}'" for key, value in settings.items())
        with step(f"Starting PostgreSQL ({self.name})"):
            log = self.home / "postgres.log"
            arguments = ["--wait", "--timeout=60", f"--log={log}"]
            self._control("start", *arguments, f"--options={options}")

    def _control(self, verb: str, *arguments: str, check: bool = True):
        command = [self._bin() / "pg_ctl", verb, f"--pgdata={self.data}", *arguments]
        return self._call(command, check)

    def _call(self, command: list, check: bool = True) -> subprocess.CompletedProcess:
        options = {}
        if self.account:
            options = {
                "user": self.account.uid,
                "group": self.account.gid,
                "extra_groups": [],
            }
        # Files, not pipes: the server that pg_ctl leaves behind would hold a pipe.
        with tempfile.TemporaryFile("w+", errors="replace") as said:
            done = subprocess.run(
                [os.fspath(part) for part in command],
                stdout=said,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                check=False,
                cwd="/",
                env={"PATH": os.environ["PATH"], "LC_ALL": "C", "HOME": "/"},
                **options,
            )
            said.seek(0)
            text = said.read()
        if check and done.returncode:
            try:
                text += (self.home / "postgres.log").read_text(errors="replace")[-3000:]
            except OSError:
                pass
            raise Stop(sentence("Starting the private PostgreSQL", text))
        return done
