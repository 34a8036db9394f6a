"""Sensitivity: what a constant alone does, by hand and in the ranking alike."""

import sys
from dataclasses import replace

import numpy as np
import pytest

import facemodel as fm
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.study.sensitivity import ROUNDING, sensitivity

CASE = fm.Case(
    condition="hemifacial_spasm",
    expression="smile_social",
    injections=[fm.Injection(3, muscle="orbicularis_oculi_orbital_lateral_left")],
    day=40,
)


@pytest.fixture(scope="module")
def coarse():
    return fm.load(0)


@pytest.fixture(scope="module")
def ranking(coarse):
    return sensitivity(CASE, face=coarse)


def test_every_constant_is_ranked_or_named_as_without_effect(ranking):
    names = [p.name for p in ranking.parameters]
    assert sorted([*names, *ranking.without_effect]) == sorted(p.name for p in fm.parameters())
    assert (np.diff(ranking.effect) <= 0).all()
    assert (ranking.effect > 0).all()
    # the size of the spasm matters most and what grades lines not at all
    assert names[0] == "processes.spasm.held"
    assert "lines.fws_2" in ranking.without_effect
    assert "people.ed50_sd_log" in ranking.without_effect  # the average person has no spread
    assert "toxin.decay_days" in names


def test_a_row_is_what_an_override_gives(coarse, ranking):
    assert ranking.value == pytest.approx(fm.metrics.asymmetry(coarse.mesh, CASE.after(coarse)))
    for k in (0, len(ranking.parameters) // 2, -1):
        p = ranking.parameters[k]
        for end, found in ((p.low, ranking.at_low[k]), (p.high, ranking.at_high[k])):
            with fm.override({p.name: end}):
                by_hand = fm.metrics.asymmetry(coarse.mesh, CASE.after(coarse))
            assert found == pytest.approx(by_hand, abs=1e-9), p.name
        three = [ranking.value, ranking.at_low[k], ranking.at_high[k]]
        assert ranking.effect[k] == pytest.approx(max(three) - min(three))


@pytest.mark.parametrize(
    "case",
    [CASE, fm.Case(condition="hb_4", expression="gentle_eye_closure", dampening={"eye": 0.4})],
    ids=["spasm", "palsy"],
)
def test_what_is_called_without_effect_has_none(coarse, case):
    found = sensitivity(case, face=coarse)
    ranges = {p.name: (p.low, p.high) for p in fm.parameters() if not p.name.startswith("ageing.")}
    for name in set(found.without_effect) & set(ranges):
        for end in ranges[name]:
            with fm.override({name: end}):
                now = fm.metrics.asymmetry(coarse.mesh, case.after(coarse))
                assert now == pytest.approx(found.value, abs=ROUNDING["mm"]), name


def test_effort_and_lids_count_where_a_face_tries(coarse):
    case = fm.Case(condition="hb_4", expression="gentle_eye_closure")
    names = {p.name for p in sensitivity(case, face=coarse, domain="lids").parameters}
    assert {"lids.ring_on_upper_lid", "lids.lower_lid_limit"} <= names
    case = fm.Case(expression="smile_social", dampening={"smile_left": 0.3})
    names = {p.name for p in sensitivity(case, face=coarse, domain="effort").parameters}
    assert "effort.price" in names


def test_the_table_names_range_mark_and_limits(ranking):
    text = str(ranking)
    p = ranking.parameters[0]
    assert f"{p.name}" in text
    assert f"{p.low:g} .. {p.high:g}" in text
    assert p.mark in text
    assert f"{len(ranking.without_effect)} constants leave this case as it is" in text
    assert "Not covered" in text


def test_without_injections_toxin_has_no_effect(coarse):
    found = sensitivity(replace(CASE, injections=()), face=coarse, domain="toxin")
    assert not found.parameters
    assert len(found.without_effect) == len(fm.parameters("toxin"))


def test_it_starts_from_the_values_in_force(coarse):
    least = next(p.low for p in fm.parameters("toxin") if p.name == "toxin.decay_days")
    with fm.override({"toxin.decay_days": least}):
        shorter = sensitivity(CASE, face=coarse, domain="toxin")
    names = [p.name for p in shorter.parameters]
    k = names.index("toxin.decay_days")
    assert shorter.at_low[k] == pytest.approx(shorter.value)
    assert shorter.effect[k] > 0


def test_an_outcome_of_ones_own(coarse):
    def reach(case, face):
        return constants.value("lines.reach_mm")

    found = sensitivity(CASE, reach, coarse, domain="lines")
    assert [p.name for p in found.parameters] == ["lines.reach_mm"]
    p = found.parameters[0]
    assert (found.what, found.at_low[0], found.at_high[0]) == ("reach", p.low, p.high)


def test_a_measure_of_people_can_be_the_outcome(coarse):
    kept = sensitivity(CASE, "kept_share", coarse, domain="toxin")
    assert 0.5 < kept.value < 1
    assert "toxin.ed50_factor" in [p.name for p in kept.parameters][:2]


@pytest.mark.slow
@pytest.mark.parametrize("condition", ["hemifacial_spasm", "hb_2", "hb_4"])
def test_thresholds_of_scales_count_where_a_scale_is_the_outcome(coarse, condition):
    case = replace(CASE, condition=condition)
    graded = sensitivity(case, "sunnybrook", coarse, domain="scales")
    exam = fm.examine(coarse, case.build_condition(), case.remaining(coarse))
    items = fm.scales.sunnybrook(exam, "left").items
    shares = np.array([i.measured for n, i in items.items() if n.startswith("voluntary_")])
    # a scale has steps, so a threshold counts exactly where a movement lies within its range
    steps = [p for p in fm.parameters("scales") if p.name.startswith("scales.voluntary.")]
    within = {p.name for p in steps if ((p.low <= shares) & (shares < p.high)).any()}
    assert within
    assert within == {p.name for p in steps} & {p.name for p in graded.parameters}
    assert within & {p.name for p in graded.parameters[:2]}


def test_the_spread_of_people_matters_to_one_who_is_not_average(coarse):
    one = replace(CASE, person={"seed": 2, "sex": "male"})
    found = sensitivity(one, face=coarse, domain="people")
    names = [p.name for p in found.parameters]
    assert {"people.ed50_sd_log", "people.strength_sd_log", "people.stiffness_sd_log"} <= set(names)


def test_where_the_model_refuses_the_case_the_row_says_so(coarse):
    skin = coarse.mesh.vertices[coarse.mesh.landmarks["malar_left"]]
    away = fm.Injection(3, point=tuple(skin + np.array([6.0, 0.0, 3.5])))
    found = sensitivity(replace(CASE, injections=[away]), face=coarse, domain="toxin")
    k = [p.name for p in found.parameters].index("toxin.farthest_mm")
    assert np.isnan(found.at_low[k])
    assert found.at_high[k] == found.value


@pytest.mark.slow
def test_the_tissue_is_assembled_again(coarse):
    found = sensitivity(CASE, face=coarse, domain="toxin", mechanics=True)
    rows = {p.name: k for k, p in enumerate(found.parameters)}
    k = rows["mechanics.stiffness"]
    assert found.at_low[k] > found.value > found.at_high[k]  # stiffer skin moves less
    assert {"mechanics.bed", "mechanics.tension"} <= set(rows)
    old = fm.Case(condition="ageing", expression="snarl", dampening={"nose_left": 0.5})
    rows = sensitivity(old, domain="ageing", mechanics=True)
    assert "ageing.bed_per_year" in [p.name for p in rows.parameters]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda f: sensitivity("case"), "a case is expected, got text"),
        (lambda f: sensitivity(CASE, "beauty", f), "unknown outcome 'beauty'"),
        (lambda f: sensitivity(CASE, None, f), "no outcome is named"),
        (lambda f: sensitivity(CASE, face="default"), "a face is expected, got text"),
        (lambda f: sensitivity(CASE, face=f, domain="toxins"), "unknown domain 'toxins'"),
        (lambda f: sensitivity(CASE, lambda *_: "much", f), "must be one number"),
        (lambda f: sensitivity(fm.Case(), "sunnybrook", f), "needs a condition with a side"),
    ],
)
def test_what_cannot_be_ranked_is_refused_in_a_sentence(coarse, call, message):
    with pytest.raises(FaceModelError, match=message):
        call(coarse)


def test_a_ranking_prints_in_a_line_and_shows_a_row_per_constant(ranking):
    assert ranking.parameters[0].name in repr(ranking)
    assert len(repr(ranking)) < 300
    shown = ranking._repr_html_()
    assert shown.count("<tr>") == 1 + min(len(ranking.parameters), 60)


def test_a_ranking_is_a_frame(ranking):
    pytest.importorskip("pandas", reason="pip install pandas")
    table = ranking.to_frame()
    assert table["name"].tolist() == [p.name for p in ranking.parameters]
    assert table["effect"].is_monotonic_decreasing


def test_rounding_is_not_ranked(coarse, monkeypatch):
    module = sys.modules[sensitivity.__module__]
    for size, ranked in ((1e-5, False), (10.0, True)):  # mm
        left = lambda case, face, size=size: size * float(case.remaining(face).mean())  # noqa: E731
        monkeypatch.setattr(module, "_asymmetry", left)
        found = sensitivity(CASE, face=coarse, domain="toxin")
        assert bool(found.parameters) == ranked
