"""Conditions of nerve and muscle under one name: `fm.conditions`."""

from facemodel.physiology.drive import GROUP_INTENTS, GROUPS, Condition, group_intents, healthy
from facemodel.physiology.nerve import (
    BRANCH_NAMES,
    BRANCHES,
    house_brackmann,
    marginal_mandibular_palsy,
    palsy,
    post_parotidectomy_recovery,
    post_trauma_zygomatic,
    postparalytic_synkinesis,
    temporal_branch_injury,
)
from facemodel.physiology.presets import PRESETS, Preset, by_name, combine
from facemodel.physiology.recovery import recovery, rehabilitation
from facemodel.physiology.severity import SEVERITIES, severity_level
from facemodel.physiology.spasm.overactivity import (
    ageing,
    asymmetric_lower_lip,
    blepharospasm,
    bruxism,
    facial_dystonia_lower,
    gummy_smile,
    healthy_natural,
    hemifacial_spasm,
    hyperkinetic_frown,
    meige,
)
from facemodel.physiology.spasm.processes import attack_and_release, spasm_weights

__all__ = [
    "BRANCHES",
    "BRANCH_NAMES",
    "GROUPS",
    "GROUP_INTENTS",
    "PRESETS",
    "SEVERITIES",
    "Condition",
    "Preset",
    "ageing",
    "asymmetric_lower_lip",
    "attack_and_release",
    "blepharospasm",
    "bruxism",
    "by_name",
    "combine",
    "facial_dystonia_lower",
    "group_intents",
    "gummy_smile",
    "healthy",
    "healthy_natural",
    "hemifacial_spasm",
    "house_brackmann",
    "hyperkinetic_frown",
    "marginal_mandibular_palsy",
    "meige",
    "palsy",
    "post_parotidectomy_recovery",
    "post_trauma_zygomatic",
    "postparalytic_synkinesis",
    "recovery",
    "rehabilitation",
    "severity_level",
    "spasm_weights",
    "temporal_branch_injury",
]
