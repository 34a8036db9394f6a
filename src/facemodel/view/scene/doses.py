"""What the screen must know to place doses: courses of muscles under the skin, and what to flag."""

from typing import Any

import numpy as np
from msgspec import structs

from facemodel.anatomy.muscles import MUSCLES, info
from facemodel.clinic.ceilings import CEILINGS, PLACE_MM
from facemodel.clinic.findings import FULL_LIFT_MM, KINDS, TASKS
from facemodel.data import constants
from facemodel.mechanics.face import Face
from facemodel.physiology import fields, spread, toxin


def tables(face: Face) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Header values "spread", "side_effects", "dose_ceilings"; the chart of a face not our own."""
    here = spread.skin(face.mesh)
    middles = {}
    for muscle in toxin.INJECTABLE:
        point, depth = spread.middle(muscle, face.mesh)
        middles[muscle] = [*_rounded(point, 6), round(float(depth), 6)]
    values = {
        "strips": [
            {
                "stem": stem,
                "bands": [
                    {
                        "path": [_rounded(p, 3) for p in band.path],
                        "depth": _rounded(band.depth_mm, 3),
                        "width": _rounded(band.width_mm, 3),
                    }
                    for band in bands
                ],
            }
            for stem, bands in spread.strips().items()
        ],
        "fields": {
            "owner": here.fields.owner.tolist(),
            "weight": here.fields.weight.tolist(),
            "middles": [_rounded(p, 3) for p in fields.every()[1]],
        },
        "far_sigmas": spread.FAR_SIGMAS,
        "thickness_mm": [float(np.nan_to_num(info(m).thickness_mm)) for m in MUSCLES],
        "behind_septum": [k for k, m in enumerate(MUSCLES) if m.startswith(spread.BEHIND_SEPTUM)],
        "inner": list(spread.INNER_SURFACES),
        "fine_mm2": spread.FINE_MM2,
        "scale": float(here.scale),
        "openings": here.openings.tolist(),
        "middles": middles,
        **{
            name: constants.value(f"toxin.{key}")
            for name, key in (
                ("spread_mm", "spread_mm"),
                ("volume_exponent", "spread_volume_exponent"),
                ("within_mm", "within_mm"),
                ("depth_mm", "depth_mm"),
                ("septum_share", "septum_share"),
                ("usual_depth_mm", "usual_depth_mm"),
                ("visible_u_per_mm2", "visible_u_per_mm2"),
                ("largest_dose_units", "largest_dose_units"),
            )
        },
    }
    kinds = [structs.asdict(kind) | {"threshold": kind.threshold} for kind in KINDS.values()]
    chart = here.chart.positions
    arrays = {} if np.allclose(chart, face.mesh.vertices) else {"lab_spread_chart": chart}
    lab = {"side_effects": kinds, "side_effect_tasks": TASKS, "full_lift_mm": FULL_LIFT_MM}
    lab["dose_ceilings"] = {"rows": _ceilings(), "place_mm": PLACE_MM}
    return {"spread": values, **lab}, arrays


def _ceilings() -> list[dict[str, Any]]:
    """Rows of the table with their limits, and the muscles whose points each counts."""
    told = ("label", "scope", "sides", "days", "sentence", "limit")
    return [
        {name: getattr(one, name) for name in told}
        | {"muscles": [k for k in range(len(MUSCLES)) if one.covers(k)]}
        for one in CEILINGS.values()
    ]


def _rounded(values, digits: int = 2) -> list[float]:
    return [round(float(x), digits) for x in values]
