"""What a PDF says and how large its pages are, by poppler."""

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path
from typing import NamedTuple

import pytest


def pages_of(path: Path, *options: str) -> list[str]:
    """Return the text of each page."""
    return _run("pdftotext", *options, str(path), "-").split("\f")[:-1]


class Box(NamedTuple):
    """A word of a page and where it stands, in points from the upper left corner."""

    word: str
    left: float
    top: float
    right: float
    bottom: float


def boxes_of(path: Path) -> list[list[Box]]:
    """Return the words of each page with their places."""
    place = r'<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)</word>'
    return [
        [Box(unescape(word), *map(float, ends)) for *ends, word in re.findall(place, page)]
        for page in _run("pdftotext", "-bbox", str(path), "-").split("</page>")[:-1]
    ]


def sizes_of(path: Path) -> list[tuple[int, int]]:
    """Return width and height of each page in whole points."""
    sizes = re.findall(
        r"Page +\d+ size: +([\d.]+) x ([\d.]+)", _run("pdfinfo", "-l", "-1", str(path))
    )
    return [(round(float(width)), round(float(height))) for width, height in sizes]


def _run(program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    done = subprocess.run(
        [program, *arguments], capture_output=True, check=True, encoding="utf-8", timeout=120
    )
    return done.stdout
