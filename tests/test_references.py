"""The works behind the figures: what their file holds, and that every citation leads to one."""

import csv
import json
import re
from pathlib import Path

import pytest

import facemodel as fm
from facemodel.anatomy import expressions
from facemodel.data import constants, references
from facemodel.data.references import ACCESS, cite, evidence, full, parsed
from facemodel.errors import FaceModelError
from facemodel.mechanics import targets
from facemodel.physiology.conditions import PRESETS

ROOT = Path(__file__).parents[1]
WRITTEN = (".py", ".js", ".md", ".ipynb", ".csv", ".html", ".css", ".j2")
DATED = r"[A-Z][A-Za-z]+(?:19|20)\d\d[ab]?"

ENTRY = """@article{{{key},
  author = {{{author}}},
  title = {{A title}},
  journal = {{A journal}},
  year = {{1996}},
  access = {{abstract}},
}}
"""


def entry(key="One1996", author="One, A. and Two, B.", **changed):
    text = ENTRY.format(key=key, author=author)
    for name, value in changed.items():
        text = text.replace(f"{name} = ", f"{value} = ")
    return text


@pytest.mark.parametrize(
    ("author", "said"),
    [
        ("One, A.", "One (1996)"),
        ("One, A. and Two, B.", "One and Two (1996)"),
        ("One, A. and Two, B. and Three, C.", "One et al. (1996)"),
        ("One, A. and others", "One et al. (1996)"),
        ("van One, A. and Two, B.", "van One and Two (1996)"),
        ("{One and Two Ltd}", "One and Two Ltd (1996)"),
    ],
)
def test_authors_are_named_as_texts_name_them(author, said):
    assert parsed(entry(author=author))["One1996"].short == said


def test_a_work_is_cited_short_and_in_full():
    assert cite("Sloop1996") == "Sloop et al. (1996)"
    assert full("Sloop1996").startswith("Sloop et al. (1996), Dose-response curve of human")
    assert "Neurology 46:1382-1386. https://" in full("Sloop1996")
    assert "100% score" in full("Picard2024")
    assert full("Picard2024").endswith("Clin Otolaryngol. https://doi.org/10.1111/coa.14217")
    assert "Disabil Rehabil 1414-1418" in full("DallaToffola2010")


def test_what_a_figure_rests_on_is_one_text():
    assert evidence((), "chosen") == "chosen"
    assert evidence(("Polo2008", "Hwang2009"), "") == "Polo (2008); Hwang et al. (2009)"
    assert evidence(("Polo2008",), "half of it") == "Polo (2008): half of it"
    said = "Hwang et al. (2009), Angle Orthod 79:70-77: half of it"
    assert evidence(("Hwang2009",), "half of it", places=True) == said


def test_an_unknown_key_is_refused_with_the_nearest():
    with pytest.raises(FaceModelError, match=r"unknown work 'Sloop1995'.*Sloop1996"):
        cite("Sloop1995")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (entry() + entry(), "One1996 is given twice"),
        (entry(year="yaer"), "One1996 has a field twice or one that is not of"),
        (entry(year="title"), "One1996 has a field twice"),
        (entry(year="note"), "One1996 lacks year"),
        (entry(journal="note"), "One1996 lacks journal"),
        (entry(author=""), "One1996 lacks author"),
        (entry().replace("{abstract}", "{skimmed}"), "access of One1996 is one of abstract, full"),
        (entry() + "@article{Two1997, title={x}}\n", "no entry as this project writes them: @art"),
        (entry().replace("},\n}", "}\n}"), "as this project writes them: @article{One1996"),
    ],
)
def test_a_careless_entry_is_refused(text, said):
    with pytest.raises(FaceModelError, match=said):
        parsed(text)


def test_every_work_can_be_found_or_says_why_not():
    for key, one in references.references().items():
        assert one.authors[0], key
        assert one.title, key
        assert one.year == "undated" or (one.year.isdigit() and 1850 < int(one.year) < 2030), key
        assert one.year in key or one.year == "undated", key
        assert one.journal, key
        assert one.access in ACCESS, key
        assert one.doi or one.url or "address" in one.note, key
        assert not one.doi or one.doi.startswith("10."), key
        assert not one.url or one.url.startswith(("https://", "http://")), key


# ---- every citation leads somewhere


