"""The app: pages of a folder and nothing else, to nobody by a foreign name, whatever is sent."""

import asyncio
import gzip
import http.client
import importlib.util
import os
import random
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

import facemodel as fm
from benchmarks import app as running
from facemodel.cli import app, main, serving

PAGE = b"<!doctype html><title>A page</title>" + b"x" * 3000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("site")
    (place / "parts").mkdir()
    (place / "index.html").write_bytes(PAGE)
    (place / "parts/a.js").write_bytes(b"1")
    (place / "parts/large.js").write_bytes(random.Random(1).randbytes(1_900_000))
    (place / ".hidden.html").write_bytes(b"no")
    (place / "secret.json").write_bytes(b"no")
    (place / "parts/too_large.js").write_bytes(bytes(2_000_001))
    (place / "linked.html").symlink_to(place / "secret.json")
    return place


@pytest.fixture(scope="module")
def server(folder):
    """Port and process of the app on that folder."""
    with running.app(folder) as found:
        yield found


def asked(server, path="/", method="GET", **headers):
    """Status, headers and body of one answer."""
    given = {"Host": "localhost", **{k.replace("_", "-"): v for k, v in headers.items()}}
    one = http.client.HTTPConnection("127.0.0.1", server[0], timeout=20)
    one.request(method, path, headers=given)
    answer = one.getresponse()
    found = answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
    one.close()
    return found


def test_without_the_extra_one_sentence_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert main.main(["app", "--no-browser"]) == 2
    said = capsys.readouterr().err.strip()
    assert said.count("\n") == 0
    assert "facemodel[app]" in said
    assert sys.executable in said


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (["--port", "0"], "port 0 does not exist"),
        (["--address", "no such place"], "is not an address"),
        (["--address", "x" * 300], "is not an address"),
        (["--site", "nowhere"], "nowhere is no folder that `facemodel site` wrote"),
        (["any.json", "--site", "nowhere"], "leave --site or the rest out"),
    ],
)
def test_a_wrong_wish_is_refused(capsys, wish, said):
    assert main.main(["app", *wish]) == 2
    shown = capsys.readouterr().err
    assert said in shown
    assert shown.count("\n") == 1


def test_a_port_that_is_taken_is_refused_and_else_the_next_is_found(capsys, monkeypatch):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert main.main(["app", "--port", str(port)]) == 2
        assert f"port {port} cannot be used" in capsys.readouterr().err
        monkeypatch.setattr(app, "DEFAULT_PORT", port)
        found = app.sockets("127.0.0.1", None)
        assert port < found[0].getsockname()[1] < port + app.PORTS_TRIED
        for one in found:
            one.close()


def test_every_answer_has_the_same_guards(server):
    for path, method in (("/", "GET"), ("/nothing", "GET"), ("/", "POST"), ("/parts/a.js", "HEAD")):
        _, headers, _ = asked(server, path, method)
        assert "script-src 'self';" in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
        assert not {"set-cookie", "access-control-allow-origin", "server"} & set(headers)


def test_pages_are_handed_out_packed_once(server):
    status, headers, body = asked(server)
    assert (status, body) == (200, PAGE)
    assert headers["content-type"] == "text/html; charset=utf-8"
    _, packed, squeezed = asked(server, Accept_Encoding="br, gzip;q=0.5")
    assert packed["content-encoding"] == "gzip"
    assert gzip.decompress(squeezed) == PAGE
    assert asked(server, Accept_Encoding="gzip;q=0")[2] == PAGE
    assert asked(server, If_None_Match=packed["etag"], Accept_Encoding="gzip")[::2] == (304, b"")
    assert asked(server, method="HEAD")[1]["content-length"] == str(len(PAGE))
    assert asked(server, "/parts/a.js")[1]["content-type"].startswith("text/javascript")
    assert "content-encoding" not in asked(server, "/parts/a.js", Accept_Encoding="gzip")[1]


@pytest.mark.parametrize(
    "path",
    ["/secret.json", "/.hidden.html", "/linked.html", "/parts/too_large.js", "/parts", "/parts/",
     "/../index.html", "/parts/../index.html", "/%2e%2e/index.html", "//index.html",
     "/index.html/", "/etc/passwd", "/index.html%00", "/\\index.html"],
)  # fmt: skip
def test_nothing_else_is_found(server, path):
    assert asked(server, path)[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "get"])
def test_only_reading_is_answered(server, method):
    assert asked(server, method=method)[0] == 405


@pytest.mark.parametrize(
    ("host", "here", "ours"),
    [
        ("localhost", "127.0.0.1", True),
        ("localhost:8866", "::1", True),
        ("LOCALHOST.", "127.0.0.1", True),
        ("127.0.0.1:1", "127.0.0.1", True),
        ("[::1]:8866", "::1", True),
        ("192.168.1.7:8866", "192.168.1.7", True),
        ("lab.example.org", "192.168.1.7", True),
        ("192.168.1.8", "192.168.1.7", False),
        ("localhost", "192.168.1.7", False),
        ("evil.example", "127.0.0.1", False),
        ("localhost.evil.example", "127.0.0.1", False),
        ("lab.example.org.evil.example:80", "127.0.0.1", False),
        ("127.0.0.1.evil.example", "127.0.0.1", False),
        ("[::1", "127.0.0.1", False),
        ("", "127.0.0.1", False),
        (None, "127.0.0.1", False),
    ],
)
def test_a_foreign_name_is_refused(host, here, ours):
    assert serving.is_ours(host, {"lab.example.org"}, here) is ours


