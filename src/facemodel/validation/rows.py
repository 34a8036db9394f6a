"""One row of the validation: a target, what the model gives, and why it fails where it does."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from facemodel.data.references import cite as cited

Kind = Literal["prediction", "sets the model", "self-check", "law"]
PREDICTS: Kind = "prediction"
SETS: Kind = "sets the model"
ITSELF: Kind = "self-check"
LAW: Kind = "law"
KINDS: dict[Kind, str] = {
    PREDICTS: "Published figures that set nothing in the model",
    SETS: "Published figures that a constant, a strength or a tone was set by; they prove nothing",
    ITSELF: "Targets that this model chose, or whose truth it made itself",
    LAW: "Properties that the equations must have",
}
"""Kinds of rows, in the order in which they are told; only predictions are evidence."""


@dataclass(frozen=True)
class Basis:
    """What a target rests on.

    mark  as in facemodel.data.constants, or "law" for a property that the equations must have
    cite  keys of works; said: what was taken from them, or the ground of a choice
    kind  of the row: one of KINDS
    """

    mark: str
    cite: tuple[str, ...] = ()
    said: str = ""
    kind: Kind = ITSELF

    def text(self, keys: bool = False) -> str:
        """Works by name, or as keys in brackets, then the mark and what was said."""
        works = [f"[{key}]" if keys else cited(key) for key in self.cite]
        told = f"{self.mark}: {self.said}" if self.said else self.mark
        return " ".join(filter(None, ((" " if keys else "; ").join(works), told)))


def study(*cite: str, said: str = "", kind: Kind = PREDICTS) -> Basis:
    """A figure that was read in these works."""
    return Basis("seen", cite, said, kind)


def chosen(said: str, *cite: str, mark: str = "assume", kind: Kind = ITSELF) -> Basis:
    """A target that was chosen, for the reason said."""
    return Basis(mark, cite, said, kind)


@dataclass(frozen=True)
class Row:
    """One target, published or chosen as its basis says, and the model's figure.

    passed  None where nothing was published yet to compare with
    why     one sentence that explains a failure known and not mended, or what else is to be known;
            empty where nobody has looked into its failure
    """

    id: str
    what: str
    target: str
    model: str
    passed: bool | None
    basis: Basis
    why: str = ""

    @property
    def kind(self) -> Kind:
        """Of its basis."""
        return self.basis.kind

    @property
    def verdict(self) -> str:
        """In a word."""
        return {True: "yes", False: "no", None: "open"}[self.passed]


def judged(
    id: str,
    what: str,
    target: str,
    model: str,
    passed: bool | np.bool_,
    basis: Basis,
    why: str = "",
) -> Row:
    """A row; `why` is kept only where it fails."""
    return Row(id, what, target, model, bool(passed), basis, "" if passed else why)


def changed(
    id: str, what: str, published: float, model: float, basis: Basis, why: str = "", unit: str = ""
) -> Row:
    """A change after treatment, judged by its order: half to one and a half of the published one.

    Studies are small and their spread is rarely told; the factor is this model's choice [assume].
    """
    passed = 0.5 <= model / published <= 1.5
    return judged(
        id,
        what,
        f"{published:+g}{unit}, half to 1.5 of it",
        f"{model:+.1f}{unit}",
        passed,
        basis,
        why,
    )


def grouped(rows: Iterable[Row]) -> dict[Kind, list[Row]]:
    """Rows by kind, predictions first; kinds without rows are left out."""
    rows = list(rows)
    found: dict[Kind, list[Row]] = {kind: [r for r in rows if r.kind == kind] for kind in KINDS}
    return {kind: some for kind, some in found.items() if some}


def holds(rows: Sequence[Row]) -> str:
    """How many of these rows hold, of those that can be judged."""
    told = [r for r in rows if r.passed is not None]
    text = f"{sum(map(bool, (r.passed for r in told)))} of {len(told)} hold"
    return text + (f", {len(rows) - len(told)} open" if len(told) < len(rows) else "")


def heading(kind: Kind, rows: Sequence[Row]) -> str:
    """A kind of rows, how many hold, and what they are."""
    return f"{kind}: {holds(rows)}. {KINDS[kind]}."


def markdown(rows: Iterable[Row]) -> str:
    """The rows as Markdown tables, one for each kind; docs/validation.md holds them."""
    text = ""
    for kind, some in grouped(rows).items():
        title = f"{kind[0].upper()}{kind[1:]}: {holds(some)}"
        text += f"### {title}\n\n{KINDS[kind]}.\n\n"
        text += "| id | what | target | model | holds | basis | why not |\n"
        text += "|---|---|---|---|---|---|---|\n"
        for r in some:
            verdict = "**no**" if r.passed is False else r.verdict
            cells = (r.id, r.what, r.target, r.model, verdict, r.basis.text(keys=True), r.why)
            text += f"| {' | '.join(cells)} |\n"
        text += "\n"
    return text


def as_csv(rows: Iterable[Row]) -> bytes:
    """The rows as a table for other programs, a line each."""
    out = io.StringIO(newline="")
    written = csv.writer(out)
    written.writerow(("kind", "id", "what", "target", "model", "holds", "basis", "why"))
    for r in rows:
        told = (r.id, r.what, r.target, r.model, r.verdict, r.basis.text(keys=True), r.why)
        written.writerow((r.kind, *told))
    return out.getvalue().encode("utf-8")


def table(rows: list[Row]) -> str:
    """The rows as aligned text by kind, the reason of a failure under its row, and a summary."""
    head = ("id", "what", "target", "model")
    widths = [max(len(getattr(r, f)) for r in rows) for f in head]
    titles = "  ".join(h.ljust(w) for h, w in zip(head, widths, strict=True)) + "  pass  basis"
    lines: list[str] = []
    groups = grouped(rows)
    for kind, some in groups.items():
        lines += [heading(kind, some), "", titles]
        for r in some:
            cells = (r.id, r.what, r.target, r.model)
            line = "  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True))
            word = {True: "pass", False: "FAIL", None: "open"}[r.passed]
            lines.append(f"{line}  {word}  {r.basis.text()}")
            if r.why:
                lines.append(f"{' ' * (widths[0] + 2)}because {r.why}")
        lines.append("")
    failed = [r for r in rows if r.passed is False]
    known = sum(bool(r.why) for r in failed)
    summary = "; ".join(f"{kind}: {holds(some)}" for kind, some in groups.items())
    if failed:
        summary += f"; {len(failed)} fail, {known} of them for a known reason"
    return "\n".join([*lines, f"{summary}; works: docs/sources.md"])
