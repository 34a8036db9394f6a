"""Histories of virtual patients: a few plain sentences, put together from a table of words.

What is told follows from the condition; ages, years and occasions are drawn and mean nothing to the
model. No history names or describes a real person.
"""

from collections.abc import Mapping

import numpy as np

from facemodel.case.case import Case

_WHO = ("Somebody in their {age}s", "A person in their {age}s", "Somebody of {years} years")
_BEGAN: Mapping[str, tuple[str, ...]] = {
    "hemifacial_spasm": (
        "says that one lower lid began to twitch {n} years ago, and that the cheek has joined in.",
        "has had twitches around one eye for {n} years; by now the mouth is drawn too.",
        "tells of an eye that closes by itself, at first on tired days, now for {n} years daily.",
    ),
    "postparalytic_synkinesis": (
        "woke up {n} years ago with one side of the face asleep; it came back, but not as it was.",
        "had a palsy of one side {n} years ago. Strength is back in part, ease is not.",
        "recovered from a facial palsy {n} years ago and has felt tight on that side since.",
    ),
}
_TROUBLE: Mapping[str, tuple[str, ...]] = {
    "hemifacial_spasm": (
        "Reading is tiring, and pictures are avoided.",
        "It is worse when people look, and never quite gone.",
        "The other side has never done anything of the kind.",
    ),
    "postparalytic_synkinesis": (
        "In a smile the eye narrows, and the chin hardens when the eyes close.",
        "Eating makes the eye small, and the neck pulls.",
        "Friends say the smile looks held back.",
    ),
}
_WISH = (
    "What is asked for: less of it, and a smile that stays one's own.",
    "The wish: calmer, more even, but no mask.",
    "The wish is to be at ease in conversation; the smile must not be lost.",
)
_BEFORE = (
    "Nothing has been injected before.",
    "This would be the first treatment.",
    "There has been no treatment of this kind.",
)


def history(truth: Case, seed: int) -> str:
    """The sentences of a patient; the affected side is not told, for it can be seen."""
    rng = np.random.default_rng([seed, 12])

    def one(of: tuple[str, ...]) -> str:
        return of[int(rng.integers(len(of)))]

    years = int(rng.integers(30, 75))
    who = one(_WHO).format(age=10 * (years // 10), years=years)
    began = one(_BEGAN[truth.condition]).format(n=int(rng.integers(2, 9)))
    return " ".join([f"{who} {began}", one(_TROUBLE[truth.condition]), one(_WISH), one(_BEFORE)])
