"""How a file takes its place in one step, and how what a killed writer left of one is cleared away.

Linux keeps a file without a name until it is whole (O_TMPFILE): a writer that is killed leaves
nothing. One that stood there can only be replaced by a file with a name, which has it for two
system calls; elsewhere it has one from the start. Such a file is locked by its writer, the lock
goes with the process, and the next file that is written to the folder takes the abandoned away.
"""

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

try:
    import fcntl
except ImportError:  # Windows removes no file that is open, so that it needs no lock
    fcntl = None  # type: ignore[assignment]

_SCRATCH = re.compile(r"\.facemodel-[0-9a-f]{12}\.part")


def place(path: Path, data: bytes, new: bool = False) -> None:
    """Make the file `path` hold these bytes: as it was before or whole, whenever this is killed.

    new: only where nothing is there. Errors: OSError; FileExistsError where it is `new` and is not.
    """
    clear(path.parent)
    try:
        _unnamed(path, data, new)
    except FileExistsError:
        raise
    except (OSError, AttributeError):  # a system or a disk without such files, or no disk at all
        _named(path, data, new)


def clear(folder: Path) -> None:
    """Take away what killed writers left in a folder; what is being written now stays."""
    with os.scandir(folder) as found:
        left = [one.path for one in found if _SCRATCH.fullmatch(one.name)]
    for name in left:
        with suppress(OSError):
            if fcntl is None:
                os.unlink(name)
                continue
            handle = os.open(name, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
            with open(handle, "rb") as file:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.unlink(name)


def _unnamed(path: Path, data: bytes, new: bool) -> None:
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        handle = os.open(path.parent, os.O_WRONLY | os.O_TMPFILE, 0o666)
        with open(handle, "wb") as file:
            _fill(file, data)
            whole = f"/proc/self/fd/{handle}"
            try:
                os.link(whole, path.name, dst_dir_fd=folder, follow_symlinks=True)
            except FileExistsError:
                if new:
                    raise
                scratch = path.with_name(_name())
                os.link(whole, scratch.name, dst_dir_fd=folder, follow_symlinks=True)
                try:
                    os.replace(scratch, path)
                finally:
                    scratch.unlink(missing_ok=True)
    finally:
        os.close(folder)


def _named(path: Path, data: bytes, new: bool) -> None:
    scratch = path.with_name(_name())
    try:
        with open(scratch, "xb") as file:
            _fill(file, data)
            if fcntl is not None:  # while it is locked
                _take(scratch, path, new)
        if fcntl is None:
            _take(scratch, path, new)
    finally:
        scratch.unlink(missing_ok=True)


def _take(scratch: Path, path: Path, new: bool) -> None:
    if new:
        open(path, "xb").close()  # nobody else's from here on
    os.replace(scratch, path)


def _fill(file: BinaryIO, data: bytes) -> None:
    if fcntl is not None:
        fcntl.flock(file, fcntl.LOCK_EX)
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def _name() -> str:
    # not made from the target's name, which may be as long as a name can be
    return f".facemodel-{secrets.token_hex(6)}.part"
