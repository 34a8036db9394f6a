from facemodel.view.widget.widget import FaceWidget as FaceWidget
from facemodel.view.widget.widget import show as show
