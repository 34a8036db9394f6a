"""view/js/core/model.js computes what Python computes: drive, frame, measures and range."""

import dataclasses
import json
import subprocess
from pathlib import Path

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import REGIONS
from facemodel.clinic.motion_range import REACH_LANDMARKS
from facemodel.view import wording
from facemodel.view.scene import over_time, tables
from facemodel.view.scene.assets import face_bytes

CLOSERS = ("masseter", "temporalis")
JS = Path(__file__).parents[1] / "src/facemodel/view/js"
# a person in the second week of a second treatment, in the midst of a spasm
TREATMENT = fm.Case(
    injections=[
        fm.Injection(2.5, muscle="mentalis_left", depth_mm=4),
        fm.Injection(4, muscle="zygomaticus_major_right"),
        fm.Injection(1, point=(28.1, 46, 85), day=84, volume_ml=0.05),
    ],
    day=92.5,
    time_s=12.5,
    person={"seed": 2**53 - 1, "index": 2, "sex": "female"},
    seed=7,
).contents()
TREATMENT = {k: TREATMENT[k] for k in ("injections", "day", "time_s", "person", "seed")}
# an eye that does not close without treatment either
PALSY = {
    "condition": "hb_5", "side": "left", "severity": 1.0,
    "dampening": {"eye_left": 0.6, "smile_left": 0.3},
}  # fmt: skip
# what shows little in a pucker
LITTLE = {"corrugator_left": 0.7, "corrugator_right": 0.6, "frontalis_medial_left": 0.05}
# what the sentence has to say, and what it must not
SPASM = {"condition": "hemifacial_spasm", "side": "left", "severity": 0.9}
PULLED = {"condition": "postparalytic_synkinesis", "side": "left", "severity": 0.9}
TOLD = [
    (
        {**SPASM, "expression": "smile_social"},
        ("orbicularis oculi", "their left eye"),
        ("frontalis",),
    ),
    ({**PULLED, "expression": "lip_pucker"}, ("involuntarily",), ("incisivus", "right o")),
    (
        {"condition": "hb_6", "side": "left", "severity": 1.0, "expression": "smile_social"},
        ("left eye does not close even with effort",),
        (),
    ),
    (
        {
            **SPASM,
            "expression": "gentle_eye_closure",
            "dampening": {
                "orbicularis_oculi_palpebral_left": 0.8,
                "levator_palpebrae_superioris_left": 0.5,
            },
        },
        ("orbicularis oculi",),
        ("levator",),
    ),
]
SCRIPT = """
import { readFileSync } from "node:fs";
const [, , js, face, cases] = process.argv;
const { unpack } = await import(`${js}/core/bundle.js`);
const { createModel } = await import(`${js}/core/model.js`);
const { caseOf, stateOf, prepare } = await import(`${js}/core/case.js`);
const { explain } = await import(`${js}/core/explain.js`);
const { evaluate, overactive } = await import(`${js}/core/assessment.js`);
const bundle = unpack(readFileSync(face));
const model = createModel(bundle);
const { meta } = bundle;
const sides = (f) => ["left", "right"].map(f);
const out = JSON.parse(readFileSync(cases)).map(({ value, timing, controls, stems }) => {
  const state = stateOf(value, meta, null, timing);
  const { intent, drive, left } = prepare(state, model, null);
  const activation = model.drive(drive, controls ?? intent, left);
  const { positions, pose } = model.frame(activation);
  const span = model.reach.limits(drive, left);
  const buffer = () => ({
    activation: new Float64Array(meta.muscles.length),
    positions: new Float32Array(positions.length),
  });
  const buffers = { before: buffer(), after: buffer(), other: buffer() };
  const shown = { ...state, intent, drive, left };
  const result = evaluate(model, meta.lab, shown, buffers);
  const pulling = overactive(result.tried, result.before.activation, meta.muscles.length);
  return {
    sentence: explain(model, meta.lab, shown, result, pulling),
    gap: result.figures.gap,
    own: result.figures.own,
    case: caseOf(state, meta),
    activation: [...activation],
    positions: [...positions],
    pose,
    index: model.measures.symmetryIndex(positions, stems),
    thirds: model.measures.symmetryByThirds(positions),
    asymmetry: model.measures.asymmetry(positions),
    fissure: sides((side) => model.measures.fissure(positions, side)),
    corner: sides((side) => model.measures.excursion(positions, `cheilion_${side}`)),
    width: meta.lab.reach_landmarks.map((name) => model.reach.width(name, span)),
  };
});
console.log(JSON.stringify(out, (key, x) => (Number.isNaN(x) ? null : x)));
"""


