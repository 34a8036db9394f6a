"""Writes the sample take that ships: movements of the model's own face, as Live Link Face has them.

python tools/sample_take.py        writes src/facemodel/data/sample_take.csv.gz

Nobody was recorded: the tasks are asked of a person of the model whose right side was weak and has
grown together again, so that the mouth moves when the eyes close.
"""

import argparse
import gzip
from pathlib import Path

import numpy as np

import facemodel as fm
from facemodel.anatomy.action_tables import CLINICAL_TASKS
from facemodel.anatomy.muscles import CONTROLS, MUSCLES
from facemodel.data.files import write_whole
from facemodel.physiology.drive import Condition

OUT = Path(__file__).parents[1] / "src" / "facemodel" / "data" / "sample_take.csv.gz"
RATE, LENGTH_S, START_S, EVERY_S = 30, 17.0, 1.5, 3.0
BLINKS_S = (0.6, 3.9, 9.7, 12.9, 16.2)
CASE = fm.Case(condition="postparalytic_synkinesis", side="right", severity="moderate")
MARK = "# made by the model of facemodel: nobody was recorded"
OFFSETS = {"browOuterUpLeft": 0.06, "browOuterUpRight": 0.02, "mouthFrownLeft": 0.03}
"""What a tracker shows of a face at rest, so that there is something to take out."""


def intents(time: np.ndarray) -> np.ndarray:
    """What is asked of the muscles (T, M): each clinical task once, and some blinks."""
    asked = np.zeros((len(time), len(MUSCLES)))
    for k, name in enumerate(CLINICAL_TASKS):
        at = START_S + k * EVERY_S
        size = np.interp(time, [at, at + 0.5, at + 1.3, at + 1.8], [0, 1, 1, 0])
        asked += size[:, None] * fm.expression(name)[: len(MUSCLES)]
    shut = fm.arkit({"eyeBlinkLeft": 1, "eyeBlinkRight": 1})[: len(MUSCLES)]
    for at in BLINKS_S:
        size = np.interp(time, [at, at + 0.08, at + 0.25], [0, 1, 0])
        asked += size[:, None] * shut
    return np.clip(asked, -1, 1)


def take(condition: Condition) -> fm.Recording:
    """The recording of these movements under a condition."""
    time = np.arange(round(LENGTH_S * RATE)) / RATE
    person, left = CASE.build_person(), np.ones((len(time), len(MUSCLES)))
    controls = np.zeros((len(time), len(CONTROLS)))
    moved = person.drive(condition, intents(time), left, None)
    controls[:, : len(MUSCLES)] = moved
    return fm.Recording(time, np.clip(controls, -1, 1))


def main() -> None:
    """Write the file."""
    argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0]).parse_args()
    made = take(CASE.build_condition())
    shapes = {n: np.clip(v + OFFSETS.get(n, 0), 0, 1) for n, v in made.shapes().items()}
    # as the app writes it, the wrong way round
    shapes["mouthLeft"], shapes["mouthRight"] = shapes["mouthRight"], shapes["mouthLeft"]
    used = [n for n, v in shapes.items() if v.max() > 0.05]
    used = [n for n in shapes if n in used or _other(n) in used]
    head = ",".join(("Timecode", "BlendshapeCount", *(n[0].upper() + n[1:] for n in used)))
    lines = [MARK, head]
    for k in range(len(made.time)):
        seconds, frame = divmod(k, RATE)
        cells = ",".join(f"{shapes[n][k]:.3f}" for n in used)
        lines.append(f"10:00:{seconds:02d}:{frame:02d}.000,{len(used)},{cells}")
    write_whole(OUT, gzip.compress(("\n".join(lines) + "\n").encode(), mtime=0))
    print(f"{OUT}  {OUT.stat().st_size / 1e3:.0f} kB, {len(used)} shapes, {len(made.time)} frames")


def _other(name: str) -> str:
    return name.replace("Left", "X").replace("Right", "Left").replace("X", "Right")


if __name__ == "__main__":
    main()
