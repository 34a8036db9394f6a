"""The instructor's folder: keys that pass, plans that add up, slides; and no key anywhere else."""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import facemodel as fm
from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.cli import main
from facemodel.errors import FaceModelError
from facemodel.teach.instructor import folder, keys, pictures, slides
from facemodel.teach.judges import grading
from facemodel.teach.practice import shipped
from facemodel.teach.table import ROWS

ROOT = Path(__file__).parents[1]
TEXTS = ROOT / "src/facemodel/teach/instructor"
SESSIONS = (TEXTS / "sessions.md").read_text("utf-8")
OPEN = [
    ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "notebooks/README.md",
    *sorted((ROOT / "docs").glob("*.md")),
]  # fmt: skip
"""What everybody reads, on the site of the documents too."""


@pytest.fixture(scope="module")
def written():
    sitting = fm.patients.Sitting(seed=4711, level="easy", count=2)
    return {name: data.decode() for name, data in folder.files(sitting, with_pictures=False)}


def test_the_folder_has_a_page_for_each_link_and_says_for_whom(written):
    assert list(written) == [name for name, _ in folder.PAGES if not name.startswith("pictures")]
    for name, page in written.items():
        assert "For instructors only" in page, name
        for link in re.findall(r'<a href="([^"]+)"', page):
            assert link in written, (name, link)
        assert "<script" not in page, name


@pytest.mark.parametrize("name", ROWS)
def test_an_answer_in_words_is_the_one_that_passes(name):
    key, said = fm.exercises.ALL[name].reference(), ROWS[name].answer
    if ROWS[name].field == "several":
        assert re.findall(r"\b[a-f]\b", said) == list(key)
    elif name == "grade_this_face":
        assert f"composite {grading.composite(key)}" in said
    elif isinstance(key, str):
        assert key in said
    elif isinstance(key, float):
        assert fm.exercises.ALL[name](float(re.search(r"\d+", said)[0])).solved
    elif isinstance(key, dict):
        assert all(f"{round(100 * share)} %" in said for share in key.values())
        assert all(region in said for region in key)


@pytest.mark.slow
def test_each_exercise_has_a_key_with_what_a_learner_reads(written):
    for one in keys.keys_of_exercises():
        assert one["name"] in written["keys.html"]
        kinds = [what for what, _, _ in one["replies"]]
        assert kinds == ["right", "nearly right", "wrong", "wrong, hints used up"]
        (_, _, good), (_, _, near), (_, _, bad), (_, _, last) = one["replies"]
        assert "Solved" not in near
        assert "One answer that passes" in last
        assert "Solved" in good
        assert "Solved" not in bad
        assert len(last) > len(bad) or last != bad


def test_a_key_that_does_not_pass_stops_the_folder():
    class Stale:
        name, hints, starter = "stale", ("look",), "a"
        reference = staticmethod(lambda: "b")

        @staticmethod
        def grade(answer, tries=1):
            return fm.exercises.which_region.grade("forehead")

    with pytest.raises(FaceModelError, match="the answer of stale in the key does not pass"):
        keys.replies(Stale())


def test_keys_of_a_class_are_those_of_its_patients_and_tests(written):
    sitting = fm.patients.Sitting(seed=4711, level="easy", count=2)
    page = written["class.html"]
    for patient in sitting.patients:
        assert f"<strong>{patient.reveal()['right']}</strong>" in page
    seed = keys.seed_of_tests(4711)
    assert f'fm.items.test({seed}, "pre")' in page.replace("&#34;", '"')
    for form in keys.keys_of_tests(seed):
        items = fm.items.test(seed, form["form"]).items
        assert [one["right"] for one in form["items"]] == [
            next(option for option in item.options if item.reply(option).right) for item in items
        ]


