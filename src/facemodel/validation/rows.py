"""One row of the validation: a target, what the model gives, and why it fails where it does."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Row:
    """One target, published or chosen as its source says, and the model's figure.

    why   one sentence that explains a failure known and not mended; empty where a row passes, and
          where nobody has looked into its failure
    """

    id: str
    what: str
    target: str
    model: str
    passed: bool
    source: str
    why: str = ""


def judged(
    id: str, what: str, target: str, model: str, passed: bool | np.bool_, source: str, why: str = ""
) -> Row:
    """A row; `why` is kept only where it fails."""
    return Row(id, what, target, model, bool(passed), source, "" if passed else why)


def changed(
    id: str, what: str, published: float, model: float, source: str, why: str = "", unit: str = ""
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
        source,
        why,
    )


def markdown(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table; docs/validation.md holds it."""
    head = (
        "| id | what | target | model | pass | source | why not |\n|---|---|---|---|---|---|---|\n"
    )
    cells = (
        (r.id, r.what, r.target, r.model, "yes" if r.passed else "**no**", r.source, r.why)
        for r in rows
    )
    return head + "".join(f"| {' | '.join(row)} |\n" for row in cells)


def table(rows: list[Row]) -> str:
    """The rows as aligned text, the reason of a failure under its row, and a summary."""
    widths = [max(len(getattr(r, f)) for r in rows) for f in ("id", "what", "target", "model")]
    head = ("id", "what", "target", "model")
    lines = ["  ".join(h.ljust(w) for h, w in zip(head, widths, strict=True)) + "  pass  source"]
    for r in rows:
        cells = (r.id, r.what, r.target, r.model)
        line = "  ".join(c.ljust(w) for c, w in zip(cells, widths, strict=True))
        lines.append(f"{line}  {'pass' if r.passed else 'FAIL'}  {r.source}")
        if r.why:
            lines.append(f"{' ' * (widths[0] + 2)}because {r.why}")
    failed = [r for r in rows if not r.passed]
    known = sum(bool(r.why) for r in failed)
    summary = f"{len(rows) - len(failed)} of {len(rows)} pass"
    if failed:
        summary += f", {len(failed)} fail, {known} of them for a reason that is known"
    return "\n".join([*lines, "", f"{summary}; sources: docs/sources.md"])
