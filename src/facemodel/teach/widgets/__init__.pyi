from facemodel.teach.practice.screen import screen as screen
from facemodel.teach.rating.asking import rating_box as rating_box
from facemodel.teach.widgets.boxes import box as box
from facemodel.teach.widgets.drill_box import DrillBox as DrillBox
