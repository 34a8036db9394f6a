"""Commands that nobody would type: every one is given arguments of a fixed seed, within bounds.

Run as a program it prints what is wrong, and nothing where all is well.
"""

import argparse
import collections
import contextlib
import io
import json
import os
import random
import re
import signal
import socket
import sys
import time
import warnings
from pathlib import Path

import facemodel as fm
import test_hostile
from facemodel.cli import app, lab, main
from fuzzing import BYTES, FIGURES, LONGEST, SECONDS, forget_peak, limit_memory, memory, whole

WORDS = (
    "", " ", "-", "--", "\0", "a\0b", "\x1b[2J\x1b]0;owned\x07", "\u202e\u2028", "\udce9",
    "<b>x</b>", "a\nb\r", "x" * 300, "x" * 100_000, "/".join(["x"] * 3000), "%s%n{0}", "{", "[",
    "[a", "*", "**", "?", "constructor", "None", "nan,nan", "14,", ",", "1e9,3", "0-1", "1-0",
    "nan-nan", "all", "left",
    "rest=", "=", "smile=x", "easy", "each", "how_much", "rest", "snarl,,rest", "mm", "localhost",
    "\u0661", "é", "e\u0301", "\U0001f600", "-1", "0", "1", "12",
)  # fmt: skip
NUMBERS = (
    *FIGURES, "-1", "0", "1", "3", "2026", "inf", "-inf", "1e9", "65536", "--1", " 1", "½", "\0",
    "2147483648", "1000000", "-0.5",
)  # fmt: skip
PYTHONS = re.compile(
    r"NoneType|\b(dict|ndarray|PosixPath|Errno|Exception|Error)\b|invalid \w+ value"
)
ENDS = {"png": ".png", "jpeg": ".jpg", "shapes": ".csv", "points": ".csv"}
HEAVY = ("site", "demo", "validate", "instructor", "doctor", "report", "version", "lab", "app")
"""Commands that take seconds where their arguments are good: fewer of these."""


class AtWork(BaseException):
    """What was asked for can be done, and takes longer than a refusal may."""


def make_files() -> list[str]:
    """Files of every kind, good and bad, and what only has a file's name; their names."""
    for kind, (_, data) in whole().items():
        Path(f"{kind.replace(' ', '_')}{ENDS.get(kind, '.json')}").write_bytes(data)
    Path("case.json").write_bytes(test_hostile.WHOLE["case"])
    Path("cut.json").write_bytes(test_hostile.WHOLE["case"][:90])
    Path("empty.json").touch()
    Path("empty.mp4").touch()
    Path("folder.json").mkdir()
    Path("folder").mkdir()
    os.mkfifo("pipe.json")
    with contextlib.closing(socket.socket(socket.AF_UNIX)) as one:
        one.bind("socket.json")
    os.symlink("nowhere", "broken.json")
    os.symlink("loop.json", "loop.json")
    return sorted(os.listdir())


def paths(names: list[str]) -> list[str]:
    made = [f"out.{end}" for end in ("csv", "html", "glb", "json", "png", "pdf", "xml")]
    under = ["case.json/x.csv", "pipe.json/x", "broken.json/x.html", "folder/x.html", "none/x.csv"]
    odd = [".", "..", "./", "folder/../case.json", "folder/", "x" * 251 + ".csv", "\u00e4" * 127]
    return [*names, *made, "new", *under, *odd, *WORDS]


def options(name: str) -> list[argparse.Action]:
    """What a command can be told."""
    parser = argparse.ArgumentParser(add_help=False)
    main.made_of(name).add_arguments(parser)
    return parser._actions


def value(action: argparse.Action, chance: random.Random, files: list[str]) -> str:
    if chance.random() < 0.15:
        return chance.choice([*WORDS, *NUMBERS])
    if action.type in (int, float):
        return chance.choice(NUMBERS)
    if (action.type is not None and action.type is not str) or action.dest in ("files", "pictures"):
        task = chance.choice(["rest=", "smile=", "x=", ""]) if action.dest == "pictures" else ""
        return task + chance.choice(files)
    return chance.choice(WORDS)


def words(name: str, chance: random.Random, files: list[str]) -> list[str]:
    """A command line of this command: some of its options, now and then one of nobody."""
    made = [name]
    for action in options(name):
        needed = action.required or action.nargs in ("?", "+")
        if chance.random() > (0.93 if needed else 0.25):
            continue
        flags = [chance.choice(action.option_strings)] if action.option_strings else []
        count = {0: 0, "+": chance.choice((1, 1, 1, 2))}.get(action.nargs, 1)
        if "--days" in flags and chance.random() < 0.5:
            made += [*flags, chance.choice(["14", "14,90", "1"])]
            continue
        given = [value(action, chance, files) for _ in range(count)]
        if flags and count and chance.random() < 0.5:
            sign = "=" if flags[0].startswith("--") else ""
            made.append(f"{flags[0]}{sign}{given[0]}")
        else:
            made += [*flags, *given]
    if chance.random() < 0.05:
        made.insert(chance.randrange(len(made) + 1), chance.choice(WORDS))
    return [word for word in made if word not in ("-h", "--help", "--debug")]


