"""What a plan minimises, as one convex problem on the secants of a face.

    mean over rest and tasks of   max(0, mirror difference - what healthy faces show)^2
                         + share * max(0, involuntary movement - what is not seen)^2
    + price * dose + prior * dampening^2

subject to floors: each task keeps its share of movement on each side, eyes close, lips seal. A face
whose sides differ no more than those of healthy people is not planned for at all; where they differ
more, the pull toward untouched and the difference that half of healthy faces show keep a plan from
chasing the last tenth of a millimetre, which a face pays for with its movement.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from facemodel.anatomy.muscles import MUSCLES
from facemodel.data import constants
from facemodel.errors import FaceModelError
from facemodel.study.plan.response import Response

M = len(MUSCLES)
_FLAT = 1e-8  # mm2 per share: steeper than that, and a muscle belongs into a plan


@dataclass(frozen=True, eq=False)
class Problem:
    """The convex problem behind a plan: one face, its floors and what dampening costs.

    Attributes
    ----------
    response : Response
        How the face answers.
    weight : ndarray of shape (M,)
        Priced units that taking all of a muscle costs.
    least : ndarray of shape (M,)
        Share 0..1 of strength that must remain.
    keep : float
        Share 0..1 of movement that every floor keeps.
    price : float
        mm2 per priced unit.
    """

    response: Response
    weight: np.ndarray
    least: np.ndarray
    keep: float
    price: float

    def __repr__(self) -> str:
        tasks = len(self.response.drives.tasks)
        return f"Problem({tasks} tasks, keep {self.keep:g}, price {self.price:g} mm2 a unit)"

    @property
    def within_healthy(self) -> bool:
        """Whether, untouched, no more differs than in 95 % of healthy people."""
        untouched = np.append(np.zeros(M), 1.0)
        apart = [np.linalg.norm(part @ untouched) for part in self.response.mirror]
        moved = [np.linalg.norm(part @ untouched) for part in self.response.involuntary]
        return bool(
            np.sqrt(np.mean(np.square(apart))) <= constants.value("plan.healthy_rms_mm")
            and max(moved) <= constants.value("plan.unasked_mm")
        )

    @property
    def prior(self) -> np.ndarray:
        """Pull (M,) toward untouched, mm2; as much dearer as a muscle's dose is."""
        return constants.value("plan.prior_mm2") * np.maximum(self.weight, 1.0)

    def excess(self, dampening: np.ndarray) -> float:
        """Mean square of what lies beyond healthy faces, on the secants.

        Parameters
        ----------
        dampening : ndarray of shape (M,)
            Share 0..1 taken.

        Returns
        -------
        float
            mm2.
        """
        z = np.append(dampening, 1.0)
        return sum(
            share * max(0.0, float(np.linalg.norm(part @ z)) - allowed) ** 2
            for part, allowed, share in self._parts()
        )

    def value(self, dampening: np.ndarray) -> float:
        """What is minimised.

        Parameters
        ----------
        dampening : ndarray of shape (M,)
            Share 0..1 taken.

        Returns
        -------
        float
            mm2.
        """
        return (
            self.excess(dampening)
            + self.price * float(self.weight @ dampening)
            + float(self.prior @ dampening**2)
        )

    def solve(self, allowed: np.ndarray, slack: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The best dampening of some muscles.

        Parameters
        ----------
        allowed : ndarray of bool, shape (M,)
            Which may be dampened.
        slack : ndarray of shape (R,)
            By how much each floor is planned higher than asked for.

        Returns
        -------
        tuple of ndarray
            Dampening (M,), and the price (R,) of each floor, mm2 per share.
        """
        dampening, prices = np.zeros(M), np.zeros(len(slack))
        used = np.zeros(M, bool)
        # where a floor has no room left its price says nothing, and all muscles are asked at once;
        # else from none on: few are dampened, and a small problem is solved far sooner
        tight = bool((self.room(slack) == 0).any())
        steep = np.full(M, tight) | (self._slope(dampening, prices) < -_FLAT)
        while (wanted := allowed & ~used & steep).any():
            used |= wanted
            pick = np.eye(M)[:, used]
            most, cost = 1 - self.least[used], self.price * self.weight[used]
            found, prices = self.minimise(pick, np.zeros(M), 0 * most, most, cost, slack)
            dampening[used] = found
            steep = self._slope(dampening, prices) < -_FLAT
        return np.where(dampening < 1e-5, 0.0, dampening), prices

    def room(self, slack: np.ndarray) -> np.ndarray:
        """How much of its movement each floor lets go.

        Parameters
        ----------
        slack
            By which each floor is planned higher, (R,).

        Returns
        -------
        numpy.ndarray
            Shares (R,).
        """
        return np.maximum(1 - self.keep - slack, 0.0)

    def _slope(self, dampening: np.ndarray, prices: np.ndarray) -> np.ndarray:
        """How what is minimised changes (M,) with each muscle's dampening, floors priced in."""
        z = np.append(dampening, 1.0)
        slope = self.price * self.weight + 2 * self.prior * dampening
        slope += prices @ (self.response.loses / self.response.moved[:, None])
        for part, allowed, share in self._parts():
            size = float(np.linalg.norm(part @ z))
            if size > allowed:
                slope += 2 * share * (1 - allowed / size) * (part[:, :M].T @ (part @ z))
        return slope

    def minimise(self, matrix, offset, low, high, cost, slack) -> tuple[np.ndarray, np.ndarray]:
        """The best x between low and high, where dampening is matrix x + offset.

        The floors hold, and no more is taken than may be.

        Parameters
        ----------
        matrix : ndarray of shape (M, N)
            What each x takes from each muscle.
        offset : ndarray of shape (M,)
            What is taken anyway.
        low, high : ndarray of shape (N,)
            Bounds of x.
        cost : ndarray of shape (N,)
            mm2 per unit of x.
        slack : ndarray of shape (R,)
            By how much each floor is planned higher.

        Returns
        -------
        tuple of ndarray
            x (N,), and the floors' multipliers (R,).
        """
        parts = self._parts()
        n, extra = matrix.shape[1], len(parts)
        hessian = np.zeros((n + extra, n + extra))
        hessian[:n, :n] = 2 * matrix.T @ (self.prior[:, None] * matrix)
        linear = np.concatenate([cost + 2 * matrix.T @ (self.prior * offset), np.zeros(extra)])
        cones = []
        for k, (part, allowed, share) in enumerate(parts):
            hessian[n + k, n + k] = 2 * share
            reach = np.zeros(n + extra)
            reach[n + k] = 1.0
            both = np.column_stack([part[:, :M] @ matrix, part[:, :M] @ offset + part[:, M]])
            if len(both) > n + 1:  # as long for every x, in fewer rows
                both = np.linalg.qr(both).R
            a = np.hstack([both[:, :n], np.zeros((len(both), extra))])
            cones.append((a, both[:, n], reach, allowed))
        lose = self.response.loses / self.response.moved[:, None]
        floors = self.room(slack) - lose @ offset
        used = np.flatnonzero(matrix.any(axis=1))
        taken = 1 - self.least[used] - offset[used]
        rows = np.zeros((len(floors) + len(used), n + extra))
        rows[:, :n] = np.vstack([lose @ matrix, matrix[used]])
        far = np.full(extra, 1e3)
        found, prices = cone_program(
            hessian,
            linear,
            rows,
            np.concatenate([floors, taken]),
            np.concatenate([low, np.zeros(extra)]),
            np.concatenate([high, far]),
            cones,
        )
        return found[:n], prices[: len(floors)]

    def _parts(self) -> list[tuple[np.ndarray, float, float]]:
        """(factor (K, M+1), mm that is left alone, weight): |factor z| is a difference in mm."""
        tasks = len(self.response.mirror)
        share = constants.value("plan.unasked_share") / tasks
        seen = constants.value("plan.unasked_mm")
        healthy = constants.value("plan.healthy_mm")
        parts = [(part, healthy, 1 / tasks) for part in self.response.mirror]
        return parts + [(part, seen, share) for part in self.response.involuntary if len(part)]


Cone = tuple[np.ndarray, np.ndarray, np.ndarray, float]
"""(A (K,N), b (K,), c (N,), d): |A x + b| <= c x + d."""


def cone_program(
    hessian, linear, rows, room, low, high, cones: Sequence[Cone] = ()
) -> tuple[np.ndarray, np.ndarray]:
    """Minimise x' hessian x / 2 + linear x over low <= x <= high, rows x <= room and the cones.

    hessian (N,N) symmetric positive semidefinite, rows (R,N). Returns x (N,) and the multipliers
    (R,) of the rows: how fast the minimum falls as room grows. Errors: nothing satisfies them all.
    """
    import clarabel
    from scipy import sparse

    n, r = len(linear), len(room)
    eye = np.eye(n)
    blocks = [np.reshape(rows, (r, n)), eye, -eye, *(-np.vstack([c, a]) for a, _, c, _ in cones)]
    limits = [room, high, -np.asarray(low, float), *(np.append(d, b) for _, b, _, d in cones)]
    kinds = [clarabel.NonnegativeConeT(r + 2 * n)]
    kinds += [clarabel.SecondOrderConeT(len(b) + 1) for _, b, _, _ in cones]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1  # it is as quick, and needs no thread where none can start
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-9
    upper = sparse.csc_matrix(np.triu((hessian + hessian.T) / 2))
    stacked = sparse.csc_matrix(np.vstack(blocks))
    solver = clarabel.DefaultSolver(
        upper, np.asarray(linear, float), stacked, np.concatenate(limits), kinds, settings
    )
    solution = solver.solve()
    if "Solved" not in str(solution.status):
        raise FaceModelError(f"no plan satisfies these floors ({solution.status}); lower them")
    x = np.clip(np.array(solution.x), low, high)
    return x, np.maximum(np.array(solution.z[:r]), 0)


M = len(MUSCLES)
