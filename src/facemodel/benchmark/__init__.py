"""How fast and how large the model is, always as a ratio to something named of the same run.

`run()` measures; the command `facemodel benchmark` prints, writes JSON and draws.
"""

from facemodel.benchmark.frames import everything_moves
from facemodel.benchmark.ratio import Found, Growth, Ratio, clock
from facemodel.benchmark.references import flame_size_forward, ict_size_blend
from facemodel.benchmark.running import GROUPS, Outcome, main, run

__all__ = [
    "GROUPS",
    "Found",
    "Growth",
    "Outcome",
    "Ratio",
    "clock",
    "everything_moves",
    "flame_size_forward",
    "ict_size_blend",
    "main",
    "run",
]
