"""Sections of a template: their numbers, and references to them («раздел 6»), are typed by hand."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from shnor_cli.memo.ooxml import W, words

_NUMBERED = re.compile(r"\s*(\d+)\.\s")
_REFERENCE = re.compile(
    r"\bраздел[аеуыовмхи]{0,3}\s(\d++(?:(?:,| и|–|-)\s?\d++)*+)"
    r"(?!\s(?:приказ|постановлен|закон|план))",
    re.IGNORECASE,
)
"""Numbers of sections; those of another document are not the template's."""


def slips_in(template: Path) -> Iterator[str]:
    """Yield the sections that a template names and does not have, and those that it has twice.

    Where no heading has a number of its own, Word counts them: there is nothing to look at.
    """
    import docx

    document = docx.Document(str(template))
    titles = [each.text for each in document.paragraphs if _is_section(each.style)]
    sections = Counter(found[1] for each in titles if (found := _NUMBERED.match(each)))
    told = " ".join(map(words, document.element.body.iter(f"{W}p")))
    lists = _REFERENCE.findall(told) if sections else ()
    named = dict.fromkeys(number for each in lists for number in re.findall(r"\d+", each))
    for number in named:
        if number not in sections:
            yield f"Есть ссылка на раздел {number}, а заголовка с номером {number} нет."
    for number, count in sections.items():
        if count > 1:
            yield f"Заголовков с номером {number} несколько: {count}."


def _is_section(style: object) -> bool:
    return str(getattr(style, "name", "")).casefold() == "heading 1"
