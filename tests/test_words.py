"""One word for one thing in what the product says to its users: retired words do not come back."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src/facemodel"
RETIRED = {
    # pattern: what is said instead
    r"dampen\w*": "weaken (`dampen` is the name in Python)",
    r"\beased\b": "weakened",
    r"(left.right|mirror) difference|differences? of the sides|\bevenness\b": "asymmetry",
    r"(as|more|less) even\b|even sides": "symmetric",
    r"\bkept\b|\bkeeps?\b (at least|least|its|their|less|more|\d)": "preserved, retained",
    r"\b(gap|strength|movement|range) left\b": "remaining",
    r"\bspoil": "side effect",
    r"\bcomplication": "side effect",
    r"\btold\b|\btells?\b|can be told": "detect, show, say",
    r"\bstands? (for|on|beside|in)\b|\bas it stands\b|what stands": "is, is listed",
    r"\bways?\b of the skin|\bthe way\b": "displacement, direction",
    r"\balone at work\b": "contracting alone",
    r"without being asked|more than asked|is asked for\b|\bunasked\b": "involuntarily, intended",
    r"\btak(e|en|es) (all )?out\b": "remove",
    r"\bKeep as\b": "Save as plan",
    r"half twice": "half mirrored",
    r"\bmouth ring\b": "lips (orbicularis oris)",
    r"(?<!\()\bglabella\b(?!$)": "frown (glabella)",
    r"[Ee]very place that|brought to": "range of motion",
    r"held at its height|as it runs": "at peak, live",
    r"\bgathered\b": "compressed",
    r"shoots up|by mistake": "peaks, unintentionally",
    r"drawn plainly|go(es)? on working": "flat drawing, still works",
    r"[Bb]eyond its threshold": "exceeds its threshold",
    r"as far as the dose|down to the tip": "area of visible effect, needle depth",
    r"counts? alike|is spared|never touched": "treat equally, avoid, never treat",
    r"holds this plan back|price asks for": "No movement limit affects this plan",
    r"[Ll]ooked at first|is looked at\b": "key figures, considered",
    r"\b(muscle|view) before\b": "previous",
    r"\banew\b|\bdear(er|est)?\b|\bby hand\b|in the mean\b|at the least\b": "again, costly, ...",
    r"whole side, any movement|this expression moves": "overall movement of this side",
    r"\bPropose\b|propose again": "Suggest a plan",
    r"laid over the face|Laid over": "overlays on the face",
}
# lines that Python or the code of the page reads, or that name the call
CODE = re.compile(r"^[\w./{}$-]*$|fm\.|dampening(=| is a mapping| and remaining)|own condition and")


def spoken() -> Iterator[tuple[str, str]]:
    """(where, text) of what users read: the table, and what Python writes into figures, pages."""
    table = json.loads((SOURCE / "view/text/en.json").read_text("utf-8"))
    for section, row in table.items():
        for name, text in row.items():
            yield f"{section}.{name}", text if isinstance(text, str) else ": ".join(text)
    for folder in ("figures", "report", "export", "page", "widget", "stills"):
        for path in sorted((SOURCE / "view" / folder).rglob("*.py")):
            for line, text in strings(ast.parse(path.read_text("utf-8"))):
                if not CODE.search(text):
                    yield f"{path.name}:{line}", text
    for path in [SOURCE / "view/wording.py"]:
        for line, text in strings(ast.parse(path.read_text("utf-8"))):
            yield f"{path.name}:{line}", text


def strings(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Texts of a module that are not docstrings, those of f-strings with their gaps as {}."""
    inside = {id(v) for n in ast.walk(tree) if isinstance(n, ast.JoinedStr) for v in n.values}
    documents = {id(n.value) for n in ast.walk(tree) if isinstance(n, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (v.value if isinstance(v, ast.Constant) else "{}" for v in node.values)
            yield node.lineno, "".join(map(str, parts))
        elif id(node) not in inside | documents and isinstance(node, ast.Constant):
            yield node.lineno, str(node.value)


SPOKEN = [*spoken()]


@pytest.mark.parametrize("retired", RETIRED)
def test_a_retired_word_is_not_used(retired):
    assert len(SPOKEN) > 600
    found = [(where, text) for where, text in SPOKEN if re.search(retired, text, re.I)]
    assert found == [], f"say instead: {RETIRED[retired]}"
