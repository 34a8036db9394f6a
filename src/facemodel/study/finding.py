"""What a recording tells of one muscle: `Finding`."""

from dataclasses import dataclass

from facemodel.anatomy.muscles import side_of


@dataclass(frozen=True)
class Finding:
    """What is known of a muscle and the same one on the other side.

    Attributes
    ----------
    muscle : str
        Of fm.MUSCLES: the weaker one, the one that moves involuntarily, or that holds more or less
        at rest.
    kind : {"weak", "unasked", "held", "slack"}
        "unasked": it contracts in tasks that do not ask for it, and its partner less; "held": it
        contracts at rest; "slack": it has lost tone at rest.
    percent : float
        How much weaker it is than its partner; of what moves unasked or is held, how much more it
        contracts, in per cent of a full contraction; of what is slack, in per cent of its tone.
    low_percent, high_percent : float
        Between which that lies, 95 %.
    tasks : tuple of str
        In which it was seen.
    instead : tuple of str
        At rest: what would explain what was seen about as well, as "slack zygomaticus_major_left".
    """

    muscle: str
    kind: str
    percent: float
    low_percent: float
    high_percent: float
    tasks: tuple[str, ...]
    instead: tuple[str, ...] = ()

    @property
    def side_told(self) -> bool:
        """Whether no muscle of the other side would explain what was seen about as well."""
        return all(side_of(name) == side_of(self.muscle) for name in self.instead)
