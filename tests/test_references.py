"""The works behind the figures: what their file holds, and that every citation leads to one."""

import pytest

from facemodel.data import references
from facemodel.data.references import ACCESS, cite, evidence, full, parsed
from facemodel.errors import FaceModelError

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
