"""The class page and the grades: all that learners save, whose it is, and what it says of them."""

import csv
import datetime
import io
import json
import time
from types import SimpleNamespace

import numpy as np
import pytest

import facemodel as fm
from facemodel.cli.main import main
from facemodel.teach.classroom import class_page, classroom, figures, grades
from facemodel.teach.classroom.classroom import read_class
from facemodel.teach.items.kinds import KINDS
from facemodel.teach.judges.agreement import icc
from labpage import AXE

DAY = datetime.date(2026, 3, 1)
ATTACK = "=cmd|' /C calc'!A0"
KIND = "how_much"


def told(kind, seed, right, form="practice", **more):
    item = fm.items.draw(kind, seed)
    first = next(o for o in item.options if item.reply(o).right == right)
    return fm.record.Entry(kind=kind, seed=seed, form=form, first=first, right=right,
                           solved=right, date=DAY, **more)  # fmt: skip


def record(student, rights=(True, False, True), form="practice", sure=0.5):
    rows = [told(KIND, seed, right, form, confidence=sure, seconds=30.0, hints=int(not right))
            for seed, right in enumerate(rights)]  # fmt: skip
    return fm.record.Record(student, rows)


def save(made, folder, name):
    return fm.record.save_record(made, folder / name)


@pytest.fixture
def folder(tmp_path):
    """A folder of six files: two of one student, one without id, one hostile, one broken."""
    folder = tmp_path / "class"
    (folder / "late").mkdir(parents=True)
    first = record("K7", (True, False, False, False), "pre", 0.75)
    first.entries.append(
        fm.record.Entry(what="exercise", kind="bad_plan", lesson=9, first="a", right=False,
                        solved=True, tries=3, hints=2, seconds=60.0, date=DAY)
    )  # fmt: skip
    save(first, folder, "a.json")
    save(record("K7", (True, True, True, False), "post"), folder / "late", "b.json")
    save(record("", (True, False)), folder, "c.json")
    save(record(ATTACK), folder, "d.json")
    (folder / "e.json").write_text("{")
    save(record(ATTACK), folder, "f.json")  # the same as d
    return folder


def test_files_of_one_student_are_one_learner_and_a_folder_is_read(folder):
    room = read_class([folder])
    assert {one.name: len(one.files) for one in room.learners} == {"K7": 2, "c": 1, ATTACK: 1}
    assert room.twice == [("K7", "a.json, b.json")]
    assert room.without_id == ["c.json"]
    assert [file for file, _ in room.refused] == ["e.json", "f.json"]
    assert "duplicate of d.json" in room.refused[1][1]


def test_figures_are_those_of_the_answers(folder):
    by_name = {one.name: figures.figures_of(one) for one in read_class([folder]).learners}
    mine = by_name["K7"]
    assert [mine.tests[form].share for form in ("pre", "post")] == [0.25, 0.75]
    assert mine.gain == 0.5
    assert mine.tests["pre"].overconfidence == 0.5
    assert mine.items == {KIND: (4, 8)}
    assert (mine.exercises, mine.practised) == ((1, 0, 1), (0, 0))
    assert (mine.hints, mine.minutes) == (2 + 4, 5.0)
    assert by_name["c"].gain is None
    assert by_name["c"].practised == (1, 2)


def test_a_curve_has_a_point_for_ten_answers(tmp_path):
    rights = [False] * 10 + [True] * 10 + [True] * 4
    save(record("A", rights), tmp_path, "a.json")
    (learner,) = read_class([tmp_path]).learners
    assert figures.figures_of(learner).curve == (0.0, 1.0)


def test_grades_have_a_row_for_each_student_id_and_run_nothing(folder, tmp_path):
    table = tmp_path / "grades.csv"
    assert main(["grade", str(folder), "--csv", str(table)]) == 0
    rows = {row["files"]: row for row in csv.DictReader(io.StringIO(table.read_text("utf-8")))}
    assert len(rows) == 3
    mine = rows["a.json; b.json"]
    assert (mine["student"], mine["pre_percent"], mine["post_percent"]) == ("K7", "25.0", "75.0")
    assert (mine["gain_points"], mine["note"]) == ("50.0", "student id in 2 files")
    assert (rows["c.json"]["student"], rows["c.json"]["note"]) == ("", "no student id")
    assert (rows["c.json"]["items"], rows["c.json"]["items_right_percent"]) == ("2", "50.0")
    assert rows["d.json"]["student"] == f"'{ATTACK}"
    cells = [cell for row in rows.values() for cell in row.values() if cell]
    assert not [cell for cell in cells if cell[0] in "=+@|"]


def test_answers_have_a_row_each(folder, tmp_path):
    table = tmp_path / "answers.csv"
    assert main(["grade", str(folder), "--answers-csv", str(table)]) == 0
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"))))
    assert len(rows) == 4 + 1 + 4 + 2 + 3
    (exercise,) = [row for row in rows if row["what"] == "exercise"]
    assert (exercise["student"], exercise["kind"], exercise["lesson"]) == ("K7", "bad_plan", "9")
    assert (exercise["right"], exercise["solved"], exercise["tries"]) == ("False", "True", "3")
    assert exercise["date"] == "2026-03-01"
    assert {row["student"] for row in rows} == {"K7", "", f"'{ATTACK}"}


