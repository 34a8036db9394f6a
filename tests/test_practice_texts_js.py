"""Figures, sentences and files of view/js/practice are those of Python."""

import hashlib
import json
import random

import pytest

import facemodel as fm
from facemodel.teach.judges.grading import ITEMS, calibration
from facemodel.teach.practice import results, shipped
from facemodel.teach.practice.session import Session
from node_script import run

NUMBERS = """
import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const { fixed, signed, percent, general } = await import(`${js}/practice/numbers.js`);
const list = JSON.parse(readFileSync(`${folder}/numbers.json`));
const all = (x) => [fixed(x), fixed(x, 1), fixed(x, 2), signed(x), percent(x), general(x)];
console.log(JSON.stringify(list.map(all)));
"""


def test_figures_are_written_as_python_writes_them(node, tmp_path):
    rng = random.Random(4)
    ties = [0.5, 1.5, 2.5, -0.5, -1.5, 0.125, 0.375, 0.25, 0.75, 76.5, 99.95, 0.0, -3.25]
    list_ = [*ties, *(round(rng.uniform(-90, 100), rng.randrange(6)) for _ in range(300))]
    (tmp_path / "numbers.json").write_text(json.dumps(list_))
    written = ("{:.0f}", "{:.1f}", "{:.2f}", "{:+.0f}", "{:.0%}", "{:g}")
    python = [[how.format(x) for how in written] for x in list_]
    assert run(node, tmp_path, NUMBERS) == python


DIGEST = """
import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const { hexOf, pbkdf2, sha256 } = await import(`${js}/core/sha256.js`);
const { resultsText } = await import(`${js}/practice/results.js`);
const { texts, sittings, rounds } = JSON.parse(readFileSync(`${folder}/given.json`));
const bytes = texts.map((text) => new TextEncoder().encode(text));
const digests = bytes.map((one) => hexOf(sha256(one)));
const slow = bytes.map((one) => hexOf(pbkdf2(one, bytes[1], rounds)));
console.log(JSON.stringify([digests, slow, sittings.map((one) => resultsText(...one))]));
"""


def test_a_file_of_results_is_read_by_python(node, tmp_path):
    texts = ["", "abc", "x" * 55, "x" * 56, "x" * 64, "längst", "y" * 1000]
    grading = dict(Session(1, "easy", 3).patients[0].scores())
    spot = {"dose_units": 2.5, "point_mm": [1.25e-05, -42, 80.5], "depth_mm": 3, "day": 0}
    muscle = {"dose_units": 5, "muscle": "corrugator_left", "point_mm": None, "landmark": None}
    given = [
        {"day": 0, "injections": [muscle, spot], "dampening": {}, "predicted_mm": 1},
        {
            "day": 98,
            "injections": [],
            "dampening": {"eye": 0.5, "chin_left": 1},
            "predicted_mm": 2e-5,
        },
    ]  # fmt: skip
    done = [
        {"grading": grading, "treatments": given, "seconds": 61.5, "choice": "treat"},
        {"grading": None, "treatments": [], "seconds": 7, "choice": "refer"},
    ]
    sitting = {"seed": 1, "level": "easy", "count": 3, "minutes": 20, "feedback": "end"}
    practice = shipped.shipped([])
    named = "Zoë \U0001f600 \u2028 " + "k" * 90
    asked = [[{**sitting, "attempts": done}, named, practice]]
    handed = {"texts": texts, "sittings": asked, "rounds": 3}
    (tmp_path / "given.json").write_text(json.dumps(handed))
    digests, slow, (text,) = run(node, tmp_path, DIGEST)
    assert digests == [hashlib.sha256(one.encode()).hexdigest() for one in texts]
    salted = [hashlib.pbkdf2_hmac("sha256", one.encode(), b"abc", 3) for one in texts]
    assert slow == [one.hex() for one in salted]
    path = tmp_path / "results.json"
    path.write_text(text, "utf-8")
    read, name = fm.patients.load_results(path)
    assert name == ("Zoë \U0001f600 " + "k" * 90)[: results.LONGEST_NAME]
    assert [one.choice for one in read.attempts] == ["treat", "refer"]
    assert read.attempts[0].grading == grading
    assert read.attempts[0].treatments[1].dampening == {"eye": 0.5, "chin_left": 1.0}
    assert read.made_with == ""
    path.write_text(text.replace("61.5", "61.6"), "utf-8")
    with pytest.raises(fm.FaceModelError, match="checksum"):
        fm.patients.load_results(path)


