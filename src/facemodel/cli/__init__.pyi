from facemodel import validation as validation
from facemodel.teach.practice import class_report as class_report
from facemodel.teach.widgets.handouts import export_lesson as export_lesson
from facemodel.view import page as page
from facemodel.view import provenance as provenance
from facemodel.view.export.tables import table_path as table_path
from facemodel.view.stills import headless as headless
from facemodel.view.stills import plain as plain
