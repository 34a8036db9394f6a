"""What a page may tell a widget: checked as a whole before anything is set, and refused in a word.

A browser's messages are anybody's: of another program, of a page that was changed. So a widget
names the traits that its page may set, nothing else is taken, and a message of which one value is
refused changes nothing at all; the page is sent what holds, and one sentence.
"""

import time
from collections import deque
from collections.abc import Mapping
from functools import partial
from typing import Any

import ipywidgets
import traitlets as t

from facemodel.errors import FaceModelError, shown

MOST_VALUES = 20_000
"""Values in a message: a case with two thousand points."""
MOST_LETTERS = 1_000_000
DEEPEST = 12
MOST_QUESTIONS, WITHIN_S = 120, 60.0
"""Questions and presses of a page that are answered in so many seconds."""


class Guarded(ipywidgets.Widget):
    """A widget that believes nothing that a page sends.

    Parameters
    ----------
    *children : widget
    **values
        Traits of the widget.
    """

    _takes: tuple[str, ...] = ()
    """Traits that the page may set."""
    _kinds: tuple[str, ...] = ()
    """Kinds of messages of its own that the page may send."""

    def __init__(self, *children: Any, **values: Any):
        self._answered: deque[float] = deque()
        super().__init__(*children, **values)
        for name in ("layout", "style"):  # widgets as well, which a page has nothing to tell
            part = getattr(self, name, None)
            if part is not None and part.comm is not None:
                part.comm.on_msg(partial(_asks, part))

    def _refused(self, text: str) -> None:
        """Says on the screen, in a sentence, why what the page sent was refused."""

    def _asked(self, question: Mapping[str, Any]) -> None:
        """Answers a message of one of `_kinds`. Error: what is wrong with it."""

    def _handle_msg(self, msg: dict[str, Any]) -> None:
        try:
            _check_message(msg)
        except FaceModelError as error:
            self._refused(str(error))
            return
        super()._handle_msg(msg)

    def set_state(self, sync_data: Mapping[str, Any]) -> None:
        """Set what a page sent, all of it or, where something is refused, nothing.

        Parameters
        ----------
        sync_data : mapping of str to object
            Values by the names of traits.
        """
        try:
            wanted = self._wanted(sync_data)
        except FaceModelError as error:
            self._refused(str(error))
            self.send_state([name for name in sync_data if name in self.keys])
            return
        super().set_state(wanted)

    def _wanted(self, sent: Mapping[str, Any]) -> dict[str, Any]:
        """What of a message is to be set. Errors: something in it cannot be."""
        wanted = {}
        for name, value in sent.items():
            if name not in self.keys:
                raise FaceModelError(f"the page set {shown(name)}, which this widget has not")
            if name in self._takes:
                self._check_trait(name, value)
                wanted[name] = value
            elif value != self.get_state(name)[name]:
                raise FaceModelError(f"the page set {name}, which it only shows")
        return wanted

    def _check_trait(self, name: str, value: Any) -> None:
        """Whether a trait could be set, without setting it. Error: what is wrong with the value."""
        from_json = self.trait_metadata(name, "from_json", self._trait_from_json)
        trait = self.traits()[name]
        try:
            with self.cross_validation_lock:
                made = trait._validate(self, from_json(value, self))
            trait._cross_validate(self, made)  # as when it is set with others, None as well
        except t.TraitError:  # in words for programmers
            raise FaceModelError(f"the page set {name} to {shown(value)}: it cannot be") from None

    def _handle_custom_msg(self, content: Any, buffers: Any) -> None:
        kind = content.get("kind") if isinstance(content, dict) else None
        try:
            if not isinstance(kind, str) or kind not in self._kinds:
                raise FaceModelError(f"the page asked {shown(kind)}, which has no answer here")
            self._check_often()
            self._asked(content)
        except FaceModelError as error:
            self._refused(str(error))

    def _check_often(self) -> None:
        now = time.monotonic()
        while self._answered and now - self._answered[0] > WITHIN_S:
            self._answered.popleft()
        if len(self._answered) >= MOST_QUESTIONS:
            raise FaceModelError("the page asks too often; wait a minute")
        self._answered.append(now)


def _asks(part: ipywidgets.Widget, msg: dict[str, Any]) -> None:
    """Of what a page sends to a widget's looks, a question for its state alone is answered."""
    try:
        _check_message(msg)
    except FaceModelError:
        return
    if msg["content"]["data"]["method"] == "request_state":
        part.send_state()


def _check_message(msg: Any) -> None:
    """Refuses a message that no page of ours makes: its form, its size, bytes in it."""
    try:
        data = msg["content"]["data"]
        method = data["method"]
        state = data.get("state", {})
        bytes_ = data.get("buffer_paths", []) != [] or msg.get("buffers")
    except (KeyError, TypeError, AttributeError):
        raise FaceModelError("the page sent no message of a widget") from None
    if method not in ("update", "request_state", "custom") or not isinstance(state, dict) or bytes_:
        raise FaceModelError("the page sent no message of a widget")
    _check_size(data)


def _check_size(data: Any) -> None:
    values = letters = 0
    waiting = [(data, 0)]
    while waiting:
        one, depth = waiting.pop()
        values += 1
        if isinstance(one, (str, bytes)):
            letters += len(one)
        elif isinstance(one, int) and not isinstance(one, bool):
            letters += one.bit_length() // 3
        elif isinstance(one, (dict, list, tuple)) and len(one) <= MOST_VALUES:
            inner = [*one, *one.values()] if isinstance(one, dict) else one
            waiting += [(value, depth + 1) for value in inner]
        elif isinstance(one, (dict, list, tuple)):
            values += len(one)
        if values > MOST_VALUES or letters > MOST_LETTERS or depth > DEEPEST:
            raise FaceModelError("the page sent more than a widget takes")
