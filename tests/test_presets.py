"""Every condition of menus and case files: healthy at nothing, in proportion, mirrored."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import facemodel as fm
from facemodel.anatomy.expressions import EXPRESSIONS, expression
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, TONE
from facemodel.errors import FaceModelError
from facemodel.physiology import conditions
from facemodel.physiology.conditions import PRESETS, by_name, combine
from facemodel.physiology.drive import LARGEST_ACTIVATION, Condition

M = len(MUSCLES)
names = st.sampled_from(sorted(PRESETS))
severities = st.floats(0, 1)
seconds = st.lists(st.floats(0, 3e7), min_size=1, max_size=5)
intents = st.sampled_from(sorted(EXPRESSIONS))
FIELDS = ("conduction", "synkinesis", "tone", "normal_tone", "strength", "involuntary")


def make(name: str, severity=None, side: str = "left") -> Condition:
    return PRESETS[name].of(side, severity)


@settings(max_examples=60, deadline=None)
@given(names, severities, intents, seconds)
def test_every_preset_is_finite_and_in_range_at_every_second_of_a_year(name, level, task, times):
    made = make(name, level)
    held = made.drive(expression(task))
    course = made.drive(expression(task), time=times)
    assert course.shape == (len(times), M)
    for activation in (held, course):
        assert np.isfinite(activation).all()
        assert (activation >= -1).all()
        assert (activation <= LARGEST_ACTIVATION).all()


@settings(max_examples=60, deadline=None)
@given(names, severities, intents, seconds)
def test_the_mirrored_preset_drives_the_mirrored_face(name, level, task, times):
    u = expression(task)
    left, right = make(name, level, "left"), make(name, level, "right")
    mirrored = left.mirrored()
    if PRESETS[name].sided:
        for field in FIELDS:
            assert np.array_equal(getattr(mirrored, field), getattr(right, field)), field
        assert np.allclose(right.drive(u[MIRROR]), left.drive(u)[MIRROR], atol=1e-15)
    assert np.allclose(
        mirrored.drive(u[MIRROR], time=times), left.drive(u, time=times)[:, MIRROR], atol=1e-12
    )


@pytest.mark.parametrize("name", [n for n, p in PRESETS.items() if p.graded])
def test_severity_nothing_is_a_healthy_face(name):
    u = expression("open_mouth_smile")
    made = make(name, 0.0)
    assert np.array_equal(made.drive(u), u)
    assert np.array_equal(made.drive(u, time=[0.0, 7.3, 1e4]), np.tile(u, (3, 1)))


@settings(max_examples=60, deadline=None)
@given(names, st.floats(0, 0.999))
def test_severity_has_no_steps(name, level):
    if not PRESETS[name].graded:
        return
    a, b = make(name, level), make(name, level + 1e-3)
    for field in FIELDS:
        assert np.abs(getattr(a, field) - getattr(b, field)).max() < 6e-3, field


def test_menus_offer_every_condition():
    asked = """healthy healthy_natural hemifacial_spasm postparalytic_synkinesis hb_1 hb_2 hb_3
    hb_4 hb_5 hb_6 bells_acute_moderate bells_acute_severe bells_chronic_flaccid
    marginal_mandibular_palsy temporal_branch_injury post_parotidectomy_recovery
    post_trauma_zygomatic blepharospasm meige facial_dystonia_lower bruxism hyperkinetic_frown
    gummy_smile asymmetric_lower_lip ageing"""
    assert set(PRESETS) >= set(asked.split())
    for name, preset in PRESETS.items():
        assert preset.label
        assert preset.about
        made = by_name(name)
        assert made.name == name
        assert (made.side is not None) == preset.sided
        assert made.severity == pytest.approx(preset.severity if preset.graded else 0)


@pytest.mark.parametrize(
    ("name", "muscle", "field", "expected"),
    [
        ("hb_6", "zygomaticus_major_left", "conduction", 0.0),
        ("hb_3", "frontalis_medial_left", "conduction", 0.4),
        ("hb_4", "frontalis_medial_left", "conduction", 0.05),
        ("bells_chronic_flaccid", "zygomaticus_major_right", "strength", 1.3),
        ("gummy_smile", "levator_labii_superioris_right", "strength", 2.5),
        ("hyperkinetic_frown", "corrugator_left", "strength", 1.3),
        ("bruxism", "masseter_left", "strength", 1.2),
        ("asymmetric_lower_lip", "depressor_labii_inferioris_left", "strength", 1.5),
    ],
)
def test_presets_hold_what_is_tabled(name, muscle, field, expected):
    tabled = getattr(make(name, 1.0), field)[INDEX[muscle]]
    assert tabled == pytest.approx(expected)


@pytest.mark.parametrize("name", [n for n in PRESETS if n.startswith(("hb_", "bells", "post"))])
def test_a_palsy_spares_what_the_facial_nerve_does_not_supply(name):
    made = make(name, 1.0)
    for stem in ("levator_palpebrae_superioris", "masseter", "temporalis"):
        assert made.conduction[INDEX[f"{stem}_left"]] == 1
        assert made.tone[INDEX[f"{stem}_left"]] == TONE[INDEX[f"{stem}_left"]]
    assert (made.conduction[[m.endswith("_right") for m in MUSCLES]] == 1).all()


def test_worse_grades_move_less():
    carried = [make(f"hb_{g}", 1.0).conduction.sum() for g in range(1, 7)]
    assert carried == sorted(carried, reverse=True)
    assert len(set(carried)) == 6


class TestCombine:
    def test_nothing_and_one_and_a_healthy_face_change_nothing(self):
        spasm = make("hemifacial_spasm")
        assert combine().name == "healthy"
        for both in (combine(spasm), combine(spasm, conditions.healthy())):
            for field in FIELDS:
                assert np.allclose(getattr(both, field), getattr(spasm, field))
            assert both.side == "left"

    @given(names, names)
    @settings(max_examples=30, deadline=None)
    def test_the_order_does_not_matter(self, a, b):
        one, other = combine(make(a), make(b)), combine(make(b), make(a))
        for field in FIELDS:
            assert np.allclose(getattr(one, field), getattr(other, field), atol=1e-15)
        u, t = expression("forced_eye_closure"), [3.0, 21.5]
        assert np.allclose(one.drive(u, time=t), other.drive(u, time=t), atol=1e-12)

    def test_two_weaknesses_multiply_and_two_spasms_add_up(self):
        palsy = combine(make("hb_3", 1.0), make("hb_3", 1.0))
        assert np.allclose(palsy.conduction, make("hb_3", 1.0).conduction ** 2)
        both = combine(make("hemifacial_spasm"), make("hemifacial_spasm", side="right"))
        assert np.allclose(both.involuntary, both.involuntary[MIRROR])
        assert both.side is None

    def test_what_is_held_stays_beside_what_runs(self):
        dystonia = make("facial_dystonia_lower")
        mixed = combine(dystonia, make("blepharospasm"))
        now = mixed.drive(np.zeros(M), time=[0.0, 5.0])
        platysma = INDEX["platysma_left"]
        assert np.allclose(now[:, platysma], dystonia.drive(np.zeros(M))[platysma])

    def test_it_takes_conditions(self):
        with pytest.raises(FaceModelError, match="a condition"):
            combine("healthy")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: by_name("spasm"), "unknown condition 'spasm'"),
        (lambda: by_name("healthy", side="left"), "neither side nor severity"),
        (lambda: by_name("healthy", severity=1), "neither side nor severity"),
        (lambda: by_name("meige", side="left"), "no side"),
        (lambda: by_name("hb_3", severity=1.2), "severity must lie from 0 to 1"),
        (lambda: by_name("hb_3", severity="worse"), "unknown severity"),
        (lambda: by_name("hb_3", side="middle"), "side"),
        (lambda: conditions.house_brackmann(7), "grade 7 does not exist"),
        (lambda: conditions.house_brackmann(True), "grade True does not exist"),
        (lambda: conditions.palsy("x", "left", 1, {"cheek": 0.5}), "unknown branch"),
    ],
)
def test_what_is_not_offered_is_refused_in_a_sentence(call, message):
    with pytest.raises(FaceModelError, match=message):
        call()


def test_a_condition_prints_in_a_line():
    assert repr(by_name("hb_3", side="right")) == "Condition(hb_3, right, severity 1)"
    assert repr(by_name("healthy")) == "Condition(healthy, severity 0)"
    assert repr(PRESETS).startswith(f"<{len(PRESETS)} conditions: healthy, ")


def test_an_uneven_lower_lip_differs_by_what_people_see(face):
    lip = fm.conditions.asymmetric_lower_lip("left")
    shown = fm.examine(face, lip, tasks=["lower_teeth"])
    left, right = (shown.moved("lower_teeth", f"lower_lip_lat_{s}")[1] for s in ("left", "right"))
    assert right - left == pytest.approx(3.0, abs=0.2)
    other = fm.examine(face, fm.conditions.asymmetric_lower_lip("right"), tasks=["lower_teeth"])
    assert other.moved("lower_teeth", "lower_lip_lat_right")[1] == pytest.approx(left, abs=0.01)


def test_points_before_the_tarsus_give_an_eye_in_spasm_its_opening_back(face):
    """Three of 5 U in the average person: over 80 %, where 4 of 5 people have that."""
    spasm = fm.conditions.hemifacial_spasm("left", "moderate")
    points = [
        fm.Injection(5, point=fm.toxin.at(face.mesh, x, y), depth_mm=2)
        for x, y in ((19, 4), (44, 4), (42, -9))
    ]
    healthy, ill, treated = (
        float(fm.examine(face, c, left, tasks=["frown"]).fissures_mm("rest")[0])
        for c, left in (
            (None, 1.0),
            (spasm, 1.0),
            (spasm, fm.toxin.remaining(face, points, 28)),
        )
    )
    assert ill < 0.6 * healthy
    assert (treated - ill) / (healthy - ill) > 0.8
