"""Say how far a face moves from its photograph at rest to others."""

import argparse

import facemodel as fm
from facemodel import cli
from facemodel.errors import FaceModelError, shown

EXAMPLE = "facemodel photos rest=rest.jpg smile=smile.jpg eyes_closed=shut.jpg"
PLAIN = (
    "Pictures were read on this machine; nothing of them was written or sent. Sudden weakness of a "
    "face is an emergency: seek care at once."
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "pictures",
        nargs="+",
        metavar="TASK=FILE",
        help="rest=FILE, and a picture for each task: smile, brows, eyes_closed, or an expression "
        "by its name, such as snarl; several of one task are averaged",
    )
    parser.add_argument("--mirrored", action="store_true", help="the pictures are mirror images")


def run(arguments: argparse.Namespace) -> int:
    """Print the measures with their errors."""
    given = _given(arguments.pictures)
    rest = given.pop("rest", None)
    if rest is None or len(rest) > 1:
        raise FaceModelError("give one picture at rest, as rest=FILE; movement is counted from it")
    found = fm.read_photos(rest[0], mirrored=arguments.mirrored, **given)
    _print_rest(found.rest)
    for name, task in found.tasks.items():
        _print_task(name, task)
    print()
    for note in found.notes:
        print(f"- {note}")
    print(f"{PLAIN} {cli.provenance.NOTICE}.")
    return 0


def _given(words: list[str]) -> dict[str, list[str]]:
    """Files by task."""
    given: dict[str, list[str]] = {}
    for word in words:
        task, sign, file = word.partition("=")
        if not sign or not file or not task.isidentifier():
            raise FaceModelError(f"expected TASK=FILE, such as smile=smile.jpg; got {shown(word)}")
        given.setdefault(task, []).append(file)
    return given


def _print_rest(rest) -> None:
    (left, right), bounds = rest.eyes_open_mm, rest.bounds_mm
    print(f"at rest: eyes open {left:.1f} mm left, {right:.1f} mm right (±{bounds[0]:g})")
    for what, mm, bound in (
        ("corner of the mouth", rest.corner_higher_mm, bounds[1]),
        ("brow", rest.brow_higher_mm, bounds[2]),
    ):
        where = "higher" if mm >= 0 else "lower"
        print(f"at rest: left {what} {abs(mm):.1f} mm {where} than the right one (±{bound:g})")


def _print_task(name: str, task) -> None:
    print(f"\n{name:<22}{'left':>8}{'right':>9}{'error':>8}   left less right")
    for movement, one in task.movements.items():
        apart = f"{one.difference_mm:+.1f} mm (±{one.difference_bound_mm:g})"
        said = "" if one.uneven else ", within the error"
        both = f"{one.left_mm:>5.1f} mm{one.right_mm:>6.1f} mm"
        print(f"{movement:<22}{both}{f'±{one.bound_mm:.1f}':>8}   {apart}{said}")
    print(f"{'mouth opens':<22}{task.mouth_opens_mm:>5.1f} mm{f'±{task.mouth_bound_mm:.1f}':>17}")
