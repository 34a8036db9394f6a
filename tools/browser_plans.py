"""Compares plans that the page finds with Python's, for random conditions, people and wishes.

    python tools/browser_plans.py [--count 200] [--seed 19]

Prints how many are the same to the point and the dose, and what the others differ in.
"""

import argparse
import json
import runpy
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import facemodel as fm
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.physiology.people import Person
from facemodel.study.plan.aims import aim_of
from facemodel.view.scene.assets import face_block

TOOLS = Path(__file__).parent
JS = TOOLS.parent / "src/facemodel/view/js"


def answers(node: str, folder: Path, questions: list[dict]) -> Iterator[Any]:
    """What the page's planner answers, one by one, on the face as a page carries it."""
    (folder / "face.bin").write_bytes(face_block(fm.load()))
    (folder / "questions.json").write_text(json.dumps(questions))
    script, files = TOOLS / "browser_plans.mjs", ("face.bin", "questions.json")
    command = [node, str(script), JS.as_uri(), *(str(folder / name) for name in files)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as running:
        assert running.stdout is not None
        for line in running.stdout:
            yield json.loads(line)
    if running.returncode:
        raise RuntimeError(f"node ended with {running.returncode}")


@dataclass(frozen=True)
class Asked:
    """A question in both languages: for fm.plan.treatment, and for the page."""

    condition: Any
    wishes: dict[str, Any]
    page: dict[str, Any]


def random_questions(count: int, seed: int) -> list[Asked]:
    """Conditions that have an aim, on either side, of any severity, every fourth in a person."""
    rng = np.random.default_rng(seed)
    presets = [one for one in fm.conditions.PRESETS.values() if _has_aim(one.of())]
    return [_random(presets[int(rng.integers(len(presets)))], rng) for _ in range(count)]


def _has_aim(condition: Any) -> bool:
    try:
        return bool(aim_of(condition, None))
    except FaceModelError:
        return False


def _random(preset: Any, rng: np.random.Generator) -> Asked:
    side = str(rng.choice(["left", "right"])) if preset.sided else None
    severity = float(rng.uniform(0.2, 1))
    at_most = [None, None, 2, 4][rng.integers(4)]
    avoid = [(), (), ("mouth",), ("eye",)][rng.integers(4)]
    healthy = "use" if side and rng.uniform() < 0.25 else "leave"
    gently = bool(rng.uniform() < 0.25)
    keep = float(rng.choice([0.75, 0.75, 0.6, 0.9]))
    day = float(rng.choice([28, 28, 14, 42]))
    person = fm.people.sample(int(rng.integers(1000))) if rng.uniform() < 0.25 else None
    shared = {"keep": keep, "day": day, "avoid": avoid}
    eyes = {"eyes": "gently" if gently else "with effort"}
    python = {**shared, **eyes, "at_most": at_most, "healthy_side": healthy, "person": person}
    page = {
        **{"condition": preset.name, "side": side, "severity": severity, **shared},
        **{"atMost": at_most, "healthySide": healthy, "gently": gently},
        **({"person": _carried(person)} if person else {}),
    }
    return Asked(preset.of(side or "left", severity), python, page)


def _carried(person: Person) -> dict[str, list[float]]:
    return {name: getattr(person, name).tolist() for name in ("strength", "tone", "stiffness")}


@dataclass(frozen=True)
class Compared:
    """Two plans for one question: points of either, what they cost in units, and gain."""

    name: str
    points: tuple[list, list]
    cost: tuple[float, float]
    gain: tuple[float, float]

    @property
    def same(self) -> bool:
        return self.points[0] == self.points[1]

    @property
    def near(self) -> bool:
        """The same, or no more than a step of doses apart in cost."""
        step = constants.value("plan.site_step_units")
        return self.same or abs(self.cost[0] - self.cost[1]) <= step


def compared(node: str, folder: Path, questions: list[Asked]) -> Iterator[Compared]:
    """Each question answered by both."""
    face = fm.load()
    found = answers(node, folder, [one.page for one in questions])
    for one, page in zip(questions, found, strict=True):
        mine = fm.plan.treatment(face, one.condition, **one.wishes).figures
        points = tuple(_points(figures) for figures in (mine, page))
        name = " ".join(str(one.page[key]) for key in ("condition", "side", "severity"))
        cost = (_cost(points[0]), _cost(points[1]))
        yield Compared(name, (points[0], points[1]), cost, (mine["gain"], page["gain"]))


def _points(figures: dict[str, Any]) -> list[tuple[str, str, float]]:
    return sorted((one["site"], one["side"], one["units"]) for one in figures["points"])


def _cost(points: list[tuple[str, str, float]]) -> float:
    return sum(units + constants.value("plan.point_cost_units") for *_, units in points)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=19)
    given = parser.parse_args()
    node, _ = runpy.run_path(str(TOOLS.parent / "hatch_build.py"))["find_node"]()
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        questions = random_questions(given.count, given.seed)
        for row in compared(str(node), Path(folder), questions):
            rows.append(row)
            if not row.same:
                print(f"{row.name}: {row.points}, cost {row.cost}, gain {row.gain}", flush=True)
            if len(rows) % 10 == 0:
                print(f"{len(rows)} compared", flush=True)
    same, near = sum(row.same for row in rows), sum(row.near for row in rows)
    empty = sum(not row.points[0] for row in rows)
    apart = max((abs(row.gain[0] - row.gain[1]) for row in rows if row.same), default=0.0)
    print(f"{len(rows)} plans, {empty} of them nothing: {same} the same, {near} within a step;")
    print(f"gains of the same differ by {apart:.5f} at most")


if __name__ == "__main__":
    main()
