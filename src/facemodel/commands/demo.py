"""Show before and after on the terminal and as a picture."""
import argparse
EXAMPLE = "facemodel demo --out spasm"
def add_arguments(parser: argparse.ArgumentParser) -> None:
    """--out."""
    parser.add_argument("--out", required=True)
def run(arguments: argparse.Namespace) -> int:
    raise NotImplementedError
