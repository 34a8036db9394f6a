"""Cohorts: each person as alone, the same table however it is worked off, nothing finished lost."""

import csv
import dataclasses
import io
import multiprocessing
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

import facemodel as fm
from facemodel.cli import main
from facemodel.clinic.findings import TASKS
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.mechanics.stiffened import stiffened
from facemodel.physiology import dose_response, toxin
from facemodel.study import cohort as running
from facemodel.study.cohort import executing
from facemodel.study.cohort.draws import hand

SHOTS = [
    fm.Injection(4, muscle="zygomaticus_major_left"),
    fm.Injection(5, muscle="orbicularis_oculi_palpebral_left"),
    fm.Injection(8, muscle="frontalis_medial_right"),
]
CASE = fm.Case(condition="hemifacial_spasm", side="left", dampening={"neck": 0.3}, injections=SHOTS)
DAYS = (14, 90)


@pytest.fixture(scope="module")
def coarse():
    return fm.load(0)


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(running, "PART", 6)


def run(coarse, n=20, case=CASE, **options):
    given = {"days": DAYS, "progress": False, "face": coarse, "seed": 4, **options}
    return fm.cohort.run(n, case, **given)


@pytest.fixture(scope="module")
def made(coarse):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(running, "PART", 6)
        return run(coarse)


def counted(monkeypatch):
    """Parts that are worked off from now on in this process."""
    parts, work = [], running.part

    def part(packed, *which):
        parts.append(which)
        return work(packed, *which)

    monkeypatch.setattr(running, "part", part)
    return parts


# ---- what is measured


def test_each_person_is_measured_as_the_clinic_measures_one(coarse):
    got = run(coarse, 5, lines=False, placement_mm=0.0)
    condition, less = CASE.build_condition(), fm.dampen(CASE.dampening)
    for k in (0, 3):
        who = fm.people.sample(4, index=k)
        own = stiffened(coarse, float(who.stiffness))
        for d, day in enumerate(DAYS):
            left = less * toxin.remaining(coarse, SHOTS, day, who)
            for remaining, values in ((left, got.after), (np.ones_like(left), got.before)):
                exam = fm.examine(own, condition, remaining, who, TASKS)
                for t, task in enumerate(got.expressions):
                    here = {n: v[k, d, t] if v.ndim == 3 else v[k, t] for n, v in values.items()}
                    frame = exam.frames[task]
                    eyes = fm.metrics.facial_measures(coarse.mesh, frame)
                    for e, side in enumerate(("left", "right")):
                        opening = eyes["palpebral_fissure_height_mm"][e]
                        assert here[f"eye_open_{side}_mm"] == pytest.approx(opening, abs=1e-3)
                    if task != "rest":
                        index = fm.metrics.symmetry_index(coarse.mesh, frame, task, exam.rest)
                        assert here["own_rest_symmetry_percent"] == pytest.approx(index, abs=0.05)
                        left_side = [f"{s}_left" for s in fm.EXPRESSIONS[task].landmarks]
                        moved = fm.metrics.excursions(coarse.mesh, frame, left_side, exam.rest)
                        moved = moved.magnitude_mm.mean()
                        assert here["moved_left_mm"] == pytest.approx(moved, abs=1e-3)


def test_side_effects_are_those_of_each_person(coarse):
    got = run(
        coarse, 6, lines=False, placement_mm=0.0, case=dataclasses.replace(CASE, dampening={})
    )
    flagged = 0
    for k in range(6):
        who = fm.people.sample(4, index=k)
        own = stiffened(coarse, float(who.stiffness))
        found = fm.side_effects(own, SHOTS, 14, CASE.build_condition(), who)
        names = {one.name for one in found} - {"dysphagia_warning"}
        assert names == {name for name, flags in got.side_effects.items() if flags[k, 0]}
        flagged += len(names)
    assert flagged > 6
    assert {n: r[0] for n, r in got.rates().items()} == {
        n: f[:, 0].mean() for n, f in got.side_effects.items()
    }


