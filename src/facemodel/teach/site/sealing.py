"""Replies that only an answer opens, so that a page can judge answers and nobody reads its key.

A reply is enciphered with a key of its own; each answer's slow, salted hash (PBKDF2) holds that key
and says which reply it is. `view/js/site/sealed.js` opens them. Whoever tries every answer finds
every reply, as somebody does who clicks through them.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping
from itertools import count
from typing import Any

from msgspec import Struct

from facemodel.errors import FaceModelError

ROUNDS = 5000
"""Of the hash: some hundredths of a second in a browser."""
_TAG, _KEY = 8, 16
_MOST_ROUNDS = 50_000


class Sealed(Struct, frozen=True, forbid_unknown_fields=True):
    """Sealed replies as a file has them."""

    salt: str
    rounds: int
    replies: list[str]
    entries: dict[str, str]

    def __post_init__(self) -> None:
        if not 1 <= self.rounds <= _MOST_ROUNDS:
            raise ValueError(f"rounds are 1 to {_MOST_ROUNDS:,}")
        bytes.fromhex(self.salt)


def sealed(replies: Mapping[str, Any]) -> dict[str, Any]:
    """What a page carries for these replies (values that JSON can carry) by their answers."""
    salt, entries = secrets.token_bytes(16), {}
    texts: dict[str, tuple[int, bytes]] = {}
    shut: list[str] = []
    for answer, reply in replies.items():
        text = json.dumps(reply, ensure_ascii=False, separators=(",", ":"))
        if text not in texts:
            key = secrets.token_bytes(_KEY)
            texts[text] = len(shut), key
            shut.append(_as_text(_mixed(text.encode(), _stream(key))))
        number, key = texts[text]
        made = hashlib.pbkdf2_hmac("sha256", answer.encode(), salt, ROUNDS)
        hidden = _mixed(number.to_bytes(2, "big") + key, iter(made[_TAG:]))
        entries[made[:_TAG].hex()] = _as_text(hidden)
    # by their hash, so that their order tells nothing
    return {
        "salt": salt.hex(),
        "rounds": ROUNDS,
        "replies": shut,
        "entries": dict(sorted(entries.items())),
    }


def opened(held: Sealed, answer: str) -> Any:
    """The reply to an answer, None where none is sealed for it. Error: it cannot be opened."""
    try:
        salt = bytes.fromhex(held.salt)
        made = hashlib.pbkdf2_hmac("sha256", answer.encode(), salt, held.rounds)
        if (hidden := held.entries.get(made[:_TAG].hex())) is None:
            return None
        found = _mixed(base64.b64decode(hidden), iter(made[_TAG:]))
        shut = held.replies[int.from_bytes(found[:2], "big")]
        return json.loads(_mixed(base64.b64decode(shut), _stream(found[2:])))
    except (ValueError, IndexError, RecursionError):
        raise FaceModelError("what is sealed in it cannot be opened; the file is damaged") from None


def _stream(key: bytes):
    """Bytes without end that a key makes."""
    for k in count():
        yield from hashlib.sha256(key + k.to_bytes(4, "big")).digest()


def _mixed(data: bytes, stream) -> bytes:
    return bytes(a ^ b for a, b in zip(data, stream, strict=False))


def _as_text(data: bytes) -> str:
    return base64.b64encode(data).decode()