def test_the_page_says_what_the_files_are_and_runs_nothing(folder):
    room = read_class([folder])
    text = class_page.page(room)
    assert "<script" not in text
    assert "3 learners from 4 results read, 2 refused" in text
    assert "<code>K7</code>: a.json, b.json" in text
    assert "<code>c.json</code>" in text
    assert "25% right before and 75% after, on average of 1 learner with both" in text
    assert 'class="s2">4/8</td>' in text  # half of them right
    assert f"{KINDS[KIND].label}" in text
    assert "all are as the files say" in text
    cells = '<th scope="row">bad plan</th><td class="n">9</td><td class="n">1</td>'
    assert f'{cells}<td class="n">0%</td><td class="n">100%</td>' in text


def test_a_mark_that_the_model_does_not_give_is_told(tmp_path, capsys):
    made = record("A", (True, False))
    path = save(made, tmp_path, "a.json")
    values = json.loads(path.read_text())
    values["entries"][1]["right"] = True
    del values["checksum"]  # as pages write none
    path.write_text(json.dumps(values))
    found = read_class([path]).checked
    assert (found.items, found.of) == (2, 2)
    assert [(who.name, item) for who, item in found.differ] == [("A", "how_much 1")]
    assert "1 differ from what the files say" in class_page.page(read_class([path]))
    assert main(["grade", str(path), "--csv", str(tmp_path / "grades.csv")]) == 0
    assert "differ  A: 1 recorded marks of items" in capsys.readouterr().out
    assert "1 marks of items are not the model's" in (tmp_path / "grades.csv").read_text("utf-8")


@pytest.mark.slow
def test_agreement_is_of_all_faces_that_were_graded(tmp_path):
    made = fm.record.Record("A")
    grades_of = [fm.rating.face(7, "easy", number).grades() for number in range(3)]
    given = [dict(one) for one in grades_of]
    given[1]["voluntary_snarl"] = given[1]["voluntary_snarl"] % 5 + 1
    made.ratings = [
        fm.items.Rated(seed=7, level="easy", number=k, scores=one, seconds=9.0, date=DAY)
        for k, one in enumerate(given)
    ]
    save(made, tmp_path, "a.json")
    (learner,) = read_class([tmp_path]).learners
    found = figures.figures_of(learner)
    total = lambda one: sum(v for k, v in one.items() if k.startswith("voluntary"))  # noqa: E731
    pairs = [[4 * total(a), 4 * total(b)] for a, b in zip(given, grades_of, strict=True)]
    assert found.agreement["voluntary"].value == pytest.approx(icc(pairs).value)
    assert found.agreement["voluntary"].value < 1
    assert found.faces == 3


@pytest.mark.slow
def test_points_of_drills_count_by_what_they_hit(tmp_path):
    made = fm.record.Record("A")
    aim = fm.drills.target(7, 0, "all").judge
    near = tuple(map(float, fm.drills.target(7, 0, "all")._place.point))
    far = (near[0], near[1] - 40, near[2])
    made.points = [
        fm.items.Placed(seed=7, number=0, overlay="none", point=point, seconds=9.0, date=DAY)
        for point in (near, far)
    ]
    save(made, tmp_path, "a.json")
    found = figures.figures_of(read_class([tmp_path]).learners[0])
    assert found.points == (1, 2)
    assert found.apart_mm == pytest.approx((aim(near).apart_mm + aim(far).apart_mm) / 2)


def test_gradings_and_points_that_the_model_has_not_are_refused(tmp_path):
    for name, change in {
        "a": {"ratings": [fm.items.Rated(seed=7, level="easy", number=0, scores={"nose": 1.0},
                                         date=DAY)]},
        "b": {"points": [fm.items.Placed(seed=7, number=0, overlay="none", skill="ears",
                                         point=(0.0, 0.0, 0.0), date=DAY)]},
    }.items():  # fmt: skip
        save(fm.record.Record(name, **change), tmp_path, f"{name}.json")
    save(record("good"), tmp_path, "c.json")
    room = read_class([tmp_path])
    assert [file for file, _ in room.refused] == ["a.json", "b.json"]
    assert len(class_page.page(room)) > 1000


