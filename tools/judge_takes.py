"""Judges what is said of takes whose truth is known: made by the model, of other people.

python tools/judge_takes.py rest 24 30      rest of 24 people, 30 takes each, as points and shapes
python tools/judge_takes.py even 400        verdicts on 400 even takes, by kind of file

Both print tables of docs/recordings.md. Nobody was recorded. A person has the shape modes of the
registration, a skin of another stiffness, and is followed with errors as they are written below.
"""

import argparse
import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from scipy.optimize import nnls

import facemodel as fm
from facemodel.anatomy import template
from facemodel.anatomy.action_tables import CLINICAL_TASKS
from facemodel.anatomy.muscles import CONTROLS, INDEX, MUSCLES, SIDES, Side, side_of
from facemodel.capture.recording import blendshapes, reading, takes, tracking
from facemodel.capture.recording.still import of_points
from facemodel.capture.scan.cage import shapes as person_modes
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.mechanics.face import Face, build
from facemodel.study.finding import Finding
from facemodel.validation.captures import FOLLOWED

FIRST = 500
"""Seed of the first person; the limits of study/at_rest.py were chosen on people from 100 on."""
HELD = (
    "frontalis_medial", "frontalis_lateral", "corrugator", "orbicularis_oculi_palpebral",
    "orbicularis_oculi_orbital_inferior", "zygomaticus_major", "zygomaticus_minor",
    "levator_labii_superioris", "depressor_anguli_oris", "mentalis", "platysma", "risorius",
)  # fmt: skip
SLACK = ("frontalis_medial", "zygomaticus_major", "orbicularis_oculi_palpebral")
POINT_MM, FRAME_MM, TURN = 0.5, 0.3, 0.25
"""Errors of a point: lasting and of a frame; radians by which the head turns."""
OFFSET, COMMON, GAIN = 0.06, 0.08, 0.1
"""Of shapes: difference of the sides at rest, zero of both sides, logarithm of their size."""
SIDED = [n for n in blendshapes.SHAPES if n.endswith(("Left", "Right"))
         and n not in ("jawLeft", "jawRight", "mouthLeft", "mouthRight")
         and not n.startswith("eyeLook")]  # fmt: skip
MEDIAPIPE = {"browOuterUpLeft": 0.35, "browInnerUp": 0.1, "eyeBlinkRight": 0.08}
"""What is added to shapes of an even face, as users of MediaPipe show it (data/trackers.csv)."""
FLAT = ("eyeWideLeft", "eyeWideRight", "noseSneerLeft", "noseSneerRight")


def person(seed: int) -> Face:
    """Somebody who does not exist, the two sides unlike, with skin of their own stiffness."""
    rng, modes = np.random.default_rng(seed), person_modes()
    moved = template.cage_positions().copy()
    for family in (modes.even, modes.odd):
        moved += np.einsum("k,kvx->vx", rng.normal(size=len(family)), family)[:-2]
    mesh = template.shaped(moved, template.mesh(0).eye_centres, 12.1, level=1)
    gives = float(np.exp(rng.normal(0, constants.value("people.stiffness_sd_log"))))
    return build(mesh, stiffness=gives)


def truth(rng) -> tuple[Side, str, dict[str, float]]:
    """The affected side, what is the matter, and muscle -> what it holds (below 0: lost tone)."""
    side = SIDES[rng.integers(2)]
    kind = str(rng.choice(["even", "held", "held", "held", "slack"]))
    stems: tuple[str, ...] = ()
    if kind != "even":
        of, most = (HELD, 3) if kind == "held" else (SLACK, 2)
        stems = tuple(rng.choice(of, rng.integers(1, most + 1), replace=False))
    low, high = (0.15, 0.7) if kind == "held" else (-1.0, -0.4)
    return side, kind, {f"{stem}_{side}": float(rng.uniform(low, high)) for stem in stems}


def at_rest(held: Mapping[str, float]) -> np.ndarray:
    row = np.zeros(len(MUSCLES))
    for name, x in held.items():
        row[INDEX[name]] = x
    return row