def test_another_class_has_other_cases_and_a_seed_that_others_have_is_refused():
    first, second = (
        [p.history for p in fm.patients.Sitting(seed=seed, count=4).patients]
        for seed in (4711, 4712)
    )
    assert not set(first) & set(second)
    assert keys.seed_of_tests(4711) not in (4711, keys.seed_of_tests(4712))
    usual = {sitting.seed for sitting in shipped.usual_sittings()}
    assert max(usual) < keys.SMALLEST_SEED
    with pytest.raises(FaceModelError, match="not a class's own"):
        next(folder.files(fm.patients.Sitting(seed=max(usual)), with_pictures=False))


@pytest.mark.parametrize("there", ["lesson-01.html", "practice.html", "01_a.ipynb"])
def test_no_answer_is_written_into_a_learners_folder(tmp_path, capfd, there):
    (tmp_path / there).write_text("")
    words = ["instructor", "--out", str(tmp_path), "--seed", "4711", "--no-pictures"]
    assert main.main(words) == main.BAD_INPUT
    assert "which learners open" in capfd.readouterr().err
    assert [one.name for one in tmp_path.iterdir()] == [there]


def test_what_everybody_reads_holds_no_key():
    for path in OPEN:
        text = path.read_text("utf-8")
        for row in ROWS.values():
            assert f"| `{row.name}` |" not in text, (path.name, row.name)
            if len(row.answer) >= 20 and row.answer not in fm.MUSCLES:
                assert row.answer not in text, (path.name, row.name)


def tables():
    """(title, rows of cells) of each session plan."""
    for part in SESSIONS.split("\n## ")[1:]:
        if "| minute |" in part:
            rows = part.split("|---|---|---|---|\n")[1].split("\n\n")[0].splitlines()
            yield part.splitlines()[0], [row.strip("| ").split(" | ") for row in rows]


def test_minutes_of_a_session_follow_one_another_and_add_up():
    lengths = {}
    for title, rows in tables():
        at = 0
        for cells in rows:
            begin, end = map(int, cells[0].split("-"))
            assert begin == at < end, (title, cells[0])
            at = end
        lengths[title.split(":")[0]] = at
    assert lengths == {"45 minutes": 45, "90 minutes": 90, "Half a day": 240}


def test_a_session_names_exercises_slides_and_pages_that_are_there():
    names = {f"place_{one.side_effect}" for one in slides.MISPLACEMENTS} | set(slides.ROWS)
    known = names | set(ROWS) | {f"expression_{name}" for name in EXPRESSIONS}
    for title, rows in tables():
        said = re.findall(r"`([a-z_0-9]+)`", "\n".join(" ".join(cells) for cells in rows))
        assert set(said) <= known, title
        for lesson in re.findall(r"lesson (\d\d)", str(rows)):
            assert list((ROOT / "notebooks").glob(f"{lesson}_*.ipynb")), lesson
    for page in re.findall(r"docs/[\w-]+\.md", SESSIONS + (TEXTS / "guide.md").read_text("utf-8")):
        assert (ROOT / page).exists(), page


def test_a_row_of_slides_that_shows_nothing_is_refused():
    with open(ROOT / "src/facemodel/data/slides.csv", encoding="utf-8") as file:
        row = next(csv.DictReader(file))
    good = {"name": "a", "group": "condition", "condition": ("blepharospasm",), "sided": False,
            "expression": row["expression"], "caption": "words"}  # fmt: skip
    slides.Row(**good)
    for change, said in (
        ({"condition": ("hiccup",)}, "no condition"), ({"sided": True}, "sided is wrong"),
        ({"expression": "sneer"}, "no expression"), ({"group": "overdose"}, "for overdoses"),
        ({"caption": ""}, "caption is empty"),
    ):  # fmt: skip
        with pytest.raises(ValueError, match=said):
            slides.Row(**{**good, **change})


def measured(face, name):
    """Measures (n, 2) or (n,) of the faces of a slide of conditions."""
    made = slides._condition(face, slides.ROWS[name])
    vertices = face.deform(np.stack([frame.controls for frame in made.frames]))
    return fm.metrics.facial_measures(face.mesh, vertices)


