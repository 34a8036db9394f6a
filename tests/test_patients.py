"""Virtual patients: the same for everybody, of every kind, marked as treatments deserve."""

import csv
import gc
import json
import weakref
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
from facemodel.data import constants
from facemodel.physiology.sites import SITES
from facemodel.teach.judges.grading import HEALTHY
from facemodel.teach.practice import kinds, treating
from facemodel.teach.practice.gradings import SCALES
from facemodel.teach.practice.patients import KEPT
from practising import attempt, plan, somebody

ROOT = Path(__file__).parents[1]
M = len(fm.MUSCLES)
P = fm.patients
TREATED = [k for k in kinds.KINDS.values() if k.right == "treat"]


@pytest.fixture(scope="module")
def easy():
    return somebody("easy", kind="spasm", flag=None)


@pytest.fixture(scope="module")
def hard():
    return somebody("hard", kind="synkinesis", flag=None)


def test_a_seed_and_a_level_are_the_same_patient_everywhere(hard):
    again = P.draw(hard.seed, "hard")
    assert again.history == hard.history
    assert again.reveal() == hard.reveal()
    assert P.draw(hard.seed + 1, "hard").reveal() != hard.reveal()
    # pinned: results of a class stay comparable from one version to the next
    assert [P.draw(s, "middling")._truth.severity for s in (1, 2)] == [0.701, 0.997]


def test_every_kind_comes_at_every_level_and_a_level_is_as_it_is_named():
    met = {level: [P.draw(s, level) for s in range(300)] for level in P.LEVELS}
    for patients in met.values():
        assert {p._kind.kind for p in patients} == set(kinds.KINDS)
        assert {p._right for p in patients} == set(P.CHOICES)
        assert len({p._head.head for p in patients}) == len(kinds.HEADS)
        assert all(p._kind.youngest <= p._head.age <= p._kind.oldest for p in patients)
        assert {p._truth.side for p in patients} == {"left", "right", None}
    needs = {lv: [abs(np.log(p.reveal()["dose_needed"])) for p in ps] for lv, ps in met.items()}
    assert max(needs["easy"]) < 0.26
    assert 0.44 < min(needs["hard"]) < max(needs["hard"]) < 1.02
    flagged = {level: np.mean([p._flag is not None for p in ps]) for level, ps in met.items()}
    assert 0.02 < flagged["easy"] < flagged["middling"] < flagged["hard"] < 0.4
    assert {p._flag.name for ps in met.values() for p in ps if p._flag} == set(kinds.FLAGS)


def test_what_is_known_before_looking_tells_neither_side_nor_name():
    names = {kind.label.lower() for kind in kinds.KINDS.values()}
    for seed in range(150):
        patient = P.draw(seed, "hard")
        words = patient.history.lower()
        assert not {"left", "right"} & set(words.replace(".", " ").replace(",", " ").split())
        assert not [name for name in names if name in words]
        assert str(patient.reveal()["severity"]) not in repr(patient)
        assert 100 < len(words) < 600
        if patient._flag is not None:
            assert patient._flag.text in patient.history


def test_every_kind_has_what_a_history_is_made_of_and_every_plan_its_row():
    for kind in kinds.KINDS.values():
        for part in ("who", "began", "trouble", "wish", "before"):
            assert kinds.told(kind.kind, part), (kind.kind, part)
    rows = list(csv.DictReader((ROOT / "src/facemodel/data/patient_histories.csv").open()))
    assert {r["kind"] for r in rows} <= {*kinds.KINDS, kinds.EVERY}
    assert {k for f in kinds.FLAGS.values() for k in f.kinds} <= {*kinds.KINDS, kinds.EVERY}
    wanted = {(k.kind, s) for k in TREATED for s in kinds.severities(k)}
    assert set(kinds.STANDARDS) == wanted
    for row in kinds.STANDARDS.values():
        assert row.gain > 0.015  # little on a flaccid side: points that add under 0.02 are left out
        doses = {**row.near, **row.far, **row.middle}
        assert all(SITES[s].least_units <= u <= SITES[s].most_units for s, u in doses.items())
        if kinds.KINDS[row.kind].other_side == "leave":
            assert not row.far


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_plan_lies_on_the_side_that_is_affected(side):
    patient = next(
        p for p in (P.draw(s, "easy") for s in range(300))
        if p._kind.kind == "spasm" and p._truth.side == side
    )  # fmt: skip
    x = [one.point[0] for one in patient._standard]
    assert len(x) >= 2
    assert all((v > 0) == (side == "left") for v in x)