def as_points(who: Face, held: Mapping[str, float], rng) -> fm.Recording:
    """Half a second of rest under a turning head, 30 points tracked."""
    face, time = fm.load(), np.arange(15) / 30
    at = [who.mesh.landmarks[name] for name in FOLLOWED]
    points = who.deform(at_rest(held))[at] + rng.normal(0, POINT_MM, (len(at), 3))
    angle, turn = TURN * np.sin(3 * time + rng.uniform(0, 6)), np.zeros((len(time), 3, 3))
    turn[:, 0, 0] = turn[:, 2, 2] = np.cos(angle)
    turn[:, 0, 2], turn[:, 2, 0], turn[:, 1, 1] = np.sin(angle), -np.sin(angle), 1
    seen = points @ turn
    seen += rng.normal(0, FRAME_MM, seen.shape)
    there = face.mesh.points(FOLLOWED)
    still = tracking._at_rest(time, seen, None)
    rest = of_points(list(FOLLOWED), tracking._place(still, there, "mm")(still), there)
    return fm.Recording(time, np.zeros((len(time), len(CONTROLS))), "landmarks", rest=rest)


class Tracker:
    """What finds shapes in a moved face: nonnegative least squares over all its landmarks."""

    def __init__(self) -> None:
        face = fm.load()
        self.names = list(face.mesh.landmarks)
        full = face.deform(np.stack([fm.arkit({name: 1.0}) for name in SIDED]))
        at = [face.mesh.landmarks[name] for name in self.names]
        columns = (full[:, at] - face.mesh.vertices[at]).reshape(len(SIDED), -1)
        self.table = np.concatenate([columns.T, 0.3 * np.eye(len(SIDED))])

    def __call__(self, who: Face, held: Mapping[str, float], rng) -> fm.Recording:
        """A take of a smile, begun at rest, as an app of a depth camera writes it."""
        at = [who.mesh.landmarks[name] for name in self.names]
        moved = (who.deform(at_rest(held))[at] - who.mesh.vertices[at]).ravel()
        found = nnls(self.table, np.append(moved, np.zeros(len(SIDED))))[0]
        time = np.arange(90) / 30
        smile = 0.7 * np.interp(time, [1, 1.3, 2, 2.3], [0, 1, 1, 0])
        rows = {
            n: x + smile * n.startswith("mouthSmile") for n, x in zip(SIDED, found, strict=True)
        }
        seen = tracked({n: x + 0 * time for n, x in rows.items()}, rng)
        return reading.made_of(takes.Take("Live Link Face", time, shapes=seen), (0.0, 0.8))


def tracked(shapes: Mapping[str, np.ndarray], rng, gain: float = GAIN) -> dict[str, np.ndarray]:
    """Shapes (T,) with a tracker's zero, sizes and noise."""
    zero = {_stem(n): abs(rng.normal(0, COMMON)) for n in shapes}
    return {
        n: np.clip(x * np.exp(rng.normal(0, gain)) + zero[_stem(n)]
                   + rng.normal(0, OFFSET / 2**0.5) + rng.normal(0, 0.01, x.shape), 0, 1)
        for n, x in shapes.items()
    }  # fmt: skip


def _stem(name: str) -> str:
    return name.removesuffix("Left").removesuffix("Right")


def judged_rest(people: int, each: int) -> Iterator[str]:
    """Rows of a table: how often rest is told, and told rightly."""
    tracker, rows = Tracker(), dict[tuple[str, bool, str], list[Any]]()
    for seed in range(FIRST, FIRST + people):
        who, rng = person(seed), np.random.default_rng(seed)
        for _ in range(each):
            side, kind, held = truth(rng)
            for how, made in (("points", as_points), ("shapes", tracker)):
                take = made(who, held, rng)
                weak = [name for name, x in held.items() if x < 0]
                for known in (True, False):
                    told = known and bool(held)
                    found = fm.movements.rest(
                        take, side=side if told else None, weak=weak if told else ()
                    )
                    rows.setdefault((how, known, kind), []).append((side, held, found))
    for key, got in rows.items():
        yield " | ".join(["", *_told(key, got), ""]).strip()