def test_captions_of_conditions_say_what_the_faces_show(face):
    gaps = measured(face, "palsy_closure")["palpebral_fissure_height_mm"][:, 0]
    assert max(gaps[:3]) < 0.3 < 0.5 < gaps[3] < gaps[4] < gaps[5]  # from grade IV
    corner = measured(face, "palsy_smile")["commissure_excursion_mm"][:, 0]
    assert (np.diff(corner) < -0.5).all()  # less with each grade
    droop = measured(face, "palsy_rest")["commissure_height_deviation_mm"]
    assert max(droop[:4]) < 0.1 < 2 < droop[4] < droop[5]  # only in the last two
    shut = measured(face, "blepharospasm")["palpebral_fissure_height_mm"]
    assert np.allclose(shut[:, 0], shut[:, 1])
    assert (np.diff(shut[:, 0]) < -1).all()
    along = measured(face, "synkinesis_closure")["commissure_excursion_mm"][:, 0]
    assert (np.diff(along) > 0.5).all()
    narrow = measured(face, "synkinesis_smile")
    assert (np.diff(narrow["palpebral_fissure_height_mm"][:, 0]) < 0).all()
    assert narrow["commissure_excursion_mm"][-1, 0] < narrow["commissure_excursion_mm"][0, 0]


def test_overdoses_and_wrong_places_say_what_is_found(face):
    row = slides.ROWS["much_eyes"]
    made = slides._overdose(face, row)
    assert [frame.label for frame in made.frames][0::2] == ["before", "4 times the dose"]
    many = [
        fm.Injection(4 * one.dose, point=one.point, depth_mm=one.depth_mm)
        for one in fm.toxin.scenario(row.pattern, face.mesh)
    ]
    case = fm.Case(condition="blepharospasm", severity="severe")
    found = fm.side_effects(face, many, day=28, condition=case.build_condition())
    assert {one.name for one in found} >= {"lagophthalmos"}
    assert made.caption.endswith("an eye that stays open (both sides)")
    assert set(slides.PLAIN) < set(slides.KINDS)
    mild = slides._overdose(face, slides.ROWS["much_frown"])
    assert "no side effect in this model" in mild.caption


def test_a_long_caption_stands_in_two_lines_that_can_be_read():
    words = "Left fold beside the nose: much in the cheek lets the corner of the mouth hang"
    assert pictures._lines(words, 1840) == [words]
    two = pictures._lines(f"{words}, and a single unit already shows in most smiles", 1840)
    assert len(two) == 2
    assert all(pictures._font(line, 38, 1840).size >= pictures.SMALLEST for line in two)


def test_a_slide_has_its_size_its_words_and_the_label(face, monkeypatch):
    pixels = np.full((800, 600, 3), 90, np.uint8)

    def render(_face, rows, views, size, columns):
        made = Image.new("RGB", (size[0] * columns, size[1] * -(-len(rows) // columns)))
        for k in range(len(rows)):
            made.paste(Image.fromarray(pixels + k), (k % columns * 600, k // columns * 800))
        file = io.BytesIO()
        made.save(file, "png")
        return file.getvalue()

    monkeypatch.setattr(pictures.headless, "render_png", render)
    some = [slides._expression(face, "fear"), slides._condition(face, slides.ROWS["palsy_smile"])]
    for slide, (name, png) in zip(some, pictures.drawn(face, some), strict=True):
        picture = Image.open(io.BytesIO(png))
        assert (name, picture.size) == (slide.name, (1920, 1080))
        assert slide.caption in picture.text["Description"]
        assert "Simulated" in picture.text["Description"]
        seen = np.asarray(picture.convert("L"))
        assert (seen[960:980] < 128).any()  # the caption
        assert (seen[1030:1050] < 160).any()  # the label
        assert seen[400].min() < 128


@pytest.mark.slow
@pytest.mark.browser
def test_a_slide_is_drawn_by_the_viewer(face):
    (slide,) = [slides._expression(face, "surprise")]
    ((_, png),) = pictures.drawn(face, [slide])
    seen = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"), float)
    third = 1920 // 3
    rest, front, turned = (seen[100:880, k * third : (k + 1) * third] for k in range(3))
    assert np.abs(rest - front).mean() > 1
    assert np.abs(front - turned).mean() > 3
