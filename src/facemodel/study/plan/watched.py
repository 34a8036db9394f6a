"""What a record watches in its people beside gain: lids, lost movement, what joins in."""

from __future__ import annotations

import numpy as np

from facemodel.anatomy.muscles import SIDES
from facemodel.clinic.findings import KINDS
from facemodel.data import constants
from facemodel.study.plan.judged import MAJOR, Judged
from facemodel.study.plan.trial import Trial
from facemodel.study.plan.wording import WORDS

MOVES = (
    ("joins_mouth", ("open_mouth_smile", "snarl", "lip_pucker")),
    ("joins_eye", ("gentle_eye_closure",)),
)
"""Sentences on what joins in, and the tasks in which it does."""
Why = list[tuple[str, str, float, float]]
"""Sentence, what it names, the share of the people that have it, and all that the limit counts."""


def called(name: str) -> str:
    """A side effect as a record calls it."""
    return WORDS.get(f"called_{name}", KINDS[name].label)


def joins(trial: Trial, left: np.ndarray) -> list[tuple[str, float, float]]:
    """(sentence, before, after) mm of what moves along, where a nerve's branches are mixed up."""
    if not trial.condition.synkinesis.any() or trial.condition.involuntary.any():
        return []
    if "unmeant" not in trial.aim.measures:
        return []
    made, looks = [], trial.looks
    for name, tasks in MOVES:
        before, after = (looks.measure("unmeant", x, tasks) for x in (looks.whole, left))
        made.append((name, float(before.mean()), float(after.mean())))
    return made


def closing(trial: Trial, left: np.ndarray) -> dict[str, list[float]]:
    """Lids that close without extra effort, on the affected side or both, before and after.

    [mean, worst] mm between them, and the share of the people with more than lagophthalmos has.
    """
    side = trial.condition.side
    eyes = slice(None) if side is None else [SIDES.index(side)]
    limit = constants.value("side_effects.lagophthalmos")
    gaps = {"before": trial.looks.gaps(trial.looks.whole), "after": trial.looks.gaps(left)}
    found = {k: mm[:, eyes] for k, mm in gaps.items()}
    return {
        k: [float(mm.mean()), float(mm.max()), float((mm > limit).any(axis=1).mean())]
        for k, mm in found.items()
    }


def failing(trial: Trial, judged: Judged) -> list[tuple[str, float]]:
    """Tasks of which somebody keeps too little, and the share of the people."""
    found = []
    for task in trial.tasks:
        rows = [judged.shares[f"{task} {side}"] < trial.keep for side in SIDES]
        if share := float(np.any(rows, axis=0).mean()):
            found.append((task, share))
    return found


def why(trial: Trial, judged: Judged) -> Why:
    """Of each limit that is broken, what breaks it most often: a side effect, or a movement."""
    broken = dict(judged.broken())
    found: Why = []
    for limit, names in (("most_major", MAJOR), ("most_any", tuple(KINDS))):
        if limit in broken:
            name = max(names, key=lambda one: judged.share_with([one]))
            found.append(("breaks_effect", called(name), judged.share_with([name]), broken[limit]))
    if "most_losing" in broken:
        tasks = [("breaks_task", *one) for one in failing(trial, judged)]
        tasks.append(("breaks_closing", "", 1 - float(judged.close.mean())))
        found.append((*max(tasks, key=lambda one: one[2]), broken["most_losing"]))
    return list(dict.fromkeys(found))


__all__ = ["called", "closing", "failing", "joins", "why"]
