"""Whoever waits at a terminal sees which step is under way; a file gets nothing of it."""

import io
import time

import pytest

from facemodel.data import waiting
from facemodel.mechanics.together import together


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    monkeypatch.setattr(waiting, "PATIENCE_S", 0.02)
    return Terminal()


def until(found) -> None:
    end = time.monotonic() + 10
    while not found():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_step_and_its_seconds_are_shown_and_wiped(terminal):
    with waiting.shown("report", terminal):
        together(lambda: waiting.step("drawing 18 pictures"), lambda: None)
        until(lambda: "report: drawing 18 pictures, 0 s" in terminal.getvalue())
    assert terminal.getvalue().endswith(waiting._WIPE)
    waiting.step("nobody waits any more")


def test_short_work_says_nothing():
    quick = Terminal()
    with waiting.shown("report", quick):
        pass
    assert quick.getvalue() == ""


def test_a_file_gets_nothing(terminal, monkeypatch):
    monkeypatch.setattr(terminal, "isatty", lambda: False)
    with waiting.shown("report", terminal):
        time.sleep(0.05)
    assert terminal.getvalue() == ""


def test_results_take_the_lines_place(terminal, capsys):
    with waiting.shown("demo", terminal):
        until(lambda: "demo: 0 s" in terminal.getvalue())
        waiting.tell("eye 4.2 mm")
        wiped = terminal.getvalue().count(waiting._WIPE)
    assert capsys.readouterr().out == "eye 4.2 mm\n"
    assert wiped >= 2
