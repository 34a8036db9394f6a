"""Overlays on the screen: each key lays on what it names, where it belongs, and takes it off."""

import numpy as np
import pytest

import facemodel as fm
from labpage import FRAMES, choose, panes, place_of, unlike

pytestmark = pytest.mark.browser

KEYS = {
    "muscles": "m", "arrows": "w", "asymmetry": "a", "strain": "s", "lines": "l",
    "measures": "d", "reach": "r", "points": "i",
}  # fmt: skip
UNITS = {
    "muscles": "%", "arrows": "mm", "asymmetry": "mm", "strain": "%", "lines": "mm",
    "measures": "mm", "reach": "weakened", "points": "units",
}  # fmt: skip
BY_PEN = ("arrows", "measures", "reach", "points")
INJECTED = """() => app.store.change({ carried: { ...app.store.get().carried, injections: [
  { muscle: "corrugator_left", dose_units: 4 }, { landmark: "chin_right", dose_units: 2 }] } })"""


@pytest.fixture
def lab(open_lab):
    return open_lab


def press(lab, key: str):
    lab.keyboard.press(key)
    lab.evaluate(FRAMES)


def drawn(ink: np.ndarray) -> np.ndarray:
    """Where a pen has drawn (H, W)."""
    return ink[..., 3] > 40


def about(image: np.ndarray, place: tuple[float, float], reach: int) -> np.ndarray:
    x, y = map(round, place)
    return image[max(0, y - reach) : y + reach, max(0, x - reach) : x + reach]


def test_every_key_lays_on_what_it_names_and_takes_it_off(lab):
    lab.evaluate(INJECTED)
    bare, clear = panes(lab)["before"], panes(lab, ink=True)["before"]
    assert not drawn(clear).any()
    assert lab.locator("[data-overlay]").evaluate_all("a => a.map((b) => b.dataset.overlay)") == [
        *KEYS
    ]
    for name, key in KEYS.items():
        press(lab, key)
        button = lab.locator(f"[data-overlay={name}]")
        assert button.get_attribute("aria-pressed") == "true"
        legend = lab.locator(".fm-legends").inner_text()
        assert UNITS[name] in legend, name
        by_pen = name in BY_PEN
        seen = panes(lab, ink=by_pen)["before"]
        assert (drawn(seen).mean() if by_pen else unlike(seen, bare)) > 0.0002, name
        press(lab, key)
        assert button.get_attribute("aria-pressed") == "false"
        assert lab.locator(".fm-legends").inner_text() == ""
        seen = panes(lab, ink=by_pen)["before"]
        assert (drawn(seen).any() if by_pen else unlike(seen, bare)) == 0, name


def test_colours_show_the_side_that_moves_more(lab):
    """The spasm is on their left: orange there, purple on their right."""
    press(lab, "a")
    seen = panes(lab)["before"]
    marks = fm.load().mesh.landmarks
    red_over_blue = {}
    for side in ("left", "right"):
        patch = about(seen, place_of(lab, "before", marks[f"malar_{side}"]), 8)
        red, _, blue = patch.reshape(-1, 3).mean(axis=0)
        red_over_blue[side] = red - blue
    assert red_over_blue["left"] > 40
    assert red_over_blue["right"] < -10
    press(lab, "s")  # one paint at a time
    assert lab.locator("[data-overlay=asymmetry]").get_attribute("aria-pressed") == "false"


def test_arrows_stand_where_skin_has_moved_and_nowhere_else(lab):
    lab.evaluate('app.store.change({ expression: "brow_raise", condition: "healthy" })')
    press(lab, "w")
    seen = drawn(panes(lab, ink=True)["before"])
    marks = fm.load().mesh.landmarks
    assert about(seen, place_of(lab, "before", marks["brow_mid_left"]), 14).any()
    for name in ("pogonion", "cheilion_left", "alare_right"):
        assert not about(seen, place_of(lab, "before", marks[name]), 10).any(), name
    lab.evaluate('app.store.change({ expression: "rest" })')
    assert not drawn(panes(lab, ink=True)["before"]).any()


def test_reach_after_dampening_lies_within_reach_before(lab):
    lab.evaluate('app.store.change({ condition: "healthy" })')  # a spasm holds back what it drives
    lab.locator("[data-name=smile_left]").press("End")
    press(lab, "r")
    marks = fm.load().mesh.landmarks
    ink = panes(lab, ink=True)["after"]
    red, green, blue, alpha = np.moveaxis(ink, -1, 0)
    orange = (alpha > 60) & (red > 1.5 * blue) & (red > green)
    outline = (blue > red + 40) & (alpha > 200)
    areas = {}
    x_of = lab.evaluate("app.stage.scene.layout()[1].x")
    for side in ("left", "right"):
        x, y = place_of(lab, "after", marks[f"cheilion_{side}"])
        box = about(orange, (x - x_of, y), 45)
        rows, columns = np.nonzero(box)
        edge = about(outline, (x - x_of, y), 45)
        high, wide = np.nonzero(edge)
        assert high.min() <= rows.min() + 3
        assert high.max() >= rows.max() - 3
        assert wide.min() <= columns.min() + 3
        assert wide.max() >= columns.max() - 3
        areas[side] = box.sum()
    assert areas["left"] < 0.85 * areas["right"]  # only their left was dampened


