"""How a face's columns change with the lines of its muscles: a polynomial in tilt and turn.

A muscle's column depends on its own line alone, so that one number per column and person is enough.
The polynomial is laid through full assemblies of the skin's response at eight places.
"""

import weakref
from dataclasses import dataclass
from itertools import product

import numpy as np

from facemodel.anatomy import placement
from facemodel.anatomy.muscles import INDEX, SIDES
from facemodel.errors import FaceModelError
from facemodel.mechanics import tissue
from facemodel.mechanics.face import Face
from facemodel.mechanics.forces import columns
from facemodel.mechanics.forces.fibre_lines import SHEETS, TILTED, Lines
from facemodel.mechanics.skin import assemble
from facemodel.mechanics.strength import STRENGTH

TILT_DEG, TURN_MM = 12.0, 10.0
"""Places of the assemblies, either way; about two standard deviations of people."""
_BAND = ((1, 0), (2, 0))  # powers of tilt and turn; a band does not turn
_SHEET = (*_BAND, (0, 1), (0, 2), (1, 1))
_SAME_MM = 1e-4  # between two assemblies of one face


@dataclass(frozen=True, eq=False)
class Varied:
    """What lines add to a face: column `control[j]` gains `columns[j]` times a monomial.

    control  (J,) index of fm.CONTROLS; tilt (J,) index of TILTED
    power    (J,2) exponents of tilt / TILT_DEG and turn / TURN_MM in the monomial
    columns  (J,V,3) mm at control 1 where the monomial is 1
    """

    control: np.ndarray
    tilt: np.ndarray
    power: np.ndarray
    columns: np.ndarray

    def monomials(self, tilt_deg: np.ndarray, turn_mm: np.ndarray) -> np.ndarray:
        """(..., J) of tilts (..., K) in the order of TILTED and turns (...)."""
        t = (np.asarray(tilt_deg, float) / TILT_DEG)[..., self.tilt]
        k = np.broadcast_to((np.asarray(turn_mm, float) / TURN_MM)[..., None], t.shape)
        found = np.ones(t.shape)
        for value, powers in ((t, self.power[:, 0]), (k, self.power[:, 1])):
            found *= np.where(powers > 0, value, 1.0) * np.where(powers > 1, value, 1.0)
        return found

    def weights(self, controls: np.ndarray, tilt_deg: np.ndarray, turn_mm: np.ndarray):
        """Weights (N, F, E + J): those of a face's own columns (N, F, E), and of `columns`.

        tilt_deg (N, K) in the order of TILTED and turn_mm (N,) of N people's lines.
        """
        monomials = self.monomials(tilt_deg, turn_mm)[:, None]
        return np.concatenate([controls, controls[..., self.control] * monomials], axis=-1)


_KNOWN: "weakref.WeakKeyDictionary[Face, Varied]" = weakref.WeakKeyDictionary()


def varied(face: Face, **skin: float) -> Varied:
    """The polynomial of a face; `skin` is what face.build took for it (stiffness, tension, bed).

    Worked out once per face. Errors: a face that was assembled in another way.
    """
    if face not in _KNOWN:  # a face has one skin: with another one it is refused
        _KNOWN[face] = _varied(face, skin)
    return _KNOWN[face]


def _varied(face: Face, skin: dict[str, float]) -> Varied:
    site = tissue.site(face.mesh, placement.chart(face.mesh))
    built = assemble(site, tissue.tissue(site, **skin))

    def basis(tilt: float, turn: float) -> np.ndarray:
        lines = Lines(dict.fromkeys(TILTED, tilt * TILT_DEG), turn * TURN_MM)
        return columns.basis(site, built, dict(STRENGTH), lines, TILTED)

    average = basis(0, 0)
    mine = [INDEX[f"{stem}_{side}"] for stem, side in product(TILTED, SIDES)]
    if np.abs((average - face.rig.basis)[mine]).max() > _SAME_MM:
        raise FaceModelError(
            "the lines of this face cannot vary: it was assembled with another skin or strength; "
            "give one that fm.load, fm.load_head or fm.open_scan made"
        )
    places = [p for p in product((-1, 0, 1), repeat=2) if p != (0, 0)]
    away = np.stack([basis(*place) - average for place in places])
    rows: list[tuple[int, int, tuple[int, int], np.ndarray]] = []
    for stem, side in product(TILTED, SIDES):
        powers = _SHEET if stem in SHEETS else _BAND
        at = INDEX[f"{stem}_{side}"]
        terms = np.array([[t**p * k**q for p, q in powers] for t, k in places], float)
        found = np.linalg.lstsq(terms, away[:, at].reshape(len(places), -1), rcond=None)[0]
        rows += [
            (at, TILTED.index(stem), power, column.reshape(-1, 3))
            for power, column in zip(powers, found, strict=True)
        ]
    control, tilt, power, moved = (np.array(part) for part in zip(*rows, strict=True))
    return Varied(control, tilt, power, moved)
