"""What of a workbook is no longer there when it was loaded and saved, by its parts and tags."""

import io
import re
import zipfile
from collections import Counter

_PARTS = (
    (r"xl/charts/chart\d", "диаграммы"),
    (r"xl/media/", "рисунки"),
    (r"xl/vbaProject\.bin", "макросы"),
    (r"xl/pivotTables/", "сводные таблицы"),
    (r"xl/(ctrlProps|activeX)/", "элементы управления"),
    (r"xl/embeddings/", "вложенные документы"),
    (r"xl/(slicers|timelines)/", "срезы"),
    (r"xl/threadedComments/", "обсуждения"),
    (r"xl/(connections\.xml|queryTables/)", "подключения к данным"),
    (r"xl/externalLinks/\w+\.xml", "ссылки на другие книги"),
    (r"xl/diagrams/", "схемы SmartArt"),
    (r"_xmlsignatures/", "электронная подпись"),
)
_TAGS = (
    (r"xl/drawings/drawing", rb"<xdr:sp[ >]", "фигуры и надписи"),
    (r"xl/worksheets/sheet", rb"<x14:cfRule[ >]", "часть условного форматирования"),
    (r"xl/worksheets/sheet", rb"<x14:dataValidation[ >]", "часть списков и проверок ввода"),
    (r"xl/worksheets/sheet", rb"<x14:sparkline[ >]", "спарклайны"),
)
_FORMULA = re.compile(rb"<f[ >]")


def losses(before: bytes, after: bytes) -> tuple[str, ...]:
    """Name in Russian what there is less of, the values of formulas too."""
    had, has = _counted(before), _counted(after)
    lost = [name for name in had if has[name] < had[name]]
    return (*lost, *(["посчитанные значения формул"] if _has_formulas(after) else []))


def _counted(content: bytes) -> Counter[str]:
    found: Counter[str] = Counter()
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        for part in book.namelist():
            found.update(name for pattern, name in _PARTS if re.match(pattern, part))
            for pattern, tag, name in _TAGS:
                if re.match(pattern, part):
                    found[name] += len(re.findall(tag, book.read(part)))
    return found


def _has_formulas(content: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [each for each in book.namelist() if each.startswith("xl/worksheets/sheet")]
        return any(_FORMULA.search(book.read(each)) for each in sheets)
