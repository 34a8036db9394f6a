"""Damaged files that a page opens: what it takes it can go on with, the rest is one sentence."""

import copy
import json
import random
import subprocess
from pathlib import Path

import pytest

import facemodel as fm
import fuzzing
import test_made
from facemodel.view import viewer

JS = Path(viewer.__file__).with_name("js")
LARGEST = 5_000_000  # of what a page opens
RESULTS = """
import { readFileSync } from "node:fs";
const [, js, files] = process.argv;
const { due, scored, createRecord } = await import(`${js}/site/record.js`);
const { createStore } = await import(`${js}/site/store.js`);
const { marksOf, solvedOf } = await import(`${js}/site/progress.js`);
const { createSitting } = await import(`${js}/practice/sitting.js`);
const { readResults, resultsText } = await import(`${js}/site/results.js`);
const practice = { parameters: "p", generator: "g", sittings: [], constants: {} };
function goOn(text) {
  let values = null;
  try { values = readResults(text); } catch (error) { return error.message; }
  const store = createStore(null);
  for (const [key, value] of Object.entries(values)) store.write(key, value);
  const record = createRecord(store);
  due(record.entries(), "2026-03-01");
  scored(record.entries());
  const asked = { what: "exercise", kind: "bad_plan", lesson: 9 };
  record.note(asked, record.found(asked)).answer("a", true);
  solvedOf(marksOf(store, "03"));
  const { given, patients, late } = createSitting(practice, store);
  return [record.student, given, patients.length, late, resultsText(store.all(), {}).length];
}
console.log(JSON.stringify(JSON.parse(readFileSync(files)).map(goOn)));
"""
ENTRY = {"what": "item", "kind": "how_much", "seed": 1, "form": "practice", "first": "x",
         "right": True, "confidence": 0.5, "date": "2026-03-01", "tries": 2}  # fmt: skip
SITTING = {"seed": 148, "level": "easy", "count": 1, "minutes": 5, "feedback": "each", "begun": 17,
           "generator": "g", "parameters": "p", "name": "", "attempts": [{"seconds": 2.5}],
           "now": {"step": "plan", "treatments": []}}  # fmt: skip
KEPT = {
    "lesson-03": {"which_muscle_1": {"tries": 1, "solved": True}},
    "practice": SITTING,
    "made-0123456789abcdef": {"exercise": test_made.MADE, "mark": {"solved": True}},
    "lab": {"day": 3},
}
FILES = (
    {"schema": "facemodel.learner/2", "student": "K7", "saved": "2026-03-01T10:00:00Z",
     "entries": [ENTRY, {**ENTRY, "what": "exercise", "kind": "bad_plan", "lesson": 9}],
     "ratings": [{"seed": 1}], "points": [{"seed": 1}], "sittings": [SITTING], "kept": KEPT},
    {"schema": "facemodel.learner/1", "values": {"record": {"student": "K7", "entries": [ENTRY]}}},
)  # fmt: skip


def damaged(files, count, seed=20):
    chance = random.Random(seed)
    for k in range(count):
        values = copy.deepcopy(chance.choice(files))
        for _ in range(chance.randint(1, 3)):
            values = fuzzing.changed(values, chance)
        try:
            text = json.dumps(values)
        except RecursionError:  # deeper than Python writes it
            text = "[" * 2000 + "]" * 2000
        text = text[:LARGEST]
        yield fuzzing.damaged(text.encode(), chance).decode("utf-8", "replace") if k % 4 else text


def in_page(node, folder, texts):
    (folder / "files").write_text(json.dumps(texts))
    command = [node, "--input-type=module", "-e", RESULTS, JS.as_uri(), str(folder / "files")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("count", [100, pytest.param(3000, marks=pytest.mark.slow)])
def test_results_that_a_page_takes_it_can_go_on_with(count, node, tmp_path):
    good, *found = in_page(node, tmp_path, [json.dumps(FILES[0]), *damaged(FILES, count)])
    assert good[0] == "K7"
    refused = {said for said in found if isinstance(said, str)}
    assert refused == {"This file has no results of facemodel."}
    assert any(isinstance(taken, list) for taken in found)


WRONG = [
    {"entries": [{**ENTRY, "date": date}]} for date in ("soon", "2026-13-01", None, 3, {}, [])
] + [
    {"entries": [{**ENTRY, "kind": 3}]}, {"entries": [{**ENTRY, "first": None}]},
    {"kept": {"points": 5}}, {"kept": {"ratings": [3]}}, {"student": {}},
    {"kept": {"lab": json.loads("[" * 900 + "]" * 900)}},
    {"kept": {"made-0123456789abcdef": None}}, {"kept": {"made-0123456789abcdef": {}}},
]  # fmt: skip


@pytest.mark.parametrize("part", WRONG, ids=lambda part: str(part)[:60])
def test_results_that_would_break_a_page_are_refused(part, node, tmp_path):
    plain = {key: FILES[0][key] for key in ("schema", "saved", "student")} | {"entries": []}
    (said,) = in_page(node, tmp_path, [json.dumps({**plain, **part})])
    assert isinstance(said, str)


@pytest.mark.slow
def test_exercises_that_a_page_takes_python_takes_too(node, tmp_path):
    texts = list(damaged((test_made.MADE,), 600))
    files = []
    for text in texts:
        try:
            values = json.loads(text)
            json.dumps(values, allow_nan=False)
        except (ValueError, RecursionError):  # what is handed on here has to be JSON
            continue
        files.append(values)
    said = test_made.in_page(node, tmp_path, files)["read"]
    taken = [file for file, one in zip(files, said, strict=True) if one is None]
    assert len(taken) > 5
    for file in taken:
        (tmp_path / "made.json").write_text(json.dumps(file))
        fm.load_exercise(tmp_path / "made.json")
    assert all(one is None or (one.isprintable() and len(one) < 200) for one in said)


MISSING = """
const { createParts } = await import(`${process.argv[1]}/site/parts.js`);
const made = [], told = [];
const page = { createElement: () => ({}), head: { append: (script) => made.push(script) } };
const parts = createParts((said) => told.push(said), page);
const first = parts.load("rating-easy-3").catch((error) => error.message);
made[0].onerror();
const second = parts.load("rating-easy-3"); // asked for again, it comes
facemodelPart("rating-easy-3", 5);
console.log(JSON.stringify([told, await first, await second, made.length]));
"""


def test_a_part_that_does_not_come_is_told_and_asked_for_again(node):
    done = subprocess.run(
        [node, "--input-type=module", "-e", MISSING, JS.as_uri()],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (told,), refused, came, asked = json.loads(done.stdout)
    assert told == refused
    assert "parts/rating-easy-3.js is missing" in told
    assert (came, asked) == (5, 2)
