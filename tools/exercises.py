"""Writes what follows from the table of exercises: names and the answers for instructors.

    python tools/exercises.py

Type checkers read the names in teach/exercises.py; the answers go into docs/instructor-guide.md.
"""

import argparse
import re
from pathlib import Path

from facemodel.data.files import write_whole
from facemodel.teach.table import ROWS

ROOT = Path(__file__).parents[1]
HEAD = "| exercise | one answer that passes | why others fail |\n|---|---|---|\n"


def names(text: str) -> str:
    """The module of exercises with a line for each of them."""
    lines = "".join(f"{name}: Exercise\n" for name in ROWS)
    return re.sub(r"(?:^\w+: Exercise\n)+(?=# end of names)", lines, text, flags=re.MULTILINE)


def answers(text: str) -> str:
    """The guide with a row for each exercise."""
    rows = "".join(f"| `{row.name}` | {row.answer} | {row.pitfall} |\n" for row in ROWS.values())
    return re.sub(re.escape(HEAD) + r"(?:\|.*\n)+", lambda _: HEAD + rows, text)


WRITTEN = {
    ROOT / "src/facemodel/teach/exercises.py": names,
    ROOT / "docs/instructor-guide.md": answers,
}
"""Files that are written, and how each follows from the table."""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    for path, written in WRITTEN.items():
        write_whole(path, written(path.read_text("utf-8")).encode(), path.name)
