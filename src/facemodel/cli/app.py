"""Serve the kit without code to many people at once: static pages, which their browsers run."""

import argparse
import asyncio
import contextlib
import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile
import webbrowser
from typing import Any

from facemodel import cli
from facemodel.cli import lab, site
from facemodel.errors import FaceModelError, shown

EXAMPLE = "facemodel app --port 8866 --no-browser"
DEFAULT_PORT, PORTS_TRIED = 8866, 50
LOOK_S = 0.5
"""How often it is looked for pages that have been made meanwhile."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """CASE, or a folder that is there; where to listen, and by which names to be asked."""
    site.add_contents(parser)
    parser.add_argument(
        "--site",
        type=pathlib.Path,
        metavar="DIR",
        help="a folder that `facemodel site` wrote, instead of making the pages now",
    )
    parser.add_argument(
        "--port",
        type=int,
        help=f"port of the server (default: {DEFAULT_PORT} or the next free one)",
    )
    parser.add_argument(
        "--address",
        default="localhost",
        help="address to listen on (default: localhost, this machine alone; 0.0.0.0: everybody "
        "who reaches this machine, without a password)",
    )
    parser.add_argument(
        "--host",
        action="append",
        default=[],
        metavar="NAME",
        help="a name by which visitors reach this machine, besides its address; may be repeated",
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address only")


def run(arguments: argparse.Namespace) -> int:
    """Make the pages, or take those that are there, and serve them until interrupted."""
    lab.check_extra("tornado", "app")
    wishes = _wishes(arguments)
    if arguments.site is not None and wishes:
        raise FaceModelError("a folder that is there stays as it is; leave --site or the rest out")
    if arguments.site is not None and not (arguments.site / "index.html").is_file():
        raise FaceModelError(f"{arguments.site} is no folder that `facemodel site` wrote")
    with contextlib.ExitStack() as stack:
        listening = sockets(arguments.address, arguments.port)
        for one in listening:
            stack.callback(one.close)
        if arguments.site is not None:
            return asyncio.run(_served(arguments, listening, arguments.site, None))
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="facemodel-"))
        # another process: what makes the pages takes 300 MB, what hands them out a tenth
        making = subprocess.Popen(_command(folder, wishes), stdout=subprocess.DEVNULL)
        stack.callback(making.wait)
        stack.callback(making.terminate)
        return asyncio.run(_served(arguments, listening, pathlib.Path(folder), making))


def _wishes(arguments: argparse.Namespace) -> list[str]:
    """What of the arguments `facemodel site` is told, which checks it."""
    names = ("practice", "level", "patients", "minutes", "feedback")
    given = {name: value for name in names if (value := getattr(arguments, name)) is not None}
    options = [word for name, value in given.items() for word in (f"--{name}", str(value))]
    return options if arguments.case is None else [*options, str(arguments.case)]


def _command(folder: str, wishes: list[str]) -> list[str]:
    return [sys.executable, "-m", "facemodel", "site", "--out", folder, *wishes]


async def _served(
    arguments: argparse.Namespace,
    listening: list[socket.socket],
    folder: pathlib.Path,
    making: subprocess.Popen | None,
) -> int:
    """Serve a folder that may still be growing; the exit code."""
    files: dict[str, Any] = {}
    server = cli.Server(files, [name.lower() for name in arguments.host])
    ended = asyncio.Event()
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: loop.call_soon_threadsafe(ended.set))
    loop = asyncio.get_running_loop()
    while True:
        server.more = making is not None and making.poll() is None
        files |= cli.files_of(folder, files)
        if "index.html" in files:
            break
        if not server.more:
            return making.returncode if making is not None else 1
        if await _within(ended, LOOK_S):
            return 0
    server.add_sockets(listening)
    _open(arguments, listening)
    while server.more and not await _within(ended, LOOK_S):
        server.more = making is not None and making.poll() is None
        files |= await asyncio.to_thread(cli.files_of, folder, tuple(files))
    await ended.wait()
    server.stop()
    await server.close_all_connections()
    return 0


async def _within(event: asyncio.Event, seconds: float) -> bool:
    try:
        await asyncio.wait_for(event.wait(), seconds)
    except TimeoutError:
        return False
    return True


def _open(arguments: argparse.Namespace, listening: list[socket.socket]) -> None:
    """Say where the pages are, and open the first."""
    port = listening[0].getsockname()[1]
    name = arguments.host[0] if arguments.host else arguments.address
    told = f"[{name}]" if ":" in name else name
    address = f"http://{'localhost' if name in ('0.0.0.0', '::') else told}:{port}/"
    print(f"facemodel: {address}   (Ctrl + C ends it)", flush=True)
    if not arguments.no_browser:
        webbrowser.open(address)


def sockets(address: str, port: int | None) -> list[socket.socket]:
    """Sockets that listen on an address and port, or the first free one from DEFAULT_PORT on.

    Errors: no address of this machine; the port is taken.
    """
    from tornado.netutil import bind_sockets

    try:
        socket.getaddrinfo(address, None)
    except (OSError, UnicodeError):
        raise FaceModelError(
            f"{shown(address)} is not an address of this machine; leave --address out, or "
            "give 0.0.0.0"
        ) from None
    if port is not None:
        lab.check_port(port)
    wanted: Any = range(DEFAULT_PORT, DEFAULT_PORT + PORTS_TRIED) if port is None else (port,)
    for one in wanted:
        try:
            # on Windows an address in use can be taken twice, so it is not asked for there
            return bind_sockets(one, address, backlog=512, reuse_port=False)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno else str(error)
    raise FaceModelError(f"cannot listen on {address[:60]!r}: {reason}; choose another --port")
