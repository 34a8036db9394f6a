"""Intervals of predictions, to be written into data/predictions.csv before a figure is looked up.

python tools/predict.py NAME ... prints low,middle,high,then,digest,written of each, or of all.
"""

import datetime
import sys

import facemodel as fm
from facemodel.data import constants
from facemodel.validation import predictions


def main(names: list[str]) -> None:
    """Print one line for each prediction."""
    face = fm.load()
    for name in names or predictions.MEASURES:
        ends = [*predictions.interval(name, face), predictions.now(name, face)]
        told = ",".join(f"{x:.3g}" for x in ends)
        print(f"{name}: {told},{constants.digest()},{datetime.date.today()}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
