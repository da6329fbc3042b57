"""Where the words go: streams that survive any console, errors, and JSON."""

import codecs
import contextlib
import io
import json
import os
import re
import shutil
import sys
import textwrap
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

_SUBSTITUTE = str.maketrans(
    {
        "\u2212": "-",
        "\u2013": "-",
        "\u2014": "-",
        "\u2011": "-",
        "«": '"',
        "»": '"',
        "„": '"',
        "“": '"',
        "”": '"',
        "…": "...",
        "≥": ">=",
        "≤": "<=",
        "×": "x",
        "÷": "/",
        "\u00a0": " ",
        "\u202f": " ",
        "\u2009": " ",
        "Σ": "сумма ",
        "→": "->",
        "•": "*",
        "·": "*",
        "━": "-",
        "─": "-",
        "│": "|",
    }
)
_WIDTH, _NARROWEST, _HANGING = 79, 40, "  "
_WHOLE = re.compile(r"^[^:«]*?\.\w{2,7}(?=[,:])|«(?:[^«»]++|«[^«»]*+»)*+»|(?<= )--?\w\S* \S+")
"""What is not to be broken: the file at the beginning, what is quoted, an option and its value."""
_INDENTED = 1_000
"""Items of a list in JSON that is still indented."""
_HANDLER = "shnor-substitute"

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | float | bool | None
"""What JSON can hold."""


def make_streams_safe() -> None:
    """Let nothing that a console of cp866 or cp1251 cannot show end the program."""
    codecs.register_error(_HANDLER, _substitute)
    # What the caller closed is replaced by a sink, or the next file opened would take its number.
    sys.stdout = sys.stdout or _sink()
    sys.stderr = sys.stderr or _sink()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_HANDLER)


def _sink() -> io.TextIOWrapper:
    return Path(os.devnull).open("w", encoding="utf-8")


def _substitute(fault: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(fault, UnicodeEncodeError):
        raise fault
    lost = fault.object[fault.start : fault.end].translate(_SUBSTITUTE)
    return lost.encode(fault.encoding, "replace"), fault.end


def plain(text: str) -> str:
    """Make a text fit for a screen: plain spaces for no-break ones, nothing that moves a cursor."""
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text)


def say(text: str) -> None:
    """Print a line to the standard output as it is."""
    sys.stdout.write(f"{plain(text)}\n")


def complain(text: str) -> None:
    """Print to the standard error stream: no markup, and lines as they are unless on a terminal."""
    with contextlib.suppress(ValueError, OSError):  # what was shown comes first, if it still can
        sys.stdout.flush()
    said = _fitted(text) if sys.stderr.isatty() else text
    sys.stderr.write(f"{plain(said)}\n")
    sys.stderr.flush()


def _fitted(text: str) -> str:
    """Break lines at the width of the terminal, but no file name and nothing quoted."""
    try:
        width = os.get_terminal_size(sys.stderr.fileno()).columns - 1
    except OSError:
        width = _WIDTH
    return "\n".join(
        line if line.startswith(" ") else _wrapped(line, max(width, _NARROWEST))
        for line in text.split("\n")
    )


def _wrapped(line: str, width: int) -> str:
    def held(whole: re.Match[str]) -> str:
        return (
            whole[0].replace(" ", "\u00a0") if len(whole[0]) <= width - len(_HANGING) else whole[0]
        )

    return textwrap.fill(
        _WHOLE.sub(held, line),
        width,
        subsequent_indent=_HANGING,
        break_long_words=False,
        break_on_hyphens=False,
    )


def say_json(value: Json) -> None:
    """Print JSON in UTF-8 whatever the console, for another program to read."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="strict")
    sys.stdout.write(_as_json(value))


def save_json(value: Json, path: Path) -> None:
    """Write JSON to a file in UTF-8."""
    path.write_text(_as_json(value), encoding="utf-8", newline="\n")


def _as_json(value: Json) -> str:
    """Write JSON: indented where it is short, else an item of the long lists on each line.

    Indenting is slow, and nobody reads by eye what is long.
    """
    if not _is_long(value):
        return _encoded(value, indent=2) + "\n"
    if isinstance(value, Mapping):
        parts = (f"{_encoded(key)}: {_lines(each)}" for key, each in value.items())
        return "{\n" + ",\n".join(parts) + "\n}\n"
    return _lines(value) + "\n"


def _is_long(value: Json) -> bool:
    parts = value.values() if isinstance(value, Mapping) else (value,)
    return any(isinstance(each, list) and len(each) > _INDENTED for each in parts)


def _lines(value: Json) -> str:
    if not isinstance(value, list) or not value:
        return _encoded(value)
    return "[\n" + ",\n".join(map(_encoded, value)) + "\n]"


def _encoded(value: Json, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, allow_nan=False)


def paper() -> "Console":
    """Return the console to draw on: the width of the terminal, 80 where there is none."""
    from rich.console import Console

    drawn_on = Console(highlight=False, emoji=False, markup=False, soft_wrap=False)
    # set once, for it is looked up for every line; COLUMNS=0 says that it is not known
    drawn_on.width = drawn_on.width or shutil.get_terminal_size().columns
    return drawn_on
