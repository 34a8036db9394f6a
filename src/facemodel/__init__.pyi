"""Every public name, once: type checkers read it here, and so does `__init__.py`."""

from facemodel.anatomy.expressions import (
    ACTION_UNITS as ACTION_UNITS,
    ARKIT_NAMES as ARKIT_NAMES,
    EXPRESSIONS as EXPRESSIONS,
    action_unit as action_unit,
    activation as activation,
    arkit as arkit,
    expression as expression,
)
from facemodel.anatomy.muscles import CONTROLS as CONTROLS, MUSCLES as MUSCLES, REGIONS as REGIONS
from facemodel.capture.heads import load_head as load_head
from facemodel.capture.photo.photos import read_photos as read_photos
from facemodel.capture.photo.video import read_video as read_video
from facemodel.capture.privacy import de_identify as de_identify, scrub as scrub
from facemodel.capture.recording.reading import (
    read_recording as read_recording,
    sample_recording as sample_recording,
    scrub_recording as scrub_recording,
)
from facemodel.capture.recording.recording import Recording as Recording
from facemodel.capture.recording.tracking import (
    landmarks_to_muscles as landmarks_to_muscles,
    read_landmarks as read_landmarks,
)
from facemodel.capture.recording.writing import export_recording as export_recording
from facemodel.capture.scan.opening import (
    SCAN_LANDMARKS as SCAN_LANDMARKS,
    Scan as Scan,
    open_scan as open_scan,
)
from facemodel.case.case import Case as Case
from facemodel.case.file import load_case as load_case, save_case as save_case
from facemodel.clinic import metrics as metrics, scales as scales, wrinkles as wrinkles
from facemodel.clinic.examination import examine as examine
from facemodel.clinic.outcomes import outcomes as outcomes
from facemodel.clinic.side_effects import (
    complications as complications,
    side_effects as side_effects,
)
from facemodel.data.constants import override as override, parameters as parameters
from facemodel.errors import FaceModelError as FaceModelError
from facemodel.mechanics.ageing import aged as aged
from facemodel.mechanics.face import Face as Face, load as load
from facemodel.physiology import conditions as conditions, people as people, toxin as toxin
from facemodel.physiology.dampening import dampen as dampen
from facemodel.physiology.toxin import Injection as Injection
from facemodel.study import cohort as cohort, movements as movements, plan as plan
from facemodel.study.course import course as course
from facemodel.study.sensitivity import sensitivity as sensitivity
from facemodel.teach import (
    drills as drills,
    exercises as exercises,
    items as items,
    patients as patients,
    rating as rating,
    record as record,
)
from facemodel.teach.made.reading import load_exercise as load_exercise
from facemodel.teach.widgets.boxes import ask as ask
from facemodel.view import figures as figures
from facemodel.view.atlas import atlas as atlas
from facemodel.view.export.animation import animate as animate
from facemodel.view.export.faces import export_glb as export_glb, export_mesh as export_mesh
from facemodel.view.export.photo_sheet import photo_sheet as photo_sheet
from facemodel.view.export.tables import (
    export_cohort as export_cohort,
    export_measures as export_measures,
)
from facemodel.view.page import export_page as export_page
from facemodel.view.report import report as report
from facemodel.view.widget.landmark_picker import pick_landmarks as pick_landmarks
from facemodel.view.widget.showing import show as show

__version__: str
__all__: list[str]
