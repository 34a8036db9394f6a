"""Check this installation, one line per part and a fix for each failure; and say its version."""

import argparse
import importlib.metadata
import importlib.util
import os
import pathlib
import platform
import runpy
import sys
from collections.abc import Callable
from dataclasses import dataclass

import facemodel as fm
from facemodel.cli import files
from facemodel.cli.files import Command
from facemodel.errors import FaceModelError
from facemodel.view.stills import chromium

EXAMPLE = "facemodel doctor"
OURS = "facemodel"
PACKAGES = (
    "numpy",
    "scipy",
    "matplotlib",
    "ipywidgets",
    "anywidget",
    "trimesh",
    "msgspec",
)
REINSTALL = 'run: "{python}" -m pip install --upgrade facemodel'


@dataclass(frozen=True)
class Finding:
    """What one check saw; `fix` is what to do about a failure, empty when there is none."""

    name: str
    seen: str
    fix: str = ""
    needed: bool = True

    def __str__(self) -> str:
        mark = "[ OK ]" if not self.fix else "[FAIL]" if self.needed else "[ -- ]"
        return f"{mark} {self.name}: {self.seen}" + (f"; {self.fix}" if self.fix else "")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """None to add."""


def run(arguments: argparse.Namespace) -> int:
    """Print every finding; 0 when nothing that is needed fails."""
    failures = 0
    for check in CHECKS:
        for finding in _carefully(check):
            print(finding, flush=True)
            failures += bool(finding.fix and finding.needed)
    if failures:
        print(f"{failures} thing{'s' * (failures > 1)} to fix.")
    else:
        opens = ": facemodel lab opens the notebooks" if _has_jupyterlab() else ""
        print(f"Everything needed is installed{opens}.")
    return int(failures > 0)


def python() -> list[Finding]:
    """Which Python runs this: a wrong one is the commonest trouble."""
    fix = "" if sys.version_info >= (3, 11) else "install Python 3.11 or later"
    return [Finding("python", f"{platform.python_version()} at {sys.executable}", fix)]


def packages() -> list[Finding]:
    """The versions of the packages that facemodel needs."""
    return [_package(name) for name in (OURS, *PACKAGES)]


def widget_extensions() -> list[Finding]:
    """Whether JupyterLab, where it is installed, finds what draws widgets."""
    if not _has_jupyterlab():
        return []
    from jupyter_core.paths import jupyter_path

    roots = [pathlib.Path(path) for path in jupyter_path("labextensions")]
    findings = []
    for package, extension in (
        ("ipywidgets", "@jupyter-widgets/jupyterlab-manager"),
        ("anywidget", "anywidget"),
    ):
        place = next((r / extension for r in roots if (r / extension).is_dir()), None)
        fix = f'run: "{sys.executable}" -m pip install --force-reinstall --no-deps {package}'
        if package == "ipywidgets":
            fix += " jupyterlab-widgets"
        seen = str(place) if place else "not found by JupyterLab"
        findings.append(Finding(f"{package} in JupyterLab", seen, "" if place else fix))
    return findings


def bundle() -> list[Finding]:
    """Whether the widget's JavaScript is there and, in a checkout, made from its sources."""
    root = files.checkout()
    fix = "run: make bundle" if root else REINSTALL.format(python=sys.executable)
    path = files.bundle()
    if not path.is_file():
        return [Finding("widget bundle", f"{path} is missing", fix)]
    if root and not runpy.run_path(str(root / "hatch_build.py"))["is_fresh"](root):
        return [Finding("widget bundle", f"{path} is older than its sources", fix)]
    return [Finding("widget bundle", f"{path.stat().st_size / 1e3:.0f} kB at {path}")]


def kernel() -> list[Finding]:
    """Whether the kernel of JupyterLab, where it is installed, is this same Python."""
    if not _has_jupyterlab():
        return []
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    fix = f'run: "{sys.executable}" -m ipykernel install --sys-prefix'
    try:
        spec = KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return [Finding("kernel", "no kernel named python3", fix)]
    program = spec.argv[0]
    # A bare "python" means the Python that starts JupyterLab.
    same = not os.path.isabs(program) or os.path.samefile(program, sys.executable)
    seen = spec.resource_dir if same else f"{spec.resource_dir} starts another Python, {program}"
    return [Finding("kernel", seen, "" if same else fix)]


def face() -> list[Finding]:
    """Whether the built-in face assembles."""
    mesh = fm.load().mesh
    return [Finding("face", f"{len(mesh.vertices)} vertices, {len(fm.MUSCLES)} muscles")]


def browser() -> list[Finding]:
    """The browser that draws pictures for `facemodel demo` and runs the browser tests."""
    try:
        return [Finding("browser for pictures", chromium.browser())]
    except FaceModelError as error:
        return [Finding("browser for pictures", "not needed for the lab", str(error), needed=False)]


def extras() -> list[Finding]:
    """What only some commands need."""
    findings = []
    for name, extra, use in EXTRAS:
        try:
            findings.append(Finding(name, importlib.metadata.version(name)))
        except importlib.metadata.PackageNotFoundError:
            fix = f'to install it: "{sys.executable}" -m pip install "{OURS}[{extra}]"'
            findings.append(Finding(name, f"not installed; {use} needs it", fix, needed=False))
    return findings


EXTRAS = (
    ("jupyterlab", "lab", "facemodel lab alone"),
    ("tornado", "app", "facemodel app alone"),
    ("imageio-ffmpeg", "video", "facemodel export --gif FILE.mp4 alone"),
    ("av", "photo", "fm.read_video alone"),
)
CHECKS = (python, packages, widget_extensions, bundle, kernel, face, browser, extras)


def _has_jupyterlab() -> bool:
    return importlib.util.find_spec("jupyterlab") is not None


def _carefully(check: Callable[[], list[Finding]]) -> list[Finding]:
    """What a check found; its breaking down is a finding too."""
    try:
        return check()
    except Exception as error:
        name = check.__name__.replace("_", " ")
        seen = " ".join(str(error).split()) or type(error).__name__
        return [Finding(name, seen, REINSTALL.format(python=sys.executable))]


def _package(name: str) -> Finding:
    try:
        return Finding(name, importlib.metadata.version(name))
    except importlib.metadata.PackageNotFoundError:
        fix = f'run: "{sys.executable}" -m pip install {name}'
        return Finding(name, "not installed", fix)


def _say_version(arguments: argparse.Namespace) -> int:
    print(OURS, fm.__version__)
    return 0


version = Command("facemodel version", add_arguments, _say_version)
