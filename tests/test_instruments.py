"""Readings with an instrument's error: laws that hold for each measure and scale."""

from functools import cache, partial

import numpy as np
import pytest

import facemodel as fm
from facemodel.clinic.instruments import INSTRUMENTS
from facemodel.errors import FaceModelError

SEEDS = 300


@pytest.fixture(scope="module")
def face():
    return fm.load()


@pytest.fixture(scope="module")
def exam(face):
    return fm.examine(face, fm.conditions.house_brackmann(4, "left"))


def figures(found):
    """Every number that a measure or scale gives, in one row."""
    if isinstance(found, dict):
        return np.concatenate([np.ravel(v) for v in found.values()])
    for name in ("vector_mm", "measured"):
        found = getattr(found, name, found)
    if hasattr(found, "items"):
        found = [np.asarray(getattr(i, "measured", i)) for i in found.items.values()]
    if hasattr(found, "points"):
        found = [found.grade, found.brow_share, found.corner_share, found.gap_mm, found.droop_mm]
    return np.concatenate([np.ravel(np.asarray(x, float)) for x in np.atleast_1d(found)])


READ = {
    # a reading of one face, taken with noise and seed
    "facial_measures": lambda f, x, **e: fm.metrics.facial_measures(f.mesh, _smile(x), **e),
    "nasolabial_fold": lambda f, x, **e: fm.metrics.nasolabial_fold(f.mesh, _smile(x), **e),
    "excursions": lambda f, x, **e: fm.metrics.excursions(f.mesh, _smile(x), ["chin_left"], **e),
    "asymmetry": lambda f, x, **e: fm.metrics.asymmetry(f.mesh, _smile(x), **e),
    "thirds": lambda f, x, **e: fm.metrics.asymmetry(f.mesh, _smile(x), "thirds", **e),
    "index": lambda f, x, **e: fm.metrics.symmetry_index(f.mesh, _smile(x), "smile_social", **e),
    "index by thirds": lambda f, x, **e: fm.metrics.symmetry_by_thirds(f.mesh, _smile(x), **e),
    "difference": lambda f, x, **e: fm.metrics.facial_asymmetry_index(f.mesh, _smile(x), **e),
    "closure_gap_mm": lambda f, x, **e: fm.metrics.closure_gap_mm(f, WEAK, **e),
    "sunnybrook": lambda f, x, **e: fm.scales.sunnybrook(x, **e),
    "house_brackmann_grade": lambda f, x, **e: fm.scales.house_brackmann_grade(x, **e),
    "eface_like": lambda f, x, **e: fm.scales.eface_like(x, **e),
    "share_of_healthy": lambda f, x, **e: fm.scales.share_of_healthy(x, "snarl", "left", **e),
    "mirror_rms": lambda f, x, **e: fm.scales.mirror_rms(x, **e),
    "drag": lambda f, x, **e: fm.scales.counter_direction_mm(_still(f), "left", **e),
    "synkinesis_index": lambda f, x, **e: fm.scales.synkinesis_index(x, **e),
    "fws": lambda f, x, **e: fm.scales.fws(0.5, **e),
    "merz": lambda f, x, **e: fm.scales.merz(0.5, **e),
}
WEAK = fm.dampen({"eye_left": 0.9})


def _smile(exam):
    return exam.frames["open_mouth_smile"]


@cache
def _still(face):
    """An examination of a face whose left side does not move."""
    return fm.examine(face, fm.conditions.house_brackmann(6, "left"), tasks=("open_mouth_smile",))


@pytest.mark.parametrize("name", READ)
def test_no_error_is_the_measure_itself_and_a_seed_reads_the_same_again(face, exam, name):
    read = partial(READ[name], face, exam)
    exact = figures(read())
    assert np.array_equal(figures(read(noise=None, seed=5)), exact, equal_nan=True)
    assert np.array_equal(figures(read(noise=0.0, seed=5)), exact, equal_nan=True)
    one, again, other = (figures(read(noise="photograph", seed=s)) for s in (1, 1, 2))
    assert np.array_equal(one, again, equal_nan=True)
    assert not np.array_equal(one, exact, equal_nan=True)
    assert not np.array_equal(one, other, equal_nan=True)


