"""The report: what stands in it, that it loads nothing, and that text in it stays text."""

import html
import os
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from markupsafe import Markup, escape

import facemodel as fm
from conftest import missing
from facemodel.anatomy import template
from facemodel.cli import main
from facemodel.data import constants
from facemodel.data.references import evidence, full
from facemodel.mechanics.face import build
from facemodel.view import markup, provenance, wording
from facemodel.view.provenance import BANNER
from facemodel.view.report import findings, photos, tables, text_of
from facemodel.view.stills import chromium, portraits

ROOT = Path(__file__).parents[1]
NASTY = "<script>alert(1)</script> \"&amp;' =1+1 ${title} $banner </style> \U0001f600"
SECTIONS = (
    "glance", "photographs", "case", "time", "trade-off", "scales", "lines", "measures",
    "assumptions", "sources",
)  # fmt: skip


def grey(face, controls, size=(360, 450), tone="medium"):
    """Portraits of no face, so that nothing is drawn in a browser."""
    pixels = np.full((len(controls), size[1], size[0], 3), 128, np.uint8)
    return portraits.Portraits(pixels, portraits.AS_IN_THE_LAB)


@pytest.fixture(scope="module")
def treated():
    points = [
        fm.Injection(4, muscle="zygomaticus_major_left"),
        fm.Injection(2.5, landmark="malar_left", day=1),
        fm.Injection(2, point=(7.4, -83.1, 84.0)),
    ]
    return fm.Case(
        condition="hemifacial_spasm",
        side="left",
        expression="smile_social",
        injections=points,
        dampening={"eye_left": 0.6},
        person={"seed": 3, "index": 1},
        day=14,
    )


def test_a_recording_has_a_section_of_its_own(monkeypatch):
    monkeypatch.setattr(photos, "portraits", grey)
    take = fm.sample_recording()
    found = fm.movements.strengths(take)
    grown = fm.Recording(take.time, np.clip(take.controls * 1.6, -1, 1), take.source)
    text = text_of(found.case(), recording=take, later=grown)
    part = text[text.index('<section id="recording"') :]
    part = html.unescape(part[: part.index("</section>")])
    row = fm.movements.sides(take)["brow"]
    words = [f"{row.left_mm:.1f} mm", f"{row.symmetry_percent:.0f} %", "72 % and more: below"]
    words += [task.label for task in fm.movements.tasks(take)]
    words += [
        "Blinks: 5, 18 a minute, 0.15 s long; left eye by 100 %",
        *take.notes,
        "frontalis lateral right",
        "45 to 63",
    ]
    change = fm.movements.changes(take, grown)["brow_mid_left_mm"]
    words += [f"{change.change_mm:+.1f} mm", "can be told"]
    assert [word for word in words if word not in part] == []
    assert part.count("<img") == 2
    with pytest.raises(fm.FaceModelError, match="give the first as recording="):
        fm.report(fm.Case(), "a.html", later=take)
    with pytest.raises(fm.FaceModelError, match=r"what fm\.read_recording returns"):
        fm.report(fm.Case(), "a.html", recording="take.csv")


@pytest.fixture(scope="module")
def page(treated):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(photos, "portraits", grey)
        return text_of(treated, NASTY, f"line one\n{NASTY}")


