"""Side effects emerge from the moved face: wrong points flag them, right ones do not."""

import re

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, other_side
from facemodel.clinic import metrics
from facemodel.clinic.assessment import assess
from facemodel.clinic.atlas import card
from facemodel.clinic.ceilings import CEILINGS, excesses
from facemodel.clinic.findings import KINDS, MISPLACEMENTS, TASKS
from facemodel.clinic.side_effects import side_effects
from facemodel.data import constants
from facemodel.physiology import conditions, toxin
from facemodel.physiology.toxin import Injection


def found(face, injections, condition="healthy", **how):
    return side_effects(face, injections, condition=conditions.by_name(condition), **how)


def measured(face, case):
    """What the side effect of a misplacement measures, to move its points or its threshold by."""
    left = toxin.remaining(face, case.injections(face.mesh, "wrong"), 14)
    rows = assess(face, conditions.by_name(case.condition), left, None, TASKS).side_effects
    return [(one.side, one.measured) for one in rows if one.name == case.side_effect]


@pytest.mark.parametrize("case", MISPLACEMENTS, ids=lambda m: m.side_effect)
def test_a_misplaced_point_is_flagged_and_a_right_one_is_not(face, case):
    wrong = found(face, case.injections(face.mesh, "wrong"), case.condition)
    right = found(face, case.injections(face.mesh, "right"), case.condition)
    assert case.side_effect in {one.name for one in wrong}, measured(face, case)
    assert not {one.name for one in right}


def test_the_reason_names_muscle_units_and_distance(face):
    case = next(m for m in MISPLACEMENTS if m.side_effect == "lower_lip_asymmetry")
    injections = case.injections(face.mesh, "wrong")
    (one,) = found(face, injections)
    assert one.muscle == "depressor_labii_inferioris_left"
    assert one.from_point == 1
    assert one.side == "left"
    assert one.units == pytest.approx(toxin.captured(face.mesh, injections, 14)[INDEX[one.muscle]])
    assert one.units_farther < one.units
    for part in ("depressor labii inferioris left", f"{one.units:.2f} units", "over it", "2 mm"):
        assert part in one.sentence, one.sentence


def test_a_distance_is_told_where_the_point_lies_beside_the_muscle(face):
    point = Injection(60, point=toxin.at(face.mesh, 31.5, 25), depth_mm=10)
    lid = next(one for one in found(face, point) if one.name == "lid_ptosis")
    assert lid.distance_mm == pytest.approx(7, abs=3)  # 25 - 17 canonical, less on this face
    assert f"{lid.distance_mm:.0f} mm away" in lid.sentence


def test_the_mirrored_points_affect_the_mirrored_side(face):
    for case in MISPLACEMENTS[:1]:
        points = case.injections(face.mesh, "wrong")
        left = found(face, points)
        right = found(face, [p.mirrored() for p in points])
        assert [(a.name, other_side(f"x_{a.side}")) for a in left] == [
            (b.name, f"x_{b.side}") for b in right
        ]
        assert left[0].measured == pytest.approx(right[0].measured, abs=1e-3)


def test_it_passes_with_the_dose(face):
    points = MISPLACEMENTS[0].injections(face.mesh, "wrong")
    assert found(face, points, day=14)
    assert not found(face, points, day=150)
    assert not found(face, points, day=0)
    assert found(face, []) == ()


def test_a_large_dose_in_the_neck_is_a_warning_and_says_so(face):
    neck = [
        Injection(8, point=toxin.at(face.mesh, s * 40, y))
        for s in (1, -1)
        for y in (-118, -124, -130, -136)
    ]
    warnings = [one for one in found(face, neck) if one.name == "session_neck"]
    assert len(warnings) == 1
    assert "not modelled" in warnings[0].sentence
    apart = [Injection(n.dose, point=n.point, day=90.0 * (k % 2)) for k, n in enumerate(neck)]
    assert not [one for one in found(face, apart, day=100) if one.name == "session_neck"]