def test_a_warning_of_the_history_decides_and_a_caution_does_not():
    leave = somebody("hard", flag="pregnancy")
    assert leave._right == "leave"
    refer = somebody("hard", flag="numbness")
    assert refer._right == "refer"
    careful = somebody("hard", flag="blood_thinner", kind="spasm")
    assert careful._right == "treat"
    assert "blood thinner" in careful.reveal()["also"]


def test_the_lab_of_a_patient_does_not_name_what_they_have(easy):
    lab = easy.show("smile_social")
    assert lab.case["condition"] == "healthy"  # no preset's name
    told = json.dumps({k: v for k, v in lab.get_state().items() if isinstance(v, str | dict)})
    assert "spasm" not in told
    assert lab.hints is False
    assert lab.tone == easy._head.tone
    answers = []
    lab.send = answers.append
    lab._handle_custom_msg({"kind": "plan"}, None)
    assert answers[0]["kind"] == "failed"
    assert "make one" in answers[0]["text"]
    lab.close()


def test_a_treatment_is_read_from_whatever_holds_one(easy):
    points = P.textbook(easy)
    for answer in (
        points,
        list(points),
        fm.Case(injections=points),
        P.Treatment(injections=points),
    ):
        assert treating.read(answer).units == pytest.approx(sum(one.dose for one in points))
    assert treating.read({"mentalis": 0.4}, 98).day == 98
    assert treating.read(fm.Case(dampening={"mentalis": 0.4})).dampening


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: P.draw(-1), "a seed"),
        (lambda: P.draw(1.5), "a seed"),
        (lambda: P.draw(1, "cruel"), "unknown level 'cruel'"),
        (lambda: P.draw(1, None), "no level is named"),
        (lambda: P.Treatment(dampening={"jaw_openers": 0.5}), "no dose reaches"),
        (lambda: P.Treatment(dampening={"mentalis": 2}), "from 0 to 1"),
        (lambda: P.Treatment(dampening=5), "mapping"),
        (lambda: P.Treatment(day=float("nan")), "the day of a treatment"),
        (lambda: P.Treatment(injections="here"), "list of fm.Injection"),
        (lambda: P.Treatment(predicted_mm=-1), "a prediction"),
        (
            lambda: P.Treatment(
                injections=(fm.Injection(1, muscle="mentalis_left"),), dampening={"mentalis": 0.1}
            ),
            "not both",
        ),
        (lambda: treating.read(7), "a treatment is a list"),
        (lambda: treating.read("all of it"), "a treatment is a list"),
        (lambda: P.Sitting(1, count=0), "the number of patients"),
        (lambda: P.Sitting(1, feedback="never"), "feedback is"),
        (lambda: P.Sitting(1, minutes=0), "minutes"),
        (lambda: P.Sitting(148, "easy").finish({"rest_eye": 1}), "items have no score"),
        (lambda: P.Sitting(1).finish(choice="dance"), "unknown choice 'dance'"),
        (lambda: P.Sitting(1).finish(choice="treat"), "takes a treatment"),
        (lambda: P.Sitting(1).finish(treatments=[{}], choice="refer"), "takes a treatment"),
        (lambda: P.Sitting(1).finish(treatments=[{}, {}]), "later day"),
        (lambda: P.Sitting(1).calibration(), "no grading"),
    ],
)
def test_a_bad_call_is_answered_in_a_sentence(call, says):
    with pytest.raises(fm.FaceModelError, match=says):
        call()


def test_a_sitting_gives_everybody_the_same_patients_and_collects_what_they_did():
    mine, yours = P.Sitting(26, "easy", 2), P.Sitting(26, "easy", 3)
    assert [p.seed for p in mine.patients] == [p.seed for p in yours.patients[:2]]
    patient = mine.next
    true = patient.scores()
    attempt = mine.finish(true, [P.textbook(patient)], 60)
    assert attempt.grading_off == 0
    assert attempt.grading_marks == constants.value("practice.grading_marks")
    assert attempt.total == pytest.approx(attempt.scores[0].total + attempt.grading_marks)
    assert mine.next._right == "leave"
    left_alone = mine.finish(HEALTHY)
    assert mine.next is None
    assert left_alone.total == 100  # no more than all
    assert mine.total == pytest.approx((attempt.total + 100) / 2)
    assert mine.curve.tolist() == [attempt.total, 100]
    found = mine.calibration()
    assert found.bias > 0
    assert found.spread == pytest.approx(np.std(found.off, ddof=1))
    assert "too high" in str(found)
    assert "too healthy" in str(found)
    assert not mine.calibration_due
    with pytest.raises(fm.FaceModelError, match="are done"):
        mine.finish()


