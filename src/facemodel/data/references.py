"""The works that figures rest on, by key: read from references.bib, cited short and in full.

A key such as `Sloop1996` stands in the tables' column `cite`, and in square brackets in docstrings
and documents. `python -m facemodel.data.references` prints what docs/sources.md lists.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from facemodel.errors import FaceModelError, unknown

ACCESS: Mapping[str, str] = MappingProxyType(
    {
        "abstract": "read as an abstract or an excerpt",
        "full": "read in full",
        "secondary": "read through others, or no study",
        "memory": "well known, not read again",
    }
)
"""How each work was read."""
_FIELDS = (
    "author", "title", "journal", "howpublished", "year", "volume", "pages", "doi", "url",
    "access", "recalled", "note",
)  # fmt: skip
_ENTRY = re.compile(r"@(article|book|misc)\{(\w+),\n((?:  \w+ = \{.*\},\n)+)\}\n")
_FIELD = re.compile(r"  (\w+) = \{(.*)\},\n")


@dataclass(frozen=True)
class Reference:
    """A work: who, what, where it stands, and how it was read.

    key       first author and year, or a short name
    authors   family names, or an organisation alone; others whether there are more
    journal   journal, publisher or the kind of page
    year      four digits or "undated"
    access    one of ACCESS
    recalled  names of fields completed from memory and not checked
    note      sample size, and what to keep in mind
    """

    key: str
    authors: tuple[str, ...]
    others: bool
    title: str
    journal: str
    year: str
    volume: str = ""
    pages: str = ""
    doi: str = ""
    url: str = ""
    access: str = ""
    recalled: tuple[str, ...] = ()
    note: str = ""

    @property
    def author(self) -> str:
        """As texts name them: one, two, or the first et al."""
        if self.others or len(self.authors) > 2:
            return f"{self.authors[0]} et al."
        return " and ".join(self.authors)

    @property
    def short(self) -> str:
        """Author and year."""
        return f"{self.author} ({self.year})"

    @property
    def place(self) -> str:
        """Journal, volume and pages."""
        place = " ".join(filter(None, (self.journal, self.volume)))
        return place + (":" if self.volume else " ") * bool(self.pages) + self.pages

    @property
    def named(self) -> str:
        """Author, year, title and place."""
        return f"{self.short}, {self.title}, {self.place}"

    @property
    def address(self) -> str:
        """Of its DOI, else of the page where it was read; "" where none was kept."""
        return f"https://doi.org/{self.doi}" if self.doi else self.url

    @property
    def full(self) -> str:
        """Author, year, title, place and address."""
        return ". ".join(filter(None, (self.named, self.address)))


def cite(key: str) -> str:
    """A work as running text names it: `Sloop et al. (1996)`. Error: no such work."""
    return _work(key).short


def full(key: str) -> str:
    """A work as a list of references has it. Error: no such work."""
    return _work(key).full


def evidence(keys: Iterable[str], why: str, places: bool = False) -> str:
    """What a figure rests on, as one text: its works, with their journals on demand, and why."""
    works = (_work(key) for key in keys)
    named = "; ".join(f"{one.short}, {one.place}" if places else one.short for one in works)
    return ": ".join(filter(None, (named, why)))


@cache
def references() -> Mapping[str, Reference]:
    """Every work by key, in the order of the alphabet."""
    text = resources.files(__package__).joinpath("references.bib").read_text("utf-8")
    return parsed(text)


def parsed(text: str) -> Mapping[str, Reference]:
    """The works of a BibTeX text as this project writes it: one field a line, values in braces.

    Errors: text that is no entry, an unknown field, a key or field given twice, what a work lacks.
    """
    found: dict[str, Reference] = {}
    rest = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("%"))
    for _, key, body in _ENTRY.findall(rest):
        pairs = _FIELD.findall(body)
        fields = {name: re.sub(r"\\([%_&])", r"\1", value) for name, value in pairs}
        if key in found:
            raise FaceModelError(f"the key {key} is given twice; add a or b to one of them")
        if len(pairs) != len(fields) or not set(fields) <= set(_FIELDS):
            raise FaceModelError(f"{key} has a field twice or one that is not of {_FIELDS}")
        found[key] = _made(key, fields)
    if left := re.sub(r"\s+", " ", _ENTRY.sub("", rest)).strip():
        raise FaceModelError(f"this is no entry as this project writes them: {left[:60]}")
    return MappingProxyType(dict(sorted(found.items())))


def _made(key: str, fields: dict[str, str]) -> Reference:
    author, journal = fields.pop("author", ""), fields.pop("journal", "")
    journal = journal or fields.pop("howpublished", "")
    recalled = tuple(filter(None, fields.pop("recalled", "").split(", ")))
    if lacks := [
        name
        for name, value in {"author": author, "journal": journal, **fields}.items()
        if not value
    ] + [name for name in ("title", "year", "access") if name not in fields]:
        raise FaceModelError(f"{key} lacks {', '.join(lacks)}")
    if fields["access"] not in ACCESS:
        raise FaceModelError(f"access of {key} is one of {', '.join(ACCESS)}")
    if author.startswith("{"):
        return Reference(key, (author[1:-1],), False, journal=journal, recalled=recalled, **fields)
    names = author.split(" and ")
    others = names[-1] == "others"
    family = tuple(name.split(",")[0] for name in names[: len(names) - others])
    return Reference(key, family, others, journal=journal, recalled=recalled, **fields)


def _work(key: str) -> Reference:
    if key not in references():
        raise unknown("work", key, references())
    return references()[key]


def markdown() -> str:
    """Every work as a line of Markdown; docs/sources.md holds them."""
    lines = []
    for one in references().values():
        told = [ACCESS[one.access]]
        if one.recalled and one.access != "memory":
            told.append(f"{', '.join(one.recalled)} recalled")
        if one.note:
            told.append(one.note)
        full = ". ".join(filter(None, (one.named, one.address and f"<{one.address}>")))
        lines.append(f"- **{one.key}** {full} ({'; '.join(told)})\n")
    return "".join(lines)


if __name__ == "__main__":
    print(markdown(), end="")
