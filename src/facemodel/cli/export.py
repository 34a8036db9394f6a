"""Write a case in formats that other programs open: page, 3-D file, picture, table, report."""

from __future__ import annotations  # fm.Recording is not loaded to name it

import argparse
import pathlib
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from typing import Any

import facemodel as fm
from facemodel import cli
from facemodel.cli.files import Command, add_case, case_of, notebooks
from facemodel.data import waiting
from facemodel.errors import FaceModelError
from facemodel.view.stills.drawing import begun

EXAMPLE = "facemodel export case.json --page handout.html"


@dataclass(frozen=True)
class Form:
    """A form that a case can be written in.

    metavar, help   of its option `--name`
    write           (case, path, arguments) -> what was written, as it is printed
    options         extra options of this form: ((flag, keywords of add_argument), ...)
    draws           whether a browser draws pictures for it
    """

    metavar: str
    help: str
    write: Callable[[Any, pathlib.Path, argparse.Namespace], object]
    options: tuple[tuple[str, dict[str, Any]], ...] = ()
    draws: bool = False


def _page(case: Any, path: pathlib.Path, arguments: argparse.Namespace) -> pathlib.Path:
    return fm.export_page(case, path, title=arguments.title, note=arguments.note)


def _glb(case: Any, path: pathlib.Path, arguments: argparse.Namespace) -> pathlib.Path:
    return fm.export_glb(case, path, **_moments(arguments))


def _mesh(case: Any, path: pathlib.Path, arguments: argparse.Namespace) -> pathlib.Path:
    return fm.export_mesh(case, path)


def _csv(case: Any, path: pathlib.Path, arguments: argparse.Namespace) -> pathlib.Path:
    return fm.export_measures(case, path, **_moments(arguments))


def _sheet(case: Any, path: pathlib.Path, arguments: argparse.Namespace) -> pathlib.Path:
    return fm.photo_sheet(case, path)


def _gif(case: Any, path: pathlib.Path, arguments: argparse.Namespace) -> pathlib.Path:
    return fm.animate(case, path, **_moments(arguments))


