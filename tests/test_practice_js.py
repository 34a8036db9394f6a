"""view/js/practice marks, tells and saves what Python does, on the same patients."""

import base64
import dataclasses
import gzip
import json
import re
from functools import cache

import numpy as np
import pytest

import facemodel as fm
from facemodel.case import schema
from facemodel.teach.practice import feedback, shipped, treating
from facemodel.teach.practice.kinds import HEADS
from facemodel.teach.practice.session import Attempt, Session
from facemodel.teach.practice.treating import Treatment
from node_script import run

SITTINGS = [Session(n, level, 3) for n, level in ((1, "easy"), (1, "middling"), (3, "middling"))]
SITTINGS += [Session(3, "hard", 3)]
PATIENTS = [patient for sitting in SITTINGS for patient in sitting.patients]
DAMPENINGS = ({"eye": 0.5, "chin_left": 0.3}, {"glabella": 0.95}, {"smile_right": 0.4})
SCRIPT = """
import { readFileSync } from "node:fs";
const [, , js, folder] = process.argv;
const from = (name) => import(`${js}/${name}.js`);
const { expand } = await from("core/compact");
const { createModel } = await from("core/model");
const { createPatient } = await from("practice/patient");
const { treatmentOf, weeksOf } = await from("practice/treatment");
const { scoreOf } = await from("practice/marks");
const { attemptMarks } = await from("practice/session");
const { feedbackTold } = await from("practice/feedback");
const { practice, asked } = JSON.parse(readFileSync(`${folder}/asked.json`));
const faces = {};
const faceOf = (head) => {
  const bundle = expand(new Uint8Array(readFileSync(`${folder}/${head}.bin`)));
  return { bundle, model: createModel(bundle) };
};
const answers = [];
for (const { patient: given, treatments, ...done } of asked) {
  const face = (faces[given.head] ??= faceOf(given.head));
  const patient = await createPatient(face, given, practice);
  const made = treatments.map((one) => treatmentOf(one, face.bundle, practice));
  const scores = made.map((_, k) => scoreOf(patient, made.slice(0, k + 1), practice));
  const attempt = { ...done, scores };
  answers.push({
    scores,
    total: attemptMarks(patient, attempt, practice),
    told: feedbackTold(patient, attempt, patient.lab, practice),
    weeks: made.length && done.weeks ? weeksOf(patient, made, practice) : [],
  });
}
console.log(JSON.stringify(answers));
"""


@cache
def head_block(head: str) -> bytes:
    return shipped.head_block(head)


@cache
def shipped_patient(k: int):
    return shipped._patient(PATIENTS[k])


def plain(one: Treatment) -> dict:
    points = [schema.plain_injection(i) for i in one.injections]
    return {**dataclasses.asdict(one), "injections": points, "dampening": dict(one.dampening)}


def answered(node, folder, attempts: list[tuple[int, Attempt]], weeks=False) -> list[dict]:
    """What JavaScript says of attempts at PATIENTS by their number."""
    for head in {PATIENTS[k]._head.head for k, _ in attempts}:
        (folder / f"{head}.bin").write_bytes(head_block(head))
    asked = [
        {
            "patient": shipped_patient(k),
            "treatments": [plain(t) for t in one.treatments],
            "grading": one.grading,
            "choice": one.choice,
            "weeks": weeks,
        }
        for k, one in attempts
    ]
    text = json.dumps({"practice": shipped.shipped([]), "asked": asked})
    (folder / "asked.json").write_text(text, "utf-8")
    return run(node, folder, SCRIPT)


def points(patient, rng) -> tuple[fm.Injection, ...]:
    """One to eleven, half of them about the plan's, as far as it has any."""
    made, mesh, plan = [], patient.face.mesh, patient._standard
    for _ in range(int(rng.integers(1, 12))):
        dose = round(float(rng.uniform(0.5, 8)), 2)
        if plan and rng.uniform() < 0.5:
            aim = fm.toxin.site(mesh, plan[int(rng.integers(len(plan)))])[0]
            near = mesh.vertices[((mesh.vertices - aim - rng.normal(0, 4, 3)) ** 2).sum(1).argmin()]
            place = {"point": tuple(np.round(near, 2).tolist()), "depth_mm": 4.0}
        else:
            muscles = fm.toxin.INJECTABLE
            place = {"muscle": muscles[int(rng.integers(len(muscles)))]}
        made.append(fm.Injection(dose, **place))
    return tuple(made)


def attempts(n: int) -> list[tuple[int, Attempt]]:
    """Random treatments of random patients, two in five of them at two visits."""
    rng, made = np.random.default_rng(11), []
    for _ in range(n):
        k = int(rng.integers(len(PATIENTS)))
        patient = PATIENTS[k]
        guess = round(float(rng.uniform(0.1, 3)), 2)
        given = [Treatment(0.0, points(patient, rng), predicted_mm=guess)]
        if rng.uniform() < 0.4:
            weak = DAMPENINGS[int(rng.integers(len(DAMPENINGS)))]
            again = {"injections": points(patient, rng)} if rng.uniform() < 0.7 else {
                "dampening": weak
            }  # fmt: skip
            given.append(Treatment(98.0, **again))
        grading = {
            name: max(0 if "voluntary" not in name else 1, x - int(rng.integers(0, 3)))
            for name, x in patient.scores().items()
        }
        made.append((k, Attempt(patient, grading or None, tuple(given))))
    return made