@pytest.mark.parametrize("name", ["facial_measures", "excursions", "asymmetry", "closure_gap_mm"])
def test_errors_are_symmetric_about_the_truth_and_as_large_as_said(face, exam, name):
    read, sd = partial(READ[name], face, exam), INSTRUMENTS["photograph"].sd
    errors = np.array([figures(read(noise="photograph", seed=s)) for s in range(SEEDS)])
    errors -= figures(read())
    errors = errors[:, errors.any(0)]  # angles are read as they are
    assert np.abs(errors.mean(0)).max() < 4 * sd / np.sqrt(SEEDS)
    assert errors.std(0) == pytest.approx(sd, rel=0.2)
    assert np.abs((errors > 0).mean(0) - 0.5).max() < 4 * 0.5 / np.sqrt(SEEDS)


def test_two_lengths_and_two_people_err_independently(face):
    many = np.repeat(face.mesh.vertices[None], SEEDS, axis=0)
    read = fm.metrics.facial_measures(face.mesh, many, noise=0.4, seed=3)
    both = np.column_stack([read["mrd1_mm"], read["mrd2_mm"]])
    apart = np.corrcoef(both.T) - np.eye(4)
    assert np.abs(apart).max() < 4 / np.sqrt(SEEDS)
    assert both.std(0) == pytest.approx(0.4, rel=0.2)


def test_a_gap_of_an_examination_errs_as_the_instrument_says(exam):
    gaps = [fm.scales.house_brackmann_grade(exam, noise=0.3, seed=s).gap_mm for s in range(SEEDS)]
    assert np.mean(gaps) == pytest.approx(exam.closure_gap_mm[0], abs=4 * 0.3 / np.sqrt(SEEDS))
    assert np.std(gaps) == pytest.approx(0.3, rel=0.2)


def test_a_rater_errs_in_points_about_the_exact_score(exam):
    for grade, rater in (
        (fm.scales.sunnybrook, "sunnybrook_rater"),
        (fm.scales.house_brackmann_grade, "house_brackmann_rater"),
    ):
        sd, exact = INSTRUMENTS[rater].sd, grade(exam).score
        errors = np.array([grade(exam, noise=rater, seed=s).score for s in range(SEEDS)]) - exact
        assert abs(errors.mean()) < 4 * sd / np.sqrt(SEEDS)
        assert errors.std() == pytest.approx(sd, rel=0.25)
        items = getattr(grade(exam, noise=rater, seed=1), "points", None)
        assert items is None or items == grade(exam).points


def test_what_a_rater_reads_does_not_change_the_reason_of_a_grade(exam):
    exact = fm.scales.house_brackmann_grade(exam)
    for seed in range(8):
        read = fm.scales.house_brackmann_grade(exam, noise="house_brackmann_rater", seed=seed)
        roman = ("I", "II", "III", "IV", "V", "VI")[int(read.grade) - 1]
        assert read.rule == f"{exact.rule}; read as {roman}"


@pytest.mark.parametrize(
    ("noise", "said"),
    [
        ("rular", "unknown instrument 'rular'"),
        (-0.1, "noise in mm must lie from 0 to 20"),
        ("house_brackmann_rater", "reads house_brackmann, not sunnybrook"),
    ],
)
def test_what_is_no_instrument_of_a_scale_is_refused(exam, noise, said):
    with pytest.raises(FaceModelError, match=said):
        fm.scales.sunnybrook(exam, noise=noise)


def test_points_are_no_error_of_a_length_and_mm_none_of_the_jankovic_scale(face):
    with pytest.raises(FaceModelError, match="sunnybrook_rater errs in points"):
        fm.metrics.asymmetry(face.mesh, face.mesh.vertices, noise="sunnybrook_rater")
    time, still = np.arange(0, 2, 0.05), np.zeros((40, len(fm.MUSCLES)))
    assert fm.scales.jankovic(time, still, noise=0.0) == fm.scales.jankovic(time, still)
    with pytest.raises(FaceModelError, match="measures no length"):
        fm.scales.jankovic(time, still, noise=0.5)
    with pytest.raises(FaceModelError, match="a seed is a whole number"):
        fm.metrics.asymmetry(face.mesh, face.mesh.vertices, noise=0.5, seed=1.5)


@pytest.mark.parametrize("seed", ["x", None, -1])
def test_a_wrong_seed_is_refused_without_noise_as_well(face, exam, seed):
    for read in READ.values():
        with pytest.raises(FaceModelError, match="a seed is a whole number"):
            read(face, exam, seed=seed)


def test_every_instrument_names_a_work_or_is_assumed():
    assert all(one.sd > 0 and one.why for one in INSTRUMENTS.values())
    assert all(one.cite or one.mark == "assume" for one in INSTRUMENTS.values())
    assert {one.scale for one in INSTRUMENTS.values()} - {""} <= set(fm.scales.SCALES)
