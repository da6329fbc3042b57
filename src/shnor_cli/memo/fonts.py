"""The font of documents (Liberation Serif): which characters it has, and how wide they are.

Times New Roman, in which Word shows them, has letters of the same widths.
"""

import struct
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Literal

from shnor_cli.resources import shipped

Face = Literal["Regular", "Bold"]

_UNKNOWN = 0.54
"""The width of a character that the font does not have: about that of a Russian letter."""


@lru_cache(maxsize=1 << 12)
def length(text: str, face: Face = "Regular") -> float:
    """Return how wide a text is in a line, in its size."""
    known = widths(face)
    return sum(known.get(ord(each), _UNKNOWN) for each in text)


@cache
def widths(face: Face = "Regular") -> Mapping[int, float]:
    """Return the characters of a face with their widths, in its size: OpenType, `cmap`, `hmtx`."""
    font = (shipped("templates") / "fonts" / f"LiberationSerif-{face}.ttf").read_bytes()
    records = struct.iter_unpack(">4s4xI4x", font[12 : 12 + 16 * int.from_bytes(font[4:6])])
    tables = dict(records)
    (whole,) = struct.unpack_from(">H", font, tables[b"head"] + 18)
    (count,) = struct.unpack_from(">H", font, tables[b"hhea"] + 34)
    advances = struct.unpack_from(">" + "Hxx" * count, font, tables[b"hmtx"])
    glyphs = _glyphs(font, tables[b"cmap"])
    return {code: advances[min(glyph, count - 1)] / whole for code, glyph in glyphs.items()}


def _glyphs(font: bytes, cmap: int) -> dict[int, int]:
    """Return the glyph of each character by the subtable of format 4."""
    subtables = struct.iter_unpack(">HHI", font[cmap + 4 : cmap + 4 + 8 * font[cmap + 3]])
    table = cmap + next(at for *platform, at in subtables if platform == [3, 1])
    (double,) = struct.unpack_from(">H", font, table + 6)
    ends, starts, deltas, offsets = (
        struct.unpack_from(f">{double // 2}H", font, table + at)
        for at in (14, 16 + double, 16 + 2 * double, 16 + 3 * double)
    )
    found: dict[int, int] = {}
    for place, (end, start, delta, offset) in enumerate(
        zip(ends, starts, deltas, offsets, strict=True)
    ):
        listed = table + 16 + 3 * double + 2 * place + offset
        for code in range(start, min(end, 0xFFFE) + 1):
            glyph = code
            if offset:
                (glyph,) = struct.unpack_from(">H", font, listed + 2 * (code - start))
            if glyph:
                found[code] = (glyph + delta) % 0x10000
    return found
