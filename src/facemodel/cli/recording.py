"""Say what is in a recording of a face, and write it as figure, table, animation or 3-D file."""

from __future__ import annotations  # fm.Recording is not loaded to name it

import argparse
import pathlib

import facemodel as fm
from facemodel import cli
from facemodel.errors import FaceModelError, shown

EXAMPLE = "facemodel recording take.csv --plot take.png"
_FORMS = {
    "plot": ("FILE.png|.pdf|.svg", "left and right over time, with tasks and blinks"),
    "report": ("FILE.html|.pdf", "all of this as a report, with the face as it was found"),
    "csv": ("FILE.csv", "measures at each moment"),
    "page": ("FILE.html", "a page that replays the movement on the live face"),
    "livelink": ("FILE.csv", "the movement as Live Link Face writes it"),
    "gif": ("FILE.gif|.mp4", "the movement on the face, up to 13 s"),
    "glb": ("FILE.glb", "the movement on the face, with ARKit's shapes by name, for 3-D programs"),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The file, what it does not tell, and one option for each form."""
    add = parser.add_argument
    path, short = pathlib.Path, "a later take of the same person, to compare with"
    add(
        "file",
        nargs="?",
        metavar="FILE",
        help="the recording, or a video (default: the sample that ships)",
        type=path,
    )
    add("--after", metavar="FILE", help=short, type=path)
    add("--rate", type=float, metavar="N", help="frames per second, where the file does not tell")
    add("--person", metavar="WHO", help="whose rows are read, where several people are in it")
    add("--scale", type=float, metavar="N", help="what is full in the file, such as 1, 5 or 100")
    add("--mirrored", action="store_true", help="the camera showed a mirror image")
    add(
        "--rest",
        metavar="A-B|no",
        help="seconds at rest, such as 0-1; no: leave in what the tracker shows at rest "
        "(default: its quietest frames)",
    )
    found = "what was found of the muscles as a case, to look at and plan on"
    add("--case", metavar="OUT.json", help=found, type=path)
    said = "standard deviation that the tracker adds between the sides of even faces, if known"
    add("--tracker-sd", type=float, metavar="PERCENT", help=said)
    add("--from", dest="begin", type=float, metavar="S", help="first second of a part")
    add("--to", dest="end", type=float, metavar="S", help="last second of a part")
    for name, (metavar, text) in _FORMS.items():
        add(f"--{name}", metavar=metavar, help=text, dest=f"to_{name}", type=path)


def run(arguments: argparse.Namespace) -> int:
    """Print what is in it; write each form that was asked for."""
    take = _read(arguments.file, arguments)
    print(take)
    for note in take.notes:
        print(f"- {note}")
    print()
    if take.sided:
        _print_sides(take, arguments.tracker_sd)
    _print_tasks(take)
    _print_strengths(take, arguments.case, arguments.tracker_sd)
    second = None
    if arguments.after is not None:
        second = _read(arguments.after, arguments)
        print()
        _print_changes(take, second)
    for name in _FORMS:
        path = getattr(arguments, f"to_{name}")
        if path is not None:
            print(f"{name:<9}{_write(name, take, second, path)}", flush=True)
    print(f"Millimetres are those of the model's face; {cli.provenance.NOTICE}.")
    return 0


def _read(path: pathlib.Path | None, arguments: argparse.Namespace) -> fm.Recording:
    if path is None:
        take = fm.sample_recording()
    elif path.suffix.lower() in cli.video.SUFFIXES:
        take = _seen(path, arguments)
    else:
        take = fm.read_recording(
            path,
            rate=arguments.rate,
            mirrored=arguments.mirrored,
            person=arguments.person,
            scale=arguments.scale,
            rest=_rest(arguments.rest),
        )
    if arguments.begin is None and arguments.end is None:
        return take
    return take.part(
        arguments.begin or 0.0, take.seconds if arguments.end is None else arguments.end
    )


def _seen(path: pathlib.Path, arguments: argparse.Namespace) -> fm.Recording:
    """The take of a video."""
    told = [n for n in ("rate", "person", "scale") if getattr(arguments, n) is not None]
    rest = _rest(arguments.rest)
    if told or isinstance(rest, bool):
        option = f"--{told[0]}" if told else "--rest no"
        raise FaceModelError(f"{option} goes with tables, not with a video; leave it out")
    return fm.read_video(path, rest=rest, mirrored=arguments.mirrored)


def _rest(text: str | None) -> tuple[float, float] | bool | None:
    if text is None:
        return None
    if text == "no":
        return False
    try:
        begin, end = map(float, text.split("-"))
    except ValueError:
        raise FaceModelError(
            f"expected --rest as two seconds, such as 0-1, or no; got {shown(text)}"
        ) from None
    return begin, end


def _print_sides(take: fm.Recording, sd_percent: float | None) -> None:
    (name, *heads), rows = cli.recorded.sides(take, None, sd_percent)
    print(f"{name:<22}{heads[0]:>9}{heads[1]:>10}{heads[2]:>10}   {heads[3]}")
    for name, left, right, index, said in rows:
        print(f"{name:<22}{left:>9}{right:>10}{index:>10}   {said}")
    print()


def _print_tasks(take: fm.Recording) -> None:
    head, rows = cli.recorded.tasks(take)
    for name, begin, end, best in (head, *rows):
        print(f"{name:<22}{begin:>9}{end:>9}{best:>10}")
    if not rows:
        print("none: nothing moves for half a second between rests")
    try:
        print(fm.movements.blinks(take))
    except FaceModelError as error:
        print(f"Blinks: {error}")


def _print_strengths(
    take: fm.Recording, path: pathlib.Path | None, sd_percent: float | None
) -> None:
    """What is weak or moves unasked; the case it makes, where a path is given for it."""
    try:
        found = fm.movements.strengths(take, sd_percent)
    except FaceModelError as error:
        if path is not None:
            raise
        print(f"\nMuscles: {error}")
        return
    print(f"\n{found}")
    if found.untold:
        print(f"Rest: {found.untold}")
    for muscle, span, said in cli.recorded.muscles(found)[1]:
        print(f"{muscle:<44}{span:<18}{said}")
    if path is not None:
        print(f"{'case':<9}{fm.save_case(found.case(), path)}")


def _print_changes(first: fm.Recording, second: fm.Recording) -> None:
    head, rows = cli.recorded.changes(first, second)
    for name, before, after, change, said in (head, *rows):
        print(f"{name:<28}{before:>9}{after:>9}{change:>10}   {said}".rstrip())


def _write(
    name: str, take: fm.Recording, second: fm.Recording | None, path: pathlib.Path
) -> pathlib.Path:
    if name == "plot":
        if second is None:
            return fm.figures.over_recording(take).save(path)
        return fm.figures.two_takes(take, second).save(path)
    if name == "report":
        return fm.report(take, path, later=second)
    if name == "page":
        return fm.export_page(fm.Case(), path, recording=take)
    if name == "livelink":
        return fm.export_recording(take, path)
    made = fm.course(fm.Case(), recording=take)
    if name == "glb":
        return fm.export_glb(made, path, names="arkit")
    return {"csv": fm.export_measures, "gif": fm.animate}[name](made, path)