def _told(key, got) -> list[str]:
    how, known, kind = key
    found = [(side, held, one) for side, held, all_ in got for one in all_]
    first = [(side, all_[0]) for side, _, all_ in got if all_ and all_[0].side_told]
    right = [one for _, held, one in found if _name(one) in _names(held)]
    near = [one for _, held, one in found if {_name(one), *one.instead} & _names(held)]
    within = [
        one.low_percent <= 100 * abs(held[one.muscle]) <= one.high_percent
        for _, held, one in found if _name(one) in _names(held)
    ]  # fmt: skip
    sides = [side_of(one.muscle) == side for side, one in first]
    said = sum(bool(all_) for _, _, all_ in got)
    cells = [_share(said, len(got)), f"{_share(sum(sides), len(sides))} of {len(sides)}",
             _share(len(right), len(found)), _share(len(near), len(found)),
             _share(sum(within), len(within))]  # fmt: skip
    return [how, "yes" if known else "no", kind, str(len(got)), *cells]


def _name(one: Finding) -> str:
    return f"{one.kind} {one.muscle}"


def _names(held: Mapping[str, float]) -> set[str]:
    return {f"{'held' if x > 0 else 'slack'} {name}" for name, x in held.items()}


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "-"


def even(rng, source: str) -> fm.Recording:
    """Five tasks and two blinks of an even face, as a kind of file has them."""
    time = np.arange(210) / 20
    controls = np.zeros((len(time), len(CONTROLS)))
    for k, name in enumerate(CLINICAL_TASKS):
        size = rng.uniform(0.7, 1) * np.interp(time, 0.7 + 1.9 * k + np.array([0, 0.3, 0.9, 1.2]),
                                               [0, 1, 1, 0])  # fmt: skip
        controls[:, : len(MUSCLES)] += size[:, None] * fm.expression(name)[: len(MUSCLES)]
    controls = np.clip(controls, -1, 1)
    if source in ("landmarks", "video"):
        return _even_points(time, controls, rng, source)
    bias = source != "made"
    seen = dict(fm.Recording(time, controls).shapes())
    if bias:
        seen = tracked(seen, rng, 0.1 / 2**0.5)
    if source == "MediaPipe":
        added = {n: x * rng.uniform(0, 1.3) for n, x in MEDIAPIPE.items()}
        seen = {
            n: np.clip(x * (0.1 if n in FLAT else 1) + added.get(n, 0), 0, 1)
            for n, x in seen.items()
        }
    return reading.made_of(takes.Take(source, time, shapes=seen))


def _even_points(time, controls, rng, source) -> fm.Recording:
    """30 points of an even movement; of a video with the error of a network's points."""
    face, every = fm.load(), slice(None, None, 3)
    at = [face.mesh.landmarks[name] for name in FOLLOWED]
    lasting = 1.0 if source == "video" else POINT_MM
    still = face.mesh.vertices[at]
    sizes = np.exp(rng.normal(0, 0.07, (len(at), 1)))
    moved = (face.deform(controls[every])[:, at] - still) * sizes
    seen = still + rng.normal(0, lasting, still.shape) + moved
    seen = seen + rng.normal(0, FRAME_MM, seen.shape)
    points = dict(zip(FOLLOWED, seen.transpose(1, 0, 2), strict=True))
    made = fm.landmarks_to_muscles(time[every], points, face, "mm")
    return fm.Recording(made.time, made.controls, source, rest=made.rest)


def judged_even(many: int) -> Iterator[str]:
    """Rows of a table: how often an even face is called uneven, by kind of file."""
    for source in (
        "Live Link Face",
        "MediaPipe",
        "ARKit table",
        "ARKit frames",
        "landmarks",
        "video",
    ):
        rng, said = np.random.default_rng(FIRST), {"sides": 0, "muscles": 0, "rest": 0}
        count = many if source == "Live Link Face" else many // 8
        for _ in range(count):
            take = even(rng, source)
            said["sides"] += any(row.below for row in fm.movements.sides(take).values())
            with contextlib.suppress(FaceModelError):  # not judged for this kind
                said["muscles"] += fm.movements.strengths(take).side is not None
            with contextlib.suppress(FaceModelError):
                said["rest"] += bool(fm.movements.rest(take))
        cells = [_share(n, count) for n in said.values()]
        yield f"| {source} | {count} | {' | '.join(cells)} |"


def main() -> None:
    """Prints the table asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("what", choices=("rest", "even"))
    parser.add_argument("counts", nargs="+", type=int)
    asked = parser.parse_args()
    rows = judged_rest(*asked.counts) if asked.what == "rest" else judged_even(*asked.counts)
    for line in rows:
        print(line, flush=True)


if __name__ == "__main__":
    main()
