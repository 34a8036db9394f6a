"""Files that nobody wrote: every reader is given damaged ones, of a fixed seed, within bounds.

Run as a program it prints what is wrong, and nothing where all is well.
"""

import contextlib
import copy
import datetime
import io
import json
import random
import re
import resource
import sys
import time
import warnings
from pathlib import Path

import msgspec
import numpy as np
from PIL import Image

import facemodel as fm
import scan_files
import test_hostile
import test_made
from facemodel.capture.photo import picture_file
from facemodel.capture.scan import alignment, formats, reading
from facemodel.study.cohort import executing
from facemodel.teach.classroom.classroom import read_class
from facemodel.teach.items import record_file
from facemodel.teach.practice import results
from facemodel.teach.widgets import handouts

SECONDS, BYTES, LONGEST = 5.0, 600_000_000, 1_000
FIGURES = (
    "9" * 400, "-" + "9" * 5000, "1e400", "-1e308", "1e-320", "nan", "NaN", "Infinity", "-0",
    "0x10", "1_0", "true", "null", '""', "[]", "{}", "\u0663", "4294967296", "18446744073709551616",
    "1.5",
)  # fmt: skip
PIECES = (
    b"\0", b"\xef\xbb\xbf", b"\xff\xfe", b"\xed\xa0\x80", b"\x1b[2J\x1b]0;x\x07", b"\r", b"\n",
    b",", b"<img src=x onerror=alert(1)>", b'"', b"\\ud800", "\u202e\u2028".encode(), b"[" * 3000,
    b'{"a":' * 3000, b"A" * 5000, b"\x80\x81", b"\x7f\x08\x08",
)  # fmt: skip
VALUES = (
    None, True, False, 0, -1, 10**400, 2**64, 1e308, -1e308, 0.5, "", "A" * 3000, "\x1b[31m",
    "\ud800", "<b>x</b>", "\0", [], {}, [[[]]], {"": {}}, [1, 2, 3], "nan", "left", "rest", [None],
    {"seed": 1},
)  # fmt: skip


def _sitting() -> bytes:
    sitting = fm.patients.Sitting(3, "easy", 3)
    for patient in sitting.patients[:2]:
        grading = patient.scores()
        sitting.finish(grading or None, [{"eye_left": 0.4}, {"smile_left": 0.2}][:1], 40.5)
    return results.as_text(sitting, "Kim")


def _table() -> bytes:
    rows = np.random.default_rng(0).random((40, 3)).round(3)
    lines = [",".join(map(str, (k / 30, *row, "Ann"))) for k, row in enumerate(rows)]
    return "\n".join(["time_s,jawOpen,mouthSmileLeft,mouthSmileRight,name", *lines]).encode()


def _frames() -> bytes:
    shapes = [("jawOpen", 0.2), ("mouthSmileLeft", 0.4), ("mouthSmileRight", 0.3)]
    named = [{"categoryName": name, "score": score} for name, score in shapes]
    frames = [{"timestamp": 33 * k, "faceBlendshapes": [{"categories": named}]} for k in range(20)]
    return json.dumps(frames).encode()


def _record() -> bytes:
    today = datetime.date(2026, 11, 30)
    record = fm.items.Record("Kim")
    for seed, kind in enumerate(("when_does_it_fade", "which_muscle", "when_does_it_fade")):
        kind = kind if kind in fm.items.KINDS else "when_does_it_fade"
        first = fm.items.draw(kind, seed).options[0]
        record.entries.append(
            fm.items.Entry(kind=kind, seed=seed, form="practice", first=first, date=today)
        )
    return fm.items.save_record(record, "record.json").read_bytes()


def _own_face() -> bytes:
    return fm.save_case(fm.Case(fm.load_head(40)), "own.json").read_bytes()


def _picture(form: str) -> bytes:
    data = io.BytesIO()
    shades = np.random.default_rng(0).integers(0, 255, (70, 80, 3), np.uint8)
    Image.fromarray(shades).save(data, form, exif=_turned())
    return data.getvalue()


