"""Writes what follows from the table of exercises: their names.

    python tools/exercises.py

Type checkers read the names in teach/exercises.py.
"""

import argparse
import re
from pathlib import Path

from facemodel.data.files import write_whole
from facemodel.teach.table import ROWS

ROOT = Path(__file__).parents[1]


def names(text: str) -> str:
    """The module of exercises with a line for each of them."""
    lines = "".join(f"{name}: Exercise\n" for name in ROWS)
    return re.sub(r"(?:^\w+: Exercise\n)+(?=# end of names)", lines, text, flags=re.MULTILINE)


PATH = ROOT / "src/facemodel/teach/exercises.py"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    write_whole(PATH, names(PATH.read_text("utf-8")).encode(), PATH.name)
