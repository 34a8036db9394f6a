"""The sentence that explains a case, on a face of six muscles: which one, which side, which way."""

from pathlib import Path

import pytest

from node_script import run

LITTLE = "In this model weakening the left zygomaticus major changes little in this expression."
NOTHING = (
    "Nothing is weakened yet, so before and after are the same. Move a slider to weaken a region."
)
SAID = {
    "lower": (
        "In this model the left zygomaticus major pulls less, so the left mouth corner is"
        " 2.0 mm lower (movement 5.0 → 2.5 mm); symmetry falls from 98 to 50 %, which is "
        "worse, and the left side of the face preserves 60 % of its range of motion. "
        "Worse: asymmetry grows, 0.10 → 1.20 mm."
    ),
    "inward": (
        "In this model the right zygomaticus major pulls less, so the right mouth corner "
        "is 1.5 mm nearer the middle (movement 4.1 → 2.8 mm); symmetry rises from 70 to "
        "98 %, above the healthy 85–97 %."
    ),
    "outward": (
        "In this model the left zygomaticus major pulls less, so the left mouth corner is"
        " 1.0 mm further out (movement 5.0 → 5.0 mm)."
    ),
    "two": (
        "In this model the left frontalis pulls less, so the left brow is 3.0 mm lower "
        "(20.0 → 17.0 mm above the pupil); the left orbicularis oculi pulls less, so the "
        "left eye opens 1.2 mm wider (9.0 → 10.2 mm); symmetry stays at 98 %, above the "
        "healthy 85–97 %."
    ),
    "bothBrows": (
        "In this model the frontalis pull less, so the left brow is 3.0 mm lower (20.0 → "
        "17.0 mm above the pupil); symmetry stays at 98 %, above the healthy 85–97 %."
    ),
    "narrower": (
        "In this model the left orbicularis oculi pulls less, so the left eye opens 2.0 "
        "mm less (9.0 → 7.0 mm); symmetry rises from 80 to 90 %."
    ),
    "hardly": LITTLE,
    "wrongWay": LITTLE,
    "smallBoth": ("In this model weakening the frontalis changes little in this expression."),
    "opens": (LITTLE + " Worse: the right eye no longer closes: 0.0 → 2.2 mm stay open."),
    "widens": (
        LITTLE + " "
        "Worse: the right eye did not close before and now stays wider open: 1.0 → 2.2 "
        "mm."
    ),
    "closes": LITTLE,
    "worse": LITTLE,
    "nothing": NOTHING,
    "stronger": (
        "Nothing is weakened yet. The sliders marked ▲ weaken muscles that pull harder than usual."
    ),
    "strong": (
        "Nothing is weakened yet. The sliders marked ▲ weaken muscles that pull harder than usual."
    ),
    "over": (
        "In this model the left orbicularis oculi contracts involuntarily: their left eye"
        " opens 4.0 mm, their right 9.0 mm. The sliders marked ▲ weaken overactive "
        "muscles."
    ),
    "overMany": (
        "In this model the zygomaticus major contract involuntarily: their left mouth "
        "corner moves 6.0 mm, their right 3.5 mm. The sliders marked ▲ weaken overactive "
        "muscles."
    ),
    "overBrow": (
        "In this model the frontalis contract involuntarily: their left brow moves 3.0 "
        "mm, their right 1.0 mm. The sliders marked ▲ weaken overactive muscles."
    ),
    "open": (NOTHING + " The right eye does not close even with effort: 2.1 mm stay open."),
    "shut": NOTHING,
    "later": (
        "By day 3.1 the injected dose has no effect in this model, so before and after "
        "are the same."
    ),
    "undosed": NOTHING,
}


@pytest.fixture(scope="module")
def told(node, tmp_path_factory):
    script = (Path(__file__).parent / "data/explain_parts.mjs").read_text("utf-8")
    return run(node, tmp_path_factory.mktemp("explain"), script)


@pytest.mark.parametrize("name", SAID)
def test_each_case_is_told_in_its_sentence(told, name):
    assert told[name] == SAID[name]


def test_healthy_symmetry_and_what_is_worse(told):
    assert told["healthy"] == [{"low": 85, "high": 97}, {"low": 91, "high": 100}]
    assert told["isWorse"] == [True, False, False]
    assert set(told) == {*SAID, "healthy", "isWorse"}
