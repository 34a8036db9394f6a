"""The browser that draws without a window: where it is on this machine, and a page opened in it."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import BinaryIO

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
    pdf = opened(browser(), page, pdf=True)
    if not pdf.startswith(b"%PDF-"):
        raise FaceModelError("the browser printed no PDF; write the report as .html instead")
    return pdf


def opened(program: str, page: str, pdf: bool) -> bytes:
    """A page opened in a browser: the PDF that it prints, or the document as it then stands."""
    flags = list(FLAGS)
    if sys.platform.startswith("linux") and os.geteuid() == 0:
        flags.append("--no-sandbox")  # Chromium's sandbox refuses to run as root
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        file = Path(folder) / "page.html"
        file.write_text(page, encoding="utf-8")
        profile = f"--user-data-dir={Path(folder) / 'profile'}"
        printed = Path(folder) / "page.pdf"
        wanted = ["--no-pdf-header-footer", f"--print-to-pdf={printed}"] if pdf else ["--dump-dom"]
        document = Path(folder) / "document"
        _run([program, *flags, profile, *wanted, file.as_uri()], document, b"</html>")
        found = printed if pdf else document
        return found.read_bytes() if found.is_file() else b""


def _run(command: list[str], out: Path, ending: bytes) -> None:
    """Run a browser until it ends or has written `ending`: tidying up takes it longer yet."""
    end = time.monotonic() + TIMEOUT_S
    with open(out, "wb") as stream, open(out, "rb") as written:
        try:
            running = subprocess.Popen(command, stdout=stream, stderr=subprocess.DEVNULL)
        except OSError as error:
            raise FaceModelError(f"the browser {command[0]!r} cannot be started: {error}") from None
        try:
            while running.poll() is None and not _ends_with(written, ending):
                if time.monotonic() > end:
                    raise FaceModelError(
                        f"the browser drew nothing within {TIMEOUT_S} s; try a smaller size or "
                        "fewer views"
                    )
                time.sleep(LOOK_S)
        finally:
            running.kill()
            running.wait()


def _ends_with(file: BinaryIO, ending: bytes) -> bool:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - len(ending) - 2))  # a line break may follow
    return file.read().rstrip().endswith(ending)