def test_the_whole_skin_is_measured_where_asked(coarse):
    got = run(coarse, 3, lines=False, placement_mm=0.0, surface=True, expressions=["snarl"])
    who = fm.people.sample(4, index=2)
    own = stiffened(coarse, float(who.stiffness))
    frame = own.deform(who.drive(CASE.build_condition(), fm.expression("snarl")), float)
    assert got.before["asymmetry_mm"][2, 1] == pytest.approx(fm.metrics.asymmetry(own.mesh, frame))
    plain = run(coarse, 3, lines=False, placement_mm=0.0, expressions=["snarl"])
    for name, values in plain.after.items():
        assert np.allclose(values, got.after[name], atol=1e-9, equal_nan=True)
    with pytest.raises(FaceModelError, match="surface=True"):
        plain.quantiles("asymmetry_mm", "snarl")
    with pytest.raises(FaceModelError, match="side effects show in brow_raise"):
        plain.rates()


def test_lines_and_the_hand_make_people_differ_more(coarse):
    alike = run(coarse, 12, lines=False, placement_mm=0.0)
    lined = run(coarse, 12, lines=True, placement_mm=0.0)
    hands = run(coarse, 12, lines=False, placement_mm=4.0)
    k = alike.expressions.index("open_mouth_smile")
    assert np.abs(lined.before["moved_left_mm"] - alike.before["moved_left_mm"])[:, k].min() > 1e-5
    assert np.array_equal(hands.before["kept_left"], alike.before["kept_left"], equal_nan=True)
    assert np.abs(hands.after["moved_left_mm"] - alike.after["moved_left_mm"])[:, 0, k].min() > 1e-4


def test_a_misplaced_dose_between_places_is_caught_as_at_its_own_place(coarse):
    made = hand(coarse.mesh, SHOTS, 2.0)
    errors = np.clip(np.random.default_rng(0).normal(size=(8, 3, 2)), -2.5, 2.5)
    ed50 = toxin.ed50(coarse.mesh)
    for got, off in zip(made.shares(errors), errors, strict=True):
        moved = []
        for one, (x, y) in zip(SHOTS, 2.0 * off, strict=True):
            point, depth = toxin.site(coarse.mesh, one)
            there = tuple(point + np.array([x, y, 0.0]))
            moved.append(dataclasses.replace(one, muscle=None, point=there, depth_mm=depth))
        doses = np.array([one.dose for one in SHOTS])
        each = [(doses @ caught)[None] for caught in (got, toxin.caught(coarse.mesh, moved))]
        lost, true = (dose_response.lost([0.0], u, 12.0, ed50, None, made.fields) for u in each)
        assert np.abs(lost - true).max() < 0.05
    steady = hand(coarse.mesh, SHOTS, 0.0)
    assert np.array_equal(steady.shares(errors)[3], toxin.caught(coarse.mesh, SHOTS))


def test_person_k_is_the_same_however_many_there_are(coarse, made):
    few = run(coarse, 7)
    for name, values in few.after.items():
        assert np.array_equal(values, made.after[name][:7], equal_nan=True), name
    again = run(coarse)
    assert again == made
    assert run(coarse, seed=5) != made
    assert made != "a table"


@pytest.mark.slow
def test_an_aged_face_has_cohorts_of_its_own_skin():
    old = fm.cohort.run(2, fm.Case(condition="ageing"), progress=False, expressions=["snarl"])
    assert old.days.tolist() == [0]
    assert np.allclose(old.after["kept_left"][:, 0, 1], 1)
    with pytest.raises(FaceModelError, match="assembled with another skin"):
        fm.cohort.run(2, face=fm.aged(75, 0))


