"""A photograph in a file as pixels, upright; read in memory, of which nothing is kept or sent."""

import contextlib
import io
import logging
import os
import warnings
from collections.abc import Iterator

import numpy as np

from facemodel.capture.scan.formats import Broken
from facemodel.data.files import file_bytes

LARGEST_BYTES = 100_000_000
"""Of a file; the largest photographs of cameras have half of it."""
LEAST_PX = 64
"""Shorter side of a picture that may show a face."""
_HEIF = (b"heic", b"heix", b"hevc", b"heif", b"mif1", b"msf1", b"avif")
"""What phones write as pictures and Pillow does not read everywhere."""


@contextlib.contextmanager
def silent() -> Iterator[None]:
    """What Pillow warns and logs of a picture is not told: it is read, or refused in a sentence."""
    logger = logging.getLogger("PIL")
    nowhere = logging.NullHandler()
    logger.addHandler(nowhere)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.removeHandler(nowhere)


def pixels(path: str | os.PathLike[str], name: str) -> np.ndarray:
    """A picture (h,w,3), 0..255, turned as its file says it was held.

    name: for messages. Errors: no such file; `Broken`: no picture.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    data = file_bytes(path, name, LARGEST_BYTES, "Save it smaller")
    try:
        with silent(), Image.open(io.BytesIO(data)) as opened:
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except UnidentifiedImageError:
        if data[4:8] == b"ftyp" and data[8:12] in _HEIF:
            raise Broken("it is HEIC, as some phones write; save it as JPEG or PNG") from None
        if data[4:8] == b"ftyp" or data[:4] == b"\x1aE\xdf\xa3":
            raise Broken("it is a video; fm.read_video reads that") from None
        raise Broken("it is no picture; JPEG, PNG, TIFF and WebP are read") from None
    except Image.DecompressionBombError:
        raise Broken("it has more pixels than any camera makes; save it smaller") from None
    except MemoryError:
        raise Broken("it takes more memory than there is; save it smaller") from None
    except (OSError, ValueError, SyntaxError):
        raise Broken("it is damaged; save it again") from None
    if min(image.size) < LEAST_PX:
        raise Broken(f"it has {image.width} x {image.height} pixels, too few for a face")
    return np.asarray(image)
