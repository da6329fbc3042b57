"""The other annexes: remarks on the data, and what the run rests on."""

from collections.abc import Sequence

from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import Place
from shnor_cli.memo.words.noticed import different, remarks_of
from shnor_cli.memo.words.sources import NOT_GIVEN
from shnor_cli.model import Source
from shnor_cli.russian import DASH, capital, nbsp, plural, quote, school_year

Row = dict[str, object]


def remark_rows(identification: Identification) -> list[Row]:
    """Return the remarks on the data: where, what, what was done; one that repeats is told once.

    The same words over many sheets and files say nothing new; the workbook has each of them.
    """
    return [
        {
            "место": nbsp(_places([each.place for each in alike])),
            "замечание": nbsp(capital(alike[0].text)),
            "сделано": nbsp(capital(alike[0].done)) or DASH,
        }
        for alike in different(remarks_of(identification))
    ]


_PLACES = 3
"""So many places of a remark that repeats are named."""


def _places(places: Sequence[Place]) -> str:
    named = [each.in_words() for each in places if each.in_words()]
    if len(places) == 1 or not named:
        return named[0] if named else DASH
    many = plural(len(places), "место", "места", "мест")
    rest = len(places) - len(named[:_PLACES])
    more = f" и ещё {rest}" if rest else ""
    return f"{many}: {'; '.join(named[:_PLACES])}{more}"


def detail_rows(identification: Identification) -> list[Row]:
    """Return what the run rests on, for whoever checks it years later: methodology and files."""
    files = [_file_row(source) for source in identification.results.sources]
    return methodology_rows(identification) + _named(files)


def _file_row(source: Source) -> tuple[str, str]:
    if not source.sha256:
        return f"Файл {source.title} (SHA-256)", NOT_GIVEN
    rows = plural(source.rows, "строка", "строки", "строк")
    return f"Файл {source.title}, {rows} (SHA-256)", source.sha256


def methodology_rows(identification: Identification) -> list[Row]:
    """Return the methodology with its digest, and the report year."""
    methodology = identification.methodology
    return _named(
        [
            ("Методика", f"{quote(methodology.title)} (файл {methodology.id}.yaml)"),
            ("Состояние методики", methodology.status),
            ("Отпечаток методики (SHA-256)", identification.file.digest),
            ("Отчётный год", f"{school_year(identification.year)} учебный год"),
        ]
    )


def _named(rows: Sequence[tuple[str, str]]) -> list[Row]:
    return [{"название": name, "значение": value} for name, value in rows]
