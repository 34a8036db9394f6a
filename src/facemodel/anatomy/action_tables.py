"""Which muscles make which movement: tables of FACS units, expressions, tasks and ARKit shapes.

Every row names its ground: a mark as in facemodel.constants, keys of works, and a reason. Which
muscles a FACS unit consists of is recalled [Ekman1978] [Ekman2002]; how strongly each takes part is
assumed throughout. Muscles are named without side: both sides.
"""

from typing import NamedTuple


class Ground(NamedTuple):
    """What a row rests on: its mark, keys of works, and the reason."""

    mark: str
    cite: tuple[str, ...]
    why: str


_WEIGHTS = "which muscles take part is remembered; how strongly is chosen"
FACS = Ground("recall", ("Ekman1978", "Ekman2002", "FacsCode"), _WEIGHTS)
LAYER = Ground(
    "assume",
    ("Ekman2002",),
    "the ring of the lips has two layers here, or funnel, press and roll would be one face",
)
EMFACS = Ground("recall", ("Friesen1983",), "which units make it is remembered; how much is chosen")
CONTEMPT = Ground("seen", ("EmotionList",), "which units make it; how much is chosen")
PSPI = Ground("recall", ("Prkachin2008",), "which units make it is remembered; how much is chosen")
CHOSEN = Ground("assume", (), "units that lessons need; which and how much is chosen")
AT_REST = Ground("assume", (), "nothing is intended, so that every muscle keeps its normal tone")
SUNNYBROOK = Ground(
    "recall", ("Ross1996",), "an item of the scale; the units that make it are chosen"
)
EFACE = Ground("recall", ("Banks2015",), "an item of the scale; the units that make it are chosen")
WRINKLES = Ground(
    "recall", ("WrinkleScaleTrials",), "a task of the scale; the units that make it are chosen"
)
SHAPE = Ground(
    "assume",
    ("ArkitNames",),
    "names are published; muscles are those of the unit that looks like it",
)
RIG = Ground(
    "assume",
    ("ArkitNames",),
    "chosen from anatomy and compared with one independent rig in the public domain",
)
SQUINT = Ground(
    "assume",
    ("ArkitNames",),
    "more of the palpebral part would close the eye together with the closure of the lids",
)

# FACS intensity letters -> share of the full movement [assume]
GRADES = {"A": 0.10, "B": 0.30, "C": 0.55, "D": 0.80, "E": 1.00}

_OCULI = "orbicularis_oculi_"
_ORIS = "orbicularis_oris_"
PALPEBRAL, ORBITAL_SUPERIOR = _OCULI + "palpebral", _OCULI + "orbital_superior"
ORBITAL_LATERAL, ORBITAL_INFERIOR = _OCULI + "orbital_lateral", _OCULI + "orbital_inferior"
LEVATOR = "levator_palpebrae_superioris"
LIP_AND_NOSE = "levator_labii_superioris_alaeque_nasi"
LIP = "levator_labii_superioris"


def _peripheral(weight):
    return {f"{_ORIS}{lip}_peripheral": weight for lip in ("upper", "lower")}


def _marginal(weight):
    return {f"{_ORIS}{lip}_marginal": weight for lip in ("upper", "lower")}


