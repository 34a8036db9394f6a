"""Writes the rows of `facemodel validate` into docs/validation.md, and their count into the README.

python tools/rows.py        after a change of figures; between the marks of what is generated
"""

import argparse
import re
import textwrap
from pathlib import Path

from facemodel import validation
from facemodel.data.files import write_whole
from facemodel.validation.rows import ITSELF, LAW, PREDICTS, SETS, grouped, markdown

ROOT = Path(__file__).parents[1]
COUNTED = re.compile(r"The model is checked against .*?are laws\.", re.DOTALL)
BEGIN, END = "<!-- facemodel validate --markdown -->", "<!-- end -->"


def counted(rows: list[validation.Row]) -> str:
    """The README's sentences on how many rows there are, and how many predictions hold."""
    groups = grouped(rows)
    judged = [r for r in groups[PREDICTS] if r.passed is not None]
    met = sum(bool(r.passed) for r in judged)
    return (
        f"The model is checked against {len(rows)} targets, and only predictions count: {met} of "
        f"{len(judged)} published figures that set nothing are met. {len(groups[SETS])} other "
        f"figures set the model, {len(groups[ITSELF])} targets are self-checks and "
        f"{len(groups[LAW])} are laws."
    )


def main() -> None:
    """Write both."""
    assert __doc__ is not None
    argparse.ArgumentParser(description=__doc__.partition("\n")[0]).parse_args()
    rows = validation.validate()
    page = ROOT / "docs" / "validation.md"
    before, rest = page.read_text("utf-8").split(BEGIN)
    after = rest.split(END)[1]
    text = f"{before}{BEGIN}\n\n{markdown(rows).rstrip()}\n\n{END}{after}"
    write_whole(page, text.encode())
    readme = ROOT / "README.md"
    paragraphs = readme.read_text("utf-8").split("\n\n")
    (k,) = (k for k, one in enumerate(paragraphs) if COUNTED.search(one))
    words = COUNTED.sub(counted(rows), " ".join(paragraphs[k].split()))
    paragraphs[k] = textwrap.fill(words, 100, break_on_hyphens=False)
    write_whole(readme, "\n\n".join(paragraphs).encode())
    print(counted(rows))


if __name__ == "__main__":
    main()