def test_points_stand_where_the_dose_was_given(lab):
    lab.evaluate(INJECTED)
    press(lab, "i")
    seen = drawn(panes(lab, ink=True)["before"])
    marks = fm.load().mesh.landmarks
    assert about(seen, place_of(lab, "before", marks["chin_right"]), 4).all()
    assert about(seen, belly(lab, "before", "corrugator_left"), 4).all()
    assert not about(seen, place_of(lab, "before", marks["chin_left"]), 4).any()


def belly(lab, pane: str, muscle: str, under: float = 0.0) -> list[float]:
    """Where the middle of a muscle lies in a pane, px; under: share of its depth below the skin."""
    from facemodel.anatomy.mesh import vertex_normals
    from facemodel.physiology import spread

    mesh = fm.load().mesh
    point, depth = spread.middle(muscle, mesh)
    nearest = ((mesh.vertices - point) ** 2).sum(axis=1).argmin()
    point = point - under * depth * vertex_normals(mesh.vertices, mesh.faces)[nearest]
    code = "([pane, p]) => app.stage.scene.project(pane, p)"
    return lab.evaluate(code, [pane, point.tolist()])


def test_a_muscle_under_the_pointer_says_its_name_and_how_hard_it_pulls(lab):
    choose(lab, "after")
    lab.evaluate("""() => {
      const d = Float64Array.from(first.dampening);
      d[app.model.index.get("zygomaticus_major_left")] = 0.4;
      app.store.change({ dampening: d });
    }""")
    press(lab, "m")
    at = belly(lab, "after", "zygomaticus_major_left", under=1.0)
    box = lab.locator(".fm-picture").bounding_box()
    tip = lab.get_by_role("tooltip")
    lab.mouse.move(box["x"] + at[0], box["y"] + at[1])
    tip.wait_for()
    words = tip.inner_text()
    assert "zygomaticus major, left" in words
    assert "draws the corner of the mouth up and outward" in words
    assert "60 % of its strength remains" in words
    lab.mouse.move(box["x"] + 4, box["y"] + 4)
    tip.wait_for(state="hidden")


def test_python_lays_overlays_on_and_a_region_lights_its_muscles(lab):
    choose(lab, "after")
    lab.evaluate("app.lay(['muscles', 'measures'])")
    pressed = "a => a.filter((b) => b.ariaPressed === 'true').map((b) => b.dataset.overlay)"
    assert lab.locator("[data-overlay]").evaluate_all(pressed) == ["muscles", "measures"]
    all_alike = panes(lab)["after"]
    lab.locator("[data-name=smile_left]").hover()
    assert unlike(panes(lab)["after"], all_alike) > 0.02  # the others step back
    lab.mouse.move(1, 1)
    assert unlike(panes(lab)["after"], all_alike) == 0


def test_weaker_muscles_are_drawn_thinner(lab):
    choose(lab, "after")
    lab.evaluate('app.store.change({ expression: "open_mouth_smile", condition: "healthy" })')
    bare = panes(lab)["after"]
    press(lab, "m")
    full = unlike(panes(lab)["after"], bare)
    lab.evaluate("app.store.change({ dampening: first.dampening.map(() => 0.95) })")
    press(lab, "m")
    bare = panes(lab)["after"]
    press(lab, "m")
    assert unlike(panes(lab)["after"], bare) < 0.6 * full


def test_relief_of_lines_is_deeper_where_skin_is_gathered(lab):
    """A frown darkens the lines between the brows, and not the forehead."""
    lab.evaluate('app.store.change({ expression: "frown", condition: "healthy" })')
    still = panes(lab)["before"]
    press(lab, "l")
    lined = panes(lab)["before"]
    marks = fm.load().mesh.landmarks
    between = about(still - lined, place_of(lab, "before", marks["glabella"]), 20).sum(axis=2)
    forehead = about(still - lined, place_of(lab, "before", marks["forehead_mid"]), 20).sum(axis=2)
    assert between.max() > 90
    assert forehead.max() < 30


@pytest.mark.slow
def test_lines_are_as_old_as_the_condition_is(lab):
    """The same frown, on the skin of 30 and of 70 years; the legend says which."""
    seen = {}
    for severity in (0, 0.6, 1):
        lab.evaluate(
            "(x) => app.store.change({ expression: 'frown', condition: 'ageing', severity: x })",
            severity,
        )
        years = fm.conditions.ageing(severity).age_years
        assert lab.evaluate("(x) => app.model.years('ageing', x)", severity) == pytest.approx(years)
        bare = panes(lab)["before"]
        press(lab, "l")
        seen[severity] = np.abs(panes(lab)["before"] - bare).sum()
        assert f"at the age of {years:.0f}" in lab.locator(".fm-legends").inner_text()
        press(lab, "l")
    assert seen[0] < seen[0.6] < seen[1]
    assert lab.evaluate("app.model.years('hemifacial_spasm', 1)") is None


@pytest.mark.parametrize("width", [820, 1000])
def test_a_legend_leaves_the_chin_of_a_small_face_in_sight(lab, width):
    lab.set_viewport_size({"width": width, "height": 600})
    press(lab, KEYS["measures"])
    bottom = "(x) => document.querySelector(x).getBoundingClientRect()"
    face, legend = (lab.evaluate(bottom, x) for x in (".fm-picture canvas", ".fm-legends"))
    chin = place_of(lab, "before", fm.load().mesh.landmarks["menton"])[1] + face["top"]
    assert chin < min(face["bottom"], legend["top"])
