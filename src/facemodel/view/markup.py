"""Where HTML is made: of templates in view/templates, in which every text is escaped."""

import base64
import hashlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from markupsafe import Markup

from facemodel.data import __version__

NOTHING = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
NOTHING += "form-action 'none'"
"""Policy of a page that loads nothing and runs nothing."""


@cache
def _templates() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined  # 40 ms, for the first HTML

    made = Environment(
        loader=PackageLoader("facemodel.view"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    made.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    return made


def page(name: str, *, policy: str = NOTHING, **values: Any) -> str:
    """A whole page of the template `name`; policy: what it may load."""
    template = _templates().get_template(f"{name}.html.j2")
    return template.render(policy=policy, generator=f"facemodel {__version__}", **values)


def piece(name: str, *values: Any, of: str = "pieces", **named: Any) -> Markup:
    """What the macro `name` of the template `of` makes; text is escaped, markup stays as it is."""
    return getattr(_templates().get_template(f"{of}.html.j2").module, name)(*values, **named)


def image(data: bytes, alt: str, kind: str = "jpeg", **attributes: Any) -> Markup:
    """An image that lies in the page itself."""
    return piece("image", alt, data_url(data, f"image/{kind}"), **attributes)


def data_url(data: bytes, kind: str) -> str:
    """An address that holds the bytes themselves."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def join(parts: Iterable[str], between: str = "\n") -> Markup:
    """Pieces one after the other."""
    return Markup(between).join(parts)


def markdown(text: str) -> Markup:
    """Markdown as HTML; markup in it stays text, and a table that is too wide scrolls."""
    import mistune

    made = str(mistune.create_markdown(escape=True, plugins=["table"])(text))
    scrolled = r'<div class="scroll">\1</div>'
    return Markup(re.sub(r"(<table>.*?</table>)", scrolled, made, flags=re.DOTALL))


def script_policy(name: str) -> str:
    """What a page of the template `name` may load: its own script, known by its hash, and what
    that unpacks."""
    templates = _templates()
    source = templates.loader.get_source(templates, f"{name}.html.j2")[0]
    found = re.search(r'<script type="module">(.*?)</script>', source, re.DOTALL)
    assert found, f"{name} has a module"
    script = base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
    return (
        f"default-src 'none'; script-src 'sha256-{script}' blob:; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
