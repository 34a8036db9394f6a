from facemodel import validation as validation
from facemodel.capture.photo import video as video
from facemodel.cli.serving import Server as Server
from facemodel.cli.serving import files_of as files_of
from facemodel.teach.items import moodle as moodle
from facemodel.teach.practice import (
    class_exercises as class_exercises,
)
from facemodel.teach.practice import (
    class_report as class_report,
)
from facemodel.teach.practice import (
    class_table as class_table,
)
from facemodel.teach.site.folder import write_site as write_site
from facemodel.teach.widgets.handouts import export_lesson as export_lesson
from facemodel.view import page as page
from facemodel.view import provenance as provenance
from facemodel.view.export.tables import table_path as table_path
from facemodel.view.report import recorded as recorded
from facemodel.view.stills import headless as headless
from facemodel.view.stills import plain as plain
