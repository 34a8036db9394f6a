"""Write a case in forms that other programs open: a page that needs nothing."""

import argparse
import pathlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from facemodel.errors import FaceModelError

EXAMPLE = "facemodel export case.json --page handout.html"


@dataclass(frozen=True)
class Form:
    """A form that a case can be written in.

    metavar, help   of its option `--name`
    write           (case, path, arguments) -> what was written, as it is printed
    options         extra options of this form: ((flag, keywords of add_argument), ...)
    """

    metavar: str
    help: str
    write: Callable[[Any, pathlib.Path, argparse.Namespace], object]
    options: tuple[tuple[str, dict[str, Any]], ...] = ()


def _page(case: Any, path: pathlib.Path, arguments: argparse.Namespace) -> pathlib.Path:
    from facemodel.view.page import export_page

    return export_page(case, path, title=arguments.title, note=arguments.note)


FORMS = {
    "page": Form(
        "FILE",
        "one HTML file with the live face, at most 2 MB, that opens without network",
        _page,
        (
            ("--title", {"default": "Face lab", "help": "heading of the page"}),
            ("--note", {"default": "", "help": "text under the heading, such as what to try"}),
        ),
    ),
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The case, and one option for each form."""
    parser.add_argument(
        "case",
        nargs="?",
        type=pathlib.Path,
        metavar="CASE.json",
        help="a case that fm.save_case wrote; without it, the one of `facemodel demo`",
    )
    for name, form in FORMS.items():
        parser.add_argument(
            f"--{name}", type=pathlib.Path, metavar=form.metavar, help=form.help, dest=f"to_{name}"
        )
        for flag, keywords in form.options:
            parser.add_argument(flag, **keywords)


def run(arguments: argparse.Namespace) -> int:
    """Write each form that was asked for and print where it is."""
    wanted = {n: path for n in FORMS if (path := getattr(arguments, f"to_{n}")) is not None}
    if not wanted:
        options = ", ".join(f"--{name} {form.metavar}" for name, form in FORMS.items())
        raise FaceModelError(f"say what to write: {options}")
    case = _case(arguments.case)
    for name, path in wanted.items():
        print(f"{name:<8}{FORMS[name].write(case, path, arguments)}", flush=True)
    return 0


def _case(path: pathlib.Path | None) -> Any:
    import facemodel as fm

    if path is not None:
        return fm.load_case(path)
    from facemodel.commands.demo import demo_case

    return demo_case()