def test_the_cases_own_expression_is_asked_for_as_well(coarse):
    own = dataclasses.replace(CASE, expression="smile_social")
    assert run(coarse, 1, own).expressions[-1] == "smile_social"
    assert run(coarse, 1).expressions == ("rest", *TASKS)
    assert run(coarse, 1, days=None).days.tolist() == list(fm.cohort.DAYS)


# ---- the table


def test_quantiles_and_bands_tell_of_the_people(made):
    low, middle, high = made.quantiles("moved_left_mm", "open_mouth_smile")
    k = made.expressions.index("open_mouth_smile")
    assert np.array_equal(middle, np.median(made.after["moved_left_mm"][:, :, k], axis=0))
    assert (low < middle).all()
    assert (middle < high).all()
    assert middle[1] > middle[0]  # on day 90 movement is coming back
    change = made.quantiles("kept_left", "open_mouth_smile", [0.5], when="change")
    assert (change < -0.05).all()
    assert np.isnan(made.quantiles("own_rest_symmetry_percent", "rest")).all()
    drawn = fm.figures.cohort_bands(**made.bands("own_rest_symmetry_percent", "open_mouth_smile"))
    assert "open mouth smile" in drawn.alt
    assert "20 people" in drawn.alt


def test_the_words_name_days_expressions_and_side_effects(made):
    text = str(made)
    for word in ("20 simulated people", "day 14", "day 90", "lip pucker", "lid ptosis"):
        assert word in text
    assert "nan" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_the_file_holds_the_table(made, tmp_path, monkeypatch):
    monkeypatch.setattr("facemodel.view.export.tables.ROWS", 7)
    file = fm.export_cohort(made, tmp_path / "people.csv")
    rows = list(csv.DictReader(io.StringIO(file.read_text("utf-8"))))
    assert all(constants.digest() in row["provenance"] for row in rows)
    assert "seed 4" in rows[0]["provenance"]
    assert len(rows) == 20 * 3 * 6
    assert [next(iter(rows[0])), rows[0]["day"], rows[0]["expression"]] == ["person", "", "rest"]
    k = made.expressions.index("open_mouth_smile")
    one = rows[(2 * 3 + 1) * 6 + k]
    assert (one["person"], one["day"]) == ("2", "14")
    assert float(one["moved_left_mm"]) == pytest.approx(
        made.after["moved_left_mm"][2, 0, k], rel=1e-5
    )
    flags = made.side_effects["smile_asymmetry"]
    day_14 = [row for row in rows if row["day"] == "14" and row["expression"] == "rest"]
    assert [row["smile_asymmetry"] == "1" for row in day_14] == flags[:, 0].tolist()
    assert {row["lid_ptosis"] for row in rows if row["day"] == ""} == {"0"}


