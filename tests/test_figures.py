"""Figures: every one has words for readers who do not see it, in the file and in a notebook."""

import base64
import inspect
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL import Image

import facemodel as fm
from facemodel.data import constants
from facemodel.view.figures import drawing
from facemodel.view.stills import portraits

DAMPED = fm.Case(
    condition="hemifacial_spasm",
    side="left",
    expression="smile_social",
    dampening={"eye_left": 0.6, "smile_left": 0.3},
    seed=5,
)
TREATED = fm.Case(
    condition="hemifacial_spasm",
    side="left",
    expression="smile_social",
    injections=[fm.Injection(4, muscle="zygomaticus_major_left")],
)
DAYS = (0, 10, 40, 90)
TIME = np.r_[np.arange(60), np.arange(90, 180)] / 30
TAKE = fm.Recording(TIME, fm.arkit({
    "mouthSmileLeft": np.interp(TIME, [0.5, 1, 1.5, 2], [0, 1, 1, 0]),
    "mouthSmileRight": np.interp(TIME, [0.5, 1, 1.5, 2], [0, 0.4, 0.4, 0]),
    "eyeBlinkLeft": np.interp(TIME, [4, 4.1, 4.3], [0, 1, 0]),
    "eyeBlinkRight": np.interp(TIME, [4, 4.1, 4.3], [0, 1, 0]),
}))  # fmt: skip
NOTEBOOKS = Path(__file__).parents[1] / "notebooks"


def plans():
    from facemodel.study.plan import TradeOff

    rows = {
        "keep": [0.9, 0.7, 0.4],
        "least_retained": [0.9, 0.7, 0.4],
        "mean_retained": [0.95, 0.8, 0.6],
        "mirror_mm": [1.4, 0.9, 0.6],
        "dose": [1, 5, 9],
    }
    made = {name: np.array(values) for name, values in rows.items()}
    return TradeOff(**made, plans=(), untouched_mm=1.5)


MAKE = {
    "before_after": lambda **k: fm.figures.before_after(DAMPED, **k),
    "cohort_bands": lambda **k: fm.figures.cohort_bands(
        DAYS, {"smile": np.random.default_rng(1).random((30, 4))}, "asymmetry", **k
    ),
    "curve": lambda **k: fm.figures.curve(
        [0, 50, 100], [1.5, 0.6, 1.9], "weaker by, %", "gap, mm", **k
    ),
    "over_days": lambda **k: fm.figures.over_days(TREATED, DAYS, **k),
    "over_recording": lambda **k: fm.figures.over_recording(TAKE, **k),
    "over_seconds": lambda **k: fm.figures.over_seconds(DAMPED, [7, 7.1, 7.2, 7.3], **k),
    "people_over_days": lambda **k: fm.figures.people_over_days(
        TREATED, DAYS, people=5, seed=9, **k
    ),
    "reach": lambda **k: fm.figures.reach(DAMPED, ["cheilion_left", "cheilion_right"], **k),
    "trade_off": lambda **k: fm.figures.trade_off(plans(), **k),
    "two_takes": lambda **k: fm.figures.two_takes(TAKE, TAKE.part(0, 2), **k),
}
PANELS = {"before_after": 3, "over_days": 3, "over_recording": 3, "over_seconds": 3, "reach": 2}


