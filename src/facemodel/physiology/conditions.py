"""How a nerve in health or disease turns an intended movement into muscle activation.

One formula holds every condition (dossier 00.2): with intent u, normal tone t0 and what remains of
each muscle's strength,

    v = u + S (Q u)
    c = clip(tone + conduction * ((1 - t0) * max(v, 0) - t0 * max(-v, 0)) + involuntary, 0, 1)
    a = strength * (r c - t0) / (1 - t0)   where r c >= t0,   else   (r c - t0) / t0

so a healthy face does exactly what is intended, and a muscle with nothing remaining has no tone
(the jaw openers, which have none at rest, stay at rest).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from facemodel.anatomy.checks import check_side, number, numbers
from facemodel.anatomy.muscles import INDEX, MIRROR, MUSCLES, SIDES, TONE
from facemodel.errors import FaceModelError, unknown

M = len(MUSCLES)

# Group intents Q u of one side, which synkinesis spreads from (dossier 00.9, assume): the group is
# as active as its muscle is intended, the eye as far as its levator is let go.
GROUPS = {
    "eye_closure": ("levator_palpebrae_superioris", -1.0),
    "smile": ("zygomaticus_major", 1.0),
    "pucker": ("incisivus", 1.0),
    "snarl": ("levator_labii_superioris", 1.0),
    "brow_raise": ("frontalis_medial", 1.0),
}
GROUP_INTENTS = tuple(f"{group}_{side}" for side in SIDES for group in GROUPS)
"""Columns of a synkinesis matrix: the five group intents of the left side, then of the right."""

SEVERITIES = {"mild": 1 / 3, "moderate": 2 / 3, "severe": 1.0}


@dataclass(frozen=True, eq=False)
class Condition:
    """What a nerve and its muscles do with an intended movement. Arrays are read-only.

    name, side        "left", "right", or None where neither side is the affected one
    severity          0 (nothing) .. 1 (severe)
    conduction   (M,) share 0..1 of the intent that reaches each muscle
    synkinesis   (M, 10) activation added by each of GROUP_INTENTS, 0..1
    tone         (M,) share 0..1 of full contraction at rest; muscles.TONE is normal
    strength     (M,) force of a full contraction relative to an average person, 0..1.5
    involuntary  (M,) share 0..1 of full contraction that nobody intends
    """

    name: str
    side: str | None = None
    severity: float = 0.0
    conduction: np.ndarray = field(default_factory=lambda: np.ones(M))
    synkinesis: np.ndarray = field(default_factory=lambda: np.zeros((M, len(GROUP_INTENTS))))
    tone: np.ndarray = field(default_factory=TONE.copy)
    strength: np.ndarray = field(default_factory=lambda: np.ones(M))
    involuntary: np.ndarray = field(default_factory=lambda: np.zeros(M))

    def __post_init__(self):
        check_side(self.side, (*SIDES, None))
        object.__setattr__(self, "severity", number("severity", self.severity, 0, 1))
        for name, (columns, highest) in _FIELDS.items():
            shape = (M, columns) if columns else (M,)
            array = numbers(f"{name} of a condition", getattr(self, name), 0, highest)
            if array.shape != shape:
                raise FaceModelError(
                    f"{name} of a condition has shape {array.shape}; it must be {shape}"
                )
            array.flags.writeable = False
            object.__setattr__(self, name, array)

    def drive(self, intended, remaining=1.0, time=None) -> np.ndarray:
        """Activation (..., M) that results from an intended one (..., M) in -1..1.

        remaining: share 0..1 of strength left by dampening, one number or (..., M); it multiplies
        all a muscle does, tone included. Where tone is 0 (the jaw openers) nothing falls below
        rest. Columns after the muscles (controls of jaw, cheeks and gaze) pass unchanged.
        time: must be None; no condition of this version changes with time.
        """
        if time is not None:
            raise FaceModelError(
                f"{self.name} has no course in time in this version; leave time out"
            )
        intended = numbers("intended activation", intended, -1, 1)
        remaining = numbers("remaining strength", remaining, 0, 1)
        if intended.ndim == 0 or intended.shape[-1] not in (M, len(INDEX)):
            raise FaceModelError(
                f"intended activation has shape {intended.shape}; its last axis must be the "
                f"{M} muscles of fm.MUSCLES, or the {len(INDEX)} controls of fm.CONTROLS"
            )
        try:
            np.broadcast_shapes((*intended.shape[:-1], M), remaining.shape)
        except ValueError:
            raise FaceModelError(
                f"remaining strength has shape {remaining.shape}, which does not fit "
                f"intended activation {intended.shape}; use one number or (..., {M})"
            ) from None
        muscles = self._activation(intended[..., :M], remaining)
        extra = intended[..., M:]
        if not extra.shape[-1]:
            return muscles
        extra = np.broadcast_to(extra, muscles.shape[:-1] + extra.shape[-1:])
        return np.concatenate([muscles, extra], axis=-1)

    def mirrored(self) -> "Condition":
        """The same condition on the other side of the face."""
        groups = len(GROUPS)
        return replace(
            self,
            side={"left": "right", "right": "left", None: None}[self.side],
            synkinesis=np.roll(self.synkinesis[MIRROR], groups, axis=1),
            **{
                name: getattr(self, name)[MIRROR]
                for name in ("conduction", "tone", "strength", "involuntary")
            },
        )

    def _activation(self, u: np.ndarray, r: np.ndarray) -> np.ndarray:
        """The formula of the module, arranged so that healthy(u) is u to the last bit.

        `up` is (r c - t0) / (1 - t0) and `down` is (r c - t0) / t0: each is computed in its own
        unit from v, because dividing what was just multiplied would cost the last digit.
        """
        v = u + group_intents(u) @ self.synkinesis.T
        t0, rise = TONE, 1 - TONE
        extra = self.tone - t0 + self.involuntary
        positive, k = v >= 0, self.conduction
        fall = np.where(t0 > 0, t0, 1.0)  # muscles without tone never use it
        up = np.where(positive, extra / rise + k * v, (extra + k * t0 * v) / rise)
        down = np.where(positive, (extra + k * rise * v) / fall, extra / fall + k * v)
        up = r * np.clip(up, -t0 / rise, 1) - (1 - r) * t0 / rise
        down = r * np.clip(down, -1, rise / fall) - (1 - r)
        return np.where((down < 0) & (t0 > 0), down, self.strength * up)


def group_intents(intended: np.ndarray) -> np.ndarray:
    """How strongly each of GROUP_INTENTS (..., 10) is meant in an intended activation (..., M)."""
    return np.maximum(intended[..., _GROUP_MUSCLE] * _GROUP_SIGN, 0)


_GROUP_MUSCLE = np.array([INDEX[f"{muscle}_{s}"] for s in SIDES for muscle, _ in GROUPS.values()])
_GROUP_SIGN = np.array([sign for _ in SIDES for _, sign in GROUPS.values()])
_FIELDS = {  # name: (columns, highest value)
    "conduction": (0, 1),
    "synkinesis": (len(GROUP_INTENTS), 1),
    "tone": (0, 1),
    "strength": (0, 1.5),
    "involuntary": (0, 1),
}


def healthy() -> Condition:
    """A nerve that does what is intended: `healthy().drive(u)` is `u`."""
    return Condition("healthy")


# Muscles that a hemifacial spasm contracts together, and how strongly (dossier 5.4, assume)
SPASM_WEIGHTS = {
    "orbicularis_oculi_orbital_superior": 1.0,
    "orbicularis_oculi_orbital_lateral": 1.0,
    "orbicularis_oculi_orbital_inferior": 1.0,
    "orbicularis_oculi_palpebral": 1.0,
    "zygomaticus_major": 0.7,
    "orbicularis_oris_upper_peripheral": 0.5,
    "orbicularis_oris_upper_marginal": 0.5,
    "orbicularis_oris_lower_peripheral": 0.5,
    "orbicularis_oris_lower_marginal": 0.5,
    "mentalis": 0.5,
    "platysma": 0.5,
    "frontalis_medial": 0.3,
    "frontalis_lateral": 0.3,
    "corrugator": 0.4,
}


def hemifacial_spasm(
    side: str = "left",
    severity: str | float = "moderate",
    amplitude: float = 0.6,
    ephaptic: float = 0.3,
) -> Condition:
    """One half of the face contracts unasked: a spasm held, as in its tonic phase.

    severity: "mild", "moderate", "severe" or 0..1. At severity 1 the eye's ring contracts to
    `amplitude` of its full force (tonic phases 0.4-0.9, dossier 5.4, assume), other muscles by
    SPASM_WEIGHTS; `ephaptic` of every eye closure reaches the spasm's lower face and of every
    mouth movement the eye's ring (0.1 / 0.2 / 0.3, dossier 5.3, assume). Bursts in time are not
    simulated in this version.
    """
    check_side(side)
    level = severity_level(severity)
    amplitude = number("amplitude", amplitude, 0, 1)
    ephaptic = number("ephaptic", ephaptic, 0, 1)
    involuntary = np.zeros(M)
    synkinesis = np.zeros((M, len(GROUP_INTENTS)))
    eye = GROUP_INTENTS.index(f"eye_closure_{side}")
    mouth = [GROUP_INTENTS.index(f"{group}_{side}") for group in ("smile", "pucker", "snarl")]
    for stem, weight in SPASM_WEIGHTS.items():
        muscle = INDEX[f"{stem}_{side}"]
        involuntary[muscle] = amplitude * level * weight
        if stem.startswith("orbicularis_oculi"):
            synkinesis[muscle, mouth] = ephaptic * level
        elif not stem.startswith(("frontalis", "corrugator")):
            synkinesis[muscle, eye] = ephaptic * level
    return Condition(
        "hemifacial_spasm", side, level, synkinesis=synkinesis, involuntary=involuntary
    )


@dataclass(frozen=True)
class Preset:
    """A condition as menus and case files offer it."""

    name: str
    label: str
    sided: bool
    make: Callable[..., Condition]
    source: str
    mark: str


PRESETS: Mapping[str, Preset] = MappingProxyType(
    {
        p.name: p
        for p in (
            Preset("healthy", "healthy", False, healthy, "dossier 5.3", "assume"),
            Preset(
                "hemifacial_spasm",
                "hemifacial spasm",
                True,
                hemifacial_spasm,
                "dossier 5.3, 5.4",
                "assume",
            ),
        )
    }
)


def by_name(name: str, side: str | None = None, severity: str | float | None = None) -> Condition:
    """The condition a menu or case file names; PRESETS lists them.

    side and severity are left out for `healthy`, and default to "left" and "moderate" otherwise.
    """
    if not isinstance(name, str) or name not in PRESETS:
        raise unknown("condition", name, PRESETS)
    preset = PRESETS[name]
    if preset.sided:
        return preset.make(
            "left" if side is None else side, "moderate" if severity is None else severity
        )
    if side is not None or severity is not None:
        raise FaceModelError(f"{name!r} has neither side nor severity; leave them out")
    return preset.make()


def severity_level(severity: str | float) -> float:
    """Severity as a number 0..1: "mild" 1/3, "moderate" 2/3, "severe" 1, numbers as they are."""
    if isinstance(severity, str):
        if severity not in SEVERITIES:
            raise unknown("severity", severity, SEVERITIES)
        return SEVERITIES[severity]
    return number("severity", severity, 0, 1)