def test_parquet_without_pyarrow_is_one_sentence_before_any_work(
    made, tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr("facemodel.view.export.tables.find_spec", lambda name: None)
    with pytest.raises(FaceModelError, match="Parquet needs pyarrow"):
        fm.export_cohort(made, tmp_path / "people.parquet")
    monkeypatch.setattr(running, "run", None)
    assert main.main(["cohort", "-o", str(tmp_path / "t.parquet")]) == main.BAD_INPUT
    assert capsys.readouterr().err.startswith("facemodel: Parquet needs pyarrow")


def test_parquet_holds_every_digit(made, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    read = parquet.read_table(fm.export_cohort(made, tmp_path / "people.parquet"))
    columns = made.columns()
    assert read.column_names == list(columns)
    got = read["moved_left_mm"].to_numpy()
    assert np.array_equal(got, columns["moved_left_mm"], equal_nan=True)
    assert read.schema.metadata[b"seed"] == b"4"


# ---- how it is worked off


class Cluster(ThreadPoolExecutor):
    """Submits as a Dask client does: what was scattered is handed to the work by the cluster."""

    def scatter(self, data, broadcast):
        self.scattered = data
        return "scattered"

    def submit(self, work, data, *part):
        assert data == "scattered"
        return super().submit(work, self.scattered, *part)


def test_the_table_is_the_same_with_processes_and_executors(coarse, made):
    assert run(coarse, executor=2) == made
    with ThreadPoolExecutor(4) as threads, Cluster(2) as cluster:
        assert run(coarse, executor=threads) == made
        assert run(coarse, executor=cluster) == made


@pytest.mark.slow
def test_a_dask_client_gives_the_same_table_and_loses_nothing_with_a_worker(coarse, made):
    distributed = pytest.importorskip("distributed", reason="dask is not installed ('.[cohort]')")
    with (
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None
        ) as local,
        distributed.Client(local) as client,
    ):
        assert run(coarse, executor=client) == made
        victims = list(client.run(os.getpid).values())

        def kill_one(done, total):
            if done and victims:
                os.kill(victims.pop(), signal.SIGKILL)
                victims.clear()

        assert run(coarse, executor=client, progress=kill_one) == made
        assert not victims


@pytest.mark.slow
def test_four_workers_and_any_number_of_threads_give_the_same_bits(tmp_path):
    """A part of a job packed once: a product that threads share out differs in its last bits."""
    days, tasks = np.array([14.0]), TASKS
    job = running._job(*running._face(None, CASE), CASE, days, tasks, 2.0, 1, None, True, False)
    file = tmp_path / "job"
    file.write_bytes(running.packed(job))
    code = (
        "import sys, hashlib, pathlib; from facemodel.study.cohort.job import part;"
        "made = part(pathlib.Path(sys.argv[1]).read_bytes(), 0, 30);"
        "print(hashlib.sha256(b''.join(v.tobytes() for v in made.values())).hexdigest())"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, str(file)], capture_output=True, check=True, text=True,
            env={**os.environ, "OPENBLAS_NUM_THREADS": str(threads)},
        ).stdout
        for threads in (1, 2, 4)
    }  # fmt: skip
    assert len(seen) == 1
    tables = [fm.cohort.run(30, CASE, progress=False, executor=w) for w in (None, 1, 2, 4)]
    assert all(one == tables[0] for one in tables)


def test_constants_that_are_overridden_hold_in_every_worker(coarse, made):
    with constants.override({"toxin.emax": 0.9}), ThreadPoolExecutor(1) as threads:
        here, there = run(coarse), run(coarse, executor=threads)
    assert here == there
    assert here != made


@pytest.mark.slow
def test_a_killed_worker_loses_nothing(coarse, made):
    killed = []

    def kill_one(done, total):
        if done and not killed:
            victim = multiprocessing.active_children()[0]
            os.kill(victim.pid, signal.SIGKILL)
            victim.join()
            killed.append(done)

    assert run(coarse, executor=2, progress=kill_one) == made
    assert killed


@pytest.mark.slow
def test_workers_that_only_die_are_given_up_with_advice():
    parts = executing.each(_die, b"", [(0, 1), (1, 1)], 1, lambda: False)
    with pytest.raises(FaceModelError, match="worker processes die"):
        list(parts)


def _die(packed, *part):
    os.kill(os.getpid(), signal.SIGKILL)


def test_an_executor_that_lost_a_worker_says_so_and_keeps_the_rest(coarse, tmp_path, monkeypatch):
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        pool.submit(_die, b"").exception()
        with pytest.raises(FaceModelError, match="the executor lost a worker"):
            run(coarse, executor=pool)


def test_a_cluster_that_lost_its_workers_says_so_and_other_errors_are_left(coarse, monkeypatch):
    theirs = type("KilledWorker", (Exception,), {"__module__": "distributed.scheduler"})
    for error, expected in ((theirs, FaceModelError), (ZeroDivisionError, ZeroDivisionError)):

        def fails(packed, *part, error=error):
            raise error("gone")

        monkeypatch.setattr(running, "part", fails)
        with ThreadPoolExecutor(1) as threads, pytest.raises(expected, match=r"KilledWorker|gone"):
            run(coarse, executor=threads)


