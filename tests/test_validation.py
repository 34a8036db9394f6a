"""The published figures, and that the table of them can fail."""

import contextlib
import csv
import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import calibrate
import facemodel as fm
from facemodel import validation
from facemodel.anatomy import placement, template
from facemodel.anatomy.muscles import TONE, stem_of
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.mechanics import skin, tissue
from facemodel.mechanics.face import build
from facemodel.mechanics.forces import columns
from facemodel.mechanics.strength import OUTCOMES, STRENGTH
from facemodel.validation.rows import (
    ITSELF,
    LAW,
    PREDICTS,
    SETS,
    Basis,
    grouped,
    holds,
    markdown,
    study,
)

GENERATED, END = "<!-- facemodel validate --markdown -->", "<!-- end -->"

SLOW = ("synkinesis", "people", "sites", "cohorts")
QUICK = tuple(name for name in validation.FAMILIES if name not in SLOW)
PRESETS = "the same with House-Brackmann "
KNOWN = {
    # rows of the quick families that fail, for the reason that they state
    "GL the same of before, glabella 30 U, day 2",
    "LB two pretarsal points of 1.25 U over one eye, week 2: upper lid, a second series",
    "PR opening of the eye at rest after 2 U in the lower lid and 12 U beside the eye: change, "
    "week 4",
    "PR the same in a full smile",
    "PR total palsy (House-Brackmann VI): gap that stays when the eye is closed as hard as the "
    "face tries",
    "PR Sunnybrook composite of people with House-Brackmann II",
    f"PR {PRESETS}III",
    f"PR {PRESETS}IV",
    f"PR {PRESETS}V",
    "PR synkinesis treated on both sides: gain of the Sunnybrook composite, week 4",
    "LF eyelids, 7.5 U against 3 U: effect over half of the smaller dose's lasts longer",
    "MS masseter, 25 U a side: thickness in week 12",
    "MS masseter, 25 U a side: week in which it is thinnest",
    "MS temporalis, masseters 25 U: thickness in week 12",
    "TE toe extensor, 10 U: lost in week 2; recovered of it in week 7; left of it in week 57",
    # a dose acts where it lies, and these points reach part of a broad muscle
    "PD depressor_anguli_oris, 3 U: strength lost at the peak",
    "PD platysma, 13 U: strength lost at the peak",
    "PD masseter, 25 U: strength lost at the peak",
}
HAND = "2,000 people, a hand that errs by 2 mm"
KNOWN_IN_COHORTS = {
    "SY 78 people with synkinesis: modiolus in eye closure, in a smile; ratio",
    "O2 30 people, 2.5 U a point, day 35: total, median",
    "O2 30 people, 2.5 U a point, day 35: resting part",
    "MR 16 people, 17 and 53 U at most: asymmetry (RMS) over the five",
    "MR 16 people, 2.5 U a point at most: asymmetry at rest, in surprise, frown, faint and forced "
    "smile",
    "MR 16 people, 2.5 U a point at most: asymmetry (RMS) over the five",
    "LR 100 people with a spasm, 20 U around the eye: over 80 % of it given back",
    "WR 100 people of 45, forehead and glabella 40 U, day 30: forehead none or mild",
    # these two contradict each other: see the reason of each
    f"SE {HAND}, 47 U: a lid lower by over 1 mm",
    f"SE {HAND}, glabella as labelled: a lid lower by over 1 mm",
    f"SE {HAND}, forehead and glabella as labelled: brow lower by over 2 mm",
}


@pytest.fixture(scope="module")
def rows():
    return validation.validate(families=QUICK)


@pytest.fixture(scope="module")
def cohorts():
    return validation.validate(families=SLOW)


def failures(rows):
    return {f"{r.id} {r.what}" for r in rows if r.passed is False}


def test_every_figure_is_met_but_those_known(rows):
    """Strict both ways: a row that begins to fail, and one that begins to pass, both show."""
    assert failures(rows) == KNOWN
    assert all(bool(r.why) == (r.passed is False) for r in rows)


@pytest.mark.slow
def test_cohorts_meet_the_studies_but_where_known(cohorts):
    assert failures(cohorts) == KNOWN_IN_COHORTS
    assert all(bool(r.why) == (r.passed is False) for r in cohorts)


