"""A document as one page for a browser: opens by a double click, searches, sorts, unfolds, prints.

Words come from the document alone, those of buttons from `page.html.j2`, the looks from `page.css`,
what happens on a click from `page.js`. The page loads nothing and runs no script but its own.
"""

from base64 import b64encode
from hashlib import sha256

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from shnor_cli.memo.blocks import Document
from shnor_cli.memo.charts.svg import svg
from shnor_cli.memo.page.showing import Draw, show
from shnor_cli.resources import shipped


def page(document: Document, draw: Draw = svg) -> bytes:
    """Return the page in UTF-8; the same document gives the same bytes."""
    shown = show(document, draw)
    script = _text("page.js")
    layout = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        optimized=False,  # it is rendered once
    ).from_string(_text("page.html.j2"))
    return layout.render(
        title=document.title,
        sheets=shown.sheets,
        contents=shown.contents,
        style=_ours(_text("page.css") + shown.style),
        script=_ours(script),
        script_hash=b64encode(sha256(script.encode()).digest()).decode(),
    ).encode()


def _text(name: str) -> str:
    """Read a shipped file; never one of the working folder, since a script may come with it."""
    return (shipped("templates") / name).read_text(encoding="utf-8")


def _ours(text: str) -> Markup:
    """Let a text through that nothing of the document is in."""
    return Markup(text)  # noqa: S704
