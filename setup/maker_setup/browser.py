"""A headless Chromium that signs in to Odoo and takes pictures of its pages."""

import base64
import io
import json
import shutil
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .failures import Stop
from .paths import LOGS
from .process import end, start

PROGRAMS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--remote-allow-origins=*",
    "--remote-debugging-port=0",
)
PATIENCE = 240
COLOURS = 128
# Odoo has drawn its page: something is there and nothing is being loaded.
DRAWN = """
document.querySelector(".o_action_manager")?.innerText.trim().length > 40 &&
!document.querySelector(".o_loading_indicator, .o_blockUI, .o_view_sample_data")
"""


def program() -> str:
    """Return the path of a browser; Stop when there is none."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if not found:
        raise Stop("No Chromium is installed: install it and start again.")
    return found


@contextmanager
def chromium() -> Iterator["Page"]:
    """Give a page of a browser that ends with the block."""
    command = program()
    with tempfile.TemporaryDirectory() as folder:
        port_file = Path(folder) / "DevToolsActivePort"
        log = LOGS / "chromium.log"
        process = start([command, *OPTIONS, f"--user-data-dir={folder}"], log)
        try:
            port = int(wait(lambda: _text(port_file), "Chromium").split()[0])
            page = Page(port)
            yield page
            page.close()
        finally:
            end(process)


def _text(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def wait(ready, what: str):
    """Return what ``ready`` gives as soon as it is something."""
    limit = time.monotonic() + PATIENCE
    while True:
        found = ready()
        if found:
            return found
        if time.monotonic() > limit:
            raise Stop(f"{what} did not answer in {PATIENCE} s: start again.")
        time.sleep(0.2)


class Page:
    """One tab, told what to do over the DevTools protocol."""

    def __init__(self, port: int):
        import websocket  # of the tests' packages, which only this command needs

        address = f"http://127.0.0.1:{port}/json/new?about:blank"
        request = urllib.request.Request(address, method="PUT")
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            target = json.load(answer)["webSocketDebuggerUrl"]
        self._socket = websocket.create_connection(target, timeout=PATIENCE)
        self._number = 0

    def close(self) -> None:
        """Let go of the tab."""
        self._socket.close()

    def do(self, method: str, **given) -> dict:
        """Send one command and return its result."""
        self._number += 1
        told = {"id": self._number, "method": method, "params": given}
        self._socket.send(json.dumps(told))
        while True:
            answer = json.loads(self._socket.recv())
            if answer.get("id") == self._number:
                if "error" in answer:
                    raise Stop(f"Chromium refused {method}: {answer['error']}.")
                return answer["result"]

    def evaluate(self, code: str):
        """Return what ``code`` is in the page."""
        result = self.do("Runtime.evaluate", expression=code, returnByValue=True)
        return result["result"].get("value")

    def sign_in(self, url: str, database: str, login: str) -> None:
        """Open a session for ``login``, whose password is the login."""
        asked = {"db": database, "login": login, "password": login}
        request = urllib.request.Request(
            f"{url}/web/session/authenticate",
            data=json.dumps({"params": asked}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            cookies = answer.headers.get_all("Set-Cookie")
        # the session that was asked in, and after it the one that is signed in
        cookie = [one for one in cookies if one.startswith("session_id=")][-1]
        value = cookie.partition("=")[2].partition(";")[0]
        self.do("Network.setCookie", name="session_id", value=value, url=url)

    def picture(self, url: str, width: int, height: int) -> bytes:
        """Return a PNG of a page of Odoo in few colours."""
        import PIL.Image  # as above

        self.do(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=width < 600,
        )
        self.do("Page.navigate", url="about:blank")
        self.do("Page.navigate", url=url)
        wait(lambda: self.evaluate(DRAWN), f"The page {url}")
        time.sleep(2)  # charts move into place, pictures are fetched
        taken = self.do("Page.captureScreenshot", format="png")["data"]
        image = PIL.Image.open(io.BytesIO(base64.b64decode(taken))).convert("RGB")
        few = image.quantize(COLOURS, dither=PIL.Image.Dither.NONE)
        stream = io.BytesIO()
        few.save(stream, "PNG", optimize=True)
        return stream.getvalue()
