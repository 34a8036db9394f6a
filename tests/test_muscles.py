"""The registry of muscles: each is whole, and one that is added is spared by nothing."""

import math
from collections.abc import Mapping

import numpy as np
import pytest

import facemodel as fm
import scratch
from facemodel.anatomy import courses, muscles
from facemodel.anatomy.muscles import STEMS, TABLE, info
from facemodel.mechanics.forces import columns, pull
from facemodel.mechanics.strength import STRENGTH
from facemodel.mechanics.targets import TARGETS

IMAGINARY = {
    "muscles.csv": {
        **next(row for row in scratch.rows("muscles.csv") if row["stem"] == "zygomaticus_minor"),
        "stem": "imaginary", "region": "cheek", "groups": "eye_ring lip_elevators mouth_and_neck",
        "branch": "zygomatic:1", "nerve": "", "drawn": "", "rest_synkinesis": "1",
    },
    "courses.csv": {
        **next(r for r in scratch.rows("courses.csv") if r["stem"] == "zygomaticus_minor"),
        "stem": "imaginary", "knots": "54 -14; 44 -34", "why": "", "tilt": "other",
    },
    "targets.csv": {
        **next(r for r in scratch.rows("targets.csv") if r["stem"] == "zygomaticus_minor"),
        "stem": "imaginary", "place": "44 -32", "vector_mm": "2 3 0",
    },
    "strength.csv": {
        "stem": "imaginary", "unit": "N", "strength": "1", "brow_mm": "0", "corner_mm": "0",
        "mark": "calibrated",
    },
}  # fmt: skip
STRIP = {
    **{column: "" for column in IMAGINARY["courses.csv"]},
    "stem": "imaginary", "kind": "strip", "knots": "54 -14; 44 -34", "depth_mm": "3 3",
    "width_mm": "8 8", "mark": "assume", "why": "a row of a test and of nobody's anatomy",
}  # fmt: skip
ORDER = "zygomaticus_minor"


def lacking(stem: str) -> list[str]:
    """Each file that still lacks something of a muscle, and what it lacks."""
    one, kinds = info(stem), {course.kind for course in courses.COURSES[stem]}
    marks, moves = fm.load().mesh.landmarks if stem in STRENGTH else {}, kinds - {"strip"}
    fitted = any(target.stem == stem and target.fitted for target in TARGETS)
    landmark = one.landmark in marks or f"{one.landmark}_left" in marks
    others = {*one.antagonists, *filter(None, [one.start])}
    places = {
        "data/courses.csv: a row of where it pulls the skin": moves,
        "data/courses.csv: a strip of where it catches a dose": (
            "strip" in kinds or math.isnan(one.ed50_units)
        ),
        "data/targets.csv: a fitted row of how far it moves the skin": (
            fitted or moves & {"lid", "joint"}
        ),
        "data/strength.csv: its strength; run python tools/calibrate.py": (stem in STRENGTH),
        "mechanics/forces/pull.py: the shape of its own": "own" not in moves
        or stem in pull._SHAPES,
        "mechanics/forces/columns.py: which lip it rolls": (
            "roll" not in moves or stem in columns.ROLLS
        ),
        "data/muscles.csv: a landmark of the face": not marks or landmark,
        "data/muscles.csv: antagonists that there are": others <= {m.stem for m in TABLE},
    }
    return [place for place, there in places.items() if not there]


@pytest.mark.parametrize("stem", [muscle.stem for muscle in TABLE])
def test_a_muscle_is_whole(stem):
    missing = lacking(stem)
    assert not missing, "\n".join(missing)