def test_a_page_elsewhere_that_leads_here_by_its_name_gets_nothing(server):
    status, _, body = asked(server, Host=f"evil.example:{server[0]}")
    assert status == 421
    assert b"A page" not in body


def test_pages_that_are_still_made_are_named_so():
    held = {"index.html": serving.held(b"x", "text/html")}
    coming = [serving.reply(held, "GET", "/lesson-03.html", {}, more).status for more in (1, 0)]
    assert coming == [503, 404]
    assert serving.reply(held, "GET", "/secret.json", {}, True).status == 404


def test_files_that_come_later_are_added_once(folder, monkeypatch):
    first = serving.files_of(folder)
    assert set(first) == {"index.html", "parts/a.js", "parts/large.js"}
    assert serving.files_of(folder, first) == {}
    monkeypatch.setattr(serving, "LARGEST_FOLDER", 1_000_000)
    assert "parts/large.js" not in serving.files_of(folder)


def test_broken_requests_trouble_nobody(server):
    before = running.megabytes(server[1], "VmRSS")
    seen = asyncio.run(running.attacked(server[0], 600, at_once=20))
    assert seen.errors == ["status 404"] * len(seen.errors)  # this folder has no lab
    assert len(seen.errors) % (1 + len(running.PARTS)) == 0
    assert asked(server)[::2] == (200, PAGE)
    assert running.megabytes(server[1], "VmRSS") < before + 30


@pytest.mark.slow
def test_who_says_nothing_or_takes_nothing_is_let_go(folder, monkeypatch):
    """In this process, with bounds of seconds and three connections at most."""
    monkeypatch.setattr(serving, "IDLE_S", 3)
    monkeypatch.setattr(serving, "SENDING_S", 0.3)
    monkeypatch.setattr(serving, "MOST_CONNECTIONS", 3)

    async def scene():
        server = serving.Server(serving.files_of(folder), [])
        listening = app.sockets("127.0.0.1", None)
        server.add_sockets(listening)
        port = listening[0].getsockname()[1]
        quiet = [await asyncio.open_connection("127.0.0.1", port) for _ in range(4)]
        # the first of four makes room at once, the others have their time
        begun = time.monotonic()
        assert await asyncio.wait_for(quiet[0][0].read(), 5) == b""
        assert time.monotonic() - begun < 2
        for reader, _ in quiet[1:]:
            assert await asyncio.wait_for(reader.read(), 9) == b""
        stalled = socket.create_connection(("127.0.0.1", port))
        stalled.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        for _ in range(8):
            stalled.sendall(b"GET /parts/large.js HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        await asyncio.sleep(2)
        assert not server.recent  # long before the three seconds of who says nothing
        stalled.close()
        server.stop()

    asyncio.run(scene())


@pytest.mark.slow
def test_two_hundred_visitors_and_ten_thousand_broken_requests(tmp_path):
    """Bounds for a machine that does other things too; benchmarks/app.py prints the figures."""
    with running.app(running.quick_site(tmp_path)) as (port, process):
        rush = asyncio.run(running.visits(port, 200))
        assert rush.errors == []
        assert len(rush.wholes) == 200
        beside = asyncio.run(running.attacked(port, 10_000))
        assert beside.errors == []
        after = asyncio.run(running.visits(port, 200))
        assert after.errors == []
        assert min(running.p95(rush.pages), running.p95(after.pages)) < 4
        assert running.worked(process) < 30
        assert running.megabytes(process) < 150


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (["nowhere.json"], "there is no file 'nowhere.json'"),
        (["--level", "hard"], "belong to --practice SEED"),
        (["--practice", "-3"], "a seed"),
        (["--practice", "3", "--feedback", "never"], "'each' or 'end'"),
    ],
)
def test_what_pages_cannot_be_made_of_is_refused_before_any_is_served(capfd, wish, said):
    assert main.main(["app", *wish, "--no-browser"]) == 2
    shown = capfd.readouterr()
    assert said in shown.err
    assert "http" not in shown.out


@pytest.mark.slow
def test_pages_are_made_on_the_fly_and_go_with_the_app(tmp_path):
    case = fm.save_case(fm.Case(expression="snarl"), tmp_path / "case.json")
    place = {**os.environ, "TMPDIR": str(tmp_path)}
    command = [sys.executable, "-m", "facemodel", "app", str(case), "--no-browser"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=place)
    port = int(re.search(r"http://localhost:(\d+)/", server.stdout.readline())[1])
    page = asked((port, 0), "/lab.html")
    server.send_signal(signal.SIGTERM)
    assert server.wait(30) == 0
    server.stdout.close()
    assert b'"expression": "snarl"' in page[2]
    assert sorted(file.name for file in tmp_path.iterdir()) == ["case.json"]
