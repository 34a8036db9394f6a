"""Python and the page agree in every condition and task: untreated, treated, tried hard.

test_model_js.py compares all that is computed of a few cases; here are the faces of many.
"""

import json
import subprocess

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import SIDES
from facemodel.physiology import effort
from facemodel.physiology.drive import M
from facemodel.physiology.in_person import Drive
from facemodel.view.scene import over_time
from facemodel.view.scene.assets import face_bytes
from test_model_js import JS, at_its_moment, listed, measures, measures_js, pairs

TASKS = [name for name, one in fm.EXPRESSIONS.items() if one.kind == "task"]
FORCED, GENTLE = "forced_eye_closure", "gentle_eye_closure"
RINGS, LEVATORS = "orbicularis_oculi_palpebral", "levator_palpebrae_superioris"
SCRIPT = """
import { readFileSync, writeFileSync } from "node:fs";
const [, , js, face, cases, out] = process.argv;
const { unpack } = await import(`${js}/core/bundle.js`);
const { createModel } = await import(`${js}/core/model.js`);
const { stateOf, prepare } = await import(`${js}/core/case.js`);
const bundle = unpack(readFileSync(face));
const model = createModel(bundle);
const all = [];
for (const { value, timing } of JSON.parse(readFileSync(cases))) {
  const { intent, drive, left } = prepare(stateOf(value, bundle.meta, null, timing), model, null);
  const activation = model.drive(drive, intent, left);
  all.push(...left, ...activation, ...model.frame(activation).positions);
}
writeFileSync(out, Float64Array.from(all));
"""


def untreated() -> list[dict]:
    """Every condition, on both sides, in every task; and muscles as they were found."""
    weak = {"zygomaticus_major_left": 0.4, "orbicularis_oculi_palpebral_right": 0.7}
    held = {"corrugator_left": 0.5, "frontalis_medial_left": -0.6, "mentalis_right": 0.3}
    found = [{"weak": weak, "held": held, "expression": task} for task in TASKS]
    return found + [
        {"condition": one.name, "side": side, "expression": task}
        for one in fm.conditions.PRESETS.values()
        for side in (SIDES if one.sided else (None,))
        for task in TASKS
    ]


def treated(case: dict, k: int) -> dict:
    """The same in a person, weakened and injected in one session to three, on some later day."""
    rng = np.random.default_rng(k)
    days = np.sort(rng.choice([0, 28, 84, 90.5, 200], rng.integers(1, 4), replace=False))
    points = [
        fm.Injection(
            float(rng.uniform(1, 12)), muscle=str(rng.choice(fm.toxin.INJECTABLE)), day=float(day)
        )
        for day in days
        for _ in range(3)
    ]
    weak = rng.choice([*fm.REGIONS, f"{RINGS}_left", f"{LEVATORS}_right"], 3, replace=False)
    case = case | {
        "injections": points,
        "day": float(days[-1] + rng.choice([0, 0.5, 9, 30, 75, 300])),
        "person": {"seed": int(rng.integers(1000)), "index": int(rng.integers(9))},
        "dampening": {str(name): float(rng.uniform()) for name in weak},
        "time_s": (None, 2.5, 40.0)[k % 3],
        "intensity": float(rng.choice([0.5, 1.0])),
    }
    return fm.Case(**case).contents()


def hard() -> list[dict]:
    """What effort answers: rings, levators and frontales that are weak or lost, on either side."""
    lost = [
        {f"{stem}_{side}": share}
        for stem in (RINGS, LEVATORS, "frontalis_medial", "frontalis_lateral", "zygomaticus_major")
        for side in SIDES
        for share in (0.3, 0.75, 1.0)
    ]
    lost += [{RINGS: 0.6}, {LEVATORS: 0.5}, {"forehead": 0.7}, {"eye_left": 0.5, "eye_right": 0.9}]
    return [
        {"condition": condition, "side": side, "expression": task, "dampening": weak}
        for condition, side in (("healthy", None), ("hb_3", "left"), ("hb_5", "right"))
        for task in (FORCED, GENTLE, "brow_raise", "smile_social")
        for weak in lost
    ]


