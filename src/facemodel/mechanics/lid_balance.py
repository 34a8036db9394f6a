"""Where the lids' margins stand: torques of levator, Müller's muscle, ring and weight in balance.

Heights are shares of the opening at rest. With the forces of levator and ring relative to rest,
1 + qL and 1 + qP, the upper lid turns down from rest by

    up = (b qP - (1 - o) qL) / (1 + K (1 + qL)),    K = (1 - o) (1 - tL) / r - tL

where o is the opening that is left without a levator (Müller's muscle against weight and ring), b
what the ring pulls on a lid without a levator, r the rise at full levator and tL the levator's
tone: a contracted muscle is stiff, so that the ring moves an open lid less than a lax one. The
lower lid rises by x = d qP, which grows only to `lower_lid_limit`; below rest it sags by x. The
margins meet where up + low = 1; from there the upper lid lies on the lower. Constants: lids.csv.
"""

from typing import NamedTuple

from facemodel.anatomy.muscles import INDEX, TONE
from facemodel.data import constants

LEVATOR_TONE = float(TONE[INDEX["levator_palpebrae_superioris_left"]])
RING_TONE = float(TONE[INDEX["orbicularis_oculi_palpebral_left"]])
_LEVATOR_RISE = (1 - LEVATOR_TONE) / LEVATOR_TONE  # force over rest per unit of control
_RING_RISE = (1 - RING_TONE) / RING_TONE


class LidBalance(NamedTuple):
    """The numbers of the module's equations, all shares of the opening at rest."""

    levator: float
    """1 - o: what the levator's tone holds up."""
    ring: float
    """b: what the ring's tone pulls on a lid without a levator."""
    stiffness: float
    """K, of the levator at rest relative to that of the passive lid."""
    lower: float
    """d: how far the lower lid sags without tone."""
    lower_limit: float
    upper_gaze: float
    """How far the upper lid follows the full turn of an eye up or down."""
    lower_gaze: float


@constants.derived
def lid_balance() -> LidBalance:
    """The balance at the constants in force."""
    held = 1 - constants.value("lids.opening_without_levator")
    rise = constants.value("lids.rise_at_full_levator")
    return LidBalance(
        levator=held,
        ring=constants.value("lids.ring_on_upper_lid"),
        stiffness=held * (1 - LEVATOR_TONE) / rise - LEVATOR_TONE,
        lower=constants.value("lids.ring_on_lower_lid"),
        lower_limit=constants.value("lids.lower_lid_limit"),
        upper_gaze=constants.value("lids.upper_lid_follows_gaze"),
        lower_gaze=constants.value("lids.lower_lid_follows_gaze"),
    )


def force_over_rest(control, rise, larger=max, smaller=min):
    """q: force relative to that at rest, less 1, at a control value -1..1.5.

    Numbers; arrays with larger=np.maximum, smaller=np.minimum, as below.
    """
    return rise * larger(0.0, control) + smaller(0.0, control)


def margins(levator, palpebral, larger=max, smaller=min):
    """Shares of the opening by which the margins turn to each other, both 0 at rest.

    The upper lid's is negative where it rises; their sum is at most 1, where they meet.
    """
    b = lid_balance()
    q_l = force_over_rest(levator, _LEVATOR_RISE, larger, smaller)
    q_p = force_over_rest(palpebral, _RING_RISE, larger, smaller)
    up = (b.ring * q_p - b.levator * q_l) / (1 + b.stiffness * (1 + q_l))
    x = b.lower * q_p
    low = x / (1 + larger(0.0, x) / b.lower_limit)
    return smaller(up, 1 - low), low


def closure(levator, palpebral, larger=max, smaller=min):
    """How far the lids close, 0..1 (1: the margins meet)."""
    up, low = margins(levator, palpebral, larger, smaller)
    return larger(0.0, up + low)


def lid_motion(levator, palpebral, pitch, larger=max, smaller=min):
    """Shares of the opening by which upper and lower lid turn to each other, and the closure."""
    up, low = margins(levator, palpebral, larger, smaller)
    closed = larger(0.0, up + low)
    free, b = 1 - closed, lid_balance()
    return up - free * b.upper_gaze * pitch, low + free * b.lower_gaze * pitch, closed


@constants.derived
def closing_ring() -> float:
    """Share of full contraction of the ring at which the margins meet, the levator let go."""
    b = lid_balance()
    # b q + low(q) = o, where q > 0: low = d q / (1 + d q / limit)
    open_ = 1 - b.levator
    k = b.lower / b.lower_limit
    half = (b.ring + b.lower - k * open_) / (2 * b.ring * k)
    q = (half * half + open_ / (b.ring * k)) ** 0.5 - half
    return RING_TONE * (1 + q)
