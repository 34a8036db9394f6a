"""Writes the site of the documents, lessons and reference into build/site; `make docs` runs it.

    python tools/website.py [--out DIR]

Pages are copies of the repository's own texts, in the same folders, so that their links hold. A
lesson is its hand-out, run and with its faces alive, in a page of the site: nothing on the site is
loaded from elsewhere, and it opens from a disk. A warning of Sphinx is a failure.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from pathlib import Path

from facemodel.teach.widgets.handouts import export_lesson
from website_reference import reference_pages

ROOT = Path(__file__).parents[1]
SECTIONS = {
    "users": (
        "For users",
        "What the lab shows, and how a face goes into it and comes out of it.",
        ("lab", "figures", "page", "report", "scans", "recordings", "photographs"),
    ),
    "teachers": (
        "For teachers",
        "Rooms and groups, virtual patients, items, what experts disagree on, what training needs.",
        ("instructor-guide", "practice", "items", "disagreements", "training", "protocol", "app"),
    ),
    "scientists": (
        "For scientists",
        "Equations and limits, where numbers come from, and what the model is checked against.",
        ("conventions", "model", "plan", "sources", "validation", "cohort"),
    ),
    "contributors": (
        "For contributors",
        "How the code is laid out, what we look for in a change, and what has changed.",
        ("/CONTRIBUTING", "architecture", "/CHANGELOG"),
    ),
}
"""Pages by reader: name -> title, what is there, documents of docs/ (with a slash: of the top)."""

LIVE = """
```{{raw}} html
<p><a href="live/{name}.html">Open the lesson in a window of its own</a>: one file, with its faces
alive, that can be handed out and opens without a network. To run and change its Python, start
<code>facemodel lab</code>.</p>
<iframe src="live/{name}.html" title="{title}" loading="lazy"
 style="width: 100%; height: 85vh; border: 1px solid #8888"></iframe>
```
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "site", metavar="DIR")
    out = parser.parse_args().out
    from sphinx.cmd.build import build_main  # of the extra `docs`, which --help does not need

    shutil.rmtree(out, ignore_errors=True)  # a page that is gone must not stay
    with tempfile.TemporaryDirectory() as scratch:
        source, live = Path(scratch, "source"), Path(scratch, "live")
        write_pages(source)
        write_lessons(source, live)
        settings = ["-c", str(ROOT / "docs"), "-D", f"html_extra_path={live}"]
        strict = ["-W", "--keep-going", "-q", "-E", "-d", str(Path(scratch, "doctrees"))]
        failed = build_main(["-b", "html", *strict, *settings, str(source), str(out)])
    shutil.rmtree(out / "_sources", ignore_errors=True)
    (out / ".buildinfo").unlink(missing_ok=True)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    print(f"{out / 'index.html'}  {size / 1e6:.0f} MB")
    return failed


def write_pages(source: Path) -> None:
    """The texts of the repository as pages, with the contents of each section."""
    for file in (*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), ROOT / "notebooks" / "README.md"):
        page = _page(file.relative_to(ROOT).as_posix())
        _write(source / page, _relinked(file.read_text("utf-8")))
    for name in ("LICENSE", "CITATION.cff"):
        shutil.copy(ROOT / name, source / name)
    shutil.copytree(ROOT / "docs" / "images", source / "docs" / "images")
    for name, (title, what, documents) in SECTIONS.items():
        entries = [d if d.startswith("/") else f"docs/{d}" for d in documents]
        contents = _contents(entries, ":maxdepth: 1")
        _write(source / f"{name}.md", f"# {title}\n\n{what}\n\n{contents}")
    for path, text in reference_pages().items():
        _write(source / "reference" / path, text)
    with open(source / "index.md", "a", encoding="utf-8") as index:
        entries = ["notebooks/index", *SECTIONS, "reference/index"]
        index.write("\n" + _contents(entries, ":hidden:"))


def write_lessons(source: Path, live: Path) -> None:
    """A page for each lesson, which shows its hand-out, and the hand-outs, which are run for it."""
    notebooks = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
    entries = []
    for notebook in notebooks:
        export_lesson(notebook, live / "notebooks" / "live" / f"{notebook.stem}.html")
        about = "".join(json.loads(notebook.read_text("utf-8"))["cells"][0]["source"])
        title = about.splitlines()[0].lstrip("# ")
        entries.append(f"{notebook.stem[:2]} {title} <{notebook.stem}>")
        frame = LIVE.format(name=notebook.stem, title=title.replace('"', "&quot;"))
        _write(source / "notebooks" / f"{notebook.stem}.md", _relinked(about) + "\n" + frame)
    with open(source / "notebooks" / "index.md", "a", encoding="utf-8") as index:
        index.write("\n" + _contents(entries, ":hidden:"))


def _contents(entries: list[str], *options: str) -> str:
    lines = "\n".join((*options, "", *entries))
    return f"```{{toctree}}\n{lines}\n```\n"


def _page(path: str) -> str:
    """Where a file of the repository stands on the site: a README opens its folder."""
    return re.sub(r"\bREADME\.md$", "index.md", path).replace(".ipynb", ".md")


def _relinked(text: str) -> str:
    return re.sub(r"(?<=\]\()[^)#:\s]+", lambda found: _page(found[0]), text)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


if __name__ == "__main__":
    sys.exit(main())