def _turned() -> Image.Exif:
    made = Image.Exif()
    made[0x0112] = 6  # held upright
    return made


def _pixels(path: Path) -> object:
    try:
        return picture_file.pixels(path, path.name)
    except formats.Broken as error:  # what fm.read_photos says of the file
        raise fm.FaceModelError(str(error)) from None


def _part() -> bytes:
    data = io.BytesIO()
    np.savez(data, a=np.zeros(3), b=np.ones((3, 2)))
    return executing.hashlib.sha256(data.getvalue()).digest() + data.getvalue()


def _kept(path: Path) -> object:
    folder = executing.Kept(path.parent, "cohort")
    part = folder._path(0, 3)
    part.write_bytes(path.read_bytes())
    try:
        return folder.read(0, 3)
    finally:
        part.unlink()


def _marks(path: Path) -> object:
    return [one.total for one in read_class([path]).board.attempts]


def whole() -> dict:
    """Each kind of file: what reads it, and one as it should be."""
    sheet = scan_files.sheet(20, 20)
    cells = [{"cell_type": "markdown", "id": "a", "source": ["# A lesson\n", "x"], "metadata": {}}]
    units = re.sub(rb"jawOpen,mouthSmileLeft,mouthSmileRight", b"AU12_r,AU26_r,AU45_r", _table())
    return {
        "case": (fm.load_case, test_hostile.WHOLE["case"]),
        "results": (fm.patients.load_results, _sitting()),
        "class": (_marks, _sitting()),
        "exercise": (fm.load_exercise, json.dumps(test_made.MADE).encode()),
        "record": (fm.items.load_record, _record()),
        "own face": (fm.load_case, _own_face()),
        "jpeg": (_pixels, _picture("JPEG")),
        "png": (_pixels, _picture("PNG")),
        "tiff": (_pixels, _picture("TIFF")),
        "webp": (_pixels, _picture("WEBP")),
        "landmarks": (alignment.given, test_hostile.WHOLE["landmarks"]),
        "points": (fm.read_landmarks, test_hostile.tracked(24).encode()),
        "shapes": (fm.read_recording, _table()),
        "units": (fm.read_recording, units),
        "frames": (fm.read_recording, _frames()),
        "notebook": (handouts.steps_of, json.dumps({"cells": cells, "nbformat": 4}).encode()),
        "part of a cohort": (_kept, _part()),
        "ply": (reading.read, scan_files.ply(*sheet)),
        "ply in words": (reading.read, scan_files.text_ply(*sheet)),
        "obj": (reading.read, scan_files.obj(*sheet)),
        "stl": (reading.read, scan_files.stl(*sheet)),
        "stl in words": (reading.read, scan_files.text_stl(*sheet)),
        "glb": (reading.read, scan_files.glb(*sheet)),
    }


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Bytes changed in one to four places."""
    made = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        if not made:
            break
        at = chance.randrange(min(len(made), chance.choice((40, 600, 10**9))))
        match chance.randrange(8):
            case 0:
                made[at] ^= 1 << chance.randrange(8)
            case 1:
                del made[at:]
            case 2:
                made[at:at] = chance.choice(PIECES)
            case 3:
                del made[at : at + chance.randint(1, 60)]
            case 4:
                made[at:at] = made[at : at + chance.randint(1, 400)]
            case 5:
                made[at : at + 4] = chance.randbytes(4)
            case _:
                if found := re.compile(rb"-?\d[\d.]*").search(made, at):
                    made[slice(*found.span())] = chance.choice(FIGURES).encode()
    return bytes(made)


def changed(values: object, chance: random.Random) -> object:
    """JSON with a value of another kind, a key more, a key less, or very deep."""
    place, at = _place(values, chance)
    if at is None:
        return copy.deepcopy(chance.choice(VALUES))
    match chance.randrange(5):
        case 0 if isinstance(place, dict):
            del place[at]
        case 1 if isinstance(place, dict):
            place[chance.choice(["<img src=x>", "\x1b[2J", "", "a" * 400, "\ud800"])] = 1
        case 2 if isinstance(place, list):
            place += [place[at]] * chance.choice((1, 70, 3000))
        case 3:
            for _ in range(chance.choice((3, 400))):
                place[at] = [place[at]]
        case _:
            place[at] = copy.deepcopy(chance.choice(VALUES))
    return values


def _place(values, chance):
    places = []
    waiting = [values]
    while waiting:
        one = waiting.pop()
        keys = one if isinstance(one, dict) else range(len(one))
        for key in keys:
            places.append((one, key))
            if isinstance(one[key], (dict, list)):
                waiting.append(one[key])
    return chance.choice(places) if places else (values, None)


def _signed(values: object) -> object:
    """Results and records whose checksum fits, so that what is in them is read."""
    for kind in (results, record_file):
        with contextlib.suppress(Exception):
            values["checksum"] = kind._checksum(msgspec.convert(values, kind._File))
    return values


def files(kind: str, data: bytes, count: int, seed: int):
    """So many damaged files of a kind."""
    chance = random.Random(f"{seed} {kind}")
    plain = data.startswith((b"{", b"["))
    for k in range(count):
        if plain and k % 2:
            values = changed(json.loads(data), chance)
            text = json.dumps(_signed(values), ensure_ascii=bool(chance.randrange(2)))
            yield text.encode("utf-8", "surrogatepass")
        else:
            yield damaged(data, chance)


def wrong_with(read, path: Path) -> str:
    """What is wrong with the answer to a file; "" where it is read, or refused in a sentence."""
    begun = time.process_time()
    try:
        read(path)
        said = ""
    except fm.FaceModelError as reply:
        said = test_hostile.told(str(reply)[:400])
        if len(str(reply)) > LONGEST:  # lists of known names take hundreds
            said += ", long"
        if not str(reply).isprintable():
            said += ", control signs"
        if re.search(r"\d{80}|[^\s\d/]{130}", str(reply)):
            said += ", what stands in the file is repeated whole"
        said = said and f"{said}: {reply}"[:500]
    except BaseException as error:
        said = f"{type(error).__name__} {error}"[:300]
    took = time.process_time() - begun
    return said or (f"took {took:.1f} s" if took > SECONDS else "")


def limit_memory(more: int = BYTES) -> None:
    """From here on this process has so much memory besides what it has already."""
    size = int(Path("/proc/self/statm").read_text().split()[0])
    most = size * resource.getpagesize() + more
    resource.setrlimit(resource.RLIMIT_AS, (most, resource.getrlimit(resource.RLIMIT_AS)[1]))


def memory(what: str) -> int:
    """Bytes in use now ("VmRSS"), or at most since `forget_peak` ("VmHWM")."""
    text = Path("/proc/self/status").read_text()
    return 1024 * int(re.search(rf"{what}:\s*(\d+)", text)[1])


def forget_peak() -> int:
    """Begin to look for the most memory in use anew; how much is in use."""
    Path("/proc/self/clear_refs").write_text("5")
    return memory("VmRSS")


def main(count: int, seed: int = 0, kinds: str = "") -> None:
    """Give every reader so many files; print each that it does not answer as it should."""
    warnings.simplefilter("error")
    known = whole()
    for kind, (read, data) in known.items():  # what a first call fetches is no part of the cost
        path = Path("file")
        path.write_bytes(data)
        if wrong := wrong_with(read, path):
            print(f"{kind}, as it should be: {wrong}")
    limit_memory()
    for kind, (read, data) in known.items():
        if kinds and kind not in kinds.split(","):
            continue
        for k, bad in enumerate(files(kind, data, count, seed)):
            path.write_bytes(bad)
            if wrong := wrong_with(read, path):
                print(f"{kind} {seed}/{k}: {wrong}", flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]), *sys.argv[3:])
