"""How an answer on screen becomes an entry: the first one as it was given, later ones as tries."""

import datetime
import time
from dataclasses import dataclass, field
from typing import Any

import msgspec

from facemodel.teach.items.entry import LONGEST_ANSWER, Entry
from facemodel.teach.items.record import Record


@dataclass
class Noting:
    """One question on screen.

    record  where it is kept; None: nowhere
    asked   values of the entry that are known before the answer: what, kind, seed, lesson, form
    """

    record: Record | None
    asked: dict[str, Any]
    begun: float = field(default_factory=time.monotonic)
    entry: Entry | None = None
    at: int = -1

    def answer(self, first: str, right: bool | None, **more: Any) -> Entry:
        """Keep an answer; right: whether it holds, None where nothing says so.

        more: values of the first entry. Later answers count as tries; each after a wrong one has
        read a hint, but in a test.
        """
        if self.entry is None:
            self._put(
                Entry(
                    **self.asked,
                    first=first[:LONGEST_ANSWER],
                    right=right,
                    solved=bool(right),
                    seconds=round(time.monotonic() - self.begun, 1),
                    date=datetime.date.today(),
                    **more,
                )
            )
        else:
            hint = not self.entry.solved and self.entry.form not in ("pre", "post")
            self._put(
                msgspec.structs.replace(
                    self.entry,
                    tries=self.entry.tries + 1,
                    hints=self.entry.hints + hint,
                    solved=self.entry.solved or bool(right),
                )
            )
        assert self.entry is not None
        return self.entry

    def give_up(self) -> None:
        """Note that the answer was asked for, if one was given before."""
        if self.entry is not None:
            self._put(msgspec.structs.replace(self.entry, gave_up=True))

    def _put(self, entry: Entry) -> None:
        self.entry = entry
        if self.record is None:
            return
        # what was saved or opened in between may have put other entries before it
        held = self.record.entries
        if 0 <= self.at < len(held) and held[self.at].key == entry.key:
            held[self.at] = entry
        else:
            self.at = len(held)
            held.append(entry)
