"""Histories of virtual patients: a few plain sentences, put together from a table of words.

The history follows from the condition; ages, years and occasions are drawn and mean nothing to the
model. No history names or describes a real person.
"""

from collections.abc import Mapping

import numpy as np

from facemodel.case.case import Case

_WHO = ("Somebody in their {age}s", "A person in their {age}s", "A {years}-year-old person")
BEGAN: Mapping[str, tuple[str, ...]] = {
    "hemifacial_spasm": (
        "reports that one lower lid began to twitch {n} years ago, and that the cheek now twitches "
        "too.",
        "has had twitches around one eye for {n} years; by now the mouth is pulled too.",
        "reports involuntary eye closure, first when tired, daily for the last {n} years.",
    ),
    "postparalytic_synkinesis": (
        "woke up {n} years ago unable to move one side of the face; it recovered, but not fully.",
        "had a facial palsy (weakness of one side) {n} years ago. Some strength has returned, but "
        "not the ease of movement.",
        "recovered from a facial palsy {n} years ago and has felt tight on that side since.",
    ),
}
_TROUBLE: Mapping[str, tuple[str, ...]] = {
    "hemifacial_spasm": (
        "Reading is tiring, and the person avoids being photographed.",
        "It gets worse when people look, and never stops completely.",
        "The other side has never been affected.",
    ),
    "postparalytic_synkinesis": (
        "The eye narrows during a smile, and the chin tightens when the eyes close.",
        "The eye narrows during meals, and the neck feels pulled.",
        "Friends say the smile looks held back.",
    ),
}
_WISH = (
    "The wish: less of it, and a smile that still feels like one's own.",
    "The wish: fewer unwanted movements and more symmetry, without a frozen look.",
    "The wish is to be at ease in conversation; the smile must not be lost.",
)
_BEFORE = (
    "Nothing has been injected before.",
    "This would be the first treatment.",
    "There has been no treatment of this kind.",
)


def history(truth: Case, seed: int) -> str:
    """The sentences of a patient; the affected side is not mentioned, for it can be seen."""
    rng = np.random.default_rng([seed, 12])

    def one(of: tuple[str, ...]) -> str:
        return of[int(rng.integers(len(of)))]

    years = int(rng.integers(30, 75))
    who = one(_WHO).format(age=10 * (years // 10), years=years)
    began = one(BEGAN[truth.condition]).format(n=int(rng.integers(2, 9)))
    return " ".join([f"{who} {began}", one(_TROUBLE[truth.condition]), one(_WISH), one(_BEFORE)])
