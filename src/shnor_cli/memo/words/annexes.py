"""The other annexes: remarks on the data, and what the run rests on."""

from collections.abc import Sequence

from shnor_cli.engine.verdicts import Identification
from shnor_cli.memo.words.noticed import remarks_of
from shnor_cli.russian import DASH, capital, nbsp, plural, quote, school_year

Row = dict[str, object]


def remark_rows(identification: Identification) -> list[Row]:
    """Return the remarks on the data: where, what, and what was done."""
    return [
        {
            "место": nbsp(remark.place.in_words()) or DASH,
            "замечание": nbsp(capital(remark.text)),
            "сделано": nbsp(capital(remark.done)) or DASH,
        }
        for remark in remarks_of(identification)
    ]


def detail_rows(identification: Identification) -> list[Row]:
    """Return what the run rests on, for whoever checks it years later: methodology and files."""
    files = [
        (
            f"Файл {source.title}, {plural(source.rows, 'строка', 'строки', 'строк')} (SHA-256)",
            source.sha256,
        )
        for source in identification.results.sources
    ]
    return methodology_rows(identification) + _named(files)


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
