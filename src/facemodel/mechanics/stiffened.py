"""A face whose skin is stiffer or softer than average, without assembling it again.

Where skin, bed and tension are all `s` times as stiff, a force moves the skin 1/s as far: the
elastic columns shrink by that factor, the roll of the red lips, which is kinematic, does not. The
jaw leads the skin as before, since it carries skin and bed alike. A lifted brow follows its bone by
columns.curves, which is off by little: docs/model.md says how far.
"""

from dataclasses import replace

import numpy as np

from facemodel.anatomy.checks import check_kind, number
from facemodel.anatomy.muscles import CONTROLS
from facemodel.mechanics import frame as frames
from facemodel.mechanics.face import Face
from facemodel.mechanics.forces.columns import GLIDES
from facemodel.mechanics.forces.roll import EVERTS, ROLLS
from facemodel.mechanics.lips import gap_rows

SOFTEST, STIFFEST = 0.3, 3.0  # relative to the average skin; as of people


def stiffened(face: Face, stiffness: float) -> Face:
    """The face with skin, bed and tension `stiffness` times as stiff, 0.3 to 3.

    1 is the face itself. Muscles keep their newtons, so that a stiffer face moves less, as
    stiffer skin did in another model [Flynn2015].
    """
    check_kind("a face", face, Face, "give what fm.load() makes")
    s = number("stiffness", stiffness, SOFTEST, STIFFEST)
    if s == 1:
        return face
    rig = face.rig
    ends = [1, 1 + len(CONTROLS), 1 + len(rig.gap_rows)]
    rest, basis, curves, answers = np.split(rig.rows, ends)
    softer = basis / s
    softer[GLIDES] -= np.log(s) / s * curves
    for k, (roll, share) in EVERTS.items():
        softer[k] += (1 - 1 / s) * share * basis[roll]
    softer[list(ROLLS)] = basis[list(ROLLS)]
    # what presses on lids and lips shrinks with what moves them; the rolls stay away from the lids
    lips = replace(rig.lips, response=rig.lips.response / s, compliance=rig.lips.compliance / s)
    moving = np.concatenate([softer, curves / s])
    scaled = replace(
        rig,
        rows=np.concatenate([rest, moving, answers / s]),
        creases=rig.creases / s,
        gap_rows=gap_rows(moving.transpose(0, 2, 1), rig.lips.upper, rig.lips.lower),
        lids=replace(rig.lids, push=rig.lids.push / s),
        lips=lips,
        whiten=rig.whiten / np.sqrt(s),
        unwhiten=rig.unwhiten * np.sqrt(s),
    )
    return replace(face, single=frames.single(scaled), double=scaled)


def weights(controls: np.ndarray, slack: np.ndarray, stiffness: np.ndarray) -> np.ndarray:
    """Weights (N, F, C + B) of an average face's columns at controls (N, F, C) of N people.

    stiffness (N,) of their skin. So weighted, the columns move as those of `stiffened` do.
    """
    s = np.asarray(stiffness, float)[:, None, None]
    a = np.maximum(controls, controls * slack)
    soft = a / s
    for k, (roll, share) in EVERTS.items():
        soft[..., roll] = a[..., roll] + (1 - 1 / s[..., 0]) * share * a[..., k]
    return np.concatenate([soft, -np.log(s) * soft[..., GLIDES]], axis=-1)