def _late(*_: object, **__: object) -> None:
    raise AtWork


@contextlib.contextmanager
def nothing_begun():
    """Servers and browsers are not started; whoever would start one is at work."""
    os.environ["CHROMIUM"] = "no-browser-here"
    kept = os.execve, app.subprocess.Popen, app._served, lab.check_extra
    os.execve = app.subprocess.Popen = app._served = _late
    lab.check_extra = lambda *_: None
    try:
        yield
    finally:
        os.execve, app.subprocess.Popen, app._served, lab.check_extra = kept


def answered(asked: list[str], seconds: float = SECONDS) -> tuple[str, str]:
    """How a command ends ("done", "refused", "at work"), and what is wrong with it.

    One that still works after so many seconds is stopped.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="") for _ in range(2))
    begun = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main.main(asked)
    except AtWork:
        return "at work", ""
    except BaseException as error:
        return "broken", f"{type(error).__name__} {error}"[:300]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    took = time.process_time() - begun
    if code == main.FAILED and took >= seconds:  # what it was in made another error of AtWork
        return "at work", ""
    texts = []
    for one in (out, err):
        one.flush()
        texts.append(one.buffer.getvalue().decode())
    if code == main.BAD_INPUT:
        return "refused", _of_refusal(texts[1])
    lines = "".join(texts).split("\n")
    wrong = "" if all(line.isprintable() for line in lines) else "control signs"
    if code != main.DONE and asked[0] not in ("validate", "doctor"):
        wrong = f"ends with {code}: {texts[1][-300:]}"
    return "done", wrong or (f"took {took:.1f} s" if took > SECONDS else "")


def _of_refusal(text: str) -> str:
    *before, said = text.removesuffix("\n").split("\n")
    wrong = []
    if not said.startswith("facemodel: ") or not all(x.startswith("facemodel: ") for x in before):
        wrong.append("no sentence")
    if not text.endswith("\n") or not said.isprintable():
        wrong.append("control signs")
    if len(said) > LONGEST:
        wrong.append("long")
    if re.search(r"\d{80}|[^\s\d]{130}", said):
        wrong.append("what was given is repeated whole")
    if PYTHONS.search(said):
        wrong.append("Python's words")
    return f"{', '.join(wrong)}: {text[:400]!r}" if wrong else ""


def kill_leftovers(keep: set[str]) -> None:
    """The folder as it was."""
    for path in Path().iterdir():
        if path.name not in keep and not path.is_dir():
            path.unlink()


def run(
    count: int, seed: int = 0, names: str = "", seconds: float = SECONDS
) -> tuple[collections.Counter, list[str]]:
    """Give the commands so many command lines: how they end, and what is wrong with some of them.

    It works in the folder it is called in, which holds nothing else.
    """
    for name in dir(fm):  # what a first call fetches is no part of the cost
        getattr(fm, name)
    signal.signal(signal.SIGPROF, _late)
    files = paths(make_files())
    keep = set(os.listdir())
    chosen = names.split(",") if names else list(main.COMMANDS)
    many = [name for name in chosen for _ in range(1 if name in HEAVY else 6)]
    chance = random.Random(f"{seed} {names}")
    ends: collections.Counter = collections.Counter()
    found = []
    with nothing_begun(), warnings.catch_warnings():
        warnings.simplefilter("error")
        for k in range(count):
            asked = words(chance.choice(many), chance, files)
            if chance.random() < 0.02:
                asked = [chance.choice(WORDS), *asked[1:]]
            limit_memory(5 * BYTES)  # of addresses: a solver reserves more than it uses
            begun = forget_peak()  # what a command keeps for the next one is no part of its cost
            end, wrong = answered(asked, seconds)
            took = memory("VmHWM") - begun
            wrong = wrong or (f"took {took / 1e6:.0f} MB" if took > BYTES else "")
            ends[end] += 1
            ends[asked[0][:20] if asked[0] in main.COMMANDS else "no command", end] += 1
            if wrong:
                found.append(f"{seed}/{k} {json.dumps(asked)[:400]}: {wrong}")
            kill_leftovers(keep)
    return ends, found


if __name__ == "__main__":
    fm.Case().after(), fm.load()
    told, wrong = run(*map(int, sys.argv[1:3]), *sys.argv[3:4], *map(float, sys.argv[4:5]))
    print(*wrong, sep="\n", end="\n" if wrong else "")
    print(dict(told), file=sys.stderr)
