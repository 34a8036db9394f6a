"""The forces of many pairs of lips at once: `lips.contact_forces`, solved by whole sets of places.

Which places press is guessed and put right until every force pushes and no gap is negative. For
one set of places forces are a fixed matrix times the gaps, so that what presses alike is solved
alike, and a guess changes no result.
"""

import numpy as np

from facemodel.mechanics.lips import contact_forces

MOST_KNOWN = 2000  # sets of places whose matrices are kept
AT_ONCE = 500  # pairs, each with a matrix of its own
ROUNDS = 20  # of putting right; hardly any take as many
TOUCHING_MM = 1e-12  # a gap that is negative by less is rounding


class Pressing:
    """What lips of one compliance press, by gaps.

    Parameters
    ----------
    whiten, unwhiten : ndarray of shape (P, P)
        As of a Rig.
    """

    def __init__(self, whiten: np.ndarray, unwhiten: np.ndarray) -> None:
        self._factors = whiten, unwhiten
        self._compliance = whiten.T @ whiten
        self._pull = whiten.T @ unwhiten
        self._known: dict[bytes, np.ndarray] = {}
        self._last: dict[tuple[int, ...], np.ndarray] = {}

    def forces(self, gap: np.ndarray) -> np.ndarray:
        """Least forces (N,F,P) N that keep gaps (N,F,P) mm at or above zero."""
        forces, here = np.zeros(gap.shape), gap.min(-1) < 0
        if not here.any():
            return forces
        pull = (self._pull @ gap[here][..., None])[..., 0]
        last = self._last.get(gap.shape)
        guess = pull < 0 if last is None else last[here]
        new = ~guess.any(-1)
        guess[new] = pull[new] < 0
        pieces = range(0, len(pull), AT_ONCE)
        settled = [
            self._settled(*(x[k : k + AT_ONCE] for x in (pull, guess, gap[here]))) for k in pieces
        ]
        forces[here] = np.concatenate(settled)
        self._last = {gap.shape: forces > 0}  # people who are tried again press much as before
        return forces

    def _settled(self, pull: np.ndarray, presses: np.ndarray, gap: np.ndarray) -> np.ndarray:
        """Forces (B,P) from which places (B,P) are thought to press."""
        out, open_ = np.empty(pull.shape), np.arange(len(pull))
        for _ in range(ROUNDS):
            sets, gaps = presses[open_], pull[open_]
            answers = np.array([self._answer(row) for row in sets])
            found = -(answers @ gaps[..., None])[..., 0]
            left = (self._compliance @ found[..., None])[..., 0] + gaps
            wrong = np.where(sets, found < 0, left < -TOUCHING_MM)
            out[open_] = found
            more = wrong.any(-1)
            presses[open_] ^= wrong
            open_ = open_[more]
            if not len(open_):
                return out
        for k in open_:
            out[k] = contact_forces(*self._factors, gap[k])
        return out

    def _answer(self, presses: np.ndarray) -> np.ndarray:
        """Forces (P,P) by gaps where these places (P,) press; elsewhere none."""
        key = presses.tobytes()
        if key not in self._known:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            at, made = np.flatnonzero(presses), np.zeros(self._compliance.shape)
            made[np.ix_(at, at)] = np.linalg.inv(self._compliance[np.ix_(at, at)])
            self._known[key] = made
            return made
        return self._known[key]
