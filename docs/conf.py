"""Settings of the site; `make docs` writes its pages from the repository and calls Sphinx."""

import re

from numpy.typing import ArrayLike
from sphinx.util.typing import stringify_annotation

import facemodel

project = "facemodel"
author = "the facemodel authors"
copyright = "the facemodel authors"
version = release = facemodel.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
root_doc = "index"

# docstrings write `names` in single backticks, as Markdown does, and [works] without links
default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 90
toc_object_entries_show_parents = "hide"
numpydoc_show_class_members = False  # autoclass lists them

myst_heading_anchors = 3  # sources.md#works

# everything is read from the site itself, so that it opens from a disk without network
html_theme = "pydata_sphinx_theme"
html_title = f"facemodel {release}"
html_show_sourcelink = False
html_copy_source = False
html_context = {"default_mode": "auto"}  # light or dark, as the reader's system
html_theme_options = {
    "logo": {"text": "facemodel"},
    "navbar_end": ["theme-switcher"],
    "header_links_before_dropdown": 6,
    "footer_start": ["copyright"],
    "footer_end": [],
    "show_prev_next": False,
    "secondary_sidebar_items": ["page-toc"],
}

ARRAY_LIKE = stringify_annotation(ArrayLike, "smart")
ENTRY = re.compile(r"( *)([\w`][\w,./` ]*?) {2,}(\S.*)")


def tables(app, what, name, value, options, lines: list[str]) -> None:
    """Aligned columns of a docstring, a name and what it is, as a list of definitions."""
    made: list[str] = []
    column = None  # of the names, while inside a table
    for at, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        below = lines[at + 1] if at + 1 < len(lines) else ""
        deeper = len(below) - len(below.lstrip()) > indent
        found = ENTRY.fullmatch(line)
        if found or (column == indent and line.strip() and deeper):
            term, said = (found[2], found[3]) if found else (line.strip(), "")
            column = indent
            made += ["", term if "`" in term else f"`{term}`", f"   {said}"]
        elif column is not None and indent > column:
            made.append(f"   {line.strip()}")
        else:
            made += ["", line] if column is not None else [line]
            column = None
    lines[:] = made


def signature(app, what, name, value, options, arguments: str | None, result: str | None):
    """A signature that is Python, where a dataclass's default is not, and names `ArrayLike`."""
    readable = arguments and arguments.replace("<factory>", "...")
    return readable and readable.replace(ARRAY_LIKE, "ArrayLike"), result


def setup(app) -> None:
    app.connect("autodoc-process-docstring", tables, priority=400)  # before numpydoc
    app.connect("autodoc-process-signature", signature)
