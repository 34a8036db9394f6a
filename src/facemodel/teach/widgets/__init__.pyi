from facemodel.teach.practice.screen import screen as screen
from facemodel.teach.widgets.exercise_widget import box as box
