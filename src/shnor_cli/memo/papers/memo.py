"""What a run found as plain values under Russian names: all that a memo template may use.

Everything is already a text, so that no two memos of one run can differ in a number.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from shnor_cli.criteria import wording
from shnor_cli.engine.choosing import choices_of
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.charts.figures import figures_of
from shnor_cli.memo.words.annexes import methodology_rows, remark_rows
from shnor_cli.memo.words.approval import approval_in_words
from shnor_cli.memo.words.calculation import calculation_of
from shnor_cli.memo.words.conclusions import conclusions_of
from shnor_cli.memo.words.decisions import rows_of_decisions, sentences_of_decisions
from shnor_cli.memo.words.definitions import definitions_of
from shnor_cli.memo.words.district import district_results
from shnor_cli.memo.words.facts import distance_of_fact, indicator_title
from shnor_cli.memo.words.findings import (
    common_bound,
    ends_in_words,
    judged,
    no_score,
    not_shown,
    score_name,
    shown,
    summary_rows,
    summary_sentences,
)
from shnor_cli.memo.words.history import changes_in_words, history_of
from shnor_cli.memo.words.office import Office, unnamed
from shnor_cli.memo.words.questions import questions_of
from shnor_cli.memo.words.requisites import requisites_of
from shnor_cli.memo.words.schools import categories_in_full, without_conclusion
from shnor_cli.memo.words.sources import shown_years, sources_of
from shnor_cli.memo.words.subjects import above_in_category, with_low_results
from shnor_cli.memo.words.values import hidden_in_words, value_tables
from shnor_cli.public.mark import is_public
from shnor_cli.russian import nbsp


def context_of(
    identification: Identification,
    day: date | None,
    office: Office | None = None,
    previous: Sequence[Identification] = (),
) -> dict[str, object]:
    """Return the values of the memo of a run.

    Without a day its date is left blank, as is what the office does not name; `previous` are runs
    of earlier years.

    Raises:
        RunError: an earlier run is not of an earlier year, or two are of one year.
    """
    identification = with_low_results(identification)
    history = history_of(identification, previous)
    verdicts = identification.verdicts
    categories = categories_in_full(identification, verdicts, history)
    changes = changes_in_words(history)
    district = district_results(identification)
    is_open, signs = is_public(identification), office or Office.model_construct()
    subjects = [] if is_open else _subjects(categories)  # those of hidden grounds would be missing
    higher = () if subjects else above_in_category(identification, verdicts)
    return {
        **requisites_of(identification, unnamed(signs) if is_open else signs, day),
        "публичная": is_open,
        "методика": _methodology(identification),
        "источники": sources_of(identification),
        "район_итоги": district,
        "итог": _results(identification, verdicts),
        "категории": categories,
        "динамика": changes,
        "без_вывода": without_conclusion(identification, verdicts, history),
        "решения": rows_of_decisions(
            identification,
            [each for each in verdicts if each.index in identification.decisions],
        ),
        "вопросы": questions_of(identification),
        "заключение": conclusions_of(
            identification, verdicts, (subjects, higher), changes, str(district["вывод"])
        ),
        "таблицы": value_tables(identification, verdicts),
        "таблицы_скрыты": hidden_in_words(identification, verdicts),
        "диаграммы": _figures(identification, verdicts),
        "замечания": remark_rows(identification),
        "расчёт": calculation_of(identification, verdicts),
        "сведения": methodology_rows(identification),
        "определения": definitions_of(identification),
    }


def _methodology(identification: Identification) -> dict[str, object]:
    methodology = identification.methodology
    return {
        "название": methodology.title,
        "пример": methodology.status == "пример",
        "утверждение": nbsp(approval_in_words(methodology)),
        "основание": nbsp(
            wording.basis_in_words(methodology, "Идентификация проведена по методике")
        ),
        "абзацы": [nbsp(each) for each in _paragraphs(identification) if each],
    }


def _paragraphs(identification: Identification) -> Iterator[str]:
    """Yield the methodology in words: all but its document and its indicators."""
    methodology = identification.methodology
    yield wording.population_in_words(methodology)
    yield wording.objectivity_in_words(methodology)
    yield wording.low_results_in_words(methodology)
    yield wording.not_held_in_words(methodology, shown_years(identification))
    for name in methodology.criteria:
        yield wording.criterion_in_words(name, methodology)
    yield wording.categories_in_words(methodology)
    yield _order_in_words(identification)
    yield wording.small_sample_in_words(methodology)
    yield wording.missing_in_words(methodology)
    yield wording.groups_in_words(methodology)


def _order_in_words(identification: Identification) -> str:
    methodology = identification.methodology
    said = wording.order_in_words(methodology)
    if not any(no_score(identification, each) for each in judged(identification.verdicts)):
        return said
    where = "в конце своей категории" if methodology.categories else "в конце списка"
    return (
        f"{said} Школы, у которых это значение скрыто, стоят {where} по алфавиту: их место о "
        "значении не говорит."
    )


def _results(identification: Identification, verdicts: tuple[Verdict, ...]) -> dict[str, object]:
    name = score_name(identification)
    rows = summary_rows(identification, verdicts)
    return {
        "абзацы": [
            *summary_sentences(identification, verdicts),
            *map(nbsp, sentences_of_decisions(identification, verdicts)),
        ],
        "показатель": indicator_title(identification.methodology, name),
        "есть_категории": bool(identification.methodology.categories),
        "строки": rows,
        "граница": nbsp(common_bound(identification, verdicts)),
        "край_группы": nbsp(ends_in_words(identification, verdicts)),
        "есть_решающие": any(each.fact for each in shown(identification, verdicts)),
        "есть_отклонения": any(
            distance_of_fact(identification.methodology, each.fact)
            for each in shown(identification, verdicts)
        ),
        "есть_участники": any(row["участники"] for row in rows),
        "есть_выбор": any(
            choices_of(identification, each) for each in shown(identification, verdicts)
        ),
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
