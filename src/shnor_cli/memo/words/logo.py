"""The logo (логотип) of an office: a small picture above the name in its documents."""

from base64 import b64encode
from dataclasses import replace
from pathlib import Path

from shnor_cli.errors import MethodologyError, Place, Problem, refusal
from shnor_cli.memo.blocks import Picture

_HEIGHT, _WIDEST = 56.7, 283.5
"""Twenty millimetres, and a hundred, in points."""
_MOST_BYTES, _MOST_PIXELS = 5 << 20, 5_000
_MEDIA = ("image/png", "image/jpeg")
_NO_PICTURE = "это не рисунок PNG или JPEG"


def read_logo(path: Path) -> str:
    """Read a picture that an office names and return it as a data URI.

    Raises:
        MethodologyError: there is no such file, it is no PNG or JPEG, or it is too large.
    """
    from docx.image.image import Image

    try:
        content = path.read_bytes()
        image = Image.from_blob(content)
    except OSError as error:
        raise _refused(path, refusal(error)) from error
    except Exception as error:  # of any kind: python-docx trusts what a picture says of itself
        raise _refused(path, _NO_PICTURE) from error
    sides = (image.px_width, image.px_height)
    if image.content_type not in _MEDIA or not all(sides):
        raise _refused(path, _NO_PICTURE)
    if len(content) > _MOST_BYTES or max(sides) > _MOST_PIXELS:
        raise _refused(path, "рисунок больше 5 МБ или 5000 точек", "Уменьшите его.")
    return f"data:{image.content_type};base64,{b64encode(content).decode()}"


def logo_of(said: str | None) -> Picture | None:
    """Return the picture of a data URI, as tall as a logo is."""
    if said is None:
        return None
    from docx.image.image import Image

    picture = Picture(said, "Логотип", _WIDEST, _HEIGHT)
    image = Image.from_blob(picture.data)
    scale = min(_WIDEST / image.px_width, _HEIGHT / image.px_height)
    return replace(picture, width=image.px_width * scale, height=image.px_height * scale)


def _refused(path: Path, fault: str, hint: str = "") -> MethodologyError:
    return MethodologyError(
        "Логотип не прочитан.", [Problem(Place(path.name or str(path)), fault, hint)]
    )
