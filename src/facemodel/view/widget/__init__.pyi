from facemodel.view.widget.showing import show as show
from facemodel.view.widget.widget import FaceWidget as FaceWidget