def test_a_grading_is_on_the_scale_of_what_is_seen_and_counts_by_item():
    spasm, frown = (somebody("easy", kind=k, right="treat") for k in ("spasm", "frown"))
    for patient, scale in ((spasm, "spasm"), (frown, "lines")):
        assert patient.scale == scale
        known = patient.scores()
        assert set(known) == set(SCALES[scale].items)
        assert max(known.values()) >= 2
        assert max(SCALES[scale].healthy.values()) == 0
        name = next(iter(known))
        near = {**known, name: known[name] - 1}
        far = {**known, name: known[name] - 2}
        marks = [attempt(patient, plan(patient, 0.5), grading=g) for g in (known, near, far)]
        gains = [one.grading_marks for one in marks]
        most = constants.value("practice.grading_marks")
        assert gains == pytest.approx([most, 0.75 * most, 0.5 * most])
        assert marks[0].items_off == dict.fromkeys(known, 0)
        assert marks[2].grading_off == -2
    with pytest.raises(fm.FaceModelError, match="unknown item 'rest_eye'"):
        attempt(spasm, grading=HEALTHY)
    sitting = P.Sitting(10, "easy", 2)  # a spasm and a frown: no composite, items alone
    for patient in sitting.patients:
        sitting.finish(SCALES[patient.scale].healthy)
    found = sitting.calibration()
    assert (found.count, found.off) == (2, ())
    assert "2 gradings on other scales" in str(found)
    assert "spasm severity (100%)" in str(found)


def test_a_comparison_is_due_after_each_ten_gradings():
    sitting = P.Sitting(26, "easy", 30)
    due = []
    for count in range(1, 22):
        sitting.attempts.append(SimpleNamespace(grading={"rest_eye": 0}))
        if sitting.calibration_due:
            due.append(count)
    sitting.attempts.append(SimpleNamespace(grading=None))
    assert due == [10, 20]
    assert not sitting.calibration_due
    assert not P.Sitting(26, "easy", 30).calibration_due


def test_results_come_back_as_they_were(tmp_path):
    sitting = P.Sitting(26, "easy", 2, minutes=30)
    patient = sitting.next
    second = P.Treatment(98, dampening={"mentalis_left": 0.25})
    first = P.Treatment(injections=P.textbook(patient), predicted_mm=1.5)
    sitting.finish(patient.scores(), [first, second], 42.5)
    sitting.finish(choice="refer")
    path = P.save_results(sitting, tmp_path / "a.json", "  Ada\n ")
    again, name = P.load_results(path)
    assert name == "Ada"
    assert (again.seed, again.level, again.count, again.minutes) == (26, "easy", 2, 30)
    assert again.attempts == sitting.attempts
    assert [one.choice for one in again.attempts] == ["treat", "refer"]
    assert again.total == sitting.total
    assert "synkinesis" not in path.read_text().replace("synkinesis_", "")
    assert path.read_text().startswith('{\n "schema": ')  # a line for each value, for who looks


def test_a_damaged_results_file_is_refused_in_a_sentence(tmp_path):
    path = P.save_results(P.Sitting(7, "easy", 2), tmp_path / "a.json")
    good = path.read_text()
    for text, says in (
        (good[:40], "not a readable"),
        (good.replace('"seed": 7', '"seed": 8'), "checksum"),
        (good.replace("results/2", "results/9"), "schema"),
        (good.replace("results/2", "results/1"), "other virtual patients.* open it with 'face"),
        (good.replace('"seed": 7', '"seed": "x"'), "wrong kind"),
        ("[" * 100_000, "wrong kind|not a readable"),
        ("\0\xff", "not a readable"),
        ("", "not a readable"),
        ('{"cells": []}', "not a results file"),
        (good.replace('"seed"', '"sead"'), "wrong kind"),
    ):
        path.write_text(text)
        with pytest.raises(fm.FaceModelError, match=says) as refused:
            P.load_results(path)
        assert str(refused.value).startswith("the results 'a.json': ")
    with pytest.raises(fm.FaceModelError, match=r"no file 'none\.json'"):
        P.load_results(tmp_path / "none.json")
    with pytest.raises(fm.FaceModelError, match="named by its path"):
        P.load_results(3)
    with pytest.raises(fm.FaceModelError, match="a name is a text"):
        P.save_results(P.Sitting(7, "easy", 2), path, "x" * 100)


@pytest.mark.slow
def test_a_face_stays_in_memory_for_the_last_few_patients_alone():
    drawn = [P.draw(seed, "easy") for seed in range(400)]
    alike = [one for one in drawn if one._head == drawn[0]._head][: KEPT + 1]
    assert len(alike) == KEPT + 1
    first = weakref.ref(alike[0].face)
    assert alike[0].face is first()
    for one in alike[1:]:
        assert one.face is not None
    gc.collect()
    assert first() is None
    assert alike[-1].face is alike[-1].face