def figures_of(node, face, cases: list[dict], folder) -> np.ndarray:
    """Strength left, activation and positions of each case, as the page has them."""
    given = []
    for value in cases:
        timed = any(value.get(name) for name in ("injections", "person", "time_s"))
        timing = listed(*over_time.timing(fm.Case(**value), face)) if timed else None
        given.append({"value": value, "timing": timing})
    (folder / "face.bin").write_bytes(face_bytes(face))
    (folder / "cases.json").write_text(json.dumps(given))
    (folder / "run.mjs").write_text(SCRIPT)
    names = ["run.mjs", JS.as_uri(), *(folder / n for n in ("face.bin", "cases.json", "out"))]
    done = subprocess.run([node, *map(str, names)], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return np.fromfile(folder / "out").reshape(len(cases), -1)


def compared(node, face, cases: list[dict], folder) -> np.ndarray:
    """How many of the cases try (rings harder, movers harder, lids held, brows held)."""
    tries = np.zeros(4, int)
    for value, js in zip(cases, figures_of(node, face, cases, folder), strict=True):
        case = fm.Case(**value)
        condition, left = at_its_moment(case), case.remaining(face)
        intended = case.intended()
        activation = condition.drive(intended, left)
        np.testing.assert_allclose(js[:M], left, atol=1e-6, err_msg=str(value))
        np.testing.assert_allclose(js[M : 2 * M], activation, atol=1e-6, err_msg=str(value))
        vertices = face.deform(activation, dtype=float)
        np.testing.assert_allclose(js[2 * M :], vertices.ravel(), atol=1e-3, err_msg=str(value))
        fields = (condition.tone, condition.normal_tone, condition.conduction, condition.strength)
        harder, held = effort.tried(Drive(*fields), intended[:M], left)
        more = harder > intended[:M] + 1e-6
        movers = np.concatenate([m.ravel() for m in effort.MOVERS.values()])
        tries += [
            more[effort.RINGS].any(),
            more[movers].any(),
            np.abs(held[effort.LEVATORS]).max() > 1e-3,
            np.abs(held[effort.MOVERS["brow"]]).max() > 1e-3,
        ]
    return tries


@pytest.fixture(scope="module")
def face():
    return fm.load()


def test_every_condition_and_task_is_the_same_on_the_page(node, face, tmp_path):
    assert len(TASKS) == 10
    tries = compared(node, face, untreated(), tmp_path)
    assert (tries > 10).all(), tries


@pytest.mark.slow
def test_treated_people_in_every_condition_and_task_are_the_same(node, face, tmp_path):
    cases = [treated(case, k) for k, case in enumerate(untreated())]
    tries = compared(node, face, cases, tmp_path)
    assert (tries > 10).all(), tries


def test_what_effort_answers_is_the_same(node, face, tmp_path):
    tries = compared(node, face, hard(), tmp_path)
    assert (tries > 30).all(), tries


@pytest.mark.slow
def test_measures_of_two_hundred_cases_agree_to_a_hundredth(node, face, tmp_path):
    chosen = np.random.default_rng(200).permutation(untreated())[:200]
    cases = []
    for k, plain in enumerate(chosen):
        value = treated(plain, k)
        timing = listed(*over_time.timing(fm.Case(**value), face))
        stems = list(fm.EXPRESSIONS[value["expression"]].landmarks)
        cases.append({"value": value, "timing": timing, "controls": None, "stems": stems})
    seen = []
    for js, given, _, _, vertices in pairs(node, face, cases, tmp_path):
        python = measures(face.mesh, vertices, given["stems"])
        np.testing.assert_allclose(measures_js(js), python, rtol=0, atol=0.01)
        seen.append(python)
    assert len(seen) == 200
    assert (np.nanmax(seen, axis=0) - np.nanmin(seen, axis=0)).min() > 0.5