class Reader(HTMLParser):
    """Tags with their attributes, and the text of each section."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.section, self.text = [], "", {}
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag == "section":
            self.section = dict(attrs)["id"]

    def handle_data(self, data):
        self.text[self.section] = self.text.get(self.section, "") + data


def test_every_section_is_there_in_order_and_says_something(page):
    found = Reader(page)
    assert tuple(name for name in found.text if name) == SECTIONS
    assert all(len(found.text[name].split()) > 12 for name in SECTIONS)
    heads = [tag for tag, _ in found.tags if tag in ("h1", "h2", "h3")]
    assert heads == ["h1"] + ["h2"] * len(SECTIONS)
    anchors = [attrs["href"] for tag, attrs in found.tags if tag == "a"]
    assert anchors[: len(SECTIONS)] == [f"#{name}" for name in SECTIONS]
    assert all(one.startswith("https://") for one in anchors[len(SECTIONS) :])


def test_title_and_note_stay_text(page):
    tags = Reader(page).tags
    assert "script" not in {tag for tag, _ in tags}
    assert page.count(escape(NASTY)) == 3  # title, heading, note
    assert f"line one\n{escape(NASTY)}" in page
    assert page.count("</style>") == 1


def test_nothing_is_loaded_from_outside(page):
    assert "default-src 'none'; img-src data:" in html.unescape(page)
    links = [
        value
        for tag, attrs in Reader(page).tags
        for name, value in attrs.items()
        if (tag, name) != ("a", "href")  # loads nothing until it is followed
        and name in ("src", "href", "srcset", "action", "data", "poster")
    ]
    assert links
    assert all(value.startswith(("data:image/", "#")) for value in links)
    assert "@import" not in page
    assert "url(" not in page


def test_banner_and_stamp_stand_in_it(page, treated):
    assert page.count(escape(BANNER)) == 2
    stamped = escape(str(provenance.stamp(treated)))
    assert page.count(stamped) == 2  # at the end, and on each sheet
    assert constants.digest() in page
    assert "person 3.1" in page


def test_every_picture_has_words(page):
    images = [attrs for tag, attrs in Reader(page).tags if tag == "img"]
    assert len(images) == 18 + 8 + 3  # tasks, days, and the curves
    assert all(len(attrs["alt"].split()) > 5 for attrs in images)


@pytest.mark.slow
def test_figures_are_those_of_the_model(page, treated):
    face, text = treated.build_face(), Reader(page).text
    before = fm.metrics.asymmetry(face.mesh, treated.before(face))
    after = fm.metrics.asymmetry(face.mesh, treated.after(face))
    assert f"from {before:.2f} to {after:.2f} mm" in text["glance"]
    exams = [
        fm.examine(face, treated.build_condition(), left, treated.build_person())
        for left in (1.0, treated.remaining(face))
    ]
    first, last = (fm.scales.sunnybrook(exam, "left") for exam in exams)
    said = f"Sunnybrook composite, 0..100{first.composite:.0f}{last.composite:.0f}"
    assert said in text["scales"]
    assert last.items["voluntary_snarl"].rule in text["scales"]
    lid = [fm.metrics.facial_measures(face.mesh, v)["mrd1_mm"] for v in
           (treated.before(face), treated.after(face))]  # fmt: skip
    assert f"{lid[0][0]:.1f} → {lid[1][0]:.1f}" in text["measures"]
    top = fm.sensitivity(treated).parameters[0]
    assert escape(top.what[1:]) in page
    assert "6.5 teaching units in total" not in text["case"]
    assert "8.5 teaching units in total" in text["case"]


def test_a_task_is_photographed_before_and_after_and_the_movement_on_days(treated):
    asked = []

    def portraits(face, controls, size, tone):
        asked.append(controls)
        return grey(face, controls, size, tone)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(photos, "portraits", portraits)
        found = findings.find(treated)
        taken = photos.take(found)
    assert len(asked) == 1  # one start of a browser
    assert [day for day, _, _ in taken.days] == [0, 3, 7, 14, 30, 60, 90, 120]
    face = found.face
    np.testing.assert_allclose(
        asked[0][18 + 3], face.controls(treated.drive(face, day=14)), atol=1e-12
    )
    smile = replace(treated, expression="open_mouth_smile")
    np.testing.assert_allclose(asked[0][11], face.controls(smile.drive(face)), atol=1e-12)


def test_bold_is_what_a_measurement_would_tell():
    made = findings.Measure("opening of the eye", "mm", (5.0, 6.4), 1, 1.5)
    assert not made.is_detectable
    assert replace(made, values=(5.0, 6.5)).is_detectable
    assert tables._changed(made).startswith("<span")
    assert tables._changed(replace(made, values=(5.0, 3.4))).startswith("<b>")
    assert tables._changed(replace(made, detectable=None)) == "5.0 → 6.4"
    assert wording.arrow(["-0.0", "0.0"]) == "0.0"


@pytest.mark.parametrize(
    "case",
    [
        fm.Case(),
        fm.Case(condition="blepharospasm", expression="gentle_eye_closure"),
        fm.Case(condition="ageing", severity=1.0, expression="brow_raise",
                dampening={"forehead": 1.0}),
        pytest.param(
            fm.Case(condition="hemifacial_spasm", side="right", time_s=7.2, dampening={"eye": 0}),
            marks=pytest.mark.slow,
        ),
        fm.Case(expression=None, activation={"risorius_left": 1.0}, dampening={"cheek_left": 0.5}),
    ],
)  # fmt: skip
def test_cases_of_every_kind_have_a_report(case, monkeypatch):
    monkeypatch.setattr(photos, "portraits", grey)
    found = Reader(text_of(case))
    assert tuple(name for name in found.text if name) == SECTIONS
    assert "nan" not in " ".join(found.text.values()).lower().replace("nanosec", "").split()
    if not any(case.dampening.values()):
        assert "→" not in found.text["measures"]


def test_marks_are_those_of_the_documents():
    table = (ROOT / "docs" / "sources.md").read_text("utf-8")
    marks = dict(re.findall(r"^\| `(\w+)` \| ([^|]*) \|$", table, re.MULTILINE))
    assert dict(findings.MARKS) == marks
    assert set(constants.MARKS) <= set(findings.MARKS)


@pytest.mark.slow
def test_every_work_that_a_report_cites_is_listed_in_full(page, treated):
    text, found = Reader(page).text, findings.find(treated)
    assert "Evidence behind each part" in text["sources"]
    for _, cited, why, mark in findings.behind(found):
        assert escape(evidence(cited, why)) in page
        assert mark in findings.MARKS
        for key in cited:
            assert full(key) in text["sources"]
    strongest = found.sensitivity.parameters[0]
    assert evidence(strongest.cite, strongest.why) in text["assumptions"]
    for key in strongest.cite:
        assert full(key) in text["sources"]
    assert full("Shehri2022") not in text["sources"]  # nothing of the masseter in this case


def test_works_are_listed_once_and_in_order():
    found = [work for work, _ in findings.works(["Polo2008", "Hwang2009", "Polo2008"])]
    assert [re.sub(r"<[^>]*>", "", work) for work in found] == [full("Hwang2009"), full("Polo2008")]


def test_a_work_with_an_address_is_a_link():
    (none, _), (doi, _) = findings.works(["Picard2024", "Farkas1994"])
    address = "https://doi.org/10.1111/coa.14217"
    assert doi.endswith(f'. <a href="{address}">{address}</a>')
    assert (str(none), "<a" in none) == (html.escape(full("Farkas1994")), False)


def test_markup_escapes_all_but_markup():
    made = markup.piece("items", ["<i>", Markup("<b>&amp;</b>")])
    assert str(made) == "<ul><li>&lt;i&gt;</li><li><b>&amp;</b></li></ul>"
    image = markup.image(b"x", '"><script>', "png", width=3)
    assert image.startswith('<img alt="&#34;&gt;&lt;script&gt;" src="data:image/png;base64,')
    assert image.endswith(' width="3">')


def test_html_is_made_of_templates_alone():
    """A tag at the beginning of a text in Python is one that nobody escapes what follows."""
    package = Path(markup.__file__).parents[1]
    by_hand = re.compile(r"""["'(]<(?:p|div|table|b|li|ul|t[dr]|span|h\d|img|a|strong|style)[ >]""")
    found = [file.name for file in package.rglob("*.py") if by_hand.search(file.read_text("utf-8"))]
    assert found == ["markup.py"]  # round a table that mistune made