def words(lines: list[str]) -> list[str]:
    """Sentences without their figures, of which the last digit may differ."""
    return [re.sub(r"-?\d[\d.]*", "#", line) for line in lines]


def assert_same_marks(asked, found) -> None:
    exact, effects, warned = 0, 0, 0
    for (_, attempt), answer in zip(asked, found, strict=True):
        assert answer["total"] == pytest.approx(attempt.total, abs=0.01)
        for mine, theirs in zip(attempt.scores, answer["scores"], strict=True):
            assert theirs["total"] == pytest.approx(mine.total, abs=0.01)
            assert theirs["parts"] == pytest.approx(mine.parts, abs=0.01)
            assert theirs["reached"] == mine.reached
            assert sorted(map(tuple, theirs["after"]["side_effects"])) == sorted(
                mine.after.side_effects
            )
            assert len(theirs["warnings"]) == len(mine.warnings)
            if mine.placement is None:
                assert theirs["placement"] is None
            else:
                near = dataclasses.asdict(mine.placement)
                assert theirs["placement"] == pytest.approx(near, abs=0.01)
            effects += len(mine.after.side_effects)
            warned += len(mine.warnings)
        told = feedback.feedback(attempt)
        assert words(answer["told"]) == words(told)
        exact += answer["told"] == told
    assert exact >= 0.9 * len(asked)
    assert effects
    assert warned


def test_marks_and_sentences_are_pythons(node, tmp_path):
    asked = attempts(5)
    assert_same_marks(asked, answered(node, tmp_path, asked))


@pytest.mark.slow
def test_marks_of_two_hundred_attempts_are_pythons(node, tmp_path):
    asked = attempts(200)
    assert {len(one.treatments) for _, one in asked} == {1, 2}
    assert {PATIENTS[k].scale for k, _ in asked} == {"sunnybrook", "spasm", "lines", "none"}
    assert_same_marks(asked, answered(node, tmp_path, asked))


@pytest.mark.slow
def test_who_is_left_alone_or_referred_gets_pythons_marks(node, tmp_path):
    asked = [
        (k, Attempt(patient, patient.scores() or None, (), None, choice))
        for k, patient in enumerate(PATIENTS)
        for choice in ("leave", "refer")
    ]
    rights = {patient._right for patient in PATIENTS}
    assert rights == {"treat", "leave", "refer"}
    for (_, one), answer in zip(asked, answered(node, tmp_path, asked), strict=True):
        assert answer["total"] == pytest.approx(one.total, abs=1e-9)
        assert answer["told"] == feedback.feedback(one)


@pytest.mark.slow
def test_the_weeks_after_a_treatment_are_pythons(node, tmp_path):
    asked = [next((k, one) for k, one in attempts(30) if len(one.treatments) == 2)]
    (answer,) = answered(node, tmp_path, asked, weeks=True)
    k, one = asked[0]
    rows = treating.course(PATIENTS[k], one.treatments)
    assert len({round(row.retained, 2) for row in rows}) > 2
    for mine, theirs in zip(rows, answer["weeks"], strict=True):
        assert theirs == pytest.approx(dataclasses.asdict(mine), abs=1e-3)


def test_patients_of_a_sitting_are_those_of_its_seed():
    values = json.loads(shipped.as_json(SITTINGS[:1]))
    (sitting,) = values["sittings"]
    assert (sitting["seed"], sitting["level"]) == (1, "easy")
    for one, patient in zip(sitting["patients"], Session(1, "easy", 3).patients, strict=True):
        assert one["history"] == patient.history
        assert one["right"] == patient._right
        assert one["scores"] == patient.scores()
        assert one["head"] in HEADS
        assert np.allclose(one["person"]["strength"], patient._person.strength, rtol=1e-6)
    size = len(shipped.as_json(SITTINGS)) / len(PATIENTS)
    assert size * shipped.SEEDS * 3 * shipped.COUNT < 1_600_000


def test_a_head_fits_into_a_part():
    packed = base64.b64encode(gzip.compress(head_block(PATIENTS[0]._head.head), 6))
    assert len(packed) < 1_600_000


STIFF = """
import { readFileSync } from "node:fs";
const [, , js, folder, head] = process.argv;
const { expand } = await import(`${js}/core/compact.js`);
const { createModel } = await import(`${js}/core/model.js`);
const { stiffened } = await import(`${js}/practice/stiffened.js`);
const bundle = expand(new Uint8Array(readFileSync(`${folder}/face.bin`)));
const [average, other] = [bundle, stiffened(bundle, 1.6)].map(createModel);
const apart = bundle.meta.lab.expressions.map(({ id }) => {
  const activation = average.drive(average.condition("healthy"), average.intent(id), null);
  const [a, b, c] = [0, 1, 2].map(() => new Float64Array(average.size));
  average.frame.move(activation, a, 1.6);
  other.frame.move(activation, b);
  average.frame.move(activation, c);
  return [a, c].map((one) => Math.max(...one.map((x, i) => Math.abs(x - b[i]))));
});
console.log(JSON.stringify(apart));
"""


def test_a_stiffer_face_moves_as_people_with_stiffer_skin_do(node, tmp_path):
    (tmp_path / "face.bin").write_bytes(head_block(PATIENTS[0]._head.head))
    found = np.array(run(node, tmp_path, STIFF))
    assert found[:, 0].max() < 1e-4
    assert found[:, 1].max() > 1
