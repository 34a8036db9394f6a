"""Rates of what toxin does in nerve endings, and of what muscles do after it, from toxin.csv."""

from __future__ import annotations

from dataclasses import dataclass, fields

from facemodel.data import constants

MINUTES_A_DAY = 1440  # of the clock


@dataclass(frozen=True)
class Rates:
    """Everything the course of a dose depends on; rates per day on an average person's clock."""

    arrive: float
    bind: float
    enter: float
    free: float
    lose: float
    renew: float
    safety_share: float
    sprout_days: float
    sprout_release: float
    atrophy_days: float
    atrophy_share: float
    steepness: float
    emax: float

    @property
    def chain(self) -> tuple[float, ...]:
        """Rates of the linear steps, the loss of the light chain last."""
        return self.arrive, self.bind, self.enter, self.free, self.lose


@constants.derived
def rates() -> Rates:
    """The constants in force."""
    c = {p.name.removeprefix("toxin."): p.value for p in constants.parameters("toxin")}
    named = {f.name: c[f.name] for f in fields(Rates) if f.name in c}
    return Rates(
        arrive=1 / c["onset_days"],
        bind=c["bind_per_min"] * MINUTES_A_DAY,
        enter=c["enter_per_min"] * MINUTES_A_DAY,
        free=c["free_per_min"] * MINUTES_A_DAY,
        lose=1 / c["decay_days"],
        renew=1 / c["snap25_days"],
        steepness=c["hill_exponent"],
        **named,
    )


__all__ = ["Rates", "rates"]