@pytest.mark.slow
def test_what_a_new_muscle_lacks_is_named_with_its_file(tmp_path):
    data = scratch.copy(tmp_path)
    lacks = "import json, test_muscles; print(json.dumps(test_muscles.lacking('imaginary')))"

    def add(table, row=None):
        scratch.add(data, table, row or IMAGINARY[table], after=ORDER)

    def fails(code):
        said = scratch.run(data, f"import facemodel as fm; {code}")
        assert said.startswith("facemodel.errors.FaceModelError: "), said
        return said

    add("muscles.csv")
    assert [place.partition(":")[0] for place in scratch.run(data, lacks)] == [
        "data/courses.csv", "data/courses.csv", "data/targets.csv", "data/strength.csv",
    ]  # fmt: skip
    assert "where imaginary pulls the skin" in fails("fm.load()")
    assert "where imaginary pulls the skin" in fails("fm.atlas()")
    add("courses.csv")
    calibrate = "import calibrate; calibrate.run(None)"
    assert "no row of imaginary that is fitted" in fails(calibrate)
    add("targets.csv")
    assert "strength.csv has no row of imaginary" in fails("fm.load()")
    add("strength.csv")
    assert "where imaginary catches a dose" in fails("fm.toxin.ed50(fm.load().mesh)")
    add("courses.csv", STRIP)
    assert scratch.run(data, lacks) == []


@pytest.fixture(scope="module")
def one_more(tmp_path_factory):
    """Tables with one muscle more, in the middle of theirs."""
    data = scratch.copy(tmp_path_factory.mktemp("one_more"))
    for table, row in IMAGINARY.items():
        scratch.add(data, table, row, after=ORDER)
    scratch.add(data, "courses.csv", STRIP, after="imaginary")
    return data


@pytest.mark.slow
def test_a_palsy_a_dose_and_regeneration_reach_a_new_muscle(one_more):
    code = """
import json, facemodel as fm
from facemodel.physiology.synkinesis import synkinesis_matrix
i = fm.MUSCLES.index("imaginary_left")
dose = fm.Injection(4, muscle="imaginary_left")
print(json.dumps([
    fm.conditions.house_brackmann(6, "left").conduction[i],
    fm.conditions.house_brackmann(6, "left").conduction[fm.MUSCLES.index("imaginary_right")],
    fm.conditions.hemifacial_spasm("left").involuntary[i],
    synkinesis_matrix("left", 1.0)[i].max(),
    fm.toxin.remaining(fm.load(), [dose], 14)[i],
    float(abs(fm.load().deform(fm.activation(imaginary_left=1)) - fm.load().deform(
        fm.activation())).max()),
]))"""
    carried, other, spasm, synkinesis, remaining, moved = scratch.run(one_more, code)
    assert (carried, other) == (0.0, 1.0)
    assert spasm > 0.3
    assert synkinesis > 0.1
    assert remaining < 0.7
    assert moved > 0.5


DRAWN = """
import json, numpy as np, facemodel as fm
from facemodel.mechanics.forces.fibre_lines import TILTED
from facemodel.physiology.spasm import processes
from facemodel.study.cohort import draws

def by_name(array, names=fm.MUSCLES):
    return {name: np.asarray(array)[..., k].tolist() for k, name in enumerate(names)}

people, seconds = fm.people.sample(5, 3, index=2), np.linspace(0, 90, 300)
spasms = [processes.HemifacialSpasm("left", 1.0, 3), processes.Blepharospasm(1.0, 3)]
found = {
    "strength": by_name(people.strength), "tone": by_name(people.tone),
    "tilt": by_name(draws.tilts(5, 2, 3), TILTED), "hand": draws.hands(5, 2, 3, 2).tolist(),
}
for name in ("ed50", "onset_days", "decay_days", "stiffness", "convergence"):
    found[name] = getattr(people, name).tolist()
for spasm in [*spasms, processes.Meige(1.0, 3)]:
    found[type(spasm).__name__] = by_name(spasm.involuntary(seconds))
print(json.dumps(found))"""


