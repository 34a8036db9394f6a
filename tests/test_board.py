"""The class page: thirty files, some of them broken, names that are meant to do harm."""

import csv
import io
from types import SimpleNamespace

import pytest

import facemodel as fm
from facemodel.cli.main import main
from facemodel.teach.classroom import class_page
from facemodel.teach.classroom.classroom import read_class
from facemodel.teach.judges.grading import HEALTHY
from facemodel.teach.practice import class_report

P = fm.patients
EVIL = ("<script>alert(1)</script>", '=HYPERLINK("x")', "@cmd", '"><img src=x onerror=1>')


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Thirty results of one sitting, three of them damaged, four with harmful names."""
    folder = tmp_path_factory.mktemp("results")
    for k in range(30):
        sitting = P.Sitting(148, "easy", 2)
        for j in range(2):
            patient = sitting.next
            if k % 5 == 4 and j == 1:
                break  # not everybody comes to the end
            points = P.textbook(patient)
            strong = P.Treatment(dampening={"mouth_ring": 0.9, "cheek": 0.9})
            given = [strong] if k % 7 == 3 else [P.Treatment(injections=points)]
            sitting.finish({**HEALTHY, "rest_eye": k % 2}, given, 30.0 + k)
        name = EVIL[k] if k < len(EVIL) else ("" if k == 10 else f"learner {k}")
        P.save_results(sitting, folder / f"{k:02d}.json", name)
    (folder / "27.json").write_text("{")
    text = (folder / "28.json").read_text()
    (folder / "28.json").write_text(text.replace('"seed": 148', '"seed": 149'))
    (folder / "29.json").write_bytes(b"\xff\xfe\x00garbage")
    return folder


@pytest.mark.slow
def test_the_page_has_those_that_can_be_read_and_says_why_not_the_others(folder, tmp_path, capsys):
    page, table = tmp_path / "class.html", tmp_path / "class.csv"
    files = sorted(folder.glob("*.json"))
    assert main(["grade", *map(str, files), "-o", str(page), "--patients-csv", str(table)]) == 0
    said = capsys.readouterr().out
    assert "27 results read, 3 refused" in said
    text = page.read_text()
    assert "27 results read, 3 refused" in text
    for file, why in (("27", "not a readable"), ("28", "checksum"), ("29", "not a readable")):
        assert f"<code>{file}.json</code>: " in text
        assert why in text.split(f"<code>{file}.json</code>: ")[1].split("</li>")[0]
    assert text.count("learner ") >= 20
    assert ">10</th>" in text  # no name typed: the file's
    assert "synkinesis after a palsy" in text
    assert "To discuss" in text
    assert "Distribution of marks" in text


@pytest.mark.slow
def test_names_do_nothing_in_page_and_table(folder, tmp_path):
    made = read_class(sorted(folder.glob("*.json")))
    text = class_page.page(made)
    assert "<script" not in text
    assert "<img" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    saved = class_report.save_table(made.board, tmp_path / "class.csv").read_text()
    rows = list(csv.DictReader(io.StringIO(saved)))
    assert not [c for row in rows for c in row.values() if c[:1] in "=+@" and c]
    assert {row["name"] for row in rows} >= {f"'{EVIL[1]}", f"'{EVIL[2]}"}
    assert len(rows) == sum(len(one.sitting.attempts) for one in made.board.learners)


def test_the_truth_can_be_kept_back(folder, tmp_path):
    made = read_class(sorted(folder.glob("0*.json")))
    assert "synkinesis after a palsy" not in class_page.page(made, reveal=False)
    hidden = class_report.save_table(made.board, tmp_path / "a.csv", reveal=False).read_text()
    assert "spasm" not in hidden


def test_marks_are_computed_anew_and_errors_counted(folder):
    made = read_class([folder / "05.json", folder / "03.json"])
    good, frozen = (one.sitting.total for one in made.board.learners)
    assert good > 3 * frozen
    assert dict(made.board.errors())["a task lost more than a quarter of its movement"] >= 2
    assert [len(made.board.of(p)) for p in made.board.patients] == [2, 2]


def test_other_sittings_are_told_apart(folder, tmp_path):
    other = P.save_results(P.Sitting(6, "hard", 1), tmp_path / "other.json")
    made = read_class([folder / "05.json", other])
    assert "2 different sessions" in class_page.page(made)


def test_an_unreadable_class_is_one_sentence(folder, tmp_path, capsys):
    with pytest.raises(fm.FaceModelError, match=r"none of 1 results files.*27\.json"):
        read_class([folder / "27.json"])
    with pytest.raises(fm.FaceModelError, match="give 1 to"):
        read_class([])
    assert main(["grade", str(tmp_path / "no.json")]) == 2
    assert "none of 1" in capsys.readouterr().err


def test_a_class_of_one_seed_names_it_and_one_of_several_does_not(tmp_path):
    for k, seeds in enumerate(((148, 148), (148, 149))):
        files = [
            P.save_results(P.Sitting(seed, "easy", 1), tmp_path / f"{k}{n}.json", f"learner {n}")
            for n, seed in enumerate(seeds)
        ]
        text = class_page.page(read_class(files))
        assert ("seed 148" in text) == (seeds[0] == seeds[1])


# ---- by hand


def tried(patient, total, choice="treat", off=None, seconds=None, **last):
    """An attempt with one treatment, or none, whose figures are `last`."""
    usual = {"retained": 1.0, "share": 1.0, "times": 1.0, "predicted_mm": None, "foresight": 0.0}
    shown = usual | {"reached": False, "effects": ()} | last
    after = SimpleNamespace(retained=shown["retained"],
                            side_effects=[(name, "left") for name in shown["effects"]])  # fmt: skip
    score = SimpleNamespace(after=after, **shown)
    return SimpleNamespace(patient=patient, total=total, choice=choice, grading=None,
                           grading_off=off, seconds=seconds,
                           scores=[score] if choice == "treat" else [])  # fmt: skip


def somebody(seed, right="treat", need=1.0):
    truth = {"right": right, "dose_needed": need, "condition": "x", "side": "left", "severity": 1}
    return SimpleNamespace(seed=seed, level="easy", reveal=lambda: truth)


def board(*rows):
    """Learners by name with their attempts."""
    return class_report.Board(
        tuple(
            class_report.Sat(name, f"{name}.json", SimpleNamespace(
                attempts=attempts, total=sum(a.total for a in attempts) / 2, count=2))
            for name, attempts in rows
        )
    )  # fmt: skip


def test_errors_of_a_class_are_counted_by_hand():
    ill, well = somebody(1), somebody(2, "leave")
    made = board(
        ("A", [tried(ill, 50, retained=0.74, share=0.24, times=2.0, predicted_mm=1.0)]),
        ("B", [tried(ill, 50, retained=0.76, share=0.26, times=1.9, predicted_mm=1.0,
                     foresight=2.0, effects=("lid_ptosis",))]),
        ("D", [tried(ill, 50, share=0.26, predicted_mm=1.0, foresight=5.0)]),
        ("C", [tried(ill, 30, "leave"), tried(well, 10, retained=0.1, share=0.0, times=None)]),
    )  # fmt: skip
    assert dict(made.errors()) == {
        "a task lost more than a quarter of its movement": 1,
        "twice the plan's dose or more": 1,
        "little gained": 1,
        "a prediction that was far off": 1,
        "lid ptosis": 1,
        "somebody not treated who could be helped": 1,
        "somebody not left alone who should have been": 1,
    }
    assert made.patients == [ill, well]


def test_what_a_class_discusses_is_who_divides_it_was_hardest_and_unlike_others():
    usual, odd, strong = somebody(1, need=1.1), somebody(2, need=0.8), somebody(3, need=1.2)
    made = board(
        ("A", [tried(usual, 90, off=4, seconds=60), tried(odd, 80, off=-2), tried(strong, 20)]),
        ("B", [tried(usual, 20, off=None), tried(odd, 90, reached=True), tried(strong, 30)]),
    )
    said = class_report._discuss(made, reveal=True)
    assert said[0].startswith("Patient 1 divides the class most")  # 35 marks, against 5 and 5
    assert "of the marks: 35)" in said[0]
    assert said[1].startswith("Patient 3 was the hardest")
    assert said[-1].startswith("Patient 2 responds to a dose least like the average")
    assert len(class_report._discuss(made, reveal=False)) == len(said) - 1
    rows = class_report._learners(made)
    assert rows == [("A", "95", "3 of 2", "0", "3.0", "1.0"),
                    ("B", "70", "3 of 2", "1", "-", "-")]  # fmt: skip
    marks = [(row[0], row[2], row[3], row[4]) for row in class_report._patients(made, True)]
    assert marks == [("1", "55 (20-90)", "0%", "+4.0"), ("2", "85 (80-90)", "50%", "-2.0"),
                     ("3", "25 (20-30)", "0%", "-")]  # fmt: skip