def test_a_sheet_of_paper_cuts_long_tables_only():
    short, long = (str(markup.piece("table", "c", ("a",), [("x",)] * n)) for n in (12, 13))
    assert '<table class="whole">' in short
    assert "<table>" in long


@pytest.mark.parametrize(
    ("keywords", "name", "said"),
    [
        ({}, "report.docx", "should end in .html or .pdf"),
        ({}, "report", "should end in .html or .pdf"),
        ({}, "a" * 300 + "/report.html", "name too long"),
        ({}, "", "is named by its path"),
        ({"title": "x" * 121}, "r.html", "title of a report is text of at most 120"),
        ({"title": 3}, "r.html", "title of a report is text"),
        ({"note": "a\x00b"}, "r.html", "a character that no page shows"),
        ({"tone": "green"}, "r.html", "unknown skin tone 'green'"),
    ],
)
def test_what_cannot_be_written_is_said_at_once(keywords, name, said, tmp_path):
    begun = time.monotonic()
    with pytest.raises(fm.FaceModelError, match=re.escape(said)):
        fm.report(fm.Case(), tmp_path / name if name else name, **keywords)
    assert time.monotonic() - begun < 1
    assert list(tmp_path.iterdir()) == []


def test_a_pdf_without_a_browser_is_refused_in_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setenv("CHROMIUM", "no-such-browser")
    with pytest.raises(fm.FaceModelError, match="not a program"):
        fm.report(fm.Case(), tmp_path / "r.pdf")