def texts():
    """Path and text of what people read or write here, but this file and the list of works."""
    folders = [ROOT / name for name in ("src", "docs", "notebooks", "tests")]
    found = [p for folder in folders for p in folder.rglob("*") if p.suffix in WRITTEN]
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *found]:
        if not {"static", "node_modules", "__pycache__"} & set(path.parts) and path != Path(
            __file__
        ):
            text = path.read_text("utf-8")
            yield path, text.split("\n## Works\n")[0] if path.name == "sources.md" else text


def tables():
    """Path and rows of every table that says what its figures rest on."""
    for path in sorted((ROOT / "src").rglob("*.csv")):
        rows = list(csv.DictReader(path.read_text("utf-8").splitlines()))
        if any(column.endswith("cite") for column in rows[0]):
            yield path, rows


def cited():
    """Every key that is cited, with a place: tables, brackets in texts, texts in code."""
    for path, rows in tables():
        for row in rows:
            keys = " ".join(text for name, text in row.items() if name.endswith("cite")).split()
            yield from ((key, path.name) for key in keys)
    known = "|".join(references.references())
    for path, text in texts():
        if path.suffix == ".csv":
            continue
        inside = re.findall(rf"\[({DATED}|{known})\]", text)
        literal = re.findall(rf'"({DATED}|{known})"', text) if path.suffix == ".py" else []
        yield from ((key, path.name) for key in inside + literal)


def test_every_key_that_is_cited_is_known():
    unknown = {(key, where) for key, where in cited() if key not in references.references()}
    assert not unknown


def test_every_work_is_cited_by_a_figure_a_text_or_a_lesson():
    used = {
        key for key, where in cited() if where != "sources.md" and not where.startswith("test_")
    }
    assert sorted(set(references.references()) - used) == []


def marked():
    """(what, mark, keys, reason) of everything that carries a mark."""
    for path, rows in tables():
        for row in rows:
            for column in (c for c in row if re.search(r"\b(\w+_)?mark$", c)):
                own = column.removesuffix("mark")
                part = own if f"{own}cite" in row else ""
                named = row.get("name") or row.get("stem") or row.get("kind") or row["muscle"]
                what = f"{path.name}: {named} {own}"
                yield what, row[column], row[f"{part}cite"].split(), row[f"{part}why"]
    named = [*PRESETS.items(), *fm.ACTION_UNITS.items(), *fm.EXPRESSIONS.items()]
    for name, one in [*named, *expressions.ARKIT.items()]:
        yield str(name), one.mark, one.cite, one.why
    for one in targets.TARGETS:
        yield f"target of {one.stem}", one.mark, one.cite, one.why


def test_what_is_seen_or_remembered_names_a_work_and_what_is_assumed_a_reason():
    few = []
    for what, mark, keys, why in marked():
        assert mark in constants.MARKS, what
        words = len(why.split())
        if (mark in ("seen", "recall") and not keys) or (mark == "assume" and words < 5):
            few.append(what)
        if mark in ("calc", "calibrated") and not (keys or words >= 5):
            few.append(what)
    assert few == []


def test_the_tables_say_works_and_reasons_and_no_bare_source():
    for path in (ROOT / "src").rglob("*.csv"):
        head = path.read_text("utf-8").splitlines()[0].split(",")
        assert not any(column.endswith("source") for column in head), path.name
        marks = [column for column in head if column.endswith("mark")]
        if path.name != "strength.csv":  # found by calibration, for the targets that say theirs
            assert not marks or any(column.endswith("why") for column in head), path.name


def test_no_text_leads_to_what_nobody_has():
    gone = re.compile(
        "dos" + r"sier|\b(PEE" + r"RS|DESI" + r"GN)\b|(mechanics )?no" + r"tes assume",
        re.IGNORECASE,
    )
    ids = re.compile(r"\b[SR]\d{1,3}\b")
    for path, text in texts():
        if path.suffix == ".ipynb":
            text = "".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
        for found in (*gone.finditer(text), *ids.finditer(text)):
            line = text[: found.start()].count("\n") + 1
            raise AssertionError(f"{path.relative_to(ROOT)}:{line} says {found[0]}")


def test_the_documented_list_of_works_is_this_one():
    text = (ROOT / "docs" / "sources.md").read_text("utf-8")
    assert text.split("\n## Works\n")[1].endswith("\n\n" + references.markdown())