def test_people_stay_as_they_are_when_a_muscle_is_added(one_more):
    now, then = scratch.run(scratch.DATA, DRAWN), scratch.run(one_more, DRAWN)
    for what, values in now.items():
        if not isinstance(values, Mapping):
            assert then[what] == values, what
            continue
        assert set(then[what]) > set(values), what
        for name, value in values.items():
            assert then[what][name] == value, (what, name)
    new = np.array([then[what]["imaginary_left"] for what in ("strength", "tone")])
    assert len(np.unique(new)) == new.size  # its own numbers, for everybody others
    assert np.ptp(then["HemifacialSpasm"]["imaginary_left"]) > 0


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"branch": "zygomatik:1"}, "unknown word 'zygomatik'; did you mean 'zygomatic'"),
        ({"branch": "zygomatic:0.5"}, "shares in column branch add up to something else than 1"),
        ({"branch": ""}, "column branch is empty and needs a value"),
        ({"groups": ""}, "column groups is empty and needs a value"),
        ({"groups": "lip_lifters"}, "unknown word 'lip_lifters'"),
        ({"region": "chek"}, "did you mean 'cheek'"),
        ({"ed50_units": "", "ed50_why": ""}, "give ed50_units a dose, or say in ed50_why why"),
        ({"branch": "trigeminal:1"}, "rest_synkinesis is of the facial nerve"),
        ({"part_of": "frontali"}, "column part_of: nothing else is a part of it"),
    ],
)
def test_a_row_that_says_too_little_is_refused_by_its_name(tmp_path, monkeypatch, cells, said):
    monkeypatch.setattr(muscles.tables, "FOLDER", str(tmp_path))
    (tmp_path / "muscles.csv").write_bytes((scratch.DATA / "muscles.csv").read_bytes())
    scratch.add(tmp_path, "muscles.csv", IMAGINARY["muscles.csv"] | cells, after=ORDER)
    with pytest.raises(fm.FaceModelError) as told:
        muscles.read()
    assert "(imaginary): " in str(told.value)
    assert said in str(told.value)


@pytest.mark.parametrize(
    ("drawn", "said"), [("18", "another muscle has the number 18"), ("33", "<= 32")]
)
def test_a_muscle_that_would_change_every_person_is_refused(tmp_path, monkeypatch, drawn, said):
    monkeypatch.setattr(muscles.tables, "FOLDER", str(tmp_path))
    (tmp_path / "muscles.csv").write_bytes((scratch.DATA / "muscles.csv").read_bytes())
    scratch.add(tmp_path, "muscles.csv", IMAGINARY["muscles.csv"] | {"drawn": drawn})
    with pytest.raises(fm.FaceModelError, match=said):
        muscles.read()


def test_courses_that_disagree_say_so():
    """Where force and dose begin, or end, more than 2 mm apart, the row says it."""
    for stem in STEMS:
        strip = courses.strips(stem)[0]
        for course in courses.pulls(stem)[:1]:
            if course.kind == "band":
                apart = [math.dist(course.knots[k], strip.knots[k]) for k in (0, -1)]
                told = [f"{mm:.1f} mm" in course.why for mm in apart if mm > 1.5]
                assert all(told), (stem, apart)


def test_the_nerve_in_words_names_each_branch():
    for muscle in TABLE:
        if muscle.stem in STEMS and muscle.facial_branches:
            words = muscle.nerve_in_words
            assert all(name.replace("_", " ") in words for name in muscle.branch), muscle.stem
    assert info("mentalis").nerve_in_words == "marginal mandibular"
    assert info("orbicularis_oris_lower_marginal").nerve_in_words == "buccal + marginal mandibular"


def test_every_group_has_muscles_and_an_unknown_one_is_refused():
    for name in muscles.get_args(muscles.Group):
        assert muscles.group(name)
    assert muscles.group("frontalis") == ("frontalis_medial", "frontalis_lateral")
    assert muscles.group("mentalis") == ("mentalis",)
    for bad in ("", "lip"):
        with pytest.raises(fm.FaceModelError, match="unknown group of muscles"):
            muscles.group(bad)