def test_a_page_without_a_browser_says_that_it_is_drawn_plainly(treated, monkeypatch):
    def plain(*given):
        return replace(grey(*given), how="flat drawing, without a browser")

    monkeypatch.setattr(photos, "portraits", plain)
    found = findings.find(replace(treated, injections=()))
    from facemodel.view.report import sections

    said = sections.photo_sheet(found, photos.take(found))
    assert "Flat drawing, without a browser." in str(said)


def test_the_command_writes_it_and_words_its_failures(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(photos, "portraits", grey)
    file = tmp_path / "case.json"
    fm.save_case(fm.Case(), file)
    out = tmp_path / "r.html"
    asked = ["report", str(file), "-o", str(out), "--title", "<b>", "--note", "=1"]
    assert main.main(asked) == 0
    assert capsys.readouterr().out == f"report  {out}\n"
    assert "<title>&lt;b&gt;</title>" in out.read_text("utf-8")
    damaged = tmp_path / "damaged.json"
    damaged.write_text("{")
    for words in ([str(tmp_path / "none.json")], [str(damaged)], [str(file), "-o", "x.txt"]):
        assert main.main(["report", *words, *(() if "-o" in words else ("-o", str(out)))]) == 2
        said = capsys.readouterr().err
        assert said.count("\n") == 1
        assert "Traceback" not in said
    assert main.main(["report", str(file)]) == 2
    assert "-o" in capsys.readouterr().err


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root writes anywhere")
def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(fm.FaceModelError, match="cannot write"):
        fm.report(fm.Case(), tmp_path / "r.html")


@pytest.mark.browser
def test_the_page_opens_offline_without_an_error_and_is_accessible(page, page_offline, tmp_path):
    file = tmp_path / "r.html"
    file.write_text(page, "utf-8")
    page_offline.goto(file.as_uri())
    assert page_offline.title() == NASTY
    wide = page_offline.evaluate("document.documentElement.scrollWidth")
    assert wide <= page_offline.viewport_size["width"]
    page_offline.set_viewport_size({"width": 380, "height": 800})
    assert page_offline.evaluate("document.documentElement.scrollWidth") <= 380
    drawn = page_offline.evaluate("[...document.images].every((i) => i.complete && i.naturalWidth)")
    assert drawn
    axe = ROOT / "node_modules/axe-core/axe.min.js"
    if not axe.exists():
        missing("axe-core is not there (npm ci)")
    # the page's own policy refuses scripts, so its content is looked at without it
    text = re.sub(r"<meta http-equiv=[^>]*>", "", page)
    page_offline.set_content(text)
    page_offline.evaluate(axe.read_text("utf-8"))
    found = page_offline.evaluate("axe.run()")
    assert [(v["id"], v["nodes"][0]["html"][:120]) for v in found["violations"]] == []


@pytest.mark.browser
def test_it_is_printed_as_a_pdf(page):
    try:
        chromium.browser()
    except fm.FaceModelError as error:
        missing(str(error))
    pdf = chromium.print_pdf(page)
    assert pdf.startswith(b"%PDF-")
    assert 4 <= pdf.count(b"/Type /Page\n") <= 14


@pytest.mark.slow
@pytest.mark.browser
def test_a_report_takes_no_longer_than_thirty_faces_to_assemble(treated, tmp_path):
    """Of the processor, the browser's too: the clock says what else the machine does."""

    def spent(do):
        begun = sum(os.times()[:4])
        made = do()
        return sum(os.times()[:4]) - begun, made

    assembly, _ = spent(lambda: build(template.mesh(1)))
    report, written = spent(lambda: fm.report(treated, tmp_path / "r.pdf"))
    assert assembly < report < 30 * assembly
    assert 200_000 < written.stat().st_size < 3_000_000
