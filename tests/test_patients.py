"""Virtual patients: the same for everybody, solvable, marked in the order that plans deserve."""

import json
from dataclasses import replace

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.expressions import expression
from facemodel.anatomy.muscles import INDEX
from facemodel.teach.judges.grading import HEALTHY
from facemodel.teach.practice import scoring, treating
from facemodel.teach.practice.patients import TASKS
from facemodel.teach.practice.treating import left

M = len(fm.MUSCLES)
P = fm.patients
ALL = {m: 1.0 for m in fm.toxin.INJECTABLE if not m.startswith("levator_palpebrae")}


@pytest.fixture(scope="module")
def easy():
    return P.draw(3, "easy")


@pytest.fixture(scope="module")
def hard():
    return P.draw(3, "hard")


def reference(patient):
    after = scoring.seen(patient, patient._plan.remaining)
    return scoring.marked(patient, after, None)


def guess(patient, draws=5):
    """Mean marks of patterns as large as the textbook's over any muscles that pull unasked."""
    intents = np.stack([expression(t)[:M] for t in TASKS])
    pulls = (patient._condition.drive(intents) - np.maximum(intents, 0)).max(0)
    over = [m for m in fm.toxin.INJECTABLE if m.endswith(patient._side) and pulls[INDEX[m]] > 0.08]
    rng = np.random.default_rng([patient.seed, 99])
    doses = [one.dose for one in P.textbook(patient)]
    marks = []
    for _ in range(draws):
        chosen = rng.choice(over, len(doses))
        points = [fm.Injection(d, muscle=str(m)) for d, m in zip(doses, chosen, strict=True)]
        marks.append(P.score(patient, [P.Treatment(injections=points)]).total)
    return float(np.mean(marks))


def test_a_seed_and_a_level_are_the_same_patient_everywhere(hard):
    again = P.draw(3, "hard")
    assert again.history == hard.history
    assert again.reveal() == hard.reveal()
    assert P.draw(4, "hard").reveal() != hard.reveal()
    # pinned: results of a class stay comparable from one version to the next
    assert [P.draw(s, "middling")._truth.severity for s in (1, 2)] == [0.71, 0.942]


def test_levels_are_as_they_are_named():
    easy, hard = ([P.draw(s, level).reveal() for s in range(20)] for level in ("easy", "hard"))
    assert {one["condition"] for one in easy} == {"hemifacial spasm"}
    assert max(abs(np.log(one["dose_needed"])) for one in easy) < 0.26
    away = [abs(np.log(one["dose_needed"])) for one in hard]
    assert 0.44 < min(away) < max(away) < 1.02
    assert {one["side"] for one in easy} == {"left", "right"}


def test_what_is_known_before_looking_tells_neither_side_nor_name(easy, hard):
    for patient in (easy, hard):
        words = patient.history.lower()
        assert "left" not in words
        assert "right" not in words
        assert patient.reveal()["condition"] not in words
        assert str(patient.reveal()["severity"]) not in repr(patient)
        assert 100 < len(words) < 600


def test_the_lab_of_a_patient_does_not_name_what_they_have(easy):
    lab = easy.show("smile_social")
    assert lab.case["condition"] == "healthy"  # no preset's name
    told = json.dumps({k: v for k, v in lab.get_state().items() if isinstance(v, str | dict)})
    assert "spasm" not in told
    assert lab.hints is False
    answers = []
    lab.send = answers.append
    lab._asked(None, {"kind": "plan"}, None)
    assert answers[0]["kind"] == "failed"
    assert "make one" in answers[0]["text"]
    lab.close()


def test_the_reference_reaches_the_target_and_nothing_and_everything_do_not(easy, hard):
    for patient in (easy, hard):
        best = reference(patient)
        assert best.reached
        assert best.total > 98
        nothing = P.score(patient, [P.Treatment()])
        assert nothing.total == 0
        assert not nothing.reached
        everything = P.score(patient, [P.Treatment(dampening=ALL)])
        assert not everything.reached
        assert everything.total < 20
        book = P.score(patient, [P.Treatment(injections=P.textbook(patient))])
        assert best.total > book.total > guess(patient) > nothing.total


@pytest.mark.slow
def test_two_hundred_patients():
    """67 of each level: nearly all solvable, none by nothing or by all; marks in order."""
    held, reached, books = [], [], {level: [] for level in P.LEVELS}
    for level in P.LEVELS:
        for seed in range(67):
            patient = P.draw(seed, level)
            best = reference(patient)
            book = P.score(patient, [P.Treatment(injections=P.textbook(patient))]).total
            nothing = P.score(patient, [P.Treatment()])
            everything = P.score(patient, [P.Treatment(dampening=ALL)])
            held.append(best.total > book > guess(patient) > nothing.total)
            books[level].append(book)
            assert not nothing.reached
            assert not everything.reached
            reached.append(best.reached)
    assert len(held) == 201
    assert np.mean(held) >= 0.95
    assert np.mean(reached) >= 0.95
    # a usual pattern is neither useless nor enough at any level; levels do not rank by it
    assert all(35 < np.mean(books[level]) < 65 for level in P.LEVELS)


def test_a_dampening_acts_as_the_doses_it_stands_for():
    patient = P.draw(0, "hard")  # needs more of a dose than others
    assert patient.reveal()["dose_needed"] > 1
    meant = P.Treatment(dampening={"mentalis_left": 0.5})
    k = INDEX["mentalis_left"]
    shares = 1 - left(patient, [meant], [0.0, 14.0, 28.0, 300.0])[:, k]
    assert shares[0] == 0
    assert 0.2 < shares[1] < 0.5
    assert shares[3] < 0.02
    average = fm.toxin.hill(treating._units(meant.wanted)[k], fm.toxin._TABLED_ED50[k])
    assert average == pytest.approx(0.5, abs=1e-6)


