"""Make the templates of the other documents anew, or only their plain texts (`--text`).

As with the memo's template, the Word files are the source: without `--text` edits of them are lost.
"""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from docx.document import Document as WordDocument

from tools.make_template import text_of
from tools.template_annex import annex
from tools.template_card import card
from tools.template_deficits import deficits
from tools.template_effect import effect
from tools.template_layout import packed
from tools.template_order import letter, order
from tools.template_parts import blank

FOLDER = Path(__file__).parents[1] / "templates"

PAPERS: dict[str, tuple[str, Callable[[WordDocument], None]]] = {
    "prilozhenie": ("Критерии и показатели идентификации", annex),
    "prikaz": ("Приказ об утверждении перечня школ", order),
    "pismo": ("Письмо школе", letter),
    "iyun": ("Аналитическая справка об эффективности", effect),
    "deficity": ("Аналитическая справка о дефицитах по результатам заданий", deficits),
    "kartochka": ("Карточка школы", card),
}
"""Name of the file, title in its properties, and what lays it out."""


def main(arguments: Sequence[str]) -> None:
    """Write the templates and their texts, or the texts alone."""
    for name in PAPERS:
        path = FOLDER / f"{name}.docx"
        if "--text" not in arguments:
            path.write_bytes(make(name))
        path.with_suffix(".txt").write_text(text_of(path), encoding="utf-8")
        print(f"{path.name}, {path.with_suffix('.txt').name}")


def make(name: str) -> bytes:
    """Lay a template out and return the bytes of the file, the same every time."""
    title, lay_out = PAPERS[name]
    document = blank()
    lay_out(document)
    return packed(document, title)


if __name__ == "__main__":
    main(sys.argv[1:])
