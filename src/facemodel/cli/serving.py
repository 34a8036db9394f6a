"""A folder of pages over HTTP, read only: who may ask, for what, how much of it, and how long."""

import gzip
import hashlib
import ipaddress
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tornado.http1connection import HTTP1ServerConnection
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders, HTTPServerRequest, ResponseStartLine, responses
from tornado.ioloop import IOLoop

START = "index.html"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
"""What is served, by the end of its name; nothing else of a folder is."""
LARGEST_FILE, LARGEST_FOLDER = 2_000_000, 100_000_000
MOST_CONNECTIONS = 1500
HEADER_BYTES = 16_384
IDLE_S, SENDING_S = 20, 60
"""How long a visitor may say nothing, and may take to receive one file."""
ALWAYS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
FOREIGN = "This server does not answer to that name; `facemodel app --host NAME` adds one."
MISSING = "There is no such page here."
COMING = "This page is still being made; try again in a minute."
READS_ONLY = "This server only hands out pages."


@dataclass(frozen=True)
class Held:
    """A file in memory: what it is, as it is and gzipped (empty where that saves nothing)."""

    kind: str
    plain: bytes
    packed: bytes
    tag: str


@dataclass(frozen=True)
class Reply:
    """An answer: status, headers besides ALWAYS, and what follows them."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def held(data: bytes, kind: str) -> Held:
    """A file, packed once for all who ask."""
    packed = gzip.compress(data, 9, mtime=0)
    smaller = packed if len(packed) < 0.95 * len(data) else b""
    return Held(kind, data, smaller, hashlib.sha256(data).hexdigest()[:20])


def files_of(folder: Path, known: Iterable[str] = ()) -> dict[str, Held]:
    """Plain files of a folder and of the folders in it by their path, besides those known."""
    found, total, skip = {}, 0, set(known)
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if hidden or name in skip or path.suffix not in KINDS or not path.is_file():
            continue
        size = path.stat().st_size
        total += size
        if path.is_symlink() or size > LARGEST_FILE or total > LARGEST_FOLDER:
            continue
        found[name] = held(path.read_bytes(), KINDS[path.suffix])
    return found


def reply(
    files: Mapping[str, Held], method: str, path: str, headers: Mapping[str, str], more: bool
) -> Reply:
    """The answer to a request that may be made; more: whether files are still to come."""
    if method not in ("GET", "HEAD"):
        return _told(405, READS_ONLY, {"Allow": "GET, HEAD"})
    name = path.removeprefix("/") or START
    one = files.get(name)
    if one is None:
        comes = more and Path(name).suffix in (".html", ".js") and len(name) < 60
        return _told(503, COMING, {"Retry-After": "10"}) if comes else _told(404, MISSING)
    squeezed = bool(one.packed) and _takes_gzip(headers.get("Accept-Encoding", ""))
    tag = f'"{one.tag}{"-gz" if squeezed else ""}"'
    own = {"ETag": tag, "Cache-Control": "no-cache", "Vary": "Accept-Encoding"}
    if tag in headers.get("If-None-Match", ""):
        return Reply(304, own)
    own["Content-Type"] = one.kind
    if squeezed:
        own["Content-Encoding"] = "gzip"
    return Reply(200, own, one.packed if squeezed else one.plain)


def is_ours(host: str | None, names: Iterable[str], here: str) -> bool:
    """Whether a Host header names this server: one of its names, or the address asked.

    A page elsewhere whose name is made to lead here (DNS rebinding) sends its own name.
    """
    if not host:
        return False
    name = host.lower()
    if name.startswith("["):
        name = name[1:].partition("]")[0]
    elif name.count(":") == 1:
        name = name.partition(":")[0]
    name = name.removesuffix(".")
    if name in names:
        return True
    try:
        there = ipaddress.ip_address(here.partition("%")[0])
    except ValueError:
        return False
    if name == "localhost":
        return there.is_loopback
    try:
        return ipaddress.ip_address(name) == there
    except ValueError:
        return False


class Server(HTTPServer):
    """Serves `files`, which may grow while `more` is true, to who asks by one of `names`."""

    def initialize(self, files: dict[str, Held], names: Iterable[str]) -> None:  # type: ignore[override]
        super().initialize(
            self.answer,
            max_header_size=HEADER_BYTES,
            max_body_size=0,
            idle_connection_timeout=IDLE_S,
            body_timeout=IDLE_S,
        )
        self.files, self.names, self.more = files, frozenset(names), False
        self.most = min(MOST_CONNECTIONS, _files_open() - 100)
        self.recent: dict[HTTP1ServerConnection, None] = {}

    def start_request(self, server_conn, request_conn):
        self.recent.pop(server_conn, None)
        self.recent[server_conn] = None
        if len(self.recent) > self.most:  # who has been quiet for longest makes room
            oldest = next(iter(self.recent))
            del self.recent[oldest]
            oldest.stream.close()
        return super().start_request(server_conn, request_conn)

    def on_close(self, server_conn) -> None:
        self.recent.pop(server_conn, None)
        super().on_close(server_conn)

    def answer(self, request: HTTPServerRequest) -> None:
        """Write what a request gets, and end a connection that does not take it."""
        connection: Any = request.connection
        stream = connection.stream
        if stream.closed():  # the visitor has left
            return
        here = stream.socket.getsockname()[0]
        if is_ours(request.headers.get("Host"), self.names, here):
            made = reply(self.files, request.method, request.path, request.headers, self.more)
        else:
            made = _told(421, FOREIGN)
        headers = HTTPHeaders({**ALWAYS, **made.headers})
        if made.status != 304:
            headers["Content-Length"] = str(len(made.body))
        line = ResponseStartLine("HTTP/1.1", made.status, responses[made.status])
        sent = connection.write_headers(line, headers)
        if made.body and request.method != "HEAD":
            sent = connection.write(made.body)
        connection.finish()
        late = IOLoop.current().call_later(SENDING_S, lambda: sent.done() or stream.close())
        sent.add_done_callback(lambda _: IOLoop.current().remove_timeout(late))


def _told(status: int, text: str, headers: Mapping[str, str] | None = None) -> Reply:
    own = {"Content-Type": KINDS[".txt"], "Cache-Control": "no-store", **(headers or {})}
    return Reply(status, own, f"{text}\n".encode())


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.split(","):
        name, _, weight = part.replace(" ", "").partition(";")
        if name in ("gzip", "*"):
            return weight not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _files_open() -> int:
    """How many files this process may have open, once it has asked for as many as it wants."""
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return MOST_CONNECTIONS + 100
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_CONNECTIONS + 200
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return wanted if soft == resource.RLIM_INFINITY else soft
