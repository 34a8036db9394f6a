from facemodel.teach.practice.screen import screen as screen
from facemodel.teach.widgets.boxes import box as box