@pytest.mark.slow
def test_patients_of_a_record_count_dose_and_side_effects(tmp_path):
    sitting = fm.patients.Sitting(148, "easy", 2)
    strong = fm.patients.Treatment(injections=[fm.Injection(30, muscle="zygomaticus_major_left"),
                                               fm.Injection(30, muscle="depressor_labii_inferioris_left")])  # fmt: skip  # noqa: E501
    sitting.finish(None, [strong], 60.0)
    made = fm.record.Record("A")
    made.sittings = [sitting]
    save(made, tmp_path, "a.json")
    room = read_class([tmp_path])
    found = figures.figures_of(room.learners[0])
    last = sitting.attempts[0].scores[-1]
    assert found.dose == (60.0, pytest.approx(last.times))
    assert sum(found.effects.values()) == len(last.after.side_effects) > 0
    assert found.mark == pytest.approx(sitting.total)  # who was not reached scores 0
    text = class_page.page(room)
    assert next(iter(found.effects)) in text
    assert "60.0" in text


@pytest.mark.slow
def test_thirty_learners_of_five_hundred_answers_take_some_seconds(tmp_path):
    rng = np.random.default_rng(1)
    pool = [(kind, seed) for kind in ("how_much", "when_does_it_fade") for seed in range(60)]
    every = {(k, s, r): told(k, s, r) for k, s in pool for r in (True, False)}
    for n in range(30):
        chosen = [every[(*pool[int(rng.integers(len(pool)))], bool(rng.integers(2)))]
                  for _ in range(500)]  # fmt: skip
        save(fm.record.Record(f"S{n}", chosen), tmp_path, f"{n}.json")
    begun = time.process_time()
    room = read_class([tmp_path])
    class_page.save_page(room, tmp_path / "class.html")
    grades.save_grades(room, tmp_path / "grades.csv")
    took = time.process_time() - begun
    print(f"{took:.1f} s")
    assert took < 10
    assert room.checked.items == len(pool)


@pytest.mark.parametrize("many", [0, classroom.MOST_FILES + 1])
def test_no_files_and_too_many_are_one_sentence(tmp_path, many):
    with pytest.raises(fm.FaceModelError, match="give 1 to 2,000"):
        read_class([tmp_path / "a.json"] * many)


def test_files_of_which_none_can_be_read_are_one_sentence_that_names_the_first(tmp_path):
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "b.json").write_text("{")
    with pytest.raises(fm.FaceModelError, match=r"none of 2 results files .* first: a\.json: "):
        read_class([tmp_path])


SERIOUS = """() => axe.run(document, { resultTypes: ["violations"] }).then((found) => found.violations
  .filter(({ impact }) => ["serious", "critical"].includes(impact)).map(({ id, nodes }) => [id, nodes[0].html]))"""  # noqa: E501


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1366, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_fits_the_screen_and_axe_finds_nothing_serious(
    browser, folder, tmp_path, width, scheme
):
    path = class_page.save_page(read_class([folder]), tmp_path / "class.html")
    context = browser.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(SERIOUS) == []
    context.close()


# ---- by hand


def treated(*scores):
    """An attempt with treatments of so many units and times the plan's."""

    def after(effects):
        return SimpleNamespace(side_effects=[(name, "left") for name in effects])

    rows = [SimpleNamespace(units=u, times=t, after=after(e)) for u, t, *e in scores]
    return SimpleNamespace(scores=rows)


def test_dose_and_side_effects_are_those_of_last_treatments_by_hand():
    attempts = [treated((10.0, 1.0, "lid_ptosis"), (4.0, 2.0, "flat_smile")),
                treated((None, 4.0, "flat_smile", "lagophthalmos")), treated()]  # fmt: skip
    assert figures._dose(attempts) == (4.0, 3.0)
    assert figures._dose([treated()]) == (None, None)
    assert figures._effects(attempts) == {"flat smile": 2, "lagophthalmos": 1}
    mark = figures.Figures.mark.fget
    assert mark(SimpleNamespace(marks=(40.0, 60.0), patients=4)) == 25
    assert mark(SimpleNamespace(marks=(), patients=0)) is None


def test_of_two_sittings_with_a_face_the_first_counts():
    def rated(number, sitting, score):
        return SimpleNamespace(seed=7, level="easy", number=number, sitting=sitting,
                               scores={"a": score})  # fmt: skip

    learner = SimpleNamespace(record=SimpleNamespace(
        sittings=[], ratings=[rated(1, 2, 9.0), rated(2, 2, 5.0), rated(1, 1, 3.0)]))  # fmt: skip
    assert figures._first(learner) == {(7, "easy", 1): {"a": 3.0}, (7, "easy", 2): {"a": 5.0}}


def test_who_graded_less_than_half_as_many_faces_is_left_out(monkeypatch):
    graded = {"A": range(10), "B": range(5), "C": range(4), "D": range(2)}
    monkeypatch.setattr(figures, "_first", lambda name: {k: {} for k in graded[name]})
    compared = []

    def shared(raters, scale):
        compared.append([len(one) for one in raters])
        return len(raters[-1]), "found"

    monkeypatch.setattr(figures, "shared", shared)
    assert figures.between(["A", "B", "C", "D"]) == (5, "found")
    assert compared == [[10, 5]]
    assert figures.between(["A", "C"]) is None
    assert figures.between(["C", "D"]) is None  # two faces are too few
    assert figures.between(["C", "C"]) == (4, "found")