# number: (FACS name, {muscle: activation at intensity 1}, landmarks that move, ground)
UNITS: dict[int, tuple[str, dict[str, float], str, Ground]] = {
    1: ("inner brow raiser", {"frontalis_medial": 1, "frontalis_lateral": 0.05},
        "brow_inner brow_mid", FACS),
    2: ("outer brow raiser", {"frontalis_lateral": 1, "frontalis_medial": 0.05},
        "brow_mid brow_outer", FACS),
    4: ("brow lowerer", {"corrugator": 1, "procerus": 0.7, "depressor_supercilii": 0.8,
        ORBITAL_SUPERIOR: 0.15}, "brow_inner brow_mid", FACS),
    5: ("upper lid raiser", {LEVATOR: 1}, "upper_lid", FACS),
    6: ("cheek raiser", {ORBITAL_LATERAL: 1, ORBITAL_INFERIOR: 1, ORBITAL_SUPERIOR: 0.35},
        "malar infraorbital", FACS),
    7: ("lid tightener", {PALPEBRAL: 0.55}, "upper_lid lower_lid", FACS),
    9: ("nose wrinkler", {LIP_AND_NOSE: 1, "nasalis_transverse": 0.6, "procerus": 0.5,
        "corrugator": 0.15}, "alare nose_side", FACS),
    10: ("upper lip raiser", {LIP: 1, LIP_AND_NOSE: 0.2}, "crista_philtri upper_lip_lat", FACS),
    11: ("nasolabial deepener", {"zygomaticus_minor": 1}, "upper_lip_lat nasolabial", FACS),
    12: ("lip corner puller", {"zygomaticus_major": 1, "zygomaticus_minor": 0.25}, "cheilion",
         FACS),
    13: ("sharp lip puller", {"levator_anguli_oris": 1}, "cheilion", FACS),
    14: ("dimpler", {"buccinator": 1}, "cheilion", FACS),
    15: ("lip corner depressor", {"depressor_anguli_oris": 1, "platysma": 0.1}, "cheilion", FACS),
    16: ("lower lip depressor", {"depressor_labii_inferioris": 1, "platysma": 0.1},
         "lower_lip_lat", FACS),
    17: ("chin raiser", {"mentalis": 1}, "chin lower_lip_lat", FACS),
    18: ("lip pucker", {"incisivus": 1, **_peripheral(0.6)}, "cheilion", LAYER),
    20: ("lip stretcher", {"risorius": 1, "platysma": 0.5, "buccinator": 0.2}, "cheilion", FACS),
    21: ("neck tightener", {"platysma": 1}, "jaw", FACS),
    22: ("lip funneler", {**_peripheral(0.7), LIP: 0.1, "depressor_labii_inferioris": 0.1},
         "upper_lip_lat lower_lip_lat", LAYER),
    23: ("lip tightener", _marginal(0.6), "upper_lip_lat lower_lip_lat", LAYER),
    24: ("lip presser", {**_marginal(0.8), "mentalis": 0.15}, "upper_lip_lat lower_lip_lat",
         LAYER),
    25: ("lips part", {"depressor_labii_inferioris": 0.3, LIP: 0.1}, "lower_lip_lat", FACS),
    26: ("jaw drop", {"jaw_openers": 0.45}, "lower_lip_lat", FACS),
    27: ("mouth stretch", {"jaw_openers": 1}, "lower_lip_lat", FACS),
    28: ("lip suck", {**_marginal(0.9), "mentalis": 0.1}, "upper_lip_lat lower_lip_lat",
         LAYER),
    38: ("nostril dilator", {"nasalis_alar": 1}, "alare", FACS),
    39: ("nostril compressor", {"nasalis_transverse": 1}, "alare nose_side", FACS),
    43: ("eyes closed", {LEVATOR: -1, PALPEBRAL: 0.35}, "upper_lid lower_lid", FACS),
    45: ("blink", {LEVATOR: -1, PALPEBRAL: 0.55}, "upper_lid lower_lid", FACS),
    46: ("wink", {LEVATOR: -1, PALPEBRAL: 0.9, ORBITAL_LATERAL: 0.4, ORBITAL_INFERIOR: 0.4},
         "upper_lid lower_lid", FACS),
}  # fmt: skip

# FACS units that exist and are left out: number -> what it is, and what to use instead
NOT_MODELLED = {
    8: "lips toward each other; 24 presses them, mouthClose of fm.arkit closes them",
    19: "tongue show; the tongue does not move in this model",
    29: "jaw thrust; use jawForward of fm.arkit",
    30: "jaw sideways; use jawLeft or jawRight of fm.arkit",
    31: "jaw clencher; use fm.activation(masseter=1, temporalis=1)",
    32: "lip bite",
    33: "cheek blow; use cheekPuff of fm.arkit",
    34: "cheek puff; use cheekPuff of fm.arkit",
    35: "cheek suck",
    36: "tongue bulge; the tongue does not move in this model",
    37: "lip wipe; the tongue does not move in this model",
    41: "lid droop; use 43 at a low intensity",
    42: "slit; use 43 at a middle intensity",
    44: "squint; use 7 at full intensity",
}

