"""What a run found as plain values under Russian names: all that a memo template may use.

Everything is already a text, so that no two memos of one run can differ in a number.
"""

from datetime import date

from shnor_cli.criteria.wording import basis_in_words, methodology_in_words
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.annexes import detail_rows, remark_rows
from shnor_cli.memo.conclusions import conclusions_of
from shnor_cli.memo.facts import indicator_title
from shnor_cli.memo.figures import figures_of
from shnor_cli.memo.findings import (
    common_bound,
    not_shown,
    score_name,
    summary_rows,
    summary_sentences,
)
from shnor_cli.memo.schools import categories_in_full, without_conclusion
from shnor_cli.memo.sources import shown_years, sources_of
from shnor_cli.memo.values import value_tables
from shnor_cli.russian import NBSP, date_in_words, nbsp, quote, school_year

_OFFICE = "Управление образования ______________________________"
_SIGNATORY = "Руководитель управления образования"
_NO_DATE = f"«___»{NBSP}______________{NBSP}20__{NBSP}г."

_GENITIVES = {
    "школы ": "школ ",
    "организации ": "организаций ",
    "образовательные организации ": "образовательных организаций ",
    "общеобразовательные организации ": "общеобразовательных организаций ",
}


def context_of(identification: Identification, day: date | None) -> dict[str, object]:
    """Return the values of the memo of a run; without a day its date is left blank."""
    verdicts = tuple(identification.verdicts())
    categories = categories_in_full(identification, verdicts)
    methodology = identification.methodology
    return {
        "управление": _OFFICE,
        "подпись": {"должность": _SIGNATORY},
        "дата": date_in_words(day) if day else _NO_DATE,
        "уточнение": _scope(identification),
        "год": school_year(identification.year),
        "термин": {
            "кратко": methodology.terms.short,
            "полностью": methodology.terms.long,
            "родительный": genitive(methodology.terms.long),
        },
        "методика": _methodology(identification),
        "источники": sources_of(identification),
        "итог": _results(identification, verdicts),
        "категории": categories,
        "без_вывода": without_conclusion(identification, verdicts),
        "заключение": conclusions_of(identification, verdicts, _subjects(categories)),
        "таблицы": value_tables(identification, verdicts),
        "диаграммы": _figures(identification, verdicts),
        "замечания": remark_rows(identification),
        "сведения": detail_rows(identification),
    }


def genitive(term: str) -> str:
    """Put a term for schools into the genitive; one that is not known stays, in quotes."""
    for nominative, form in _GENITIVES.items():
        if term.startswith(nominative):
            return form + term.removeprefix(nominative)
    return f"категории {quote(term)}"


def _scope(identification: Identification) -> str:
    places = {place for place in identification.results.schools.municipalities if place}
    where = f"{places.pop()}, " if len(places) == 1 else ""
    return f"{where}{school_year(identification.year)} учебный год"


def _methodology(identification: Identification) -> dict[str, object]:
    methodology = identification.methodology
    basis = basis_in_words(methodology)
    said = methodology_in_words(methodology, years=shown_years(identification))
    return {
        "название": methodology.title,
        "пример": methodology.status == "пример",
        "основание": nbsp(basis),
        "абзацы": [nbsp(paragraph) for paragraph in said if paragraph != basis],
    }


def _results(identification: Identification, verdicts: tuple[Verdict, ...]) -> dict[str, object]:
    name = score_name(identification)
    rows = summary_rows(identification, verdicts)
    return {
        "абзацы": summary_sentences(identification, verdicts),
        "показатель": indicator_title(identification.methodology, name),
        "есть_категории": bool(identification.methodology.categories),
        "строки": rows,
        "граница": nbsp(common_bound(identification, verdicts)),
        "есть_участники": any(row["участники"] for row in rows),
        "не_показаны": not_shown(identification, verdicts),
    }


def _figures(
    identification: Identification, verdicts: tuple[Verdict, ...]
) -> dict[str, dict[str, object] | None]:
    """Return the charts with the words around them; None where there is nothing to show."""
    return {
        name: None
        if figure is None
        else {"рисунок": figure.chart, "подпись": figure.caption, "пояснение": figure.note}
        for name, figure in figures_of(identification, verdicts).items()
    }


def _subjects(categories: list[dict[str, object]]) -> list[str]:
    """Return the subjects in the grounds of the first category."""
    found: set[str] = set()
    for category in categories[:1]:
        schools = category["школы"]
        if isinstance(schools, list):
            found |= {subject for school in schools for subject in school["предметы"]}
    return sorted(found)
