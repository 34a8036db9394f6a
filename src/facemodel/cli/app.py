"""Serve the lab without code to many people at once."""

import argparse
import json
import os
import pathlib
import socket
import subprocess
import sys

import facemodel as fm
from facemodel.cli import lab
from facemodel.errors import FaceModelError, shown

EXAMPLE = "facemodel app --port 8866 --no-browser"
HERE = pathlib.Path(__file__).parent / "jupyter"
NOTEBOOK = HERE / "app" / "face_lab.ipynb"
PRACTICE = HERE / "app" / "virtual_patients.ipynb"
DEFAULT_PORT = 8866
REFILL_S = 6.0
MOST_READY = 200
MOST_IDLE_MINUTES = 24 * 60


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """CASE or --practice and what belongs to it, --port, --address, and what is kept ready."""
    parser.add_argument(
        "case",
        nargs="?",
        type=pathlib.Path,
        metavar="CASE.json",
        help="a case saved with fm.save_case, which everybody starts from (default: a smile under "
        "a hemifacial spasm)",
    )
    parser.add_argument(
        "--practice",
        type=int,
        metavar="SEED",
        help="virtual patients instead of the lab; the same number gives everybody the same "
        "patients",
    )
    parser.add_argument(
        "--level", default=None, help="difficulty: easy, middling (default) or hard"
    )
    parser.add_argument("--patients", type=int, metavar="N", help="how many patients (default: 10)")
    parser.add_argument("--minutes", type=float, help="time for all of them (default: no limit)")
    parser.add_argument("--feedback", help="after `each` patient (default) or only at the `end`")
    parser.add_argument(
        "--port",
        type=int,
        help=f"port of the server (default: {DEFAULT_PORT} or the next free one)",
    )
    parser.add_argument(
        "--address",
        default="localhost",
        help="address to listen on (default: localhost, this machine alone; 0.0.0.0: everybody "
        "who reaches this machine, without a password)",
    )
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    parser.add_argument(
        "--ready",
        type=int,
        default=1,
        metavar="N",
        help="faces kept ready for the next visitors, about 150 MB each (default: 1); for a class "
        "that arrives together, one per person",
    )
    parser.add_argument(
        "--idle-minutes",
        type=int,
        default=30,
        metavar="N",
        help="close the face of a visitor who has been away this long (default: 30; 0: never)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Become Voila; the exit code is its own."""
    lab.check_extra("voila", "app")
    _check(arguments)
    command = app_command(arguments)
    environment = app_environment(arguments.case, sitting(arguments))
    if os.name == "posix":  # the same process, so that signals reach Voila
        os.execve(sys.executable, command, environment)
    return subprocess.call(command, env=environment)


def sitting(arguments: argparse.Namespace) -> dict[str, object] | None:
    """What fm.patients.Sitting is to be called with, None for the lab. Errors: as Sitting."""
    asked = {
        "level": arguments.level,
        "count": arguments.patients,
        "minutes": arguments.minutes,
        "feedback": arguments.feedback,
    }
    given = {name: value for name, value in asked.items() if value is not None}
    if arguments.practice is None:
        if given:
            raise FaceModelError(
                "--level, --patients, --minutes and --feedback belong to --practice SEED; add it "
                "or leave them out"
            )
        return None
    if arguments.case is not None:
        raise FaceModelError("the app shows a case or virtual patients, not both; leave one out")
    wanted = {"seed": arguments.practice, **given}
    fm.patients.Sitting(**wanted)
    return wanted


def app_command(arguments: argparse.Namespace) -> list[str]:
    """The Voila of this very Python, on our page, with tracebacks hidden."""
    command = [
        sys.executable,
        "-m",
        "voila",
        str(NOTEBOOK if arguments.practice is None else PRACTICE),
        "--template=facemodel",
        "--show_tracebacks=False",
        f"--Voila.ip={arguments.address}",
        f"--port={DEFAULT_PORT if arguments.port is None else arguments.port}",
    ]
    if arguments.port is not None:
        command.append("--Voila.port_retries=0")
    if arguments.ready:
        command += [
            "--preheat_kernel=True",
            f"--pool_size={arguments.ready}",
            # the visitor's page first, then the face for the next one
            f"--VoilaKernelManager.fill_delay={REFILL_S}",
        ]
    if arguments.idle_minutes:
        # kernels that are ready for the next visitor are not counted as idle
        command += [
            f"--MappingKernelManager.cull_idle_timeout={60 * arguments.idle_minutes}",
            "--MappingKernelManager.cull_interval=60",
        ]
    if arguments.no_browser:
        command.append("--no-browser")
    return command


def app_environment(
    case: pathlib.Path | None, practice: dict[str, object] | None = None
) -> dict[str, str]:
    """Environment of the server, which its kernels inherit."""
    environment = {
        **os.environ,
        "JUPYTER_PATH": os.pathsep.join(filter(None, [str(HERE), os.environ.get("JUPYTER_PATH")])),
        # one kernel per visitor: threads of all of them would fight for the same cores
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        # glibc gives large blocks back when they are freed, which saves 25 MB in each kernel
        "MALLOC_MMAP_THRESHOLD_": "65536",
        "MALLOC_ARENA_MAX": "2",
    }
    if case is not None:
        environment["FACEMODEL_APP_CASE"] = str(case.resolve())
    if practice is not None:
        environment["FACEMODEL_APP_PRACTICE"] = json.dumps(practice)
    return environment


def _check(arguments: argparse.Namespace) -> None:
    """Refuses what Voila would only fail at later, or not at all."""
    sitting(arguments)
    if arguments.case is not None:
        fm.load_case(arguments.case)
    for name, value, most in (
        ("--ready", arguments.ready, MOST_READY),
        ("--idle-minutes", arguments.idle_minutes, MOST_IDLE_MINUTES),
    ):
        if not 0 <= value <= most:
            raise FaceModelError(f"{name} is 0 to {most}, got {value}")
    try:
        socket.getaddrinfo(arguments.address, None)
    except (OSError, UnicodeError):  # a name of another host; one longer than names can be
        raise FaceModelError(
            f"{shown(arguments.address)} is not an address of this machine; leave --address out, "
            "or give 0.0.0.0"
        ) from None
    if arguments.port is not None:
        lab.check_port(arguments.port)