# id: (kind, {unit: intensity}, landmarks the movement is judged by ("" = those of its units),
#      note, ground)
EXPRESSIONS: dict[str, tuple[str, dict[int, float], str, str, Ground]] = {
    "rest": ("rest", {}, "", "normal resting tone", AT_REST),
    "happiness_duchenne": ("emotion", {6: 0.7, 12: 0.8, 25: 0.4}, "", "smile with the eyes",
                           EMFACS),
    "smile_social": ("emotion", {12: 0.6}, "cheilion", "smile without the eyes", EMFACS),
    "smile_polite_closed": ("emotion", {12: 0.4, 24: 0.1}, "cheilion", "closed lips", EMFACS),
    "sadness": ("emotion", {1: 0.7, 4: 0.4, 15: 0.6, 17: 0.3}, "", "", EMFACS),
    "surprise": ("emotion", {1: 0.8, 2: 0.8, 5: 0.5, 26: 0.6, 25: 0.5}, "", "", EMFACS),
    "fear": ("emotion", {1: 0.7, 2: 0.6, 4: 0.6, 5: 0.8, 7: 0.4, 20: 0.6, 26: 0.3, 25: 0.4}, "",
             "", EMFACS),
    "anger": ("emotion", {4: 0.9, 5: 0.5, 7: 0.6, 23: 0.6, 24: 0.3}, "", "", EMFACS),
    "disgust": ("emotion", {9: 0.8, 10: 0.4, 15: 0.3, 16: 0.3, 17: 0.2}, "", "", EMFACS),
    "contempt": ("emotion", {12: 0.25, 14: 0.4}, "", "one-sided by definition", CONTEMPT),
    "pain": ("emotion", {4: 0.7, 6: 0.6, 7: 0.6, 9: 0.4, 10: 0.3, 43: 0.5}, "", "PSPI items",
             PSPI),
    "concentration": ("emotion", {1: 0.3, 4: 0.4}, "", "worry", CHOSEN),
    "brow_raise": ("task", {1: 1, 2: 1}, "brow_inner brow_mid brow_outer", "Sunnybrook FRO",
                   SUNNYBROOK),
    "gentle_eye_closure": ("task", {43: 1}, "upper_lid lower_lid", "Sunnybrook OCS", SUNNYBROOK),
    "forced_eye_closure": ("task", {43: 1, 6: 1, 7: 1, 4: 0.3}, "upper_lid lower_lid malar",
                           "eFACE full closure; palpebral part brought to 1", EFACE),
    "open_mouth_smile": ("task", {12: 1, 6: 0.4, 25: 0.8, 26: 0.2, 10: 0.2}, "cheilion modiolus",
                         "Sunnybrook ZYG/RIS", SUNNYBROOK),
    "snarl": ("task", {9: 1, 10: 1}, "alare crista_philtri", "Sunnybrook LLA/LLS", SUNNYBROOK),
    "lip_pucker": ("task", {18: 1, 22: 0.3}, "cheilion", "Sunnybrook OOS/OOI", SUNNYBROOK),
    "closed_smile": ("task", {12: 1, 6: 0.3}, "cheilion", "", CHOSEN),
    "lower_teeth": ("task", {16: 1, 20: 0.7, 21: 0.4, 25: 1}, "lower_lip_lat cheilion",
                    "eFACE lower lip, says 'eee'", EFACE),
    "frown": ("task", {4: 1}, "brow_inner", "FWS glabella", WRINKLES),
    "max_smile_squint": ("task", {6: 1, 12: 1}, "cheilion malar exocanthion", "FWS crow's feet",
                         WRINKLES),
}  # fmt: skip

# What an expression is beyond its units [assume] and on which side it lies [EmotionList]
EXTRA_WEIGHTS = {"forced_eye_closure": {PALPEBRAL: 0.1}}
DEFINED_ON = {"contempt": "right"}

# Sunnybrook's five voluntary movements: every clinic measure is taken over them [PhysioPedia]
CLINICAL_TASKS = (
    "brow_raise", "gentle_eye_closure", "open_mouth_smile", "snarl", "lip_pucker",
)  # fmt: skip
"""Expressions that a clinician asks for: Sunnybrook's five voluntary movements."""

