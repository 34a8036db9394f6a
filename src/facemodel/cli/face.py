"""Make a case of the face in a scan, which every other command takes."""

import argparse
import pathlib

import facemodel as fm

EXAMPLE = "facemodel face me.obj --out me.json"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "scan", type=pathlib.Path, help="OBJ, PLY, STL, GLB or glTF, or a ZIP of one"
    )
    parser.add_argument(
        "--out",
        type=pathlib.Path,
        required=True,
        metavar="CASE.json",
        help="the case to write, at rest and healthy, with the face in it",
    )
    parser.add_argument("--unit", help="mm, cm, m or in (default: found by the size of the face)")
    parser.add_argument(
        "--landmarks",
        type=pathlib.Path,
        metavar="POINTS.json",
        help="where the face is (default: found)",
    )
    parser.add_argument(
        "--texture",
        type=pathlib.Path,
        metavar="PICTURE",
        help="JPEG or PNG that belongs to an OBJ or PLY file",
    )


def run(arguments: argparse.Namespace) -> int:
    scan = fm.open_scan(arguments.scan, arguments.landmarks, arguments.unit, arguments.texture)
    print(scan.report)
    written = fm.save_case(fm.Case(face=scan), arguments.out)
    print(f"{written}: it holds shape and colours of this face, which can identify a person")
    return 0
