"""Open JupyterLab on the notebooks."""

import argparse
import importlib.util
import os
import pathlib
import shutil
import socket
import subprocess
import sys

from facemodel.cli import files
from facemodel.data.files import made_folder
from facemodel.errors import FaceModelError

EXAMPLE = "facemodel lab --port 8890 --no-browser"
FIRST = "01_what_happens_when_one_side_relaxes.ipynb"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--dir, --port and --no-browser."""
    parser.add_argument(
        "--dir",
        type=pathlib.Path,
        help="folder to work in (default: the notebooks of the checkout, else a copy of them in "
        "./facemodel-notebooks; files already there are left alone)",
    )
    parser.add_argument("--port", type=int, help="port of the server (default: the next free one)")
    parser.add_argument("--no-browser", action="store_true", help="print the address only")


def run(arguments: argparse.Namespace) -> int:
    """Become JupyterLab; the exit code is its own."""
    check_extra("jupyterlab", "lab")
    if arguments.port is not None:
        check_port(arguments.port)
    folder = working_folder(arguments.dir)
    command = lab_command(folder, arguments.port, arguments.no_browser)
    environment = {**os.environ, "JUPYTER_CONFIG_PATH": _config_path()}
    print(f"facemodel: the notebooks are in {folder}", flush=True)
    if os.name == "posix":  # the same process, so that signals reach JupyterLab
        os.execve(sys.executable, command, environment)
    return subprocess.call(command, env=environment)


def working_folder(chosen: pathlib.Path | None) -> pathlib.Path:
    """Where the learner works: the checkout's own notebooks, or a folder that gets copies."""
    source = files.notebooks()
    if chosen is None:
        if files.checkout():
            return source
        chosen = pathlib.Path("facemodel-notebooks")
    made_folder(chosen)
    try:
        for path in sorted(source.iterdir()):
            if path.is_file() and not (chosen / path.name).exists():
                shutil.copyfile(path, chosen / path.name)
    except OSError as error:
        raise FaceModelError(
            f"cannot copy the notebooks to {chosen} ({error.strerror}); "
            "choose a folder you may write to with --dir"
        ) from None
    return chosen.resolve()


def lab_command(folder: pathlib.Path, port: int | None, no_browser: bool) -> list[str]:
    """The JupyterLab of this very Python, with notebook 01 open: another one has no facemodel."""
    command = [
        sys.executable,
        "-m",
        "jupyterlab",
        f"--ServerApp.root_dir={folder}",
        f"--LabApp.default_url=/lab/tree/{FIRST}",
    ]
    if port is not None:
        command += [f"--ServerApp.port={port}", "--ServerApp.port_retries=0"]
    if no_browser:
        command.append("--no-browser")
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        command.append("--allow-root")
    return command


def check_extra(package: str, extra: str) -> None:
    """Refuses a command that bears the name of an extra which is not installed."""
    if importlib.util.find_spec(package) is None:
        raise FaceModelError(
            f"facemodel {extra} needs the extra `{extra}`: "
            f'"{sys.executable}" -m pip install "facemodel[{extra}]"'
        )


def check_port(port: int) -> None:
    if not 1 <= port <= 65535:
        raise FaceModelError(f"port {port} does not exist; choose one from 1024 to 65535")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            raise FaceModelError(
                f"port {port} cannot be used ({error.strerror}); "
                "choose another one, or leave --port out"
            ) from None


def _config_path() -> str:
    """Jupyter's search path with our defaults last: no news pop-up; a user's own choice wins."""
    ours = str(pathlib.Path(__file__).parent / "jupyter")
    return os.pathsep.join(filter(None, [os.environ.get("JUPYTER_CONFIG_PATH"), ours]))