def test_the_table_holds_what_it_promises(rows):
    ids = {r.id for r in rows}
    assert ids >= {"T1", "T2", "T3", "T4", "T5", "T14", "V1", "V2", "V3", "V5", "SM"}
    assert ids >= {"T6", "T7", "T8", "T9", "T10", "T13", "T15", "T16", "O4", "O9", "O11", "GL"}
    assert ids >= {"LB", "HB", "PR", "T17"}
    assert sum(r.id == "SM" for r in rows) >= 30
    assert all(r.basis.cite or r.basis.said or r.basis.mark == "law" for r in rows)


@pytest.mark.slow
def test_the_cohorts_hold_what_the_table_promises(cohorts):
    assert {r.id for r in cohorts} >= {
        "T11",
        "T12",
        "O1",
        "O2",
        "MR",
        "HC",
        "V8",
        "SY",
        "BR",
        "SE",
    }
    assert all(r.basis.cite or r.basis.said for r in cohorts)


def test_a_face_of_half_strength_fails_it():
    weak = build(template.mesh(1), strength={k: v / 2 for k, v in STRENGTH.items()})
    rows = validation.validate(weak, families=("excursions", "toxin", "time_course"))
    failed = {r.id for r in rows if not r.passed}
    assert failed >= {"T1", "T2", "V1", "V2", "T16", "GL"}


def test_another_dose_response_and_another_spread_fail_it():
    for values, ids in (
        ({"toxin.hill_exponent": 0.7, "toxin.emax": 0.85, "toxin.decay_days": 45},
         {"T6", "T7", "T8", "PD", "GL"}),
        ({"toxin.septum_share": 0.15, "toxin.spread_mm": 7.0}, {"T9", "GL"}),
    ):  # fmt: skip
        with constants.override(values):
            rows = validation.validate(families=("toxin", "time_course"))
        assert {r.id for r in rows if not r.passed} >= ids, values


def test_stronger_synkinesis_and_another_grade_fail_it():
    values = {"synkinesis.eye_closure.lip_elevators.severe": 0.88, "nerve.hb_3.temporal": 0.25}
    with constants.override(values):
        rows = validation.validate(families=("scales",))
    assert {r.id for r in rows if not r.passed} == {"T10"}


def test_an_unknown_family_is_refused():
    with pytest.raises(FaceModelError, match="unknown family of targets 'toxins'"):
        validation.validate(families=("toxins",))


def test_calibration_gives_the_stored_strengths():
    mesh = template.mesh(1)
    site = tissue.site(mesh, placement.chart(mesh))
    built = skin.assemble(site, tissue.tissue(site))
    found = calibrate.strengths(site, built)
    for stem, value in found.items():
        assert STRENGTH[stem] == pytest.approx(value, rel=1e-3), stem


def test_calibration_gives_the_stored_outcomes_and_the_tones_that_hold_a_face_up():
    mesh = template.mesh(1)
    site = tissue.site(mesh, placement.chart(mesh))
    basis = columns.basis(site, skin.assemble(site, tissue.tissue(site)), dict(STRENGTH))
    tones = calibrate.elevators(mesh, basis)
    tabled = {stem_of(m): tone for m, tone in zip(fm.MUSCLES, TONE, strict=True)}
    assert {stem: tabled[stem] for stem in tones} == pytest.approx(tones, abs=1e-3)
    moves = calibrate.outcomes(mesh, basis)
    for k, muscle in enumerate(fm.MUSCLES):
        found = [OUTCOMES[name][k] for name in ("brow", "corner")]
        assert found == pytest.approx(moves[stem_of(muscle)], abs=0.01)


def test_a_reason_stands_under_its_row_and_no_failure_passes_unexplained(monkeypatch, rows):
    def shown(some, as_markdown=False):
        monkeypatch.setattr(validation, "validate", lambda: some)
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = validation.main(as_markdown)
        return code, out.getvalue()

    code, text = shown(rows)
    assert code == 0
    lines = text.splitlines()
    one = next(r for r in rows if r.why)
    at = next(i for i, line in enumerate(lines) if one.what in line and "FAIL" in line)
    assert one.why in lines[at + 1]
    assert lines[0].startswith(f"prediction: {holds([r for r in rows if r.kind == PREDICTS])}")
    assert f"{len(KNOWN)} fail, {len(KNOWN)} of them for a known reason" in lines[-1]
    assert one.why in shown(rows, as_markdown=True)[1]
    unexplained = replace(one, why="")
    assert shown([*rows, unexplained])[0] == 1
    assert shown([r for r in rows if r.passed is not False])[0] == 0


