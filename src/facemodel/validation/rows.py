"""One row of the validation: a target, what the model gives, and why it fails where it does."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from facemodel.data.references import cite as cited

SETS, ITSELF = "used to calibrate", "self-consistency check"
"""Roles of rows that predict nothing: their figure set the model, or the model made their truth."""


@dataclass(frozen=True)
class Basis:
    """What a target rests on.

    mark  as in facemodel.data.constants, or "law" for a property that the equations must have
    cite  keys of works; said: what was taken from them, or the ground of a choice
    role  SETS, ITSELF, or "" for a target that nothing was fitted to
    """

    mark: str
    cite: tuple[str, ...] = ()
    said: str = ""
    role: str = ""

    def text(self, keys: bool = False) -> str:
        """Works by name, or as keys in brackets, then the mark and what was said."""
        works = [f"[{key}]" if keys else cited(key) for key in self.cite]
        told = f"{self.mark}: {self.said}" if self.said else self.mark
        return " ".join(filter(None, ((" " if keys else "; ").join(works), told)))


def study(*cite: str, said: str = "", role: str = "") -> Basis:
    """A figure that was read in these works."""
    return Basis("seen", cite, said, role)


def chosen(said: str, *cite: str, mark: str = "assume", role: str = "") -> Basis:
    """A target that was chosen, for the reason said."""
    return Basis(mark, cite, said, role)


@dataclass(frozen=True)
class Row:
    """One target, published or chosen as its basis says, and the model's figure.

    why   one sentence that explains a failure known and not mended; empty where a row passes, and
          where nobody has looked into its failure
    """

    id: str
    what: str
    target: str
    model: str
    passed: bool
    basis: Basis
    why: str = ""


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


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table; docs/validation.md holds it."""
    head = (
        "| id | what | target | model | pass | basis | role | why not |\n"
        "|---|---|---|---|---|---|---|---|\n"
    )
    cells = (
        (
            r.id,
            r.what,
            r.target,
            r.model,
            "yes" if r.passed else "**no**",
            r.basis.text(keys=True),
            r.basis.role,
            r.why,
        )
        for r in rows
    )
    return head + "".join(f"| {' | '.join(row)} |\n" for row in cells)


def table(rows: list[Row]) -> str:
    """The rows as aligned text, the reason of a failure under its row, and a summary."""
    widths = [max(len(getattr(r, f)) for r in rows) for f in ("id", "what", "target", "model")]
    head = ("id", "what", "target", "model")
    lines = ["  ".join(h.ljust(w) for h, w in zip(head, widths, strict=True)) + "  pass  basis"]
    for r in rows:
        cells = (r.id, r.what, r.target, r.model)
        line = "  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True))
        role = f" ({r.basis.role})" if r.basis.role else ""
        lines.append(f"{line}  {'pass' if r.passed else 'FAIL'}  {r.basis.text()}{role}")
        if r.why:
            lines.append(f"{' ' * (widths[0] + 2)}because {r.why}")
    failed = [r for r in rows if not r.passed]
    known = sum(bool(r.why) for r in failed)
    summary = f"{len(rows) - len(failed)} of {len(rows)} pass"
    if failed:
        summary += f", {len(failed)} fail, {known} of them for a known reason"
    for role, said in ((SETS, "were used to calibrate"), (ITSELF, "are self-consistency checks")):
        summary += f"; {sum(r.basis.role == role for r in rows)} {said}"
    return "\n".join([*lines, "", f"{summary}; works: docs/sources.md"])
