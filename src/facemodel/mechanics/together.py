"""Work done at the same time where the machine lets threads start, else in turn: same results."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any


def together(*work: Callable[[], Any]) -> list[Any]:
    """Results of functions without arguments, in their order; the last runs in this thread.

    The sparse solver and the browser work outside the interpreter, so that threads do save time.
    """
    *others, mine = work
    with ThreadPoolExecutor(max(1, len(others))) as pool:
        try:
            begun = [pool.submit(copy_context().run, one) for one in others]
        except RuntimeError:  # no further thread can start
            return [one() for one in work]
        last = mine()
        return [*(one.result() for one in begun), last]
