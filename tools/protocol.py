"""Computes how many learners a trial of the kit needs, and writes the tables of docs/protocol.md.

    python tools/protocol.py

The page says what each figure is and what was assumed.
"""

import argparse
import math
import re
from pathlib import Path

from scipy.optimize import brentq
from scipy.stats import nct, norm, t

from facemodel.data.files import write_whole

PAGE = Path(__file__).parents[1] / "docs/protocol.md"
ITEMS = 12  # in each form of fm.items.test
RIGHT = 0.6  # assumed: share that is right after the course without the kit
BETWEEN = 0.12  # assumed: how people differ in what they know, standard deviation of the share
WORTH = 0.15  # chosen: a difference of about two items of twelve
LOST = 0.15  # assumed: share of learners without a post-test
ALPHA = 0.05


def spread() -> tuple[float, float]:
    """Standard deviation of a score of twelve items, and how pre- and post-test correlate.

    A score errs as a draw of twelve does; what people know differs beside that, and only this part
    is the same in both forms.
    """
    drawn = RIGHT * (1 - RIGHT) / ITEMS
    known = BETWEEN**2
    return math.sqrt(drawn + known), known / (drawn + known)


def power_of(size: float, effect: float, alpha: float = ALPHA) -> float:
    """Power of a two-sided t-test of two arms of `size` each, for a difference in SD."""
    freedom = 2 * size - 2
    limit = t.ppf(1 - alpha / 2, freedom)
    shift = effect * math.sqrt(size / 2)
    return float(nct.sf(limit, freedom, shift) + nct.sf(limit, freedom, -shift))


def arm_size(effect: float, correlation: float = 0.0, power: float = 0.8) -> int:
    """Learners in each arm whose post-test is compared given the pre-test [Borm2007].

    Analysis of covariance needs 1 - correlation^2 of what a t-test needs; one more is added, which
    costs little where arms are small and the formula is least exact.
    """
    needed = 2
    while power_of(needed, effect) < power:
        needed += 1
    return needed if not correlation else math.ceil((1 - correlation**2) * needed) + 1


def detectable(size: int, power: float = 0.8) -> float:
    """Smallest difference, in SD, that arms of this size show with this power (t-test)."""
    return float(brentq(lambda effect: power_of(size, effect) - power, 0.01, 3))


def faces(agreement: float, raters: int, width: float, alpha: float = ALPHA) -> int:
    """Faces to grade so that the confidence interval of an ICC has this width [Bonett2002].

    With two raters and an ICC of 0.7 or more, five times the ICC is added, as the work says.
    """
    z, k, rho = float(norm.ppf(1 - alpha / 2)), raters, agreement
    needed = 8 * z**2 * (1 - rho) ** 2 * (1 + (k - 1) * rho) ** 2 / (k * (k - 1) * width**2) + 1
    return math.ceil(needed) + (round(5 * rho) if k == 2 and rho >= 0.7 else 0)


def enrolled(size: int) -> int:
    """Learners to enrol in an arm so that this many are left."""
    return math.ceil(size / (1 - LOST))


def sizes() -> str:
    """Learners by difference and power."""
    deviation, correlation = spread()
    lines = [
        f"| difference, share of {ITEMS} items | in SD | power | t-test, an arm | "
        "given the pre-test, an arm | to enrol, both arms |\n|---|---|---|---|---|---|\n"
    ]
    for difference in (0.10, WORTH, 0.20):
        for power in (0.8, 0.9):
            effect = difference / deviation
            size = arm_size(effect, correlation, power)
            lines.append(
                f"| {difference:.2f} | {effect:.2f} | {power:.0%} | {arm_size(effect, 0, power)} | "
                f"{size} | {2 * enrolled(size)} |\n"
            )
    return "".join(lines)


def limits() -> str:
    """What arms of a size that a department has can show."""
    head = "| learners in an arm | smallest difference in SD, 80 % power |\n|---|---|\n"
    sized = (f"| {n} | {detectable(n):.2f} |\n" for n in (10, 15, 20, 30, 45, 60))
    return head + "".join(sized)


def graded() -> str:
    """Faces by agreement and number of raters."""
    head = "| ICC expected | raters | faces, interval of 0.2 | faces, interval of 0.1 |\n"
    rows = (
        f"| {rho} | {k} | {faces(rho, k, 0.2)} | {faces(rho, k, 0.1)} |\n"
        for rho in (0.85, 0.55)
        for k in (2, 10, 30)
    )
    return head + "|---|---|---|---|\n" + "".join(rows)


def written(text: str) -> str:
    """The page with its tables computed."""
    for name, table in (("sizes", sizes()), ("limits", limits()), ("graded", graded())):
        found = re.search(
            rf"<!-- tools/protocol.py: {name} -->\n(.*?)<!-- end -->", text, re.DOTALL
        )
        assert found, name
        text = f"{text[: found.start(1)]}\n{table}\n{text[found.end(1) :]}"
    return text


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.parse_args()
    write_whole(PAGE, written(PAGE.read_text("utf-8")).encode(), PAGE.name)
