"""The published figures, and that the table of them can fail."""

import contextlib
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
from facemodel.validation.rows import ITSELF, SETS, Basis

QUICK = tuple(name for name in validation.FAMILIES if name != "cohorts")
KNOWN = {
    # rows of the quick families that fail, for the reason that they state
    "SE gap between gently closed lids, 15 U as labelled for blepharospasm",
    "O14 outer brow in week 12, glabella alone 20 U",
    "GL the same of before, glabella 30 U, day 2",
    "GL the same of before, glabella 30 U, week 24",
}
KNOWN_IN_COHORTS = {
    "O1 42 people, 17 and 53 U, day 30: resting part",
    "O2 30 people, 2.5 U a point, day 35: total, median",
    "MR 16 people, 17 and 53 U: asymmetry (RMS) over five expressions",
    "O1 42 people, 17 and 53 U, day 30: total",
    "V8 1000 healthy people: symmetry index, gentle eye closure",
}


@pytest.fixture(scope="module")
def rows():
    return validation.validate(families=QUICK)


@pytest.fixture(scope="module")
def cohorts():
    return validation.validate(families=("cohorts",))


def failures(rows):
    return {f"{r.id} {r.what}" for r in rows if not r.passed}


def test_every_figure_is_met_but_those_known(rows):
    """Strict both ways: a row that begins to fail, and one that begins to pass, both show."""
    assert failures(rows) == KNOWN
    assert all(bool(r.why) != r.passed for r in rows)


@pytest.mark.slow
def test_cohorts_meet_the_studies_but_where_known(cohorts):
    assert failures(cohorts) == KNOWN_IN_COHORTS
    assert all(bool(r.why) != r.passed for r in cohorts)


def test_the_table_holds_what_it_promises(rows):
    ids = {r.id for r in rows}
    assert ids >= {"T1", "T2", "T3", "T4", "T5", "T14", "V1", "V2", "V3", "V5", "SM"}
    assert ids >= {"T6", "T7", "T8", "T9", "T10", "T13", "T15", "T16", "O4", "O9", "O11", "GL"}
    assert sum(r.id == "SM" for r in rows) >= 30
    assert all(r.basis.cite or r.basis.said or r.basis.mark == "law" for r in rows)


@pytest.mark.slow
def test_the_cohorts_hold_what_the_table_promises(cohorts):
    assert {r.id for r in cohorts} >= {"T11", "T12", "O1", "O2", "MR", "HC", "V8"}
    assert all(r.basis.cite for r in cohorts)


def test_a_face_of_half_strength_fails_it():
    weak = build(template.mesh(1), strength={k: v / 2 for k, v in STRENGTH.items()})
    rows = validation.validate(weak, families=("excursions", "toxin"))
    failed = {r.id for r in rows if not r.passed}
    assert failed >= {"T1", "T2", "V1", "V2", "T16", "GL"}


def test_another_dose_response_and_another_spread_fail_it():
    for values, ids in (
        ({"toxin.hill_exponent": 0.7, "toxin.emax": 0.85, "toxin.decay_days": 25},
         {"T6", "T7", "T8", "PD", "GL"}),
        ({"toxin.septum_share": 0.15, "toxin.spread_mm": 7.0}, {"T9", "T16"}),
    ):  # fmt: skip
        with constants.override(values):
            rows = validation.validate(families=("toxin",))
        assert {r.id for r in rows if not r.passed} >= ids, values


def test_stronger_synkinesis_and_another_grade_fail_it():
    values = {"synkinesis.eye_closure.lip_elevators.severe": 1.0, "nerve.hb_3.temporal": 0.25}
    with constants.override(values):
        rows = validation.validate(families=("scales",))
    assert {r.id for r in rows if not r.passed} == {"SY", "T10"}


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
    assert len(lines) == len(rows) + sum(bool(r.why) for r in rows) + 3
    one = next(r for r in rows if r.why)
    at = next(i for i, line in enumerate(lines) if one.what in line)
    assert "FAIL" in lines[at]
    assert one.why in lines[at + 1]
    assert f"{len(KNOWN)} fail, {len(KNOWN)} of them for a known reason" in lines[-1]
    assert one.why in shown(rows, as_markdown=True)[1]
    unexplained = replace(one, why="")
    assert shown([*rows, unexplained])[0] == 1
    assert shown([r for r in rows if r.passed])[0] == 0


def figures(text):
    return [float(x) for x in re.findall(r"[-+]?\d+\.?\d*", text)]


def documented():
    text = (Path(__file__).parents[1] / "docs/validation.md").read_text("utf-8")
    text = text.split("\n## ")[0]  # speed and memory follow
    lines = [line for line in text.splitlines() if line.startswith("| ")][1:]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]


def agrees(cells, row):
    assert cells[:3] == [row.id, row.what, row.target]
    # figures of rounding (4e-14) differ from machine to machine; all others do not
    if row.id not in ("T4", "T5"):
        for documented_figure, figure in zip(figures(cells[3]), figures(row.model), strict=True):
            assert figure == pytest.approx(documented_figure, rel=0.02, abs=0.15)
    assert cells[4] == ("yes" if row.passed else "**no**")
    assert cells[5:] == [row.basis.text(keys=True), row.basis.role, row.why]


def test_the_documented_table_is_this_one(rows):
    for cells, row in zip(documented(), rows, strict=False):
        agrees(cells, row)


def test_the_readme_says_how_many_rows_predict_nothing():
    roles = [cells[6] for cells in documented()]
    assert {role for role in roles if role} == {SETS, ITSELF}
    said = " ".join((Path(__file__).parents[1] / "README.md").read_text("utf-8").split())
    assert f"{roles.count(SETS)} of these targets were also used to calibrate the model" in said
    assert f"and {roles.count(ITSELF)} are self-consistency checks" in said


def test_what_a_row_rests_on_is_told_in_words_and_as_keys():
    one = Basis("seen", ("Polo2008", "Hwang2009"), "half of it")
    assert one.text() == "Polo (2008); Hwang et al. (2009) seen: half of it"
    assert one.text(keys=True) == "[Polo2008] [Hwang2009] seen: half of it"
    assert Basis("law").text() == "law"


@pytest.mark.slow
def test_the_documented_cohorts_are_these(rows, cohorts):
    for cells, row in zip(documented()[len(rows) :], cohorts, strict=True):
        agrees(cells, row)


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
    assert mean >= 0.78
    assert right / total >= 0.75
    assert leak <= 0.10
    assert jaw >= 0.95
    for unit, bound in (("eyeBlink_L/R", 0.02), ("browOuterUp_L/R", 0.02), ("browDown_L/R", 0.08)):
        row = next(line.split() for line in text.splitlines() if line.startswith(unit))
        assert float(row[7]) <= bound, unit  # unit n cos dir ratio loc (truth) leak (truth) ...
