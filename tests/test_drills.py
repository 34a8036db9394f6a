"""Drills of placing points: judged by the share of the muscle, faded by a staircase, stopped."""

import numpy as np
import pytest

import facemodel as fm
from facemodel.errors import FaceModelError
from facemodel.physiology.sites import SITES
from facemodel.teach.drills import pictures, staircase
from facemodel.teach.drills.targets import DRILLED, ENOUGH

SEED = 2


def hand(mm, seed=SEED, skill="mouth", record=None):
    """A drill done by a hand that errs by so many mm up and sideways (one standard deviation)."""
    drill, rng = fm.drills.Drill(seed, skill, record), np.random.default_rng(seed)
    while (aim := drill.target) is not None:
        x, y, _ = aim._place.point + np.append(rng.normal(0, mm, 2), 0)
        drill.place(pictures.point_at(aim.face, x, y) or (0.0, -150.0, 0.0))
    return drill


# ---- how it gets harder and stops


def played(text, overlay=None):
    """The state after hits (1) and misses (0), each at the level that the ones before made."""
    rows = []
    for sign in text:
        rows.append((overlay or staircase.state(rows).overlay, sign == "1"))
    return staircase.state(rows)


@pytest.mark.parametrize(
    ("text", "overlay"),
    [("", "full"), ("1", "full"), ("11", "outline"), ("111", "outline"), ("1111", "none"),
     ("11110", "outline"), ("111100", "full"), ("1111000", "full"), ("101", "full"),
     ("11101", "full"), ("1110111", "outline"), ("11111111", "none")],
)  # fmt: skip
def test_two_hits_in_a_row_make_it_harder_and_a_miss_easier(text, overlay):
    assert played(text).overlay == overlay


def test_it_stops_with_eight_of_ten_hits_without_help_or_after_forty_points():
    assert not played("1" * 13).done
    assert played("1" * 14).reached
    assert not played("1" * 20, overlay="outline").done  # with help nothing is shown to be there
    assert played("0" * 40).done
    assert not played("0" * 40).reached
    assert played("1111111100", overlay="none").reached
    assert not played("1111111000", overlay="none").done


# ---- what is asked and how it is judged


def test_points_are_the_same_everywhere_and_come_on_several_heads():
    made = [fm.drills.target(SEED, k) for k in range(40)]
    assert len({one.head for one in made}) == 4
    assert {(one._name, one.side) for one in made} == set(DRILLED)  # each once before any twice
    assert made[7] == fm.drills.target(SEED, 7)
    assert {one.side for one in made} == {"left", "right", "middle"}


def test_a_skill_asks_for_sites_of_its_part_of_the_face():
    near = {SITES[fm.drills.target(SEED, k, "brow")._name].near for k in range(12)}
    assert near == {"brow"}
    with pytest.raises(FaceModelError, match="unknown skill 'ear'"):
        fm.drills.target(SEED, 0, "ear")


def test_every_site_is_a_hit_itself_also_the_depressor_anguli_oris():
    """On which the platysma catches more."""
    for name, side in DRILLED:
        aim = next(
            one
            for k in range(len(DRILLED))
            if (one := fm.drills.target(SEED, k))._name == name and one.side == side
        )
        object.__setattr__(aim, "_head", fm.drills.target(SEED, 0)._head)  # one head, for time
        aim.__dict__.pop("face", None)
        found = aim.judge(aim._place.point)
        assert (found.share, found.apart_mm, found.hit) == (1, 0, True), aim
    fm.drills.targets._target.cache_clear()


def test_a_point_beside_is_told_share_distance_and_way():
    aim = fm.drills.target(SEED, 0, "chin")
    x, y, _ = aim._place.point
    found = aim.judge(pictures.point_at(aim.face, x, y + 5))
    assert 0.5 < found.share < ENOUGH
    assert not found.hit
    assert "lower" in found.text
    assert f"{found.apart_mm:.1f} mm" in found.text
    across = next(
        one for k in range(9) if (one := fm.drills.target(SEED, k, "mouth")).side == "right"
    )
    x, y, _ = across._place.point
    assert "other side of the face" in across.judge(pictures.point_at(across.face, -x, y)).text


def test_a_click_is_on_the_skin_that_is_seen():
    face = fm.load()
    for name in ("pronasale", "cheilion_left"):
        x, y, z = face.mesh.vertices[face.mesh.landmarks[name]]
        assert pictures.point_at(face, x, y)[2] == pytest.approx(z, abs=1.5)
    assert pictures.point_at(face, 90.0, 110.0) is None


# ---- a simulated hand, a record, a box


@pytest.mark.slow
def test_a_steady_hand_gets_there_and_one_that_errs_by_8_mm_does_not():
    """A check of the drill, not of people."""
    steady = [hand(2, seed) for seed in (2, 3, 4)]
    shaky = [hand(8, seed) for seed in (2, 3, 4)]
    assert all(one.state.reached and one.state.count <= 25 for one in steady)
    assert all(not one.state.reached and one.state.count == 40 for one in shaky)
    unaided = lambda drill: sum(one.overlay == "none" for one in drill.points)  # noqa: E731
    assert min(map(unaided, steady)) >= 10 > max(map(unaided, shaky))


def test_points_are_kept_and_a_drill_goes_on(tmp_path):
    record = fm.items.Record("Kim")
    drill = fm.drills.Drill(SEED, "chin", record)
    for _ in range(3):
        drill.place(tuple(drill.target._place.point))
    read = fm.items.load_record(fm.items.save_record(record, tmp_path / "mine.json"))
    assert read.points == record.points
    again = fm.drills.Drill(SEED, "chin", read)
    assert (again.state, again.target) == (drill.state, drill.target)
    assert fm.drills.progress(read.points) == drill.state
    assert fm.drills.Drill(SEED + 1, "chin", read).state.count == 0


def test_a_box_shows_the_site_after_the_click_alone():
    drill = fm.drills.Drill(SEED, "chin")
    box, aim = drill.show(), drill.target
    shown = box._shown
    assert shown["overlay"]["kind"] == "full"
    assert shown["site"] is None
    assert shown["truth"] == ""
    assert shown["picture"].startswith("data:image/jpeg")
    box.clicked = [90.0, -110.0]
    assert "no skin" in box._shown["reply"]
    assert drill.state.count == 0
    x, y = pictures.on_picture(aim._place.point)
    box.clicked = [x, y]
    assert box._shown["hit"]
    assert np.allclose(box._shown["site"], [x, y])
    assert drill.state.count == 1
    box.clicked = [x + 1, y]  # a second click is not a second point
    assert drill.state.count == 1
    box._asked({"kind": "next"})
    assert box._shown["site"] is None
    for far, said in ((300.0, "within the picture"), (500.0, "from -400 to 400, got 500")):
        with pytest.raises(FaceModelError, match=said):
            box.clicked = [far, 0.0]


def test_without_help_no_muscle_is_sent():
    drill = fm.drills.Drill(SEED, "chin")
    for _ in range(4):
        drill.place(tuple(drill.target._place.point))
    shown = drill.show()._shown
    assert drill.state.overlay == "none"
    assert shown["overlay"] is None
    assert not any("Found" in text for text in shown["lines"])
