"""The browser that draws without a window: where it is on this machine, and a page opened in it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

from facemodel.data.waiting import step
from facemodel.errors import FaceModelError

TIMEOUT_S = 180
LOOK_S = 0.02  # between looks at whether it is done
_NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome",
    "microsoft-edge", "microsoft-edge-stable", "msedge",
)  # fmt: skip
_PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
)
# software GL everywhere: the same picture on every machine
FLAGS = (
    "--headless=new", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--no-first-run", "--no-default-browser-check", "--disable-quic", "--disable-sync",
    "--disable-extensions", "--disable-background-networking", "--disable-component-update",
    "--hide-scrollbars", "--disable-dev-shm-usage",
    "--disable-gpu-compositing",  # nobody looks at the page itself
)  # fmt: skip


def browser() -> str:
    """Program of the browser: $CHROMIUM, else the first Chromium, Chrome or Edge found.

    Errors: none found, or $CHROMIUM does not name a program.
    """
    named = os.environ.get("CHROMIUM")
    if named:
        found = shutil.which(named)
        if not found:
            raise FaceModelError(
                f"CHROMIUM is set to {named!r}, which is not a program; name one or unset it"
            )
        return found
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    found = found or next((place for place in _PLACES if os.access(place, os.X_OK)), None)
    if not found:
        raise FaceModelError(
            "no browser was found for drawing; install Chromium, Chrome or Edge, or set CHROMIUM "
            "to its program"
        )
    return found


def print_pdf(page: str) -> bytes:
    """An HTML page that needs nothing else, printed as PDF. Errors: no browser; nothing printed."""
    step("printing the PDF")
    with Opened(page, pdf=True) as opened:
        pdf = opened.result()
    if not pdf.startswith(b"%PDF-"):
        raise FaceModelError("the browser printed no PDF; write the report as .html instead")
    return pdf


class Opened:
    """A page open in a browser without a window, which is gone when the block ends.

    Attributes
    ----------
    told : bool
        Whether the page has been told something.
    """

    def __init__(self, page: str, pdf: bool = False):
        """Start the browser. Errors: there is none, or it does not start."""
        command = [browser(), *FLAGS]
        if sys.platform.startswith("linux") and os.geteuid() == 0:
            command.append("--no-sandbox")  # Chromium's sandbox refuses to run as root
        self.told = False
        self._kept = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self._folder = Path(self._kept.name)
        self._document, self._printed = self._folder / "document", self._folder / "page.pdf"
        self._pdf = pdf
        file = self._folder / "page.html"
        file.write_text(page, encoding="utf-8")
        wanted = (
            ["--no-pdf-header-footer", f"--print-to-pdf={self._printed}"] if pdf else ["--dump-dom"]
        )
        command += [f"--user-data-dir={self._folder / 'profile'}", *wanted, file.as_uri()]
        try:
            with open(self._document, "wb") as out:
                self._running = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL)
        except OSError as error:
            self._kept.cleanup()
            raise FaceModelError(f"the browser {command[0]!r} cannot be started: {error}") from None

    def tell(self, script: str) -> None:
        """Put a script where the page looks for it: told.js beside it."""
        self.told = True
        half = self._folder / "told.part"
        half.write_text(script, encoding="utf-8")
        half.replace(self._folder / "told.js")

    def result(self) -> bytes:
        """The PDF that the page prints, or the document as it then stands; b"" for neither."""
        end = time.monotonic() + TIMEOUT_S
        with open(self._document, "rb") as written:
            # tidying up takes it longer yet
            while self._running.poll() is None and not _ends_with(written, b"</html>"):
                if time.monotonic() > end:
                    raise FaceModelError(
                        f"the browser drew nothing within {TIMEOUT_S} s; try a smaller size or "
                        "fewer views"
                    )
                time.sleep(LOOK_S)
        found = self._printed if self._pdf else self._document
        return found.read_bytes() if found.is_file() else b""

    def __enter__(self) -> "Opened":
        return self

    def __exit__(self, *_) -> None:
        self._running.kill()
        self._running.wait()
        self._kept.cleanup()


def _ends_with(file: BinaryIO, ending: bytes) -> bool:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - len(ending) - 2))  # a line break may follow
    return file.read().rstrip().endswith(ending)
