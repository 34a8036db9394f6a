"""What `facemodel app` costs: 200 visitors at once, then 10,000 requests that are none.

    python -m benchmarks.app [--site DIR] [--visitors 200] [--broken 10000]

Linux only, as memory is read from /proc. Visitors share the machine with the server, so their own
work is in the times.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import facemodel as fm
from facemodel.cli.files import demo_case
from facemodel.teach.site import folder
from facemodel.view import page

PARTS = ("site.css", "site.js", "viewer.js", "face-default.js")
ASKED = "GET /{name} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"
TRAPS = ("..", "%2e%2e", "parts", "\\", "%00", "etc", "passwd", "lab.html")


@dataclass
class Seen:
    """What visitors met.

    pages, wholes   seconds to the page, and to the page with all of its parts
    errors          what went wrong, in words
    """

    pages: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@contextlib.contextmanager
def app(site: Path) -> Iterator[tuple[int, int]]:
    """`facemodel app` on a folder; gives its port and its process. Error: it had to complain."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "facemodel", "app", "--site", str(site), "--no-browser"]
    command.append(f"--port={port}")
    with tempfile.TemporaryFile() as said:
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        try:
            for _ in range(200):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                assert server.poll() is None, "the server ended"
                time.sleep(0.1)
            yield port, server.pid
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(30)
        said.seek(0)
        assert (complaint := said.read(2000)) == b"", complaint.decode(errors="replace")


def megabytes(process: int, name: str = "VmHWM") -> float:
    """Most memory that a process has had so far, or has now (VmRSS), in MB of 2^20 bytes."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) / 1024
    raise ValueError(name)


def worked(process: int) -> float:
    """Seconds of processor time of a process so far, which other programs do not lengthen."""
    fields = Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


async def _got(port: int, name: str) -> tuple[int, int]:
    """Status and size of one file, on a connection of its own."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(ASKED.format(name=name).encode())
        head = await reader.readuntil(b"\r\n\r\n")
        sizes = [row for row in head.split(b"\r\n") if row.lower().startswith(b"content-length")]
        size = int(sizes[0].split(b":")[1])
        body = await reader.readexactly(size)
        return int(head.split()[1]), len(body)
    finally:
        writer.close()


async def _visit(port: int, seen: Seen) -> None:
    begun = time.perf_counter()
    try:
        found = [await _got(port, "lab.html")]
        seen.pages.append(time.perf_counter() - begun)
        found += await asyncio.gather(*(_got(port, f"parts/{name}") for name in PARTS))
        seen.wholes.append(time.perf_counter() - begun)
    except (OSError, EOFError, asyncio.IncompleteReadError) as error:
        seen.errors.append(type(error).__name__)
        return
    seen.errors += [f"status {status}" for status, _ in found if status != 200]


async def visits(port: int, count: int) -> Seen:
    """So many visitors who all arrive at once."""
    seen = Seen()
    await asyncio.gather(*(_visit(port, seen) for _ in range(count)))
    return seen


def broken(rng: random.Random) -> bytes:
    """Bytes that are no request to answer: noise, frames of websockets, slips and traps."""
    noise = rng.randbytes(rng.randrange(1, 400))
    path = "/".join(rng.choice(TRAPS) for _ in range(rng.randrange(1, 9)))
    foreign = rng.choice(["evil.example", "", "a b", "localhost.evil"])
    verb, version = rng.choice(["TRACE", "CONNECT", "get", "PUT"]), rng.choice(["1.1", "9.9", "2"])
    return rng.choice(
        [
            noise,
            b"\x81\x82" + noise[:8],
            _request(f"GET /{path} HTTP/1.1"),
            _request("GET / HTTP/1.1", host=foreign),
            _request("POST / HTTP/1.1", f"Content-Length: {rng.choice([-1, 5, 10**12])}") + noise,
            _request("GET / HTTP/1.1", "Transfer-Encoding: chunked") + b"fffffffff\r\n" + noise,
            _request("GET / HTTP/1.1", f"X: {'y' * rng.randrange(10_000, 40_000)}"),
            _request("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket") + b"\x88\x00",
            _request(f"{verb} * HTTP/{version}"),
        ]
    )


def _request(line: str, *headers: str, host: str = "localhost") -> bytes:
    return "\r\n".join([line, f"Host: {host}", *headers, "", ""]).encode()


async def _attack(port: int, rng: random.Random) -> None:
    with contextlib.suppress(OSError, asyncio.TimeoutError, asyncio.LimitOverrunError):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(broken(rng))
            if rng.random() < 0.5:
                writer.write_eof()
            await asyncio.wait_for(reader.read(2000), rng.choice([0.01, 0.2]))
        finally:
            writer.close()


async def attacked(port: int, count: int, at_once: int = 100) -> Seen:
    """A visitor who comes again and again while so many broken requests arrive."""
    rng, seen = random.Random(1), Seen()
    attack = asyncio.gather(*(_row(port, rng, count // at_once) for _ in range(at_once)))
    while not attack.done():
        await _visit(port, seen)
        await asyncio.sleep(0.05)
    await attack
    return seen


async def _row(port: int, rng: random.Random, count: int) -> None:
    for _ in range(count):
        await _attack(port, rng)


def quick_site(place: Path) -> Path:
    """The folder without what takes minutes to make: pages and parts of the lab."""
    usual, page.plan_of = page.plan_of, lambda *_: None
    try:
        list(folder.write_site(place, demo_case(), place, fm.patients.Sitting(1, count=1)))
    finally:
        page.plan_of = usual
    return place


def p95(times: list[float]) -> float:
    """What 95 of 100 stay below."""
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Print times of visitors and memory of the server, alone and under attack."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--site", type=Path, help="a folder of `facemodel site` (default: make it)")
    parser.add_argument("--visitors", type=int, default=200)
    parser.add_argument("--broken", type=int, default=10_000)
    arguments = parser.parse_args()
    visitors, many = arguments.visitors, arguments.broken
    with contextlib.ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        port, process = stack.enter_context(app(arguments.site or quick_site(scratch)))
        print(f"facemodel {fm.__version__}: {megabytes(process):.0f} MB before anybody comes")
        _tell(f"{visitors} visitors at once", visits(port, visitors), process)
        _tell(f"{many:,} broken requests", attacked(port, many), process)
        _tell(f"{visitors} visitors after that", visits(port, visitors), process)


def _tell(what: str, happens: Coroutine[Any, Any, Seen], process: int) -> None:
    before = worked(process)
    seen = asyncio.run(happens)
    print(
        f"{what}: page p95 {p95(seen.pages):.2f} s (median {statistics.median(seen.pages):.2f}), "
        f"with all parts p95 {p95(seen.wholes):.2f} s, {len(seen.pages)} visits, "
        f"{len(seen.errors)} errors; the server worked {worked(process) - before:.2f} s and had "
        f"{megabytes(process):.0f} MB at most, "
        f"load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    main()
