"""How the parts of a cohort are worked off, by whom, and how finished ones are kept on disk.

joblib was tried here: for 2,000 people and two processes it took 12 % more processor time, it does
not run a caller's own executor, and its store reads a damaged number as if it were whole.
"""

import hashlib
import io
import multiprocessing
import os
import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import BrokenExecutor, CancelledError, ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from facemodel.anatomy.checks import whole
from facemodel.data import __version__, constants
from facemodel.data.files import file_bytes, made_folder, write_whole
from facemodel.errors import FaceModelError, shown

Part = tuple[int, int]
MOST_WORKERS = 256
MOST_LOSSES = 3
"""How often in a row a pool may break before it has finished anything."""
LOOK_S = 0.2  # how often a wish to stop is looked for


def check_executor(executor: Any) -> None:
    """Refuses what is neither None, a number of processes, nor something to submit work to."""
    if executor is None or callable(getattr(executor, "submit", None)):
        return
    if isinstance(executor, int) and not isinstance(executor, bool):
        whole("the number of processes", executor, 1, MOST_WORKERS)
        return
    raise FaceModelError(
        "executor is None, a number of processes, or something to submit work to, such as a "
        f"concurrent.futures executor or a Dask client; got {shown(executor)}"
    )


def each(
    work: Callable[..., Any],
    packed: bytes,
    parts: Sequence[Part],
    executor: Any,
    stop: Callable[[], bool],
) -> Iterator[tuple[Part, Any]]:
    """(part, work(packed, *part)) of every part, in the order in which they are finished.

    Ends early where `stop()` says so; what is not begun then is not begun any more.
    """
    if executor is None:
        for part in parts:
            if stop():
                return
            yield part, work(packed, *part)
    elif isinstance(executor, int):
        yield from _processes(work, packed, parts, executor, stop)
    else:
        try:
            yield from _submitted(work, packed, parts, executor, stop)
        except Exception as error:
            if not _lost(error):
                raise
            raise FaceModelError(
                f"the executor lost a worker ({type(error).__name__}); with keep=, the same call "
                "on a new one goes on from the parts that are finished"
            ) from None


def _lost(error: Exception) -> bool:
    """Whether an executor says with this that a worker is gone; Dask has errors of its own."""
    theirs = type(error).__module__.split(".")[0] == "distributed"
    return theirs or isinstance(error, (BrokenExecutor, CancelledError))


def _processes(work, packed, parts, workers, stop) -> Iterator[tuple[Part, Any]]:
    """By processes of our own; where one dies, the others' results stay and a new pool goes on."""
    left, losses = list(parts), 0
    while left and not stop():
        try:
            with _one_thread_each(), _pool(min(workers, len(left))) as pool:
                for part, made in _submitted(work, packed, left, pool, stop):
                    left, losses = [one for one in left if one != part], 0
                    yield part, made
        except BrokenExecutor:
            losses += 1
            if losses == MOST_LOSSES:
                raise FaceModelError(
                    "the worker processes die before they finish anything; use fewer of them if "
                    "memory is short, and in a script call fm.cohort.run under "
                    "if __name__ == '__main__':"
                ) from None


@contextmanager
def _pool(workers: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that have started. Errors: this machine starts none."""
    before = multiprocessing.active_children()
    try:
        # spawned: a forked process would inherit the locks of threads that are not in it
        pool = ProcessPoolExecutor(workers, multiprocessing.get_context("spawn"))
        pool.submit(int)  # starts them all
    except (OSError, RuntimeError) as error:
        for child in multiprocessing.active_children():
            if child not in before:  # nothing would ever end those that did start
                child.kill()
        raise FaceModelError(
            f"no worker processes can start here ({error}); leave out executor and --workers"
        ) from None
    try:
        yield pool
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _one_thread_each() -> Iterator[None]:
    """Processes that are begun here use one thread each for products, unless told otherwise."""
    name = "OPENBLAS_NUM_THREADS"
    if name in os.environ:
        yield
        return
    os.environ[name] = "1"
    try:
        yield
    finally:
        os.environ.pop(name, None)


def _submitted(work, packed, parts, executor, stop) -> Iterator[tuple[Part, Any]]:
    """By anything with `submit`; a Dask client gets the packed job once, not with every part."""
    if callable(getattr(executor, "scatter", None)):
        packed = executor.scatter(packed, broadcast=True)
    done: queue.SimpleQueue = queue.SimpleQueue()
    futures = {}
    try:
        for part in parts:
            future = executor.submit(work, packed, *part)
            futures[future] = part
            future.add_done_callback(done.put)
        while futures and not stop():
            try:
                future = done.get(timeout=LOOK_S)
            except queue.Empty:
                continue
            part = futures.pop(future)
            yield part, future.result()
    finally:
        for future in futures:
            future.cancel()


LARGEST_BYTES = 2_000_000_000
"""Of the file of a part: more than 250 people on a thousand days."""
LAYOUT = 3
"""Of the files, a SHA-256 and the arrays (npz) it is of; older layouts are not read."""
_SUM = hashlib.sha256().digest_size


class Kept:
    """A folder of finished parts; those of another cohort lie in a folder of their own."""

    def __init__(self, folder: str | os.PathLike[str], fingerprint: str):
        self.folder = made_folder(made_folder(folder) / fingerprint)

    def read(self, first: int, count: int) -> dict[str, np.ndarray] | None:
        """A part that was finished; None where there is none, or not to the last bit as written."""
        path = self._path(first, count)
        try:
            whole = file_bytes(path, path.name, LARGEST_BYTES)
        except FaceModelError:
            return None
        name, data = whole[:_SUM], whole[_SUM:]
        if hashlib.sha256(data).digest() != name:
            return None
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            found = {name: file[name] for name in file.files}
        return found if all(len(rows) == count for rows in found.values()) else None

    def write(self, first: int, count: int, part: Mapping[str, np.ndarray]) -> None:
        """Keep a part; one that stood there is replaced in one step of the file system."""
        data = io.BytesIO()
        arrays: dict[str, Any] = dict(part)
        np.savez(data, **arrays)
        whole = hashlib.sha256(data.getvalue()).digest() + data.getvalue()
        write_whole(self._path(first, count), whole, "a part of the cohort")

    def _path(self, first: int, count: int) -> Path:
        return self.folder / f"people-{first:08d}-{count:05d}.kept"


def fingerprint(*values) -> str:
    """Sixteen hexadecimal digits that name a cohort: its values, the constants, the version."""
    text = repr((LAYOUT, __version__, constants.digest(), *(_plain(v) for v in values)))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value) -> object:
    if isinstance(value, np.ndarray):
        # far coarser than rounding, which may differ from one machine's arithmetic to another's
        rounded = np.ascontiguousarray(np.round(np.asarray(value, float), 3)) + 0.0
        return value.shape, hashlib.sha256(rounded.tobytes()).hexdigest()
    if isinstance(value, Mapping):
        return sorted((key, _plain(one)) for key, one in value.items())
    return value