def test_a_second_treatment_adds_to_what_is_left_of_the_first(easy):
    first = P.Treatment(injections=P.textbook(easy))
    second = P.Treatment(98.0, P.textbook(easy))
    assert all(one.day == 98 for one in second.injections)
    both = left(easy, [first, second], 126.0)
    assert (both <= left(easy, [second], 126.0) + 1e-12).all()
    assert P.score(easy, [first, second]).units == second.units


def test_a_prediction_counts_and_its_lack_costs_nothing(easy):
    points = P.textbook(easy)
    free = P.score(easy, [P.Treatment(injections=points)])
    true = P.score(easy, [P.Treatment(injections=points, predicted_mm=free.after.mirror_mm)])
    wrong = P.score(easy, [P.Treatment(injections=points, predicted_mm=free.before.mirror_mm * 3)])
    assert free.total == pytest.approx(true.total)
    assert wrong.total == pytest.approx(0.9 * true.total)
    assert "You expected" in str(true)


def test_more_than_enough_costs_marks(easy):
    points = easy._plan.treatment(28).injections
    near = [replace(one, dose=one.dose * easy._person.ed50) for one in points]
    enough = P.Treatment(injections=near)
    kept = P.score(easy, [enough])
    assert kept.dose == pytest.approx(1)
    assert kept.restraint == 1
    fourfold = P.Treatment(injections=[replace(one, dose=4 * one.dose) for one in near])
    dear = scoring.marked(easy, kept.after, fourfold)
    assert dear.total == pytest.approx(0.8 * kept.total)
    assert f"{enough.units:.1f} teaching units: the dose costs no marks" in str(kept)
    assert "4.0 times the points" in str(dear)


def test_a_dampening_is_compared_with_a_dampening_and_has_no_units(easy):
    best = P.Treatment(dampening={m: min(s, 0.9) for m, s in easy._plan.dampening.items()})
    found = P.score(easy, [best])
    assert found.units is None
    assert found.dose == pytest.approx(1)
    assert "units" not in str(found)
    double = P.Treatment(dampening={**best.dampening, **{m: 0.9 for m in ALL}})
    assert "too much" in str(P.score(easy, [double]))


def test_no_treatment_or_one_out_of_order_is_refused(easy):
    first, second = (P.Treatment(day, P.textbook(easy)) for day in (0.0, 98.0))
    for given in ([], [second, first]):
        with pytest.raises(fm.FaceModelError, match="the earlier one first"):
            P.score(easy, given)


def test_what_the_reference_spoils_too_is_told(hard):
    best = P.Treatment(dampening={m: min(s, 0.9) for m, s in hard._plan.dampening.items()})
    found = P.score(hard, [best])
    assert found.after.side_effects & found.reference.side_effects
    assert "also of the plan that knows the truth" in str(found)


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
        (lambda: P.draw(1, None), "unknown level"),
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
        (lambda: P.Sitting(1).finish({"rest_eye": 1}), "items have no score"),
        (lambda: P.Sitting(1).finish(treatments=[{}, {}]), "later day"),
        (lambda: P.Sitting(1).calibration(), "no grading"),
    ],
)
def test_a_bad_call_is_answered_in_a_sentence(call, says):
    with pytest.raises(fm.FaceModelError, match=says):
        call()


def test_a_sitting_gives_everybody_the_same_patients_and_collects_what_they_did():
    mine, yours = P.Sitting(7, "easy", 2), P.Sitting(7, "easy", 3)
    assert [p.seed for p in mine.patients] == [p.seed for p in yours.patients[:2]]
    patient = mine.next
    true = patient.scores()
    attempt = mine.finish(true, [P.textbook(patient)], 60)
    assert attempt.grading_off == 0
    assert attempt.total == attempt.scores[0].total > 0
    mine.finish(HEALTHY)
    assert mine.next is None
    assert mine.total == pytest.approx(attempt.total / 2)
    assert mine.curve.tolist() == [attempt.total, 0]
    found = mine.calibration()
    assert found.bias > 0
    assert found.spread == pytest.approx(np.std(found.off, ddof=1))
    assert "too high" in str(found)
    assert "too healthy" in str(found)
    assert not mine.calibration_due
    with pytest.raises(fm.FaceModelError, match="are done"):
        mine.finish()


def test_results_come_back_as_they_were(tmp_path):
    sitting = P.Sitting(7, "easy", 2, minutes=30)
    patient = sitting.next
    second = P.Treatment(98, dampening={"mentalis_left": 0.25})
    first = P.Treatment(injections=P.textbook(patient), predicted_mm=1.5)
    sitting.finish(patient.scores(), [first, second], 42.5)
    path = P.save_results(sitting, tmp_path / "a.json", "  Ada\n ")
    again, name = P.load_results(path)
    assert name == "Ada"
    assert (again.seed, again.level, again.count, again.minutes) == (7, "easy", 2, 30)
    assert again.attempts == sitting.attempts
    assert again.total == sitting.total
    assert "spasm" not in path.read_text()


def test_a_damaged_results_file_is_refused_in_a_sentence(tmp_path):
    path = P.save_results(P.Sitting(7, "easy", 2), tmp_path / "a.json")
    good = path.read_text()
    for text, says in (
        (good[:40], "not a readable"),
        (good.replace('"seed": 7', '"seed": 8'), "checksum"),
        (good.replace("results/1", "results/9"), "schema"),
        (good.replace('"seed": 7', '"seed": "x"'), "wrong kind"),
        ("[" * 100_000, "wrong kind|not a readable"),
        ("\0\xff", "not a readable"),
        ("", "not a readable"),
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
