"""The running demo: Odoo's server with its cron, and the channel fakes."""

import json
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from .console import step
from .day_context import FAKES
from .failures import Stop, last_words
from .odoo_command import OdooCommand
from .paths import LOGS, ROOT, RUNTIME, SETUP, make_folder
from .preflight import check_port, free_port
from .process import end, spawn, start, tail
from .venv import PYTHON

PATIENCE = 120
# Odoo starts itself anew at these limits, in a way that fails under ``python -m``; a
# machine that was suspended reaches the first two.
UNLIMITED = (
    "--limit-time-real=0",
    "--limit-time-real-cron=0",
    "--limit-memory-soft=0",
    "--limit-memory-hard=0",
)


class Studio:
    """Processes of the demo; leaving the ``with`` block ends them all."""

    def __init__(self, odoo: OdooCommand, database: str, port: int):
        self.odoo = odoo
        self.database = database
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.folder = make_folder(RUNTIME / database)
        self.config = odoo.config_file(self.folder / "odoo.conf", database)
        self.fakes: dict[str, dict] = {}
        self._processes: list[tuple[str, subprocess.Popen, Path]] = []

    def __enter__(self):
        try:
            self._start_fakes()
            self._start_server()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *failure):
        while self._processes:
            end(self._processes.pop()[1])

    def watch(self) -> None:
        """Return only by an exception: when one of the processes ends by itself."""
        while True:
            self._check()
            time.sleep(0.5)

    def _check(self) -> None:
        for name, process, log in self._processes:
            if process.poll() is not None:
                raise Stop(
                    f"{name} ended by itself ({last_words(tail(log)) or 'no word'}): "
                    f"read {log}, then start again."
                )

    def _start_fakes(self) -> None:
        ports = self._fake_ports(list(FAKES))
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        targets = [f"{name}={port}" for name, port in ports.items()]
        log = LOGS / "channel-fakes.log"
        command = [PYTHON, "-m", "maker_setup.fakes_host", self.folder, *targets]
        with step(f"Starting the channels ({', '.join(FAKES)})"):
            process = start(command, log, cwd=ROOT, env=self._environ())
            self._processes.append(("The channel fakes", process, log))
            self._wait(ready.exists, "The channel fakes")
        self.fakes = json.loads(ready.read_text())

    def _environ(self) -> dict[str, str]:
        return {**self.odoo.environ(), "PYTHONPATH": f"{SETUP}:{ROOT / 'tests'}"}

    def _fake_ports(self, names: list[str]) -> dict[str, int]:
        """Return the ports of last time where they are free, else new ones."""
        path = self.folder / "ports.json"
        try:
            known = json.loads(path.read_text())
        except (OSError, ValueError):
            known = {}
        ports = {}
        for name in names:
            try:
                check_port(known.get(name, 0))
                ports[name] = known[name]
            except Stop:
                ports[name] = free_port()
        path.write_text(json.dumps(ports))
        return ports

    def _start_server(self) -> None:
        log = LOGS / f"{self.database}-server.log"
        arguments = [f"--config={self.config}", f"--http-port={self.port}"]
        arguments += ["--max-cron-threads=2", *UNLIMITED]
        command = [PYTHON, "-m", "odoo", *arguments]
        with step("Starting Odoo"):
            process = start(command, log, env=self.odoo.environ())
            self._processes.append(("Odoo", process, log))
            self._wait(self._answers, "Odoo")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/web/login", timeout=30) as page:
                return page.status == 200
        except (urllib.error.URLError, OSError):
            return False

    def _wait(self, ready: Callable[[], bool], name: str) -> None:
        limit = time.monotonic() + PATIENCE
        while not ready():
            self._check()
            if time.monotonic() > limit:
                log = next(log for known, _, log in self._processes if known == name)
                raise Stop(f"{name} did not answer in {PATIENCE} s: read {log}.")
            time.sleep(0.1)

    def day(self, arguments: list[str], event: Callable[[dict], None]) -> None:
        """Run the day's runner with ``arguments``; hand each event it tells on."""
        command = [PYTHON, "-m", "maker_setup.day_runner", f"--config={self.config}"]
        command += [f"--database={self.database}", f"--url={self.url}"]
        command += [f"--fakes={json.dumps(self.fakes)}", *arguments]
        log = LOGS / "day.log"
        with open(log, "wb") as stream:
            process = spawn(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stream,
                env=self._environ(),
                text=True,
            )
        try:
            for line in process.stdout:
                event(json.loads(line))
            code = process.wait()
        finally:
            end(process)
        if code:
            raise Stop(f"The day broke off: {last_words(tail(log))}. It is in {log}.")
