"""Texts for readers use plain English, and one word for one quantity."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BETTER = {
    r"mirror[- ]difference": "asymmetry",
    r"left-right difference": "asymmetry",
    r"difference of the sides": "asymmetry",
    r"(?:un)?evenness": "symmetry, asymmetry",
    r"(?:more|less|how|perfectly|as) even\b(?! (?:where|when|if|though|so))": "symmetric",
    r"unasked": "involuntary, synkinesis",
    r"nobody asked(?: for)?": "involuntary",
    r"joins? in unasked": "synkinesis",
    r"what joins in": "synkinesis",
    r"dampened": "weakened",
    r"complications?": "side effects",
    r"spoil(?:s|ed|t)?": "side effect",
    r"people who do not exist": "virtual people",
    r"(?:patients|somebody) who do(?:es)? not exist": "virtual patient",
    r"nobody who exists": "not a real person",
    r"by mistake": "unintentionally",
    r"shoots up": "peaks",
    r"alone at work": "contracting alone",
    r"half twice|halves twice": "mirrored halves",
    r"way of the skin": "skin displacement",
    r"gap left": "gap with eyes closed",
    r"take(?:n)? (?:all|it|them) out": "remove",
    r"cannot tell \{?[\d\w.]+\}? mm": "below the smallest detectable change",
    r"less than can be measured": "below the smallest detectable change",
    r"change(?:s)? (?:is|are|that is) told": "smallest detectable change",
    r"is told from": "smallest detectable change",
    r"told so": "warned",
    r"when you are through": "after this lesson",
    r"(?:patients?|all) (?:is|are) through": "done",
    r"the time is over": "time is up",
    r"counts? as nothing": "score 0",
    r"in the mean\b": "on average",
    r"held at (?:its|the) height": "held at its peak",
    r"as it runs": "over time",
    r"looked at first": "key figures",
    r"what is looked at": "case, input",
    r"what rests on what|what stands on what": "evidence behind each part",
    r"stands? on the (?:left|right)": "is on the",
    r"stands? in the (?:third|last) column": "the third column shows",
    r"stands? for nobody": "represents nobody",
    r"dear(?:er|est)": "costs most",
    r"computed anew|drawn anew|written anew": "again",
    r"say what to write": "choose an output",
    r"python of this step": "show code",
    r"grown back wrong|grows back wrong": "regrown with misdirected fibres",
    r"range kept|reach kept|movement kept|least kept": "movement preserved",
    r"commonest": "most common",
    r"drawn plainly|draws plainly": "flat drawing",
    r"pulls? more than (?:is )?asked|without being asked": "overactive, contracts involuntarily",
    r"points? can be brought to|every place that": "range of motion",
    r"gathered or stretched|gathered \(−\)": "compressed",
    r"(?:muscle|view) before": "previous",
    r"go(?:es)? on working": "still works",
    r"beyond its threshold": "exceeds its threshold",
    r"as far as the dose|down to the tip": "area of visible effect, needle depth",
    r"counts? alike|is spared|is never touched": "treat equally, avoid, never treat",
    r"holds this plan back|its price asks for": "no movement limit affects this plan",
    r"keep as a\b": "save as plan A",
    r"mouth ring": "lips (orbicularis oris)",
    r"laid over the face": "overlays on the face",
    r"propose again": "ask for a new plan",
}
"""Words that are retired, as patterns of whole words, and better ones."""
OLD = re.compile("|".join(rf"(?P<w{k}>\b{old}\b)" for k, old in enumerate(BETTER)), re.IGNORECASE)
CODE = re.compile(r"```.*?```|`[^`\n]*`|\]\([^)]*\)|\{[^{}\n]*\}|--[a-z-]+", re.DOTALL)
STRING = re.compile(r'"""(?:.|\n)*?"""|"((?:[^"\\\n]|\\.)*)"')
PROSE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/*.md", "notebooks/*.md")
STRINGS = (
    "src/facemodel/view/text/*.json",
    "src/facemodel/view/wording.py",
    "src/facemodel/view/export/*.py",
    "src/facemodel/view/figures/*.py",
    "src/facemodel/view/page/*.py",
    "src/facemodel/view/report/*.py",
    "src/facemodel/view/widget/*.py",
    "src/facemodel/teach/judges/*.py",
    "src/facemodel/teach/practice/*.py",
    "src/facemodel/teach/widgets/*.py",
    "src/facemodel/cli/*.py",
)


def blank(text: str, pattern: re.Pattern[str]) -> str:
    """The text with each match replaced by spaces; lines stay where they are."""
    return pattern.sub(lambda m: re.sub(r"[^\n]", " ", m[0]), text)


def found(text: str) -> list[tuple[int, str, str]]:
    """(line, retired words, better ones) in a text; a phrase may run over the end of a line."""
    plain = re.sub(r"\n *", lambda m: " " * len(m[0]), text)
    flat = re.sub(r"  +", lambda m: " " + "\0" * (len(m[0]) - 1), plain)
    where = [k for k, char in enumerate(flat) if char != "\0"]
    better = list(BETTER.values())
    return [
        (text.count("\n", 0, where[m.start()]) + 1, m[0], better[int(str(m.lastgroup)[1:])])
        for m in OLD.finditer(flat.replace("\0", ""))
    ]


def prose_of(path: Path) -> str:
    """What a reader reads in a file, on the lines where it is."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        if path.name == "CHANGELOG.md":
            text = text.split("\n## [0")[0]
        return blank(text, CODE)
    kept = [" " if c != "\n" else c for c in text]
    for m in STRING.finditer(text):
        words = m[1] or ""
        if " " in words:  # not a name, a key or a number
            kept[m.start(1) : m.end(1)] = words
    return blank("".join(kept), CODE)


def cells() -> list[tuple[str, str]]:
    """("notebook, cell id", what a reader reads in it) of every cell."""
    out = []
    for path in sorted(ROOT.glob("notebooks/*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            text = "".join(cell["source"])
            if cell["cell_type"] == "code":
                text = "\n".join(m[1] or "" for m in STRING.finditer(text))
            out.append((f"{path.name}, cell {cell['id']}", blank(text, CODE)))
    return out


def files(patterns: tuple[str, ...]) -> list[Path]:
    return sorted(path for pattern in patterns for path in ROOT.glob(pattern))


@pytest.mark.parametrize("path", files(PROSE + STRINGS), ids=lambda p: str(p.relative_to(ROOT)))
def test_texts_have_no_retired_word(path):
    said = [
        f'{path.relative_to(ROOT)}:{line}: "{old}"; better: {better}'
        for line, old, better in found(prose_of(path))
    ]
    assert not said, "\n".join(said)


def test_notebooks_have_no_retired_word():
    said = [
        f'{where}: "{old}"; better: {better}'
        for where, text in cells()
        for _, old, better in found(text)
    ]
    assert not said, "\n".join(said)


@pytest.mark.parametrize("pattern", BETTER)
def test_better_words_are_not_retired_themselves(pattern):
    assert not found(BETTER[pattern])


def test_a_retired_word_is_found_with_its_line():
    text = "Plain.\nOne\nmirror\n   difference, unasked.\n"
    assert [(line, old) for line, old, _ in found(text)] == [
        (3, "mirror difference"),
        (4, "unasked"),
    ]
    assert not found(blank("`complications` and fm.x(`spoil`)", CODE))