def _moments(arguments: argparse.Namespace) -> dict[str, Any]:
    """Days or seconds of a course as fm.course takes them."""
    found: dict[str, Any] = {"seconds": arguments.seconds}
    if arguments.days is not None:
        if not 0 < arguments.days <= LONGEST_DAYS:
            raise FaceModelError(f"--days is 1 to {LONGEST_DAYS}, got {arguments.days}")
        step = max(1, arguments.days // 60)
        found["days"] = range(0, arguments.days + 1, step)
    return found


LONGEST_DAYS = 3650
FORMS = {
    "page": Form(
        "FILE",
        "one HTML file with the live face, at most 2 MB, that works offline",
        _page,
        (
            (
                "--title",
                {
                    "default": "",
                    "help": "heading (default: the case in words)",
                },
            ),
            ("--note", {"default": "", "help": "text under the heading, such as what to try"}),
        ),
        draws=True,
    ),
    "glb": Form(
        "FILE.glb",
        "the face with a morph target per muscle and the course as an animation, for Blender",
        _glb,
    ),
    "mesh": Form("FILE.ply|.obj", "the face of this case, coloured, in mm", _mesh),
    "csv": Form("FILE.csv", "measures over time, one row per moment", _csv),
    "sheet": Form(
        "FILE.png|.pdf",
        "photo sheet: rest and eight tasks, before and after, on A4",
        _sheet,
        draws=True,
    ),
    "gif": Form(
        "FILE.gif|.mp4", "the course as moving pictures, before and after", _gif, draws=True
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The case, and one option for each form."""
    add_case(parser)
    for name, form in FORMS.items():
        parser.add_argument(
            f"--{name}", type=pathlib.Path, metavar=form.metavar, help=form.help, dest=f"to_{name}"
        )
        for flag, keywords in form.options:
            parser.add_argument(flag, **keywords)
    parser.add_argument(
        "--lesson",
        metavar="N|all",
        help="a lesson, or all of them, each as one HTML file with its live faces, at most 2.5 MB",
    )
    parser.add_argument(
        "--out",
        type=pathlib.Path,
        default=pathlib.Path(),
        metavar="DIR",
        help="folder for the lessons, created if missing (default: this one)",
    )
    course = parser.add_mutually_exclusive_group()
    course.add_argument(
        "--days", type=int, metavar="N", help="course from day 0 to day N (glb, csv, gif)"
    )
    course.add_argument(
        "--seconds",
        type=float,
        metavar="S",
        help="course over S seconds of a spasm (glb, csv; a gif begins just before the first "
        "burst); without --days or --seconds: days "
        "if something is injected, else seconds of a spasm, else the expression made and released",
    )


def run(arguments: argparse.Namespace) -> int:
    """Write each form that was asked for and print where it is."""
    wanted = {n: path for n in FORMS if (path := getattr(arguments, f"to_{n}")) is not None}
    if arguments.lesson is not None:
        if wanted or arguments.case is not None:
            raise FaceModelError("a lesson is exported alone: leave out the case and other formats")
        return _lessons(arguments.lesson, arguments.out)
    if not wanted:
        options = ", ".join(f"--{name} {form.metavar}" for name, form in FORMS.items())
        raise FaceModelError(f"choose an output: {options}, or --lesson N")
    # the browser starts while Python loads what it needs
    with begun() if any(FORMS[name].draws for name in wanted) else nullcontext():
        case = case_of(arguments.case)
        for name, path in wanted.items():
            with waiting.shown(name):
                made = FORMS[name].write(case, path, arguments)
            print(f"{name:<8}{made}", flush=True)
    return 0


def lessons(wanted: str) -> list[pathlib.Path]:
    """Notebooks of a lesson's number, or of "all". Error: there is no such lesson."""
    known = {int(file.name[:2]): file for file in sorted(notebooks().glob("[0-9][0-9]_*.ipynb"))}
    if wanted == "all":
        return list(known.values())
    if not wanted.isascii() or not wanted.isdigit() or int(wanted) not in known:
        raise FaceModelError(
            f"there is no lesson {wanted!r}; lessons are {min(known)} to {max(known)}, or all"
        )
    return [known[int(wanted)]]


def _lessons(wanted: str, folder: pathlib.Path) -> int:
    found = lessons(wanted)
    for file in found:
        with waiting.shown(f"lesson {file.stem}"):
            made = cli.export_lesson(file, folder / f"{file.stem}.html")
        print(f"lesson  {made}  {made.stat().st_size / 1e6:.1f} MB", flush=True)
    return 0


def _add_report(parser: argparse.ArgumentParser) -> None:
    """CASE, -o, --title, --note, --tone and --one-page."""
    add_case(parser)
    parser.add_argument(
        "-o",
        "--out",
        required=True,
        type=pathlib.Path,
        metavar="FILE.html|.pdf",
        help="file to write; a PDF needs Chromium, Chrome or Edge",
    )
    parser.add_argument("--title", default="", help="heading (default: the case in words)")
    parser.add_argument("--note", default="", help="text under the heading, shown as written")
    parser.add_argument(
        "--tone", default="medium", help="skin: light, medium or deep (default: medium)"
    )
    parser.add_argument(
        "--one-page",
        action="store_true",
        help="one A4 sheet in plain words: aim, what changes, worst task, what to watch for",
    )
    short = "a recording of the person, for a section of its own"
    parser.add_argument("--recording", type=pathlib.Path, metavar="FILE", help=short)
    short = "a later one of the same person, to compare with"
    parser.add_argument("--later", type=pathlib.Path, metavar="FILE", help=short)


def _report(arguments: argparse.Namespace) -> int:
    """Write the report and print where it is."""
    # the browser starts while Python loads what it needs
    with begun(), waiting.shown("report"):
        made = fm.report(
            case_of(arguments.case),
            arguments.out,
            title=arguments.title,
            note=arguments.note,
            tone=arguments.tone,
            one_page=arguments.one_page,
            recording=_take(arguments.recording),
            later=_take(arguments.later),
        )
    print(f"report  {made}")
    return 0


def _take(path: pathlib.Path | None) -> fm.Recording | None:
    return None if path is None else fm.read_recording(path)


report = Command("facemodel report case.json -o report.html", _add_report, _report)
