"""Conditions at half their severity, worked by hand from the constants: each factor on its side."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.anatomy.muscles import INDEX, MUSCLES, TONE, group, info, other_side
from facemodel.data import constants
from facemodel.physiology import nerve, recovery
from facemodel.physiology.condition_table import acts_on
from facemodel.physiology.found import affected, with_found
from facemodel.physiology.severity import SEVERITIES, between_severities, severity_level
from facemodel.physiology.spasm.processes import spasm_weights
from facemodel.physiology.synkinesis import GROUP_INTENTS, columns_of, synkinesis_matrix

C = constants.value


def only(values: dict, others) -> np.ndarray:
    row = np.array(np.broadcast_to(others, len(MUSCLES)), float)
    for name, x in values.items():
        row[INDEX[name]] = x
    return row


def both(stems, x) -> dict:
    return {f"{stem}_{side}": x for stem in stems for side in ("left", "right")}


def test_words_of_severity_and_what_lies_between():
    assert SEVERITIES == {"mild": 1 / 3, "moderate": 2 / 3, "severe": 1}
    assert (severity_level("moderate"), severity_level(0.4)) == (2 / 3, 0.4)
    steps = {0: 0, 1 / 6: 1, 1 / 3: 2, 0.5: 4, 2 / 3: 6, 5 / 6: 9, 1: 12}
    for level, figure in steps.items():
        assert between_severities([2, 6, 12], level) == pytest.approx(figure)
    np.testing.assert_allclose(between_severities([[1, 2], [3, 4], [5, 6]], 0.5), [2, 3])


def test_a_palsy_is_healthy_at_nought_and_half_at_a_half():
    carried = {"temporal": 0.2, "zygomatic": 0.6}
    how = {"tone_kept": 0.4, "other_side_strength": 1.6}
    made = nerve.palsy("made", "right", 0.5, carried, **how)
    for stem, parts in nerve.BRANCHES.items():
        share = sum(part * carried.get(branch, 1) for branch, part in parts.items())
        right, left = INDEX[f"{stem}_right"], INDEX[f"{stem}_left"]
        assert made.conduction[right] == pytest.approx((1 + share) / 2)
        assert (made.conduction[left], made.strength[right]) == (1, 1)
        assert made.strength[left] == pytest.approx(1.3)
        assert made.tone[right] == pytest.approx(0.7 * TONE[right])
        assert made.tone[left] == TONE[left]
    assert not made.synkinesis.any()
    jaw = INDEX["masseter_left"]
    assert (made.conduction[jaw], made.strength[jaw], made.tone[jaw]) == (1, 1, TONE[jaw])
    half, whole = (nerve.palsy("made", "left", x, {}, synkinesis=1.0) for x in (0.5, 1))
    np.testing.assert_allclose(half.synkinesis, whole.synkinesis / 2)
    np.testing.assert_allclose(half.tone - TONE, (whole.tone - TONE) / 2)
    rest = [info(f"{stem}_left").rest_synkinesis for stem in nerve.BRANCHES]
    rows = [INDEX[f"{stem}_left"] for stem in nerve.BRANCHES]
    expected = np.minimum(TONE[rows] + C("synkinesis.rest.severe") * np.array(rest), 1)
    np.testing.assert_allclose(whole.tone[rows], expected)
    dead = nerve.palsy("made", "left", 1, dict.fromkeys(nerve.BRANCH_NAMES, 0.0), synkinesis=1.0)
    assert not dead.synkinesis.any()
    np.testing.assert_array_equal(dead.tone, TONE)


def test_lids_of_a_palsy_carry_what_their_column_says():
    row = nerve.ROWS["hb_5"]
    lids = nerve.of_table(row.branches, "lids")
    made = fm.conditions.house_brackmann(5, "right", 0.5)
    for stem in group("lids"):
        assert made.conduction[INDEX[f"{stem}_right"]] == pytest.approx((1 + lids) / 2)
        assert made.conduction[INDEX[f"{stem}_left"]] == 1
    with pytest.raises(fm.FaceModelError, match="grade"):
        fm.conditions.house_brackmann(True)


def test_branches_that_were_injured():
    for maker, name, role in (
        (fm.conditions.marginal_mandibular_palsy, "marginal_mandibular_palsy", "stronger"),
        (fm.conditions.temporal_branch_injury, "temporal_branch_injury", "brow"),
    ):
        made, row = maker("left", 0.5), nerve.ROWS[name]
        gain = 1 + 0.5 * (C(f"presets.other_side.{row.other_side}") - 1)
        there = {f"{stem}_right": gain for stem in row.acts_on(role)}
        np.testing.assert_allclose(made.strength, only(there, 1))
        kept = 1 + 0.5 * (C("nerve.temporal_injury.brow_tone_kept") - 1)
        factor = {f"{stem}_left": kept for stem in row.acts_on(role)} if role == "brow" else {}
        np.testing.assert_allclose(made.tone, TONE * only(factor, 1))


def test_healed_palsies_lie_between_their_tables():
    made = fm.conditions.postparalytic_synkinesis("left", 1.0)
    carried = nerve.branches("synkinesis_severe")
    for stem, parts in nerve.BRANCHES.items():
        share = sum(part * carried[branch] for branch, part in parts.items())
        assert made.conduction[INDEX[f"{stem}_left"]] == pytest.approx(share)
        gain = C("presets.other_side.synkinesis_severe")
        assert made.strength[INDEX[f"{stem}_right"]] == pytest.approx(gain)
    assert (made.severity, made.side) == (1, "left")
    assert fm.conditions.postparalytic_synkinesis("left", 0.25).severity == 0.25


def test_faces_that_differ_without_a_disease():
    weaker = 1 - 0.5 * C("presets.natural_asymmetry")
    made = fm.conditions.healthy_natural("right", 0.5)
    np.testing.assert_allclose(made.strength, only(dict.fromkeys(nerve.facial("right"), weaker), 1))
    made, frown = fm.conditions.hyperkinetic_frown(0.5), acts_on("hyperkinetic_frown", "stronger")
    strong = 1 + (C("presets.frown.strength") - 1) / 2
    np.testing.assert_allclose(made.strength, only(both(frown, strong), 1))
    np.testing.assert_allclose(made.tone, TONE + only(both(frown, C("presets.frown.tone") / 2), 0))
    assert fm.conditions.hyperkinetic_frown().severity == 1
    gum = both(acts_on("gummy_smile", "stronger"), 1 + (C("presets.gummy.strength") - 1) / 2)
    np.testing.assert_allclose(fm.conditions.gummy_smile(0.5).strength, only(gum, 1))
    here = [f"{stem}_right" for stem in acts_on("asymmetric_lower_lip", "uneven")]
    lip = dict.fromkeys(here, 1 + (C("presets.lower_lip.strength") - 1) / 2)
    lip |= {other_side(m): 1 + (C("presets.lower_lip.weaker") - 1) / 2 for m in here}
    np.testing.assert_allclose(
        fm.conditions.asymmetric_lower_lip("right", 0.5).strength, only(lip, 1)
    )
    assert fm.conditions.ageing(0.5).age_years == (30 + C("presets.ageing.years")) / 2
    assert fm.conditions.ageing().age_years == C("presets.ageing.years")


def test_muscles_that_are_held():
    weights = spasm_weights()
    made = fm.conditions.hemifacial_spasm("right", 0.5, amplitude=0.8, ephaptic=0.3)
    held = {f"{stem}_right": 0.4 * weight for stem, weight in weights.items()}
    np.testing.assert_allclose(made.involuntary, only(held, 0))
    eye, mouth = (columns_of(part, "right") for part in ("eye", "mouth"))
    ring, upper = (acts_on("hemifacial_spasm", role) for role in ("eye", "brow"))
    joins = np.zeros_like(made.synkinesis)
    for stem in weights:
        if stem not in upper:
            joins[INDEX[f"{stem}_right"], mouth if stem in ring else eye] = 0.15
    np.testing.assert_allclose(made.synkinesis, joins)
    mild, severe = (C(f"presets.dystonia.held_{s}") for s in ("mild", "severe"))
    stems = acts_on("facial_dystonia_lower", "held")
    for level, height in (
        (1 / 6, mild / 2), (1 / 3, mild), (2 / 3, (mild + severe) / 2), (1, severe),
    ):  # fmt: skip
        made = fm.conditions.facial_dystonia_lower(level)
        np.testing.assert_allclose(made.involuntary, only(both(stems, height), 0))
    made = fm.conditions.bruxism("severe")
    toned = both(acts_on("bruxism", "toned"), C("presets.bruxism.tone_severe"))
    np.testing.assert_allclose(made.tone, np.maximum(TONE, only(toned, 0)))
    half = fm.conditions.bruxism(0.5)
    grown = both(acts_on("bruxism", "stronger"), (1 + C("presets.bruxism.strength")) / 2)
    np.testing.assert_allclose(half.strength, only(grown, 1))


def test_a_recovery_by_hand():
    first, last = (C(f"recovery.synkinesis_{n}_day") for n in ("first", "last"))
    quarter = first + (last - first) / 4
    shares = {first - 1: 0, quarter: 5 / 32, (first + last) / 2: 0.5, last + 1: 1}
    for day, share in shares.items():
        assert recovery.synkinesis_share(day) == pytest.approx(share)
    soon, late, width = (C(f"recovery.{n}") for n in ("half_day", "half_day_severe", "width_days"))
    for level, half in ((0, soon), (1, late), (0.5, (soon + late) / 2)):
        begun = 1 / (1 + np.exp(half / width))
        assert recovery.conduction_share(0, level) == 0
        assert recovery.conduction_share(half, level) == pytest.approx(
            (0.5 - begun) / (1 - begun), abs=1e-3
        )
        later = 1 / (1 + np.exp(-1))
        assert recovery.conduction_share(half + width, level) == pytest.approx(
            (later - begun) / (1 - begun), abs=1e-3
        )
    start = fm.conditions.house_brackmann(6, "left")
    np.testing.assert_allclose(recovery.recovery(0).conduction, start.conduction)
    np.testing.assert_allclose(recovery.recovery(0.5).conduction, start.conduction, atol=0.02)
    with pytest.raises(fm.FaceModelError, match="day"):
        recovery.recovery(-0.5)


def test_what_was_found_of_single_muscles():
    weak, held = {"procerus_left": 0.25}, {"mentalis_left": 0.5, "masseter_right": -0.4}
    made = with_found(fm.conditions.healthy(), weak, held)
    np.testing.assert_allclose(made.conduction, only({"procerus_left": 0.75}, 1))
    tone = {m: TONE[INDEX[m]] for m in held}
    tone["mentalis_left"] += 0.5 * (1 - tone["mentalis_left"])
    tone["masseter_right"] *= 0.6
    np.testing.assert_allclose(made.tone, only(tone, TONE))
    assert made.side is None  # 0.75 on the left is no more than twice 0.4
    assert with_found(fm.conditions.healthy(), weak, {"mentalis_left": -0.6}).side == "left"
    assert affected({"procerus_left": 0.2, "mentalis_right": 0.41}) == "right"
    assert affected({"procerus_left": 0.2, "mentalis_right": 0.39}) is None
    palsy = fm.conditions.house_brackmann(3, "left")
    assert with_found(palsy, {"procerus_right": 1.0}, {}).side == "left"
    assert with_found(palsy, {}, {}) is palsy


def test_what_joins_in_is_what_the_table_says():
    expected = np.zeros((len(MUSCLES), len(GROUP_INTENTS)))
    for one in constants.parameters("synkinesis"):
        _, intent, *responding, level = one.name.split(".")
        if level != "severe" or intent == "rest":
            continue
        mouth = intent == "any_mouth"
        columns = (
            columns_of("mouth", "right") if mouth else [GROUP_INTENTS.index(f"{intent}_right")]
        )
        for stem in group(responding[0]):
            for k in columns:
                cell = INDEX[f"{stem}_right"], k
                expected[cell] = max(expected[cell], one.value)
    assert (expected > 0).sum() > 20
    np.testing.assert_allclose(synkinesis_matrix("right", 1.0), expected)
    np.testing.assert_allclose(synkinesis_matrix("left", 1.0).sum(), expected.sum())
    assert not synkinesis_matrix("left", 0.0).any()