@pytest.fixture(scope="module")
def face():
    return fm.load()


def listed(meta: dict, arrays: dict) -> dict:
    """Header and arrays as one object for JSON."""
    return {**meta, **{name: np.ravel(array).tolist() for name, array in arrays.items()}}


def at_its_moment(case: fm.Case) -> fm.conditions.Condition:
    """The condition in the case's person, at the case's second."""
    condition, process = case.build_condition(), case.build_condition().process
    now = condition.involuntary
    if process and case.time_s is not None:
        effort = float(fm.conditions.group_intents(case.intended()).max())
        now = process.involuntary(np.array([case.time_s]), effort)[0]
    condition = case.build_person().in_condition(condition)
    return dataclasses.replace(condition, involuntary=now, process=None)


def random_cases(count=16) -> list[dict]:
    """Every expression under random spasm and dampening; every third one random controls."""
    rng = np.random.default_rng(7)
    names = [n for n in fm.EXPRESSIONS if fm.EXPRESSIONS[n].landmarks]
    cases = []
    for k in range(count):
        regions = rng.choice([*REGIONS, "zygomaticus_major_left"], 8, replace=False)
        value = {
            "condition": "hemifacial_spasm",
            "side": ("left", "right")[k % 2],
            "severity": float(rng.uniform()),
            "expression": names[k % len(names)],
            "dampening": {str(r): float(rng.uniform()) for r in regions},
        }
        stems = list(fm.EXPRESSIONS[value["expression"]].landmarks)
        controls = None
        if k % 3 == 2:
            low = np.array(
                [-1.0 if c.startswith(("gaze", "jaw_shift")) else 0 for c in fm.CONTROLS]
            )
            random = rng.uniform(low, 1)
            random[[i for i, c in enumerate(fm.CONTROLS) if c.startswith(CLOSERS)]] = 0
            random[fm.CONTROLS.index("jaw_openers")] = 1
            controls = random.tolist()
        timed = None
        if k % 2 and controls is None:
            value |= TREATMENT
            timed = listed(*over_time.timing(fm.Case(**value), fm.load()))
        cases.append({"value": value, "timing": timed, "controls": controls, "stems": stems})
    for value, _, _ in TOLD:
        stems = list(fm.EXPRESSIONS[value["expression"]].landmarks)
        cases.append({"value": value, "timing": None, "controls": None, "stems": stems})
    value = {**PALSY, "expression": "open_mouth_smile"}
    stems = list(fm.EXPRESSIONS["open_mouth_smile"].landmarks)
    little = {"expression": "lip_pucker", "dampening": LITTLE}
    stems = list(fm.EXPRESSIONS["lip_pucker"].landmarks)
    cases.append({"value": little, "timing": None, "controls": None, "stems": stems})
    hard = {"condition": "hb_4", "side": "left", "severity": 1.0, "dampening": {}}
    hard |= {"expression": "gentle_eye_closure"}
    closers = list(fm.EXPRESSIONS["gentle_eye_closure"].landmarks)
    cases.append({"value": hard, "timing": None, "controls": None, "stems": closers})
    return [*cases, {"value": value, "timing": None, "controls": None, "stems": stems}]


@pytest.fixture(scope="module")
def both(node, face, tmp_path_factory):
    return pairs(node, face, random_cases(), tmp_path_factory.mktemp("model"))


