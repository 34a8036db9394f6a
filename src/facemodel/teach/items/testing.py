"""A test of twelve items in two parallel forms, and how sure its answers were."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.checks import whole
from facemodel.errors import FaceModelError, check_name, checks_keywords, shown, unknown
from facemodel.teach.items.drawing import EDITION, draw
from facemodel.teach.items.item import Item
from facemodel.teach.items.practised import LARGEST_SEED

FORMS = ("pre", "post")
"""Before and after a course: the same kinds and difficulties, other seeds."""
CONFIDENCE: Mapping[str, float] = MappingProxyType(
    {"a guess": 0.25, "rather unsure": 0.5, "rather sure": 0.75, "sure": 0.95}
)
"""How sure somebody is, in words, and the share of such answers that should then be right."""
BLUEPRINT = (
    ("which_muscle", 0.3), ("which_muscle", 0.75), ("which_grade", 0.7), ("where", 0.3),
    ("where", 0.75), ("how_much", 0.65), ("what_next", 0.7), ("what_will_droop", 0.65),
    ("when_does_it_fade", 0.5), ("which_plan_is_worse", 0.7), ("refer_or_treat", 0.5),
    ("read_take", 0.6),
)  # fmt: skip
"""Kind and difficulty of each item of a test."""
NEAR, _TRIES = 0.08, 8


@dataclass(frozen=True)
class Result:
    """Answers to a test, marked.

    Attributes
    ----------
    right : tuple of bool
        Of each item.
    confidence : tuple of float
        0..1, said with each.
    kinds : tuple of str
        Of each item.
    """

    right: tuple[bool, ...]
    confidence: tuple[float, ...]
    kinds: tuple[str, ...]

    @property
    def share(self) -> float:
        """Share 0..1 of right answers."""
        return float(np.mean(self.right))

    @property
    def overconfidence(self) -> float:
        """Mean confidence less the share of right answers, -1..1; 0 is well calibrated."""
        return float(np.mean(self.confidence)) - self.share

    @property
    def brier(self) -> float:
        """Mean squared distance of confidence from what came, 0..1; 0 is best."""
        return float(np.mean((np.array(self.confidence) - np.array(self.right)) ** 2))

    @property
    def missed(self) -> tuple[str, ...]:
        """Kinds of which an item was missed."""
        pairs = zip(self.kinds, self.right, strict=True)
        return tuple(dict.fromkeys(kind for kind, right in pairs if not right))

    def __str__(self) -> str:
        off = self.overconfidence
        way = "as sure as right" if abs(off) < 0.05 else "too sure" if off > 0 else "too unsure"
        told = f"{sum(self.right)} of {len(self.right)} right; {way}"
        return told if abs(off) < 0.05 else f"{told}, by {abs(off):.0%}"


@dataclass(frozen=True)
class Test:
    """Twelve items of one form.

    Attributes
    ----------
    seed, form : int, str
        They make the test.
    items : tuple of Item
        In the order in which they are asked.
    """

    __test__ = False  # not one of pytest's

    seed: int
    form: str
    items: tuple[Item, ...]

    def score(self, choices: Sequence[str], confidence: Sequence[str | float]) -> Result:
        """Mark the answers.

        Parameters
        ----------
        choices : sequence of str
            An option of each item.
        confidence : sequence of str or float
            A word of fm.items.CONFIDENCE, or 0..1, for each.

        Returns
        -------
        Result

        Raises
        ------
        FaceModelError
            For another number of answers, and for what is no option.
        """
        if len(choices) != len(self.items) or len(confidence) != len(self.items):
            raise FaceModelError(
                f"the test has {len(self.items)} items; give as many choices and confidences, "
                f"got {len(choices)} and {len(confidence)}"
            )
        right = tuple(i.reply(c).right for i, c in zip(self.items, choices, strict=True))
        return Result(right, tuple(map(sureness, confidence)), tuple(i.kind for i in self.items))

    def __repr__(self) -> str:
        return f"Test(seed {self.seed}, {self.form}: {len(self.items)} items)"


def sureness(said: str | float) -> float:
    """0..1 of a word of CONFIDENCE, or of a number. Errors: neither."""
    if isinstance(said, str):
        if said not in CONFIDENCE:
            raise unknown("confidence", said, CONFIDENCE)
        return CONFIDENCE[said]
    if isinstance(said, bool) or not isinstance(said, int | float) or not 0 <= said <= 1:
        raise FaceModelError(
            f"a confidence is a word of fm.items.CONFIDENCE or 0..1, got {shown(said)}"
        )
    return float(said)


@checks_keywords
def test(seed: int, form: str = "pre") -> Test:  # noqa: PT028
    """Twelve items: the same kinds and difficulties in both forms, and no item in both.

    Parameters
    ----------
    seed : int
        0 to 2**31 - 1: the same test for everybody who uses it.
    form : {"pre", "post"}, optional
        Before or after what is to be learned.

    Returns
    -------
    Test

    Raises
    ------
    FaceModelError
        For another form, or a seed that is no whole number.

    Examples
    --------
    >>> import facemodel as fm
    >>> fm.items.test(1)
    Test(seed 1, pre: 12 items)
    """
    check_name("form", form, FORMS)
    seed = whole("a seed", seed, 0, LARGEST_SEED)
    which = FORMS.index(form)
    rng = np.random.default_rng([seed, which, 21, EDITION])
    made: list[Item] = []
    for kind, difficulty in BLUEPRINT:
        made.append(_near(kind, difficulty, which, rng))
    return Test(seed, form, tuple(made))


test.__test__ = False  # type: ignore[attr-defined]


def _near(kind: str, difficulty: float, which: int, rng: np.random.Generator) -> Item:
    """The first item of a kind near a difficulty, or the nearest of a few; even seeds are of the
    first form and odd ones of the second, so that no item is in both."""
    found: list[Item] = []
    for _ in range(_TRIES):
        found.append(draw(kind, 2 * int(rng.integers(LARGEST_SEED // 2)) + which))
        if abs(found[-1].difficulty - difficulty) <= NEAR:
            break
    return min(found, key=lambda item: abs(item.difficulty - difficulty))
