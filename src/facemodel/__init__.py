"""A simulated face whose muscles relax, for teaching. Start with `face = facemodel.load()`.

Educational simulation: not medical advice, not a medical device, not a dosing guide.
"""

from importlib import import_module

__version__ = "0.1.0"

_WHERE = {
    "facemodel.errors": ("FaceModelError",),
    "facemodel.anatomy.muscles": ("MUSCLES", "CONTROLS", "REGIONS"),
    "facemodel.anatomy.expressions": (
        "ACTION_UNITS",
        "ARKIT_NAMES",
        "EXPRESSIONS",
        "action_unit",
        "activation",
        "arkit",
        "expression",
    ),
    "facemodel.mechanics.ageing": ("aged",),
    "facemodel.mechanics.face": ("Face", "load"),
    "facemodel.data.constants": ("override", "parameters"),
    "facemodel.physiology.dampening": ("dampen",),
    "facemodel.physiology.toxin": ("Injection",),
    "facemodel.capture.heads": ("load_head",),
    "facemodel.capture.privacy": ("de_identify", "scrub"),
    "facemodel.capture.recording.recording": ("Recording", "read_recording", "scrub_recording"),
    "facemodel.capture.recording.tracking": ("landmarks_to_muscles", "read_landmarks"),
    "facemodel.capture.scan.opening": ("SCAN_LANDMARKS", "Scan", "open_scan"),
    "facemodel.clinic.side_effects.reasons": ("complications", "side_effects"),
    "facemodel.clinic.examination": ("examine",),
    "facemodel.clinic.outcomes": ("outcomes",),
    "facemodel.case.case": ("Case",),
    "facemodel.case.file": ("load_case", "save_case"),
    "facemodel.study.course": ("course",),
    "facemodel.view.export.animation": ("animate",),
    "facemodel.view.export.cohort_file": ("export_cohort",),
    "facemodel.view.export.case_files": ("export_glb", "export_measures", "export_mesh"),
    "facemodel.view.page.page": ("export_page",),
    "facemodel.view.report": ("report",),
    "facemodel.study.sensitivity": ("sensitivity",),
    "facemodel.view.export.photo_sheet": ("photo_sheet",),
    "facemodel.view.atlas": ("atlas",),
    "facemodel.view.widget.landmark_picker": ("pick_landmarks",),
    "facemodel.view.widget.widget": ("show",),
    "facemodel.teach.widgets.question": ("ask",),
}
_MODULES = {
    "cohort": "facemodel.study.cohort",
    "conditions": "facemodel.physiology.conditions",
    "exercises": "facemodel.teach.exercises",
    "figures": "facemodel.view.figures",
    "metrics": "facemodel.clinic.metrics",
    "movements": "facemodel.study.movements",
    "patients": "facemodel.teach.practice",
    "people": "facemodel.physiology.people",
    "plan": "facemodel.clinic.plan",
    "scales": "facemodel.clinic.scales",
    "toxin": "facemodel.physiology.toxin",
    "wrinkles": "facemodel.clinic.wrinkles",
}
_NAMES = {name: module for module, names in _WHERE.items() for name in names}

__all__ = ["__version__", *sorted([*_NAMES, *_MODULES])]


def __getattr__(name: str):
    # names are fetched when first used, so that `import facemodel` stays quick
    if name in _MODULES:
        value = import_module(_MODULES[name])
    elif name in _NAMES:
        value = getattr(import_module(_NAMES[name]), name)
    else:
        from facemodel.errors import missing_name

        raise missing_name("facemodel", name, __all__)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