def test_labelled_patterns_of_the_glabella_and_the_eyes_have_none(face):
    for name in ("label_glabellar", "label_lateral_canthal", "label_platysma"):
        assert found(face, toxin.scenario(name, face.mesh)) == (), name


def test_a_condition_is_compared_with_itself(face):
    """A face that does not close its eye anyway is told so; one that smiles less is not."""
    cheek = Injection(0.5, muscle="mentalis_left")
    assert "smile_asymmetry" not in {o.name for o in found(face, cheek, "hb_5")}


def test_findings_are_finite(face):
    left = toxin.remaining(face, toxin.scenario("label_three_areas", face.mesh), 14)
    for name in ("healthy", "hb_6", "gummy_smile"):
        rows = assess(face, conditions.by_name(name), left, None, TASKS).side_effects
        assert np.isfinite([[one.measured, one.before, one.after] for one in rows]).all()


def test_an_eye_that_stood_open_before_is_blamed_on_no_point(face):
    palsy = conditions.PRESETS["hb_6"].of("left", None)
    far = [Injection(1.0, muscle="mentalis_right")]
    assert "lagophthalmos" not in {one.name for one in side_effects(face, far, 14, palsy)}
    ring = [Injection(20.0, muscle=f"orbicularis_oculi_palpebral_{s}") for s in ("left", "right")]
    found = [o for o in side_effects(face, ring, 14, palsy) if o.name == "lagophthalmos"]
    assert {one.side for one in found} == {"right"}
    assert "wider open than before" in found[0].sentence


@pytest.mark.parametrize("condition", ["healthy", "hb_5", "hemifacial_spasm"])
def test_every_sentence_names_the_figure_before_and_after_in_the_same_condition(face, condition):
    """The left eye of hb_5 does not close without treatment either: 4.3 mm."""
    which = conditions.by_name(condition, None if condition == "healthy" else "left")
    told = set()
    for case in MISPLACEMENTS:
        for one in side_effects(face, case.injections(face.mesh, "wrong"), 14, which):
            if one.name in CEILINGS:
                continue
            said = re.search(r"from (-?[\d.]+) to (-?[\d.]+) mm", one.sentence)
            assert said, one.sentence
            assert [float(x) for x in said.groups()] == pytest.approx(
                [one.before, one.after], abs=0.051
            )
            if one.unit == "mm":
                assert abs(one.after - one.before) == pytest.approx(one.measured, abs=1e-4)
            else:
                below = KINDS[one.name].flagged == "below"
                share = one.measured if below else 100 - one.measured
                assert one.after == pytest.approx(share / 100 * one.before, abs=1e-4)
            if one.name == "lagophthalmos":
                left = toxin.remaining(face, case.injections(face.mesh, "wrong"), 14)
                gaps = [metrics.closure_gap_mm(face, share, which) for share in (1.0, left)]
                k = ("left", "right").index(one.side)
                assert [one.before, one.after] == pytest.approx([g[k] for g in gaps], abs=0.01)
            told.add(one.name)
    assert len(told) >= 7


def test_a_dose_in_the_neck_is_warned_of_before_it_acts(face):
    much = [Injection(60.0, muscle=f"platysma_{s}") for s in ("left", "right")]
    for day in (0, 14):
        names = [one.name for one in side_effects(face, much, day)]
        assert "session_neck" in names


def test_a_ceiling_counts_a_place_a_session_and_a_month(face):
    eye = "orbicularis_oculi_orbital_lateral_left"

    def broken(*injections):
        return {(one.ceiling.name, one.side) for one in excesses(face.mesh, injections)}

    assert broken(Injection(50, muscle=eye)) == {("place_eye", "left"), ("session_eye", "left")}
    assert broken(Injection(3, muscle=eye), Injection(2, muscle=eye)) == set()  # not above
    assert broken(Injection(3, muscle=eye), Injection(2.5, muscle=eye)) == {("place_eye", "left")}
    apart = toxin.at(face.mesh, 61, 1), toxin.at(face.mesh, 58, 12)
    assert broken(*(Injection(5, point=p) for p in apart)) == set()
    assert broken(Injection(3, muscle=eye), Injection(3, muscle=eye, day=90)) == set()
    jaw = [f"{m}_{s}" for m in ("masseter", "temporalis") for s in ("left", "right")]
    often = [Injection(24, muscle=m, day=day) for m in jaw for day in (0.0, 15.0, 30.0)]
    assert broken(*often) == {("month_whole", "both")}
    assert broken(*(one for one in often if one.day < 30)) == set()


