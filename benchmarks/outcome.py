"""The outcome of a run of the benchmark, as words and as JSON."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from benchmarks.ratio import Growth, Ratio
from facemodel.data import __version__, constants

BUSY = 0.25
"""Load per core above which the words say that the machine was busy."""


@dataclass(frozen=True)
class Outcome:
    """What was measured, by group, and what was not, in sentences."""

    rows: Sequence[tuple[str, Ratio]]
    growth: Sequence[Growth]
    left_out: Sequence[str]
    load: float | None = None
    """Processes that wanted a core in the minute before; None where the system does not say."""

    @property
    def failed(self) -> list[Ratio]:
        """Those beyond their bound."""
        return [row for _, row in self.rows if not row.passed]

    def contents(self) -> dict[str, Any]:
        """All of it as what JSON holds."""
        return {
            "facemodel": __version__,
            "parameters": constants.digest(),
            "machine": {
                "system": f"{platform.system()} {platform.machine()}",
                "cores": os.cpu_count(),
                "load_before": self.load,
                "python": platform.python_version(),
                **{name: version(name) for name in ("numpy", "scipy")},
            },
            "rows": [
                {"group": group, **asdict(row), "ratio": row.ratio, "passed": row.passed}
                for group, row in self.rows
            ],
            "growth": [{**asdict(one), "exponent": one.exponent} for one in self.growth],
            "left_out": list(self.left_out),
        }

    def json(self) -> str:
        """`contents()` as text."""
        return json.dumps(self.contents(), indent=1) + "\n"

    def __str__(self) -> str:
        lines, width = [], max((len(row.what) for _, row in self.rows), default=0)
        for _, row in self.rows:
            bound = ""
            if row.bound is not None:
                bound = f"<= {row.bound:g}  {'pass' if row.passed else 'FAIL'}"
            lines.append(
                f"{row.what:{width}}  {row.value:10.0f} {row.unit} = {row.ratio:6.2f} x "
                f"{row.against} ({row.reference:.0f} {row.unit})  {bound}".rstrip()
            )
        for one in self.growth:
            at = ", ".join(
                f"{n:,}: {us / 1000:.3g}" for n, us in zip(one.sizes, one.us, strict=True)
            )
            lines.append(f"{one.what} grows with {one.along} ^ {one.exponent:.2f}  (ms at {at})")
        lines += [f"not measured: {sentence}" for sentence in self.left_out]
        if self.load is not None and self.load > BUSY * (os.cpu_count() or 1):
            lines.append(
                f"the machine was busy before (load {self.load:.1f} on {os.cpu_count()} cores): "
                "times are longer than they need be"
            )
        judged = [row for _, row in self.rows if row.bound is not None]
        kept = len(judged) - len(self.failed)
        lines += ["", f"{kept} of {len(judged)} within their bounds; {len(self.rows)} ratios"]
        return "\n".join(lines)