@pytest.fixture(scope="module")
def made():
    """Every figure once; portraits are plain grey, as tests of pictures are elsewhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(portraits, "portraits", grey)
        return {name: make() for name, make in MAKE.items()}


@pytest.fixture(scope="module")
def pngs(made):
    """Every figure drawn once."""
    return {name: figure.bytes("png") for name, figure in made.items()}


def grey(face, controls, size=(360, 450), tone="medium"):
    pixels = np.full((len(controls), size[1], size[0], 3), 128, np.uint8)
    return portraits.Portraits(pixels, portraits.AS_IN_THE_LAB)


def test_every_shipped_figure_is_tested_here():
    functions = {
        name
        for name in fm.figures.__all__
        if inspect.isfunction(function := getattr(fm.figures, name))
        and inspect.signature(function, eval_str=True).return_annotation == fm.figures.Drawing
    }
    assert functions == set(MAKE)


@pytest.mark.parametrize("name", MAKE)
def test_words_and_stamp_stand_in_the_file_and_the_stamp_in_sight(made, pngs, name):
    alt = made[name].alt
    assert len(re.findall(r"\d", alt)) >= 4
    assert alt.endswith(".")
    words = Image.open(io.BytesIO(pngs[name])).text
    assert words["Description"] == alt
    assert constants.digest() in words["Comment"]
    shown = [text.get_text() for text in made[name].texts]
    assert any(constants.digest() in text for text in shown)


def overlaps(figure) -> list[tuple[str, str]]:
    """Pairs of texts of a drawn figure that lie on each other, and texts that leave the page."""
    from matplotlib.text import Text

    hidden = set()
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            low, high = sorted(axis.get_view_interval())
            ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
            away = [t for t in ticks if not low - 1e-9 <= t.get_loc() <= high + 1e-9]
            hidden |= {text for tick in away for text in (tick.label1, tick.label2)}
    texts = [t for t in figure.findobj(Text) if t.get_visible() and t not in hidden]
    boxes = [(t.get_text(), t.get_window_extent()) for t in texts if t.get_text().strip()]
    page = figure.bbox.padded(1)
    found = [(a, "page") for a, b in boxes if b.x0 < page.x0 or b.x1 > page.x1 or b.y1 > page.y1]
    return found + [
        (a, b)
        for k, (a, one) in enumerate(boxes)
        for b, other in boxes[k + 1 :]
        if one.padded(-1).overlaps(other.padded(-1))
    ]


@pytest.mark.parametrize("name", MAKE)
def test_no_text_lies_on_another_or_leaves_the_page(made, pngs, name):
    assert overlaps(made[name]) == []


def test_before_and_after_differ_in_more_than_colour(made):
    """Colours of Okabe and Ito, and another dash or marker for each."""
    lines = {
        (line.get_color(), str(line.get_linestyle()))
        for axes in made["over_days"].axes[2:3]
        for line in axes.lines
        if line.get_linestyle() != ":"
    }
    assert len({dash for _, dash in lines}) == len(lines)
    handles = made["over_days"].legends[0].legend_handles
    styles = {(h.get_color(), h.get_linestyle(), h.get_linewidth()) for h in handles}
    assert len(styles) == 4
    assert {h.get_color() for h in handles} == {"#0072B2", "#D55E00"}


def test_the_words_say_what_the_curve_says(made, face):
    from facemodel.study import course

    now = course.measures(fm.course(TREATED, days=DAYS), face)["asymmetry_mm"]
    best = int(now.argmin())
    assert f"{now[best]:.2f} mm on day {DAYS[best]}" in made["over_days"].alt


def test_a_notebook_export_keeps_the_words(made):
    """nbconvert writes "No description has been provided" beside a PNG; ours must not be one."""
    nbformat = pytest.importorskip("nbformat")
    nbconvert = pytest.importorskip("nbconvert")
    from IPython.core.formatters import DisplayFormatter
    from matplotlib.figure import Figure

    own = Figure()
    own.subplots().plot([1, 2])
    shown = [made["trade_off"], fm.figures.show(own, alt='My "own" curve rises.')]
    cells = []
    for value in shown:
        data, metadata = DisplayFormatter().format(value)
        output = nbformat.v4.new_output("execute_result", data, metadata=metadata)
        cells.append(nbformat.v4.new_code_cell("figure", outputs=[output]))
    page, _ = nbconvert.HTMLExporter().from_notebook_node(nbformat.v4.new_notebook(cells=cells))
    alts: list[str | None] = []

    class Images(HTMLParser):
        def handle_starttag(self, tag, attributes):
            if tag == "img":
                alts.append(dict(attributes).get("alt"))

    Images().feed(page)
    assert alts == [made["trade_off"].alt, 'My "own" curve rises.']


def test_notebooks_show_figures_only_with_words():
    """What pyplot, Image or a bare figure would show has no alternative text."""
    import json

    bare = re.compile(r"pyplot|\bplt\b|\bImage\(|savefig|display\(fig")
    for path in NOTEBOOKS.glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                assert not bare.search("".join(cell["source"])), path.name


@pytest.mark.parametrize("ending", ["png", "pdf", "svg"])
def test_a_figure_is_saved_with_its_stamp(made, tmp_path, ending):
    file = made["cohort_bands"].save(tmp_path / f"figure.{ending}", dpi=60)
    assert constants.digest().encode() in file.read_bytes()


def test_figures_are_made_without_pyplot():
    """pyplot keeps every figure until it is closed, and asks for a display."""
    package = Path(fm.__file__).parent
    users = [p.name for p in package.rglob("*.py") if "pyplot" in p.read_text("utf-8")]
    assert users == []


def test_the_style_is_the_house_s_and_leaves_no_trace():
    import matplotlib

    before = dict(matplotlib.rcParams)
    with drawing.house_style():
        cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()
        assert [c.lstrip("#") for c in cycle["color"][:2]] == ["0072B2", "D55E00"]
        assert len(set(cycle["linestyle"][:4])) == 4
    assert dict(matplotlib.rcParams) == before


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: fm.figures.over_days(fm.Case()), "nothing is injected"),
        (lambda: fm.figures.over_seconds(fm.Case()), "nothing that runs in seconds"),
        (lambda: fm.figures.over_days(fm.course(DAMPED, seconds=[7, 8])), "course of seconds"),
        (lambda: fm.figures.before_after("case"), "a case is expected, got text"),
        (lambda: fm.figures.reach(DAMPED, ["nose"]), "unknown landmark 'nose'"),
        (lambda: fm.figures.cohort_bands([0, 1], {}, "x"), "groups are 1 to 4"),
        (lambda: fm.figures.cohort_bands([0, 1], {"a": [[1, 2, 3]]}, "x"), r"\(N, 2\)"),
        (lambda: fm.figures.trade_off([1, 2]), "a trade-off is expected, got a list"),
        (lambda: fm.figures.show("figure"), "a matplotlib Figure"),
        (lambda: MAKE["trade_off"]().save("figure.bmp"), "should end in .png, .pdf or .svg"),
    ],
)
def test_a_wrong_wish_is_refused_in_one_sentence(make, said):
    with pytest.raises(fm.FaceModelError, match=said):
        make()


def test_a_figure_without_words_is_refused():
    from matplotlib.figure import Figure

    with pytest.raises(fm.FaceModelError, match="needs words"):
        fm.figures.show(Figure(), alt="  ")


def test_a_shown_figure_is_one_image(made):
    html = made["trade_off"]._repr_mimebundle_()["text/html"]
    data = re.search(r"base64,([^\"]+)", html)
    assert base64.b64decode(data[1]).startswith(b"\x89PNG")


@pytest.mark.slow
def test_plots_follow_a_dark_page_and_faces_keep_their_colours(made):
    plots = {
        name for name, one in made.items() if "fm-plot" in one._repr_mimebundle_()["text/html"]
    }
    assert {"trade_off", "over_days"} <= plots
    assert plots == {name for name, one in made.items() if not any(a.images for a in one.axes)}
    assert plots != set(made)


@pytest.mark.parametrize("name", MAKE)
def test_it_draws_on_axes_of_somebody_else_and_returns_their_figure(name, monkeypatch):
    monkeypatch.setattr(portraits, "portraits", grey)
    count = PANELS.get(name, 1)
    figure = Figure()
    axes = figure.subplots(1, count)
    assert MAKE[name](ax=axes) is figure
    drawn = list(np.ravel(axes))
    assert figure.axes == drawn
    assert all(one.has_data() or one.images or one.patches for one in drawn)
    assert re.search(r"\d.*\.$", drawn[0].get_label())
    assert figure.get_label() == ""
    with pytest.raises(fm.FaceModelError, match=r"matplotlib Axes.*leave it out"):
        MAKE[name](ax=[*drawn, drawn[0]])
