"""A small convex program with second-order cones, solved by Clarabel."""

from collections.abc import Sequence

import numpy as np

from facemodel.errors import FaceModelError

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
    eye = sparse.identity(n, format="csc")
    blocks = [sparse.csc_matrix(np.reshape(rows, (r, n))), eye, -eye]
    limits = [np.asarray(room, float), np.asarray(high, float), -np.asarray(low, float)]
    kinds = [clarabel.NonnegativeConeT(r + 2 * n)]
    for a, b, c, d in cones:
        blocks.append(sparse.csc_matrix(-np.vstack([c, a])))
        limits.append(np.concatenate([[d], b]))
        kinds.append(clarabel.SecondOrderConeT(len(b) + 1))
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.max_threads = 1  # it is as quick, and needs no thread where none can start
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-9
    upper = sparse.triu(sparse.csc_matrix((hessian + hessian.T) / 2), format="csc")
    stacked = sparse.vstack(blocks, format="csc")
    solver = clarabel.DefaultSolver(
        upper, np.asarray(linear, float), stacked, np.concatenate(limits), kinds, settings
    )
    solution = solver.solve()
    if "Solved" not in str(solution.status):
        raise FaceModelError(f"no plan satisfies these floors ({solution.status}); lower them")
    x = np.clip(np.array(solution.x), low, high)
    return x, np.maximum(np.array(solution.z[:r]), 0)
