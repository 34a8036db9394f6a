"""Writes the tables of muscles and expressions in docs/names.md from those of the package.

python tools/names.py
"""

import argparse
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from facemodel.anatomy.expressions import EXPRESSIONS
from facemodel.anatomy.muscles import TABLE
from facemodel.capture.files.writing import write_whole

NAMES = Path(__file__).parents[1] / "docs" / "names.md"


def muscles() -> Iterator[str]:
    """Rows of names, regions and actions."""
    for one in TABLE:
        yield f"| *{one.stem}* | {one.region or 'none'} | {one.action} |"


def expressions() -> Iterator[str]:
    """Rows of names, kinds and action units."""
    for one in EXPRESSIONS.values():
        units = ", ".join(f"{number}: {share:g}" for number, share in one.units.items())
        yield f"| *{one.name}* | {one.kind} | {units or 'none'} |"


def written(text: str) -> str:
    """The text of names.md with both tables as they are now."""
    tables: Mapping[str, Iterator[str]] = {"Muscles": muscles(), "Expressions": expressions()}
    for title, rows in tables.items():
        found = re.search(rf"\n## {title}\n.*?\n\|---[^\n]*\n((?:\|[^\n]*\n)*)", text, re.DOTALL)
        assert found, title
        text = text[: found.start(1)] + "\n".join(rows) + "\n" + text[found.end(1) :]
    return text


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__.splitlines()[0]).parse_args()
    write_whole(NAMES, written(NAMES.read_text("utf-8")).encode())
