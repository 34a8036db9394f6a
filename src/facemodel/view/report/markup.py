"""HTML of a report in pieces: everything that is text is escaped here."""

import base64
import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Html:
    """Markup that is safe as it stands; everything else is escaped."""

    text: str

    def __str__(self) -> str:
        return self.text


def safe(value: object) -> str:
    """A value as HTML: markup as it is, anything else escaped."""
    return value.text if isinstance(value, Html) else html.escape(str(value))


def tag(name: str, *parts: object, **attributes: object) -> Html:
    """An element; `class_` becomes class, a trailing or inner underscore a hyphen."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    return Html(f"<{name}{said}>{''.join(map(safe, parts))}</{name}>")


def join(parts: Iterable[object], between: str = "\n") -> Html:
    """Pieces one after the other."""
    return Html(between.join(map(safe, parts)))


LONGEST_WHOLE = 12
"""Rows of the longest table that a printed sheet never cuts in two."""


def table(
    caption: str,
    head: Sequence[object],
    rows: Iterable[Sequence[object]],
    figures: int = 0,
    narrow: Sequence[int] = (),
) -> Html:
    """A table whose rows begin with their own heading.

    The last `figures` columns are figures, `narrow` columns are never broken. Without words in
    `head` there is no row of headings.
    """
    many = len(head)

    def kind(k: int) -> str | None:
        if k >= many - figures:
            return "figure"
        return "narrow" if k in narrow else None

    top = [tag("th", cell, scope="col", class_=kind(k)) for k, cell in enumerate(head)]
    body = []
    for first, *rest in rows:
        cells = [tag("td", cell, class_=kind(k)) for k, cell in enumerate(rest, 1)]
        body.append(tag("tr", tag("th", first, scope="row", class_=kind(0)), *cells))
    parts = [tag("caption", caption)] + ([tag("thead", tag("tr", *top))] if any(head) else [])
    # narrow windows scroll the table, not the page
    whole = "whole" if len(body) <= LONGEST_WHOLE else None
    inside = tag("table", *parts, tag("tbody", *body), class_=whole)
    return tag("div", inside, class_="scroll", tabindex="0", role="region", aria_label=caption)


def picture(data: bytes, alt: str, kind: str = "png", **attributes: object) -> Html:
    """An image that lies in the page itself."""
    said = "".join(f' {k}="{html.escape(str(v))}"' for k, v in attributes.items())
    code = base64.b64encode(data).decode()
    return Html(f'<img alt="{html.escape(alt)}" src="data:image/{kind};base64,{code}"{said}>')


def figure(image: Html, caption: object, **attributes: object) -> Html:
    """A picture with its caption."""
    return tag("figure", image, tag("figcaption", caption), **attributes)


def arrow(values: Iterable[str]) -> str:
    """Before and after, once where they read alike; no minus before a zero."""
    said = [text.removeprefix("-") if float(text) == 0 else text for text in values]
    return " → ".join(dict.fromkeys(said))
