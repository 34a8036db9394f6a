"""What the app costs: memory of each visitor's kernel and time to the first picture.

    python benchmarks/app.py --kernels 30

Linux only, as memory is read from /proc: a process's proportional share (PSS) counts what several
share once. Needs the extras `app` and `browser`.
"""

import argparse
import contextlib
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

from facemodel.view.stills import chromium


@contextlib.contextmanager
def app(*options: str, log: Path | None = None):
    """`facemodel app` on a free port, with a home of its own; gives its address and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        log = log or Path(home) / "app.log"
        command = [sys.executable, "-m", "facemodel", "app", f"--port={port}", "--no-browser"]
        own = {"HOME": home, "JUPYTER_CONFIG_DIR": home}
        with open(log, "wb") as out:
            server = subprocess.Popen(
                [*command, *options],
                env={**os.environ, **own},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        address = f"http://127.0.0.1:{port}/"
        try:
            for _ in range(600):
                try:
                    urllib.request.urlopen(f"{address}voila/static/voila.js", timeout=5).close()
                    break
                except (urllib.error.URLError, TimeoutError, ConnectionError):
                    if server.poll() is not None:
                        raise RuntimeError(log.read_text("utf-8")[-2000:]) from None
                    time.sleep(0.2)
            yield address, server
        finally:
            server.send_signal(signal.SIGTERM)
            try:
                server.wait(60)
            except subprocess.TimeoutExpired:
                server.kill()


def kernels(server: int) -> list[int]:
    """Processes of the kernels that a server started."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [int(p) for p in children if b"ipykernel" in Path(f"/proc/{p}/cmdline").read_bytes()]


def megabytes(process: int, field: str = "Pss") -> float:
    """Proportional share of memory of a process, or its Private_Dirty, in MB of 2^20 bytes."""
    for line in Path(f"/proc/{process}/smaps_rollup").read_text().splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) / 1024
    raise ValueError(field)


def idle(process: int, seconds: float = 3.0) -> bool:
    """Whether a process used less than a tenth of a core over a while."""
    ticks = os.sysconf("SC_CLK_TCK")

    def used() -> int:
        return sum(
            map(int, Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[11:13])
        )

    before = used()
    time.sleep(seconds)
    return (used() - before) / ticks < 0.1 * seconds


def ready(server: int, count: int, within_s: float = 900.0) -> list[int]:
    """The kernels, once there are `count` and all of them have shown their face and rest."""
    end = time.monotonic() + within_s
    while time.monotonic() < end:
        found = kernels(server)
        if (
            len(found) >= count
            and all(megabytes(p) > 80 for p in found)
            and all(map(idle, found[-2:]))
        ):
            return found
        time.sleep(2)
    raise TimeoutError(f"{count} kernels were not ready within {within_s:.0f} s")


def first_picture(browser, address: str) -> float:
    """Seconds until a visitor with an empty cache sees the face."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000})
    page = context.new_page()
    page.set_default_timeout(120_000)
    start = time.perf_counter()
    page.goto(address, wait_until="commit")
    page.locator(".fm-picture canvas").first.wait_for()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    took = time.perf_counter() - start
    context.close()
    return took


def main() -> None:
    """Print memory of the kernels and the time to the first picture of some visitors."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kernels", type=int, default=30)
    parser.add_argument("--visitors", type=int, default=3)
    arguments = parser.parse_args()
    with app(f"--ready={arguments.kernels}") as (address, server):
        start = time.monotonic()
        found = ready(server.pid, arguments.kernels)
        shares, own = ([megabytes(p, f) for p in found] for f in ("Pss", "Private_Dirty"))
        print(f"{len(found)} kernels ready after {time.monotonic() - start:.0f} s")
        print(
            f"memory (PSS) median {statistics.median(shares):.0f} MB, largest {max(shares):.0f} MB"
        )
        print(f"of which their own median {statistics.median(own):.0f} MB")
        from playwright.sync_api import sync_playwright

        with sync_playwright() as api:
            flags = [f for f in chromium.FLAGS if f != "--hide-scrollbars"]
            browser = api.chromium.launch(
                executable_path=chromium.browser(), args=[*flags, "--no-sandbox"]
            )
            took = [first_picture(browser, address) for _ in range(arguments.visitors)]
            browser.close()
        load = os.getloadavg()[0]
        print(f"first picture {', '.join(f'{s:.1f}' for s in took)} s (load {load:.1f})")


if __name__ == "__main__":
    main()