# ARKit shapes that exist for each side; "{name}Left" is the subject's left.
# name: ({muscle: activation at 1}, ground)
ARKIT_SIDED: dict[str, tuple[dict[str, float], Ground]] = {
    "eyeBlink": ({LEVATOR: -1, PALPEBRAL: 0.45}, SHAPE),
    "eyeSquint": ({PALPEBRAL: 0.55, ORBITAL_INFERIOR: 0.25}, SQUINT),
    "eyeWide": ({LEVATOR: 1}, SHAPE),
    "mouthSmile": ({"zygomaticus_major": 1, "zygomaticus_minor": 0.25}, SHAPE),
    "mouthFrown": ({"depressor_anguli_oris": 1}, SHAPE),
    "mouthDimple": ({"buccinator": 1}, SHAPE),
    "mouthStretch": ({"risorius": 1, "platysma": 0.5, "depressor_anguli_oris": 0.2}, RIG),
    "mouthPress": ({**_marginal(0.8), "mentalis": 0.15}, RIG),
    "mouthLowerDown": ({"depressor_labii_inferioris": 1}, SHAPE),
    "mouthUpperUp": ({LIP: 1, "levator_anguli_oris": 0.1}, RIG),
    "browDown": ({"corrugator": 1, "depressor_supercilii": 0.7, "procerus": 0.4,
                  ORBITAL_SUPERIOR: 0.9}, RIG),
    "browOuterUp": ({"frontalis_lateral": 1}, SHAPE),
    "cheekSquint": ({ORBITAL_INFERIOR: 1, ORBITAL_LATERAL: 0.1}, RIG),
    "noseSneer": ({LIP_AND_NOSE: 0.8, "nasalis_transverse": 0.5, "nasalis_alar": 1,
                   "procerus": 0.5, "corrugator": 0.4, "depressor_supercilii": 0.6,
                   ORBITAL_SUPERIOR: 0.3}, RIG),
}  # fmt: skip

# ARKit shapes of the whole face; a name with side or of a midline control stands for itself alone.
ARKIT_WHOLE: dict[str, tuple[dict[str, float], Ground]] = {
    "jawOpen": ({"jaw_openers": 1}, SHAPE),
    "jawForward": ({"jaw_forward": 1}, SHAPE),
    "jawLeft": ({"jaw_shift": 1}, SHAPE),
    "jawRight": ({"jaw_shift": -1}, SHAPE),
    # closes lips that jawOpen has parted: what the lips cannot bridge, the jaw gives back
    "mouthClose": ({**_peripheral(0.25), **_marginal(0.25), "mentalis": 0.5, "jaw_openers": -0.7},
                   SHAPE),
    "mouthFunnel": ({**_peripheral(0.7), "incisivus": 0.3, LIP: 0.3,
                     "depressor_labii_inferioris": 0.5}, RIG),
    "mouthPucker": ({"incisivus": 1, **_peripheral(1)}, RIG),
    "mouthLeft": ({"zygomaticus_major_left": 0.3, "buccinator_left": 0.6, "risorius_left": 0.5,
                   "incisivus_right": 0.4}, SHAPE),
    "mouthRight": ({"zygomaticus_major_right": 0.3, "buccinator_right": 0.6, "risorius_right": 0.5,
                    "incisivus_left": 0.4}, SHAPE),
    "mouthRollLower": ({_ORIS + "lower_marginal": 1, "mentalis": 0.5}, RIG),
    "mouthRollUpper": ({_ORIS + "upper_marginal": 1}, RIG),
    "mouthShrugLower": ({"mentalis": 1}, SHAPE),
    "mouthShrugUpper": ({LIP: 0.5, LIP_AND_NOSE: 0.3, "mentalis": 0.1}, RIG),
    "browInnerUp": ({"frontalis_medial": 1}, SHAPE),
    "cheekPuff": ({**_peripheral(0.3), "cheek_pressure": 1}, RIG),
    # In = toward the nose, Out = away from it: the left eye looks in by turning to the right
    "eyeLookUpLeft": ({"gaze_pitch_left": 1}, SHAPE),
    "eyeLookUpRight": ({"gaze_pitch_right": 1}, SHAPE),
    "eyeLookDownLeft": ({"gaze_pitch_left": -1}, SHAPE),
    "eyeLookDownRight": ({"gaze_pitch_right": -1}, SHAPE),
    "eyeLookInLeft": ({"gaze_yaw_left": -1}, SHAPE),
    "eyeLookInRight": ({"gaze_yaw_right": 1}, SHAPE),
    "eyeLookOutLeft": ({"gaze_yaw_left": 1}, SHAPE),
    "eyeLookOutRight": ({"gaze_yaw_right": -1}, SHAPE),
    "tongueOut": ({}, SHAPE),
}  # fmt: skip
