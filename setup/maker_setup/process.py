"""Run other programs: logged, with a heartbeat, and never left behind."""

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from .console import Progress
from .failures import Stop, sentence
from .paths import LOGS, make_folder

PR_SET_PDEATHSIG = 1
Command = Sequence[str | os.PathLike]


def log_path(name: str) -> Path:
    """Return the log file for the step ``name``."""
    make_folder(LOGS)
    return LOGS / f"{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}.log"


def die_with_parent() -> None:
    """In a child: end when the parent ends, even if the parent is killed."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(command: Command, **options) -> subprocess.Popen:
    """Start ``command`` in a process group of its own that ends with this process."""
    return subprocess.Popen(
        [os.fspath(part) for part in command],
        start_new_session=True,
        preexec_fn=die_with_parent,  # noqa: PLW1509 - this process has one thread
        **options,
    )


def output(command: Command, **options) -> str:
    """Return what ``command`` prints; Stop when it fails or does not exist."""
    try:
        done = subprocess.run(
            [os.fspath(part) for part in command],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            **options,
        )
    except FileNotFoundError:
        raise Stop(
            f"{command[0]} is not installed: install it and start again."
        ) from None
    if done.returncode:
        raise Stop(sentence(_title(command), done.stderr + done.stdout))
    return done.stdout


def run(
    command: Command,
    progress: Progress,
    *,
    what: str,
    env: Mapping[str, str] | None = None,
    detail: Callable[[str], str] | None = None,
    stdin: str | None = None,
    **options,
) -> str:
    """Run ``command`` to its end with its output in a log; return that output.

    ``detail`` turns the last lines of the log into the words shown beside the
    running time. A failure raises Stop with one sentence.
    """
    log = log_path(what)
    with open(log, "wb") as stream:
        process = spawn(
            command,
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.PIPE if stdin is not None else subprocess.DEVNULL,
            env=dict(env) if env is not None else None,
            **options,
        )
    try:
        if stdin is not None:
            process.stdin.write(stdin.encode())
            process.stdin.close()
        while True:
            try:
                process.wait(0.5)
                break
            except subprocess.TimeoutExpired:
                progress.beat(detail(tail(log)) if detail else "")
    finally:
        end(process)
    text = log.read_text(errors="replace")
    if process.returncode:
        raise Stop(sentence(what, text, log))
    return text


def tail(log: Path, size: int = 4000) -> str:
    """Return the last ``size`` bytes of ``log`` as text."""
    with open(log, "rb") as stream:
        stream.seek(max(0, log.stat().st_size - size))
        return stream.read().decode(errors="replace")


def start(command: Command, log: Path, **options) -> subprocess.Popen:
    """Start a background program in its own group with its output in ``log``."""
    make_folder(log.parent)
    with open(log, "ab") as stream:
        return spawn(
            command,
            stdout=stream,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            **options,
        )


def end(process: subprocess.Popen, patience: float = 10.0) -> None:
    """End ``process`` and everything it started: politely, then surely."""
    for number, wait in ((signal.SIGTERM, patience), (signal.SIGKILL, 5.0)):
        try:
            os.killpg(process.pid, number)
        except ProcessLookupError:
            break
        limit = time.monotonic() + wait
        while time.monotonic() < limit and _group_lives(process):
            time.sleep(0.05)
    if process.poll() is None:
        process.wait()


def _group_lives(process: subprocess.Popen) -> bool:
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def foreground(command: Command, env: Mapping[str, str]) -> int:
    """Give the terminal to ``command`` and return its exit code.

    Ctrl-C is for the command, which shares this process group; this process
    only waits for it.
    """
    previous = signal.signal(signal.SIGINT, lambda number, frame: None)
    process = subprocess.Popen([os.fspath(part) for part in command], env=dict(env))
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
        signal.signal(signal.SIGINT, previous)


def stream(
    command: Command, env: Mapping[str, str], watch: Callable[[str], None], **options
) -> int:
    """Run ``command``, print its lines as they come, hand each to ``watch``."""
    process = spawn(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        env=dict(env),
        text=True,
        errors="replace",
        **options,
    )
    try:
        for line in process.stdout:
            sys.stdout.write(line)
            sys.stdout.flush()
            watch(line.rstrip("\n"))
        return process.wait()
    finally:
        end(process)


def _title(command: Command) -> str:
    return " ".join(os.path.basename(os.fspath(part)) for part in command[:2])