def pairs(node, face, cases: list[dict], folder) -> list[tuple]:
    """Of what JavaScript and Python say about each case."""
    (folder / "face.bin").write_bytes(face_bytes(face))
    (folder / "cases.json").write_text(json.dumps(cases))
    (folder / "run.mjs").write_text(SCRIPT)
    names = ["run.mjs", JS.as_uri(), folder / "face.bin", folder / "cases.json"]
    done = subprocess.run([node, *map(str, names)], cwd=folder, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found = []
    for js, given in zip(json.loads(done.stdout), cases, strict=True):
        case = fm.Case(**given["value"])
        intended = given["controls"] or case.intended()
        activation = at_its_moment(case).drive(intended, case.remaining(face))
        vertices = face.deform(activation, dtype=float)
        found.append((js, given, case, activation, vertices))
    return found


@pytest.mark.parametrize("preset", fm.conditions.PRESETS.values(), ids=lambda p: p.name)
def test_conditions_change_in_proportion_between_the_severities_that_travel(preset):
    """At random severities, also below the one from which grinding jaws have more than tone."""
    meta, arrays = tables._drive()
    row = next(row for row in meta["conditions"] if row["id"] == preset.name)
    knots, first = row["severities"], row["first"]
    for severity in np.random.default_rng(4).uniform(0, 1, 12 if preset.graded else 1) ** 2:
        made = preset.of(severity=severity)
        for field in tables.FIELDS:
            known = arrays[f"lab_condition_{field}"][first : first + len(knots)]
            k = min(max(int(np.searchsorted(knots, severity)) - 1, 0), max(len(knots) - 2, 0))
            low, high = known[k], known[min(k + 1, len(knots) - 1)]
            share = (severity - knots[k]) / (knots[min(k + 1, len(knots) - 1)] - knots[k] or 1)
            np.testing.assert_allclose(
                low + share * (high - low), getattr(made, field), atol=1e-5, err_msg=field
            )


def test_drive_agrees(both):
    for js, _, _, activation, _ in both:
        np.testing.assert_allclose(js["activation"], activation, atol=1e-6)


def test_vertices_agree_to_a_hundredth_of_a_millimetre(both):
    moved = 0.0
    for js, _, _, _, vertices in both:
        np.testing.assert_allclose(np.reshape(js["positions"], (-1, 3)), vertices, atol=0.01)
        moved = max(moved, np.abs(vertices - fm.load().mesh.vertices).max())
    assert moved > 20  # jaws open in some of the cases


def test_rigid_parts_agree(both, face):
    from facemodel.view.stills.headless import pose

    for js, _, _, activation, _ in both:
        python = pose(face, face.controls(activation))
        assert js["pose"]["jaw"] == pytest.approx(python["jaw"], abs=1e-6)
        for side in ("left", "right"):
            assert js["pose"]["gaze"][side] == pytest.approx(python["gaze"][side], abs=1e-6)
            assert js["pose"]["neck"][side] == pytest.approx(python["neck"][side], abs=1e-6)


def numbers(js) -> np.ndarray:
    """What JSON holds, null being NaN."""
    return np.array([np.nan if x is None else x for x in np.ravel(js)], float)


def close(js, python):
    """Equal to 0.1 %, or 0.01 mm or %."""
    np.testing.assert_allclose(numbers(js), np.ravel(python), rtol=1e-3, atol=0.01)


def measures(mesh, vertices, stems) -> list[float]:
    """Percent and millimetres of a face, as Python has them."""
    metrics = fm.metrics
    thirds = metrics.symmetry_by_thirds(mesh, vertices)
    mm = metrics.asymmetry(mesh, vertices, by="thirds")
    corners = ["cheilion_left", "cheilion_right"]
    return [
        metrics.symmetry_index(mesh, vertices, stems),
        *(thirds[n] for n in metrics.THIRDS),
        metrics.asymmetry(mesh, vertices),
        *(mm[n] for n in metrics.THIRDS),
        *metrics.facial_measures(mesh, vertices)["palpebral_fissure_height_mm"],
        *np.ravel(metrics.excursions(mesh, vertices, corners).vector_mm),
    ]


def measures_js(js: dict) -> np.ndarray:
    """The same, as JavaScript has them."""
    thirds, mm = ([js[key][n] for n in fm.metrics.THIRDS] for key in ("thirds", "asymmetry"))
    corners = np.ravel(js["corner"])
    return numbers([js["index"], *thirds, js["asymmetry"]["whole"], *mm, *js["fissure"], *corners])


def test_measures_agree(both, face):
    for js, given, _, _, vertices in both:
        close(measures_js(js), measures(face.mesh, vertices, given["stems"]))


def test_expression_range_agrees(both, face):
    for js, _, case, _, _ in both:
        python = fm.metrics.expression_range(face, case.remaining(), at_its_moment(case))
        assert python.landmarks == REACH_LANDMARKS
        close(js["width"], python.largest_width_mm)


def test_what_dampening_costs_agrees(both, face):
    open_eyes = 0
    for js, _, case, _, _ in both:
        condition, remaining = at_its_moment(case), case.remaining()
        gaps = [fm.metrics.closure_gap_mm(face, left, condition) for left in (1.0, remaining)]
        close([js["gap"][side] for side in ("left", "right")], np.transpose(gaps))
        open_eyes += gaps[1].max() > 0.5
        if case.expression in fm.EXPRESSIONS and case.intensity == 1:
            tasks = fm.metrics.task_range(face, remaining, condition, [case.expression])
            for k, side in enumerate(("left", "right")):
                python = [x[k::2].mean() for x in (tasks.undampened_mm, tasks.excursion_mm)]
                close(js["own"][side], python)
    assert open_eyes > 2


def test_the_sentence_is_made_of_words_and_tells_of_an_open_eye(both):
    for js, *_ in both:
        sentence = js["sentence"]
        assert sentence.endswith(".")
        assert not set("_{}") & set(sentence), sentence
        wider = [(after, before, side) for side, (before, after) in js["gap"].items()]
        opens = [one for one in wider if one[0] - one[1] > 0.5]
        after, before, side = max(opens, default=(0, 0, None))
        assert ("no longer closes" in sentence) == bool(opens and before <= 0.5), sentence
        assert ("did not close before" in sentence) == bool(opens and before > 0.5), sentence
        if opens:
            assert f"{side} eye" in sentence
            assert f"{before:.1f} → {after:.1f} mm" in sentence, sentence


def test_what_changes_little_is_the_muscle_that_lost_most(both):
    assert "weakening the corrugator changes little" in both[-3][0]["sentence"]


@pytest.mark.parametrize(("value", "said", "not_said"), TOLD, ids=range(len(TOLD)))
def test_a_cause_is_a_muscle_that_moves_what_is_told_that_way(both, value, said, not_said):
    (sentence,) = [js["sentence"] for js, given, *_ in both if given["value"] == value]
    assert [words for words in said if words not in sentence] == [], sentence
    assert [words for words in not_said if words in sentence] == [], sentence


def test_trying_hard_is_not_called_involuntary(both):
    """A ring that closes its lids harder because the other's stay open."""
    js, _, _, activation, _ = both[-2]
    ring = fm.MUSCLES.index("orbicularis_oculi_palpebral_right")
    meant = fm.expression("gentle_eye_closure")[ring]
    assert activation[ring] > meant + 0.1
    assert js["sentence"].startswith("Nothing is weakened yet")


def test_an_eye_that_did_not_close_before_is_told_with_both_figures(both):
    js, _, case, _, _ = both[-1]
    gaps = [
        fm.metrics.closure_gap_mm(fm.load(), left, case.build_condition())[0]
        for left in (1.0, case.remaining())
    ]
    before, after = gaps
    assert 0.5 < before < after - 0.5
    assert "did not close before" in js["sentence"]
    assert f"{before:.1f} → {after:.1f} mm" in js["sentence"]


def test_a_case_comes_back_as_the_same_case(both):
    for js, _, case, _, _ in both:
        back = fm.Case(**js["case"])
        assert (back.condition, back.side, back.expression) == (
            case.condition,
            case.side,
            case.expression,
        )
        assert back.severity == pytest.approx(case.severity, abs=1e-4)
        np.testing.assert_allclose(back.remaining(), case.remaining(), atol=1e-4)
        for name in TREATMENT:
            assert getattr(back, name) == getattr(case, name)


def test_the_page_names_a_case_as_python_does(node, face, tmp_path):
    """Every condition on every side at some severities, and every expression."""
    cases = [
        fm.Case(condition=one.name, side=side, severity=severity)
        for one in fm.conditions.PRESETS.values()
        for side in (("left", "right") if one.sided else (None,))
        for severity in ((None, "mild", "severe", 0.0, 0.4, 2 / 3) if one.graded else (None,))
    ]
    cases += [fm.Case(expression=name) for name in fm.EXPRESSIONS]
    cases.append(fm.Case(expression=None, activation={"mentalis": 0.5}))
    (tmp_path / "face").write_bytes(face_bytes(face))
    (tmp_path / "cases").write_text(json.dumps([case.contents() for case in cases]))
    (tmp_path / "run.mjs").write_text(HEADINGS)
    names = [tmp_path / "run.mjs", JS.as_uri(), tmp_path / "face", tmp_path / "cases"]
    done = subprocess.run([node, *map(str, names)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == [wording.title(case) for case in cases]


HEADINGS = """
import { readFileSync } from "node:fs";
const [, , js, face, cases] = process.argv;
const { unpack } = await import(`${js}/core/bundle.js`);
const { stateOf } = await import(`${js}/core/case.js`);
const { heading } = await import(`${js}/core/wording.js`);
const { meta } = unpack(readFileSync(face));
const named = (value) => heading(meta.lab, stateOf(value, meta, null));
console.log(JSON.stringify(JSON.parse(readFileSync(cases)).map(named)));
"""
