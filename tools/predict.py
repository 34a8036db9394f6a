"""Prints intervals of predictions, to be kept before their published figure is looked up.

python tools/predict.py NAME ... prints low,middle,high,then,digest,written of each, or of all, for
src/facemodel/data/predictions.csv. A new measure is a function of validation/studies.py.
"""

import argparse
import datetime

import facemodel as fm
from facemodel.data import constants
from facemodel.validation import predictions


def main() -> None:
    """Print one line for each prediction."""
    assert __doc__ is not None
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="a measure of validation/studies.py"
    )
    face = fm.load()
    for name in parser.parse_args().names or predictions.MEASURES:
        ends = [*predictions.interval(name, face), predictions.now(name, face)]
        told = ",".join(f"{x:.3g}" for x in ends)
        print(f"{name}: {told},{constants.digest()},{datetime.date.today()}", flush=True)


if __name__ == "__main__":
    main()