def test_a_cancelled_run_goes_on_from_what_was_finished(coarse, made, tmp_path, monkeypatch):
    stop = threading.Event()
    with pytest.raises(FaceModelError, match="cancelled after 12 of 20 people; they are kept in"):
        run(
            coarse,
            keep=tmp_path,
            cancel=stop,
            progress=lambda done, total: done == 12 and stop.set(),
        )
    parts, seen = counted(monkeypatch), []
    assert run(coarse, keep=tmp_path, progress=lambda *at: seen.append(at)) == made
    assert parts == [(12, 6), (18, 2)]
    assert seen == [(12, 20), (18, 20), (20, 20)]
    parts.clear()
    assert run(coarse, keep=tmp_path) == made
    assert parts == []
    run(coarse, 26, keep=tmp_path)  # more people: whole parts are not made again
    assert parts == [(18, 6), (24, 2)]
    parts.clear()
    assert run(coarse, keep=tmp_path, placement_mm=3.0) != made  # another cohort, another folder
    assert len(parts) == 4


def test_without_a_folder_a_cancelled_run_says_what_would_have_helped(coarse):
    stop = threading.Event()
    stop.set()
    for executor in (None, 1):
        with pytest.raises(FaceModelError, match="cancelled after 0 of 20 people; with keep="):
            run(coarse, cancel=stop, executor=executor)


def test_a_part_that_cannot_be_read_is_made_again(coarse, made, tmp_path, monkeypatch):
    run(coarse, keep=tmp_path)
    files = sorted(tmp_path.glob("*/people-*.kept"))
    assert [file.name for file in files][:2] == [
        "people-00000000-00006.kept",
        "people-00000006-00006.kept",
    ]
    files[0].write_bytes(files[0].read_bytes()[:200])
    files[1].write_bytes(b"")
    files[2].write_bytes(files[3].read_bytes())  # of fewer people
    last = bytearray(files[3].read_bytes())
    last[len(last) // 2] ^= 1  # one bit of a number
    files[3].write_bytes(last)
    parts = counted(monkeypatch)
    assert run(coarse, keep=tmp_path) == made
    assert parts == [(0, 6), (6, 6), (12, 6), (18, 2)]
    assert run(coarse, keep=tmp_path) == made
    assert len(parts) == 4  # and kept again
    assert list(tmp_path.glob("*/.*")) == []


CRASHING = """
import os, pathlib, signal, sys
import facemodel as fm
from facemodel.study import cohort as running
running.PART = 6
sys.path.insert(0, sys.argv[2])
from test_cohort import CASE, DAYS
def kill(done, total):
    if done == 12:
        os.kill(os.getpid(), signal.SIGKILL)
fm.cohort.run(20, CASE, 4, days=DAYS, face=fm.load(0), keep=sys.argv[1], progress=kill)
"""


@pytest.mark.slow
def test_what_was_finished_before_a_crash_is_not_made_again(coarse, made, tmp_path, monkeypatch):
    here = os.path.dirname(__file__)
    done = subprocess.run([sys.executable, "-c", CRASHING, str(tmp_path), here], check=False)
    assert done.returncode == -signal.SIGKILL
    parts = counted(monkeypatch)
    assert run(coarse, keep=tmp_path) == made
    assert parts == [(12, 6), (18, 2)]


def test_a_bar_tells_how_far_it_is(coarse, capsys):
    run(coarse, 12, progress=True)
    assert "6 of 12 people" in (said := capsys.readouterr().err)
    assert said.endswith("12 of 12 people\n")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n": 0}, "the number of people is a whole number"),
        ({"n": 10**7}, "the number of people is a whole number"),
        ({"n": 10**6, "days": range(300)}, "do not fit into one table"),
        ({"case": {}}, "a case is expected, got a dictionary"),
        ({"seed": -1}, "a seed is a whole number"),
        ({"days": []}, "days of a cohort"),
        ({"days": [30, 14]}, "each larger than the one before"),
        ({"days": "soon"}, "a day of a cohort"),
        ({"expressions": "snarl"}, "expressions are a list"),
        ({"expressions": ["grin"]}, "unknown expression"),
        ({"expressions": ["rest"]}, "moves no landmark"),
        ({"placement_mm": -1}, "placement_mm must lie"),
        ({"sex": "man"}, "unknown sex"),
        ({"sex": 3}, "unknown sex"),
        ({"face": "mine"}, "a face is expected, got text"),
        ({"executor": 0}, "the number of processes"),
        ({"executor": "dask"}, "executor is None, a number of processes"),
        ({"executor": True}, "executor is None, a number of processes"),
        ({"keep": ""}, "a folder is named by its path"),
        ({"keep": 7}, "a folder is named by its path"),
        ({"keep": __file__}, "cannot write to the folder"),
        ({"progress": "bar"}, "progress is True, False or a function"),
        ({"cancel": True}, "cancel is a threading.Event"),
        ({"case": fm.Case(injections=[fm.Injection(1, point=(0, 0, 500))])}, "off the face"),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_refused_in_a_sentence(coarse, options, message):
    with pytest.raises(FaceModelError, match=message):
        run(coarse, **options)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda made, p: made.quantiles("grace", "snarl"), "unknown measure"),
        (lambda made, p: made.quantiles("kept_left", "grin"), "unknown expression"),
        (lambda made, p: made.quantiles("kept_left", "frown"), r"give run\(..., expressions=\['fr"),
        (lambda made, p: made.quantiles("kept_left", "rest", when="later"), "when is 'before'"),
        (lambda made, p: made.quantiles("kept_left", "rest", [2]), "a share of people"),
        (lambda made, p: dataclasses.replace(made, days=made.days[:1]).bands("kept_left", "rest"),
         "two or more"),
        (lambda made, p: fm.export_cohort(made, p / "x.xlsx"), "should end in .csv or .parquet"),
        (lambda made, p: fm.export_cohort({}, p / "x.csv"), "a cohort is expected"),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused_in_a_sentence(made, tmp_path, call, message):
    with pytest.raises(FaceModelError, match=message):
        call(made, tmp_path)


