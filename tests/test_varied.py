"""Lines of muscles that vary from person to person move the skin as full assemblies have them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MIRROR
from facemodel.errors import FaceModelError
from facemodel.mechanics import stiffened
from facemodel.mechanics.face import build
from facemodel.mechanics.forces.bands import turned
from facemodel.mechanics.forces.fibre_lines import SHEETS, TILTED, Lines
from facemodel.mechanics.frame import frames
from facemodel.mechanics.varied import varied
from facemodel.physiology import people
from facemodel.study.cohort import draws

TILTS = st.floats(-0.5, 0.5)


@pytest.fixture(scope="module")
def coarse():
    return fm.load(0)


@pytest.fixture(scope="module")
def lined(coarse):
    return varied(coarse)


def test_without_tilt_and_turn_the_lines_add_nothing(coarse, lined):
    controls = np.stack([[coarse.controls(fm.expression(n)) for n in ("snarl", "surprise")]] * 2)
    everyone = np.arange(len(coarse.mesh.vertices))
    plain = coarse.deform(controls, float)
    rig = coarse.rig.at(everyone, lined.columns)
    own = stiffened.weights(controls, rig.slack, np.ones(2))
    zeros = frames(rig, controls, lined.weights(own, np.zeros((2, len(TILTED))), np.zeros(2)))
    assert np.abs(plain - zeros).max() < 1e-9


@given(TILTS, st.floats(-60, 60), st.floats(0.1, 90).filter(lambda up: up > 1))
def test_a_tilted_line_lies_farther_from_the_vertical_by_the_tilt(tilt, across, up):
    for sign in (1, -1):
        path = np.array([[across, sign * up], [across / 2, sign * up / 2], [0.0, 0.0]]) + 7
        before, after = (np.arctan2(*np.abs(p[0] - p[-1])) for p in (path, turned(path, tilt)))
        if before + tilt > 0 and before + tilt < np.pi / 2:  # else it crosses an axis
            assert after - before == pytest.approx(tilt, abs=1e-9)
        assert np.allclose(turned(path, tilt)[-1], 7)


def columns_with(face, made, lines):
    """Columns (C,V,3) of the face of a person with these lines, by the polynomial."""
    tilts = np.array([lines.tilt_deg.get(stem, 0.0) for stem in TILTED])
    out = np.array(face.rig.basis)
    share = made.monomials(tilts, np.array(lines.turn_mm))
    np.add.at(out, made.control, share[:, None, None] * made.columns)
    return out


def test_columns_between_assemblies_are_those_of_an_assembly(coarse, lined):
    lines = Lines({"zygomaticus_minor": 7.0, "frontalis_medial": -6.0}, turn_mm=-4.0)
    true = build(coarse.mesh, lines=lines).rig.basis
    got = columns_with(coarse, lined, lines)
    for name in ("zygomaticus_minor_left", "zygomaticus_minor_right", "frontalis_medial_left"):
        k = INDEX[name]
        changed = np.linalg.norm(true[k] - coarse.rig.basis[k], axis=-1).max()
        off = np.linalg.norm(true[k] - got[k], axis=-1).max()
        assert off < 0.05 * np.linalg.norm(true[k], axis=-1).max()
        assert off < 0.3 * changed
    same = INDEX["risorius_left"]
    assert np.array_equal(got[same], coarse.rig.basis[same])


def test_a_tilted_line_pulls_both_sides_alike_and_the_way_it_lies(face):
    tilted = build(face.mesh, lines=Lines({"zygomaticus_major": 10.0}))
    k, at = INDEX["zygomaticus_major_left"], face.mesh.landmarks["cheilion_left"]
    before, after = face.rig.basis[k, at], tilted.rig.basis[k, at]
    # farther from the vertical: more outward and less up
    assert np.degrees(np.arctan2(*after[:2]) - np.arctan2(*before[:2])) > 3
    mirrored = tilted.rig.basis[MIRROR[k]][face.mesh.mirror] * [-1, 1, 1]
    assert np.abs(mirrored - tilted.rig.basis[k]).max() < 1e-9


def test_a_higher_turning_point_lets_the_brow_rise_more(face):
    low, high = (build(face.mesh, lines=Lines(turn_mm=t)) for t in (-8.0, 8.0))
    raised = fm.expression("brow_raise")
    rises = [f.deform(raised)[f.mesh.landmarks["brow_mid_left"], 1] for f in (low, face, high)]
    assert rises[0] < rises[1] - 0.5 < rises[2] - 1.0


@pytest.mark.slow
def test_people_are_within_five_per_cent_of_full_assemblies(face):
    """Stiffness and lines of 12 people: landmarks of the interpolated face and of their own one."""
    count = 12
    who, tilt = people.sample(1, count), draws.tilts(1, 0, count)
    turn = draws.turns(who)
    names = ("brow_raise", "open_mouth_smile", "snarl", "lip_pucker", "lower_teeth", "smile_social")
    at = list(face.mesh.landmarks.values())
    intents = [face.controls(fm.expression(n)) for n in names]
    controls = np.stack([who.drive(fm.conditions.healthy(), u) for u in intents], 1)
    lined = varied(face)
    rig = face.rig.at(np.array(at), lined.columns)
    weights = stiffened.weights(controls, rig.slack, who.stiffness)
    got = frames(rig, controls, lined.weights(weights, tilt, turn))
    off, changed = [], []
    for k in range(count):
        s = float(who.stiffness[k])
        lines = Lines(dict(zip(TILTED, map(float, tilt[k]), strict=True)), float(turn[k]))
        own = build(face.mesh, stiffness=s, tension=0.01 * s, lines=lines)
        moved = own.deform(controls[k], float)[:, at] - face.mesh.vertices[at]
        plain = stiffened.stiffened(face, s).deform(controls[k], float)[:, at]
        plain = plain - face.mesh.vertices[at]
        size = np.linalg.norm(moved, axis=-1).max(-1)
        apart = got[k] - face.mesh.vertices[at] - moved
        off.append(np.linalg.norm(apart, axis=-1).max(-1) / size)
        changed.append(np.linalg.norm(plain - moved, axis=-1).max(-1) / size)
    print(f"interpolated: at most {np.max(off):.1%}; average lines: up to {np.max(changed):.1%}")
    assert np.max(off) < 0.05
    assert np.max(changed) > 0.1  # or there is nothing to interpolate


def test_lines_are_drawn_as_tabled():
    tilt = draws.tilts(3, 0, 3000)
    sd = dict(zip(TILTED, tilt.std(axis=0), strict=True))
    assert sd["levator_labii_superioris"] == pytest.approx(4.8, rel=0.06)
    assert sd["zygomaticus_minor"] == pytest.approx(6.4, rel=0.06)
    assert sd["levator_labii_superioris_alaeque_nasi"] == pytest.approx(3.2, rel=0.06)
    assert np.abs(tilt.mean(axis=0)).max() < 0.5
    medial, lateral = (tilt[:, TILTED.index(s)] for s in SHEETS)
    assert np.array_equal(medial, lateral)
    assert np.array_equal(draws.tilts(3, 7, 2), tilt[7:9])
    assert draws.turns(people.sample(3, 3000)).std() == pytest.approx(4.7, rel=0.08)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: Lines({"zygo": 1.0}), "unknown line"),
        (lambda: Lines({"incisivus": 1.0}), "unknown line"),
        (lambda: Lines({"risorius": 40.0}), "tilt of risorius in degrees"),
        (lambda: Lines(7), "tilts are a mapping"),
        (lambda: Lines(turn_mm=np.nan), "turn_mm"),
        (lambda: varied(build(fm.load(0).mesh, stiffness=1.01)), "assembled with another skin"),
    ],
)
def test_lines_that_cannot_be_are_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()