def test_no_pattern_of_the_tables_breaks_a_ceiling_and_every_ceiling_can_be_broken(face):
    for name in toxin.SCENARIOS:
        assert excesses(face.mesh, toxin.scenario(name, face.mesh)) == [], name
    much = [Injection(60, muscle=m) for m in toxin.INJECTABLE]
    assert {one.ceiling.name for one in excesses(face.mesh, much)} == set(CEILINGS)
    with constants.override({"side_effects.neck_units": 40}):  # by the name it had
        assert CEILINGS["session_neck"].limit == 40


def test_the_names_of_before_still_answer():
    assert fm.complications is fm.side_effects
    limit = constants.value("side_effects.lagophthalmos")
    assert constants.value("complications.lagophthalmos") == limit
    with constants.override({"complications.lagophthalmos": 1.5}):
        assert constants.value("side_effects.lagophthalmos") == 1.5
        assert constants.value("complications.lagophthalmos") == 1.5
    assert constants.parameters("complications") == constants.parameters("side_effects")
    one = card("levator_palpebrae_superioris")
    assert one.complications == one.side_effects == ("lid_ptosis",)
    seen = fm.patients.Seen(1.0, 2.0, 0.5, frozenset({("lid_ptosis", "left")}))
    assert (seen.unasked_mm, seen.kept, seen.complications) == (2.0, 0.5, seen.side_effects)


def test_a_cure_is_no_side_effect(face):
    """What only brings a face back to health is not told; what goes beyond health is."""
    spasm = conditions.by_name("hemifacial_spasm", "left", "severe")
    cheek = [Injection(2.0, muscle="zygomaticus_major_left")]
    rows = assess(face, spasm, toxin.remaining(face, cheek, 14), None, TASKS).side_effects
    corner = next(o for o in rows if (o.name, o.side) == ("commissure_droop", "left"))
    assert corner.measured > corner.kind.threshold > corner.from_health
    assert not corner.beyond
    # units that even a lip make a healthy one uneven
    uneven = conditions.asymmetric_lower_lip("left")
    lip = [Injection(4.0, muscle="depressor_labii_inferioris_left")]
    assert side_effects(face, lip, 14, uneven) == ()
    told = side_effects(face, lip, 14)
    assert {(one.name, one.side) for one in told} == {("lower_lip_asymmetry", "left")}


def test_the_healthy_side_of_a_palsy_is_evened_without_blame(face):
    palsy = conditions.by_name("hb_4", "left")
    smile = [Injection(0.8, muscle="zygomaticus_major_right")]
    rows = assess(face, palsy, toxin.remaining(face, smile, 14), None, TASKS).side_effects
    right = next(o for o in rows if (o.name, o.side) == ("smile_asymmetry", "right"))
    assert right.measured > 3 > right.from_health
    assert not right.beyond
    assert right.before < -3 < right.after < 1  # it went ahead of the other, and does so less


def test_corners_of_a_smile_are_compared_where_they_lie(face):
    """A corner that a spasm has drawn up at rest moves less far, and lies where the other does."""
    spasm = conditions.by_name("hemifacial_spasm", "left", "severe")
    still = assess(face, spasm, np.ones(len(fm.MUSCLES)), None, TASKS)
    moved = [np.linalg.norm(still.before.moved("open_mouth_smile", f"cheilion_{s}")) for s in
             ("left", "right")]  # fmt: skip
    assert moved[0] < 0.5 * moved[1]
    lags = {o.side: o.before for o in still.side_effects if o.name == "smile_asymmetry"}
    assert abs(lags["left"]) < 1
