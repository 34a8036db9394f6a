"""Writes the rows of `facemodel validate` into docs/validation.md, and their count into the README.

python tools/rows.py        after a change of figures; between the marks of what is generated
"""

import argparse
import re
import textwrap
from pathlib import Path

from facemodel import validation
from facemodel.data.files import write_whole
from facemodel.validation.predictions import WRITTEN_FIRST
from facemodel.validation.rows import ITSELF, LAW, PREDICTS, SETS, grouped, markdown

ROOT = Path(__file__).parents[1]
COUNTED = re.compile(r"The model is checked in .*? are hits\.", re.DOTALL)
BEGIN, END = "<!-- facemodel validate --markdown -->", "<!-- end -->"


def counted(rows: list[validation.Row]) -> str:
    """The README's sentences on all rows by kind, and how many predictions hold.

    Those of data/predictions.csv were written before their figure was read; of the others some
    figures were known, and used for nothing.
    """
    groups = grouped(rows)
    judged = [r for r in groups[PREDICTS] if r.passed is not None]
    met = sum(bool(r.passed) for r in judged)
    first = [r for r in judged if r.id == WRITTEN_FIRST]
    hits = sum(bool(r.passed) for r in first)
    return (
        f"The model is checked in {len(rows)} rows: {len(judged)} published figures that set "
        f"nothing, {len(groups[PREDICTS]) - len(judged)} predictions for which no figure was found "
        f"yet, {len(groups[SETS])} figures that set the model, {len(groups[ITSELF])} self-checks "
        f"and {len(groups[LAW])} laws. Only the first are evidence: {met} of {len(judged)} are "
        f"met, but some of them had been read before, and of the {len(first)} that were predicted "
        f"before anyone read them, {hits} are hits."
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
    (k,) = (k for k, one in enumerate(paragraphs) if COUNTED.search(" ".join(one.split())))
    words = COUNTED.sub(counted(rows), " ".join(paragraphs[k].split()))
    paragraphs[k] = textwrap.fill(words, 100, break_on_hyphens=False)
    write_whole(readme, "\n\n".join(paragraphs).encode())
    print(counted(rows))


if __name__ == "__main__":
    main()