def test_the_command_prints_and_writes(tmp_path, capsys):
    case = fm.save_case(CASE, tmp_path / "case.json")
    table = tmp_path / "table.csv"
    words = ["cohort", str(case), "-n", "8", "-o", str(table), "--days", "14,30", "--seed", "4"]
    assert main.main(words) == main.DONE
    said = capsys.readouterr().out
    assert "8 simulated people, seed 4" in said
    assert "not medical advice" in said
    assert len(table.read_text("utf-8").splitlines()) == 1 + 8 * 3 * 6
    for bad in (["-n", "0"], ["--days", "soon"], ["--expressions", "grin"], ["-o", "x.doc"]):
        assert main.main(["cohort", *bad]) == main.BAD_INPUT


def test_a_cohort_prints_in_a_line_and_shows_medians(made):
    assert repr(made).startswith(f"Cohort({len(made)} people, seed {made.seed}; rest, ")
    assert len(repr(made)) < 200
    shown = made._repr_html_()
    assert "<th>median of</th><th>in</th><th>before</th><th>day 14</th>" in shown
    middle = made.quantiles("kept_left", "open_mouth_smile", 0.5)[0]
    assert f"<td>{middle:.4g}</td>" in shown


def test_a_cohort_is_a_frame_of_its_columns(made):
    pytest.importorskip("pandas", reason="pip install pandas")
    table = made.to_frame()
    assert list(table.columns) == list(made.columns())
    assert len(table) == len(made) * (1 + len(made.days)) * len(made.expressions)