COMPARED = """
import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const { comparedTold } = await import(`${js}/practice/grading.js`);
const { practice, lists } = JSON.parse(readFileSync(`${folder}/lists.json`));
console.log(JSON.stringify(lists.map((pairs) => comparedTold(pairs, practice))));
"""


def test_gradings_are_compared_as_in_python(node, tmp_path):
    rng = random.Random(2)
    steps = {name: [int(step.split()[0]) for step in list_] for name, list_ in ITEMS.items()}
    draw = lambda: {name: rng.choice(list_) for name, list_ in steps.items()}  # noqa: E731
    spasm = [{"spasm_severity": x, "spasm_frequency": 1} for x in (2, 3)]
    same = draw()
    lists = [
        [[same, same]],
        [[draw(), draw()]],
        [[draw(), draw()] for _ in range(5)] + [spasm],
        [spasm, spasm],
        [[{**same, "voluntary_snarl": 5}, {**same, "voluntary_snarl": 2}], [same, same]],
    ]
    given = {"practice": shipped.shipped([]), "lists": lists}
    (tmp_path / "lists.json").write_text(json.dumps(given))
    python = [str(calibration(*zip(*pairs, strict=True))).splitlines() for pairs in lists]
    assert run(node, tmp_path, COMPARED) == python


SITTING = """
import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const { createSitting } = await import(`${js}/practice/sitting.js`);
const { resultsText } = await import(`${js}/practice/results.js`);
const practice = JSON.parse(readFileSync(`${folder}/practice.json`));
const kept = new Map();
const store = {
  read: (key) => structuredClone(kept.get(key) ?? null),
  write: (key, value) => kept.set(key, structuredClone(value)),
};
let time = 5_000_000;
const opened = (given = practice) => createSitting(given, store, () => time);
const wishes = { seed: 1, level: "easy", count: 2, minutes: 10, feedback: "each" };
const patient = { ...practice.sittings[0].patients[0], lab: null };
const seen = [];
const note = ({ state, late, patients }) =>
  seen.push([state?.now?.step ?? null, state?.attempts?.length ?? null, late, patients.length]);
const first = opened();
note(first);
first.begin(wishes);
note(first);
time += 90_000;
first.note({ grading: { ...patient.scores } });
const again = opened(); // a reload
note(again);
again.finish(patient, "refer");
note(again);
again.next();
note(again);
time += 9 * 60_000;
const late = opened();
note(late);
late.finish({ ...practice.sittings[0].patients[1], lab: null }, "leave");
late.next();
note(late);
const other = opened({ ...practice, parameters: "others" });
note(other);
const text = resultsText(other.state, "", { ...practice, parameters: other.state.parameters });
other.again();
note(other);
console.log(JSON.stringify({ seen, text }));
"""


def test_a_sitting_goes_on_after_a_reload_and_ends_in_time(node, tmp_path):
    (tmp_path / "practice.json").write_bytes(shipped.as_json([Session(1, "easy", 2)]))
    found = run(node, tmp_path, SITTING)
    assert found["seen"] == [
        [None, None, False, 0],
        ["examine", 0, False, 2],
        ["examine", 0, False, 2],
        ["told", 1, False, 2],
        ["examine", 1, False, 2],
        ["examine", 1, True, 2],
        [None, 2, True, 2],
        [None, 2, True, 0],  # of other patients: what is left is the file
        [None, None, False, 0],
    ]
    path = tmp_path / "results.json"
    path.write_text(found["text"], "utf-8")
    sitting, _ = fm.patients.load_results(path)
    assert [one.choice for one in sitting.attempts] == ["refer", "leave"]
    assert [one.seconds for one in sitting.attempts] == [90, 540]
    assert sitting.attempts[0].grading == sitting.patients[0].scores()
    assert sitting.minutes == 10
