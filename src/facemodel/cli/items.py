"""Write items as a question bank for Moodle; its file holds the key and is the instructor's."""

import argparse
import pathlib

import facemodel as fm
from facemodel import cli
from facemodel.data.files import checked_path
from facemodel.errors import FaceModelError, unknown

EXAMPLE = "facemodel items --moodle items.xml --count 40 --seed 2026"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, how many, the seed, the kinds."""
    parser.add_argument(
        "--moodle",
        type=pathlib.Path,
        metavar="FILE.xml",
        required=True,
        help="the question bank; it holds the key, so keep it from learners",
    )
    parser.add_argument("--count", type=int, default=20, metavar="N", help="items (default 20)")
    parser.add_argument("--seed", type=int, default=1, help="another one: other items (default 1)")
    parser.add_argument(
        "--kind",
        action="append",
        metavar="KIND",
        help="only this kind, as how_much; may be given again (docs/items.md lists them)",
    )
    parser.add_argument(
        "--exercises",
        action="store_true",
        help="with the exercises of the lessons whose answer is a number",
    )
    parser.add_argument("--no-pictures", action="store_true", help="questions without faces")


def run(arguments: argparse.Namespace) -> int:
    """Draw items in turn from each kind, and write them."""
    import numpy as np  # no help waits for it

    checked_path(arguments.moodle, "the question bank")  # not after minutes of work
    kinds = arguments.kind or list(fm.items.KINDS)
    if odd := [kind for kind in kinds if kind not in fm.items.KINDS]:
        raise unknown("kind of item", odd[0], fm.items.KINDS)
    if arguments.count < 1 or arguments.seed < 0:
        raise FaceModelError("--count is 1 or more, and --seed 0 or more")
    if arguments.no_pictures:
        kinds = [kind for kind in kinds if not fm.items.draw(kind, 0).has_picture]
    if not kinds:
        raise FaceModelError("every item of these kinds has a face; leave --no-pictures out")
    rng = np.random.default_rng([arguments.seed, 23])
    items = [
        fm.items.draw(kinds[k % len(kinds)], int(rng.integers(2**31)))
        for k in range(arguments.count)
    ]
    asked = fm.exercises.ALL.values() if arguments.exercises else ()
    numbers = [one for one in asked if one.field == "number"]
    pictures = not arguments.no_pictures
    print("moodle ", cli.moodle.save_moodle(items, arguments.moodle, pictures, numbers))
    return 0
