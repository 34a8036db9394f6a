"""A simulated learner that reads what is shown and heeds replies: a check of items, not people.

It knows words only: those of the question, of what the picture shows and of an option, with the
option's place in the row. It weighs pairs of a word that is shown with a word of an option, apart
for each kind, and chooses among the sums. After a reply it moves the weights towards the option
that the reply names, as a logistic regression does. At the start all weights are nil: it guesses.
It never reads a key, a seed or a difficulty.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from facemodel.teach.items.item import Item, Reply

RATE = 0.5
"""How far one reply moves the weights."""
TOLD = re.compile(r"^In this model it is: (.*)")


@dataclass
class Learner:
    """A learner who heeds replies, or does not.

    seed    of the guesses
    heeds   whether replies change anything
    """

    seed: int
    heeds: bool = True
    weights: dict[tuple[str, str, str], float] = field(default_factory=lambda: defaultdict(float))

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng([self.seed, 22])

    def choose(self, item: Item) -> tuple[str, float]:
        """An option, and how sure the learner is of it, 0..1."""
        chances = self._chances(item)
        # who ignores replies has equal weights and guesses; who learned takes the likeliest
        best = np.flatnonzero(chances >= chances.max() - 1e-9)
        k = int(self._rng.choice(best))
        return item.options[k], float(chances[k])

    def hear(self, item: Item, choice: str, reply: Reply) -> None:
        """Take in a reply: it says that the choice was right, or which option is."""
        if not self.heeds:
            return
        right = choice if reply.right else _named(item, reply.text)
        chances = self._chances(item)
        shown, options = _shown(item), _options(item)
        size = RATE / np.sqrt(len(shown))
        for k, words in enumerate(options):
            step = size * (float(item.options[k] == right) - chances[k]) / np.sqrt(len(words))
            for a in shown:
                for b in words:
                    self.weights[item.kind, a, b] += step

    def _chances(self, item: Item) -> np.ndarray:
        """Share (n,) of belief in each option."""
        shown = _shown(item)
        sums = np.array(
            [
                sum(self.weights.get((item.kind, a, b), 0.0) for a in shown for b in words)
                / np.sqrt(len(shown) * len(words))
                for words in _options(item)
            ]
        )
        up = np.exp(sums - sums.max())
        return up / up.sum()


def _named(item: Item, text: str) -> str:
    """The option that a reply to a wrong choice names."""
    found = TOLD.match(text)
    assert found, text
    return max((o for o in item.options if found[1].startswith(o)), key=len)


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z]+|\d+(?:\.\d+)?", text.lower())


def _shown(item: Item) -> list[str]:
    """Words of the question, each with "" for none, and the lines that tell the picture."""
    lines = [re.sub(r"\d+ mm ", "", line) for line in item.seen]
    words = [word for line in lines for word in _words(line)]
    return sorted({"", *_words(item.question), *lines, *words})


def _options(item: Item) -> list[set[str]]:
    """Words of each option, the whole of it, and its place in the row."""
    return [{*_words(option), option, f"place {k}"} for k, option in enumerate(item.options)]