def test_rows_are_told_by_kind_and_only_what_was_published_counts(rows):
    groups = grouped(rows)
    assert list(groups) == [PREDICTS, SETS, ITSELF, LAW]
    assert sum(map(len, groups.values())) == len(rows)
    text = markdown(rows)
    order = [text.index(f"### {kind[0].upper()}{kind[1:]}: {holds(some)}") for kind, some in
             groups.items()]  # fmt: skip
    assert order == sorted(order)
    open_ones = [r for r in groups[PREDICTS] if r.passed is None]
    told = len(groups[PREDICTS]) - len(open_ones)
    assert len(open_ones) >= 1
    assert f" of {told} hold, {len(open_ones)} open" in holds(groups[PREDICTS])
    assert all(r.basis.mark == "seen" for r in groups[PREDICTS] if r not in open_ones)


def test_the_kind_of_a_row_is_its_own_and_not_that_of_its_citation():
    one = study("Scriba1999", said="used to calibrate")
    assert one.kind == PREDICTS
    assert study("Scriba1999", kind=SETS).kind == SETS


def figures(text):
    return [float(x) for x in re.findall(r"[-+]?\d+\.?\d*", text)]


def documented():
    """Rows of docs/validation.md between the marks of what is generated: (id, what) -> cells."""
    text = (Path(__file__).parents[1] / "docs/validation.md").read_text("utf-8")
    text = text.split(GENERATED)[1].split(END)[0]
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    rows = [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
    rows = [cells for cells in rows if cells[0] != "id"]
    found = {(cells[0], cells[1]): cells for cells in rows}
    assert len(found) == len(rows)
    return found


def agrees(cells, row):
    assert cells[:3] == [row.id, row.what, row.target]
    # figures of rounding (4e-14) differ from machine to machine; all others do not
    if row.id not in ("T4", "T5"):
        for documented_figure, figure in zip(figures(cells[3]), figures(row.model), strict=True):
            assert figure == pytest.approx(documented_figure, rel=0.02, abs=0.15)
    assert cells[4] == ("**no**" if row.passed is False else row.verdict)
    assert cells[5:] == [row.basis.text(keys=True), row.why]


def test_the_documented_table_is_this_one(rows):
    found = documented()
    for row in rows:
        agrees(found[row.id, row.what], row)


def test_the_readme_counts_every_row_and_hits_apart():
    found = documented()
    text = (Path(__file__).parents[1] / "docs/validation.md").read_text("utf-8")
    kinds = {
        kind: (int(held), int(judged), int(more or 0))
        for kind, held, judged, more in re.findall(
            r"### (.+): (\d+) of (\d+) hold(?:, (\d+) open)?", text
        )
    }
    held, judged, more = kinds["Prediction"]
    said = " ".join((Path(__file__).parents[1] / "README.md").read_text("utf-8").split())
    counts = re.search(
        r"in (\d+) rows: (\d+) published .*?, (\d+) predictions .*?, (\d+) figures .*?, "
        r"(\d+) self-checks and (\d+) laws",
        said,
    )
    every, *parts = map(int, counts.groups())
    assert parts == [judged, more, *(kinds[k][1] for k in ("Sets the model", "Self-check", "Law"))]
    assert every == sum(parts) == len(found)
    assert f"{held} of {judged} are met" in said
    first = [cells for cells in found.values() if cells[0] == "PR" and cells[4] != "open"]
    hits = sum(cells[4] == "yes" for cells in first)
    assert f"of the {len(first)} that were predicted before anyone read them, {hits} are" in said


def test_no_prediction_rests_on_a_language_model():
    text = (Path(__file__).parents[1] / "docs/validation.md").read_text("utf-8")
    sources = (Path(__file__).parents[1] / "docs/sources.md").read_text("utf-8")
    told = re.findall(r"\*\*(\w+)\*\*[^\n]*Summary written by a language model", sources)
    assert told == ["DrOracle"]
    rows = text.split("### Prediction")[1].split("### Self-check")[0]
    assert not [key for key in told if key in rows]


def test_some_rows_can_be_asked_for_and_written_to_a_file(monkeypatch, tmp_path, rows, capsys):
    monkeypatch.setattr(validation, "validate", lambda: rows)
    path = tmp_path / "smile.csv"
    validation.main(only="SMILE (open", csv=str(path))
    said = capsys.readouterr().out
    with path.open(encoding="utf-8", newline="") as file:
        written = list(csv.DictReader(file))
    assert 0 < len(written) < len(rows)
    assert all("smile (open" in one["what"] and one["what"] in said for one in written)
    kept = {(r.kind, r.id, r.what, r.target, r.model, r.verdict) for r in rows}
    names = ("kind", "id", "what", "target", "model", "holds")
    assert {tuple(one[n] for n in names) for one in written} <= kept
    with pytest.raises(FaceModelError, match="no row has 'xyzzy'"):
        validation.main(only="xyzzy")


def test_what_a_row_rests_on_is_told_in_words_and_as_keys():
    one = Basis("seen", ("Polo2008", "Hwang2009"), "half of it")
    assert one.text() == "Polo (2008); Hwang et al. (2009) seen: half of it"
    assert one.text(keys=True) == "[Polo2008] [Hwang2009] seen: half of it"
    assert Basis("law").text() == "law"


@pytest.mark.slow
def test_the_documented_cohorts_are_these(rows, cohorts):
    found = documented()
    assert len(found) == len(rows) + len(cohorts)
    for row in cohorts:
        agrees(found[row.id, row.what], row)


# ---- an independent rig, where the development set is at hand

SCORER = Path(os.environ.get("FACEMODEL_TRUTH", Path(__file__).parents[2] / "shared/truth"))


def _candidate(truth):
    """The model's own displacements of the rig's landmarks, in the scorer's form."""
    face = fm.load()
    rest, at = face.mesh.vertices, face.mesh.landmarks

    def ours(name):
        return name.replace("_L", "_left").replace("_R", "_right") if name[-2] == "_" else name

    def middle(side):
        return (rest[at[f"endocanthion_{side}"]] + rest[at[f"exocanthion_{side}"]]) / 2

    index = [at[ours(k)] for k in truth["landmarks"]]
    units = {}
    for unit in truth["units"]:
        base, sides = unit, ("Left", "Right")
        if unit[-2:] in ("_L", "_R"):
            base, sides = unit[:-2], ("Left" if unit[-1] == "L" else "Right",)
        names = [base] if base in fm.ARKIT_NAMES else [base + s for s in sides]
        u = face.deform(fm.arkit(dict.fromkeys(names, 1.0)), dtype=float)[index] - rest[index]
        units[unit] = dict(zip(truth["landmarks"], u.tolist(), strict=True))
    gap = float(np.linalg.norm(middle("left") - middle("right")))
    return {"head": "facemodel", "icd_mm": gap, "landmarks": truth["landmarks"], "units": units}


@pytest.mark.skipif(
    not (SCORER / "score.py").exists(),
    reason="no development set; FACEMODEL_TRUTH names its folder",
)
def test_movements_agree_with_an_independent_rig(tmp_path):
    import json
    import re

    rig = SCORER / "truth_mh_arkit.json"
    mine = tmp_path / "mine.json"
    mine.write_text(json.dumps(_candidate(json.loads(rig.read_text()))))
    done = subprocess.run(
        [sys.executable, SCORER / "score.py", mine, rig], capture_output=True, text=True, check=True
    )
    text = done.stdout
    mean = float(re.search(r"MIMETIC.*?cos mean=([\d.]+)", text)[1])
    leak = float(re.search(r"leak mean=([\d.]+)", text)[1])
    right, total = map(int, re.search(r"top-1 (\d+)/(\d+)", text).groups())
    jaw = float(re.search(r"jawOpen +\d+ +([\d.]+)", text)[1])
    assert mean >= 0.79
    assert right / total >= 0.85
    assert leak <= 0.10
    assert jaw >= 0.95
    for unit, bound in (("eyeBlink_L/R", 0.02), ("browOuterUp_L/R", 0.02), ("browDown_L/R", 0.08)):
        row = next(line.split() for line in text.splitlines() if line.startswith(unit))
        assert float(row[7]) <= bound, unit  # unit n cos dir ratio loc (truth) leak (truth) ...
