"""One sentence for a failure: what went wrong and how to mend it."""

import errno
import re

NETWORK = re.compile(
    r"could not resolve|temporary failure (in name resolution|resolving)"
    r"|name or service not known|network is unreachable|no route to host"
    r"|failed to establish a new connection|newconnectionerror|connection refused"
    r"|could not connect|connection timed out|read timed out|getaddrinfo"
    r"|EAI_AGAIN|ENOTFOUND|ECONNREFUSED|ETIMEDOUT|unable to connect"
    r"|couldn't connect to server",
    re.IGNORECASE,
)
NO_SPACE = re.compile(
    r"no space left on device|disk full|ENOSPC|disk quota exceeded"
    r"|not enough free space",
    re.IGNORECASE,
)
TELLING = re.compile(r"(E:|ERROR|error:|fatal:|FATAL|[\w.]+(Error|Exception):)")


class Stop(Exception):
    """A failure that is understood: its text names the cause and the mend."""


class Interrupted(Exception):
    """Somebody pressed Ctrl-C, or the process was asked to end."""


def reason(output: str) -> str | None:
    """Return the known cause behind a tool's output, or None."""
    if NO_SPACE.search(output):
        return "the disk is full: free some space and start again"
    if NETWORK.search(output):
        return (
            "the network cannot be reached: connect it (or set the proxy) "
            "and start again"
        )
    return None


def sentence(what: str, output: str, log: object = None) -> str:
    """Return one sentence for the failed step ``what`` whose tool said ``output``."""
    known = reason(output)
    if known:
        return f"{what} failed because {known}."
    last = last_words(output)
    detail = f" Its output is in {log}." if log else ""
    return f"{what} failed: {last or 'it said nothing'}.{detail}"


def last_words(output: str) -> str:
    """Return the line of ``output`` that most likely says what went wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for line in reversed(lines):
        if TELLING.match(line):
            return line.rstrip(".")[:300]
    return lines[-1].rstrip(".")[:300] if lines else ""


def from_os_error(error: OSError) -> Stop | None:
    """Return the sentence for an operating-system error, or None when unknown."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        where = f" (writing {error.filename})" if error.filename else ""
        return Stop(f"The disk is full{where}: free some space and start again.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return Stop(
            f"{error.filename or 'A file'} cannot be written by this user: "
            "give this user the clone's folder (chown -R) and start again."
        )
    return None
