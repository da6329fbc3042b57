"""Options and arguments that commands share, and how a year and a date are written."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shnor_cli.actions.manner import Manner
from shnor_cli.errors import UsageError
from shnor_cli.resources import DEFAULT_METHODOLOGY

if TYPE_CHECKING:
    from shnor_cli.tables.files import Reading

_OF_FILES = frozenset({".zip", ".docx", ".pdf", ".html", ".md", ".json"})
"""Suffixes that no folder has, besides those of tables."""


def _path(text: str) -> Path:
    """Return a path that is named; an empty one would be the whole working folder.

    Raises:
        UsageError: it is empty.
    """
    if not text.strip():
        hint = "Назовите файл или папку; рабочая папка — «.»."
        raise UsageError("путь к таблицам пуст", hint=hint)
    return Path(text)


Files = Annotated[
    list[Path],
    typer.Argument(
        parser=_path,
        metavar="ФАЙЛ...",
        help="Таблицы результатов: csv, xlsx, xls, ods, parquet и другие; папки и архивы zip.",
    ),
]
MethodologyName = Annotated[
    str,
    typer.Option(
        "-c",
        "--criteria",
        metavar="ИМЯ|ФАЙЛ",
        help=f"Методика; без неё {DEFAULT_METHODOLOGY}.",
    ),
]
Year = Annotated[
    str | None,
    typer.Option(
        metavar="ГОД",
        help="Отчётный учебный год: 2025 значит 2024/25; без него последний в таблицах.",
    ),
]
Schools = Annotated[
    Path | None, typer.Option(metavar="ФАЙЛ", help="Реестр школ: коды, названия, исключения.")
]
Layout = Annotated[
    Path | None, typer.Option(metavar="ФАЙЛ", help="Описание столбцов таблицы (YAML).")
]
Doubted = Annotated[
    Path | None,
    typer.Option(
        metavar="ФАЙЛ", help="Список результатов, которые требуют проверки объективности."
    ),
]
Encoding = Annotated[
    str | None,
    typer.Option(
        metavar="КОДИРОВКА",
        help="Кодировка CSV: cp1251, koi8-r, cp866, utf-16; без неё находится по буквам.",
    ),
]
Delimiter = Annotated[
    str | None,
    typer.Option(metavar="ЗНАК", help="Разделитель CSV: ;, tab; без него находится по строкам."),
]
SheetName = Annotated[
    str | None,
    typer.Option(
        "--sheet", metavar="ЛИСТ", help="Читать в книгах один этот лист: имя или номер с 1."
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o", "--output", metavar="ПАПКА", help="Папка прогона; без неё out/<методика>-<год>."
    ),
]
Memo = Annotated[
    list[Path] | None,
    typer.Option(
        metavar="ФАЙЛ",
        help="Записать справку: docx, pdf, html, md, txt, xlsx; можно повторять.",
    ),
]


def _outputs(kinds: str) -> Any:  # noqa: ANN401 - what typer itself returns
    said = f"Куда записать: {kinds}; можно повторять."
    return typer.Option("-o", "--output", metavar="ФАЙЛ", help=said)


Outputs = Annotated[list[Path], _outputs("docx, pdf, html, md, txt, xlsx")]
PaperOutputs = Annotated[list[Path], _outputs("docx, pdf, html, md, txt")]
PublishedOutputs = Annotated[list[Path], _outputs("pdf, html, md, txt")]
Day = Annotated[
    str | None,
    typer.Option("--date", metavar="ДАТА", help="Дата документа: 2026-01-27 или 27.01.2026."),
]
OfficeFile = Annotated[
    Path | None,
    typer.Option(
        "--office",
        metavar="ФАЙЛ",
        help="Кто подписывает (YAML); без него office.yaml рабочей папки, если он есть.",
    ),
]
Template = Annotated[
    Path | None,
    typer.Option(
        metavar="ФАЙЛ",
        help="Свой шаблон: файл (docx) или имя; без него templates рабочей папки.",
    ),
]
Previous = Annotated[
    list[Path] | None,
    typer.Option(
        "--previous",
        metavar="ПРОГОН",
        help="Прогон прошлого года: кто вошёл, остался и вышел; можно назвать несколько. "
        "С --public — и прогон прежней публичной версии того же года.",
    ),
]
Everything = Annotated[bool, typer.Option("--all", help="Показать все школы, без отбора.")]
AsJson = Annotated[bool, typer.Option("--json", help="Вывести данные в JSON для другой программы.")]
Public = Annotated[
    bool,
    typer.Option(
        "--public",
        help="Публичная версия: скрыты группы менее 10 участников и результаты, где менее "
        "5 низких или менее 5 остальных.",
    ),
]
Run = Annotated[Path, typer.Argument(metavar="ПРОГОН", help="Папка прогона.")]


def year_of(text: str | None) -> int | None:
    """Read a school year.

    Raises:
        UsageError: it is not written in four digits.
    """
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) == len("2025")):
        raise UsageError(
            f"--year {text}: год пишут четырьмя цифрами, 2024/25 учебный год это 2025."
        )
    return int(text)


def _day_of(text: str | None) -> date | None:
    """Read a date.

    Raises:
        UsageError: it is written in neither of the two ways.
    """
    for pattern in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, pattern).date() if text else None  # noqa: DTZ007
        except ValueError:
            continue
    raise UsageError(f"--date {text}: дату пишут как 2026-01-27 или 27.01.2026.")


def manner_of(day: str | None, office: Path | None = None, template: Path | None = None) -> Manner:
    """Read what is said of any document; it is written as the working folder has it.

    Raises:
        UsageError: the date cannot be read.
    """
    return Manner(Path.cwd(), _day_of(day), office, template)


def reading_of(encoding: str | None, delimiter: str | None, sheet: str | None) -> "Reading":
    """Read what is said of how tables are written.

    Raises:
        UsageError: there is no such encoding, or the separator is not one sign.
    """
    from shnor_cli.tables.files import Reading

    return Reading(_encoding_of(encoding), _delimiter_of(delimiter), sheet)


def _encoding_of(text: str | None) -> str | None:
    if text is None:
        return None
    try:
        # a codec that is no encoding of texts (hex, zip) is refused here
        "школа".encode(text)
    except (LookupError, UnicodeError):
        raise UsageError(
            f"--encoding {text}: такой кодировки нет или в ней нет русских букв; "
            "пишут utf-8, utf-16, cp1251, koi8-r, cp866."
        ) from None
    return text.lower()


def _delimiter_of(text: str | None) -> str | None:
    if text is None:
        return None
    sign = "\t" if text.casefold() in {"tab", "\\t"} else text
    if len(sign) != 1 or sign.isalnum() or sign in '"\r\n' or not sign.isascii():
        raise UsageError(
            f"--delimiter {text}: разделитель это один знак, например ; или |, табуляция tab."
        )
    return sign


def folder_of(path: Path, *others: str) -> Path:
    """Read where a folder is to be made, or a file with one of the `others` for a suffix.

    Raises:
        UsageError: the name is that of a file of another kind.
    """
    from shnor_cli.tables.files import READABLE

    suffix = path.suffix.casefold()
    if suffix in _OF_FILES.union(READABLE) - {*others} and not path.is_dir():
        kinds = "".join(f" или файл {each}" for each in others)
        raise UsageError(f"В {path.name} не записать: нужна папка{kinds}.")
    return path


def outputs_of(
    paths: Sequence[Path], suffixes: Collection[str], *sources: Path | None
) -> tuple[Path, ...]:
    """Read where a document is to go that is made of some `sources`.

    Raises:
        UsageError: a file has a suffix that is not among those that can be written: under it, the
            document would not open.
        RunError: a file is one of the sources.
    """
    from shnor_cli.putting import spare

    for path in paths:
        if path.suffix.casefold() not in suffixes:
            where = f"В файл {path.name} не записать" if path.name else "Не назван файл документа"
            raise UsageError(f"{where}: можно {', '.join(suffixes)}.")
    spare(sources, paths)
    return tuple(dict.fromkeys(paths))
