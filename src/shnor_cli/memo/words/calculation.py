"""The calculation: what every criterion answers of every school, in the report year."""

from collections.abc import Sequence

from shnor_cli.criteria.basis import reached_criteria
from shnor_cli.criteria.phrases import clause_in_words
from shnor_cli.engine.verdicts import Identification, Verdict
from shnor_cli.memo.words.facts import out_of
from shnor_cli.memo.words.findings import label, shown
from shnor_cli.model import Answers, Outcome
from shnor_cli.russian import DASH, MINUS, nbsp, quote

_COLUMNS = 12
"""Criteria that fit into a table on its side; of more, only those that categories name."""

_SIGNS = {
    Outcome.MET: "+",
    Outcome.NOT_MET: MINUS,
    Outcome.UNKNOWN: "?",
    Outcome.NOT_APPLICABLE: DASH,
}

Row = dict[str, object]


def calculation_of(identification: Identification, verdicts: Sequence[Verdict]) -> Row:
    """Return the answers of the criteria that categories rest on, a row for each school shown."""
    names = _criteria(identification)
    schools = shown(identification, verdicts) if names else []
    cells = [[_cell(identification, name, each.index) for name in names] for each in schools]
    rows: list[Row] = [
        {
            "номер": place,
            "название": label(identification, each.index),
            "ячейки": cells[place - 1],
            "категория": each.standing,
        }
        for place, each in enumerate(schools, start=1)
    ]
    return {
        "столбцы": list(names),
        "строки": rows,
        "есть_доли": any(cell["доля"] for row in cells for cell in row),
        "критерии": [nbsp(_in_words(identification, name)) for name in names],
    }


def _criteria(identification: Identification) -> tuple[str, ...]:
    """Return the criteria with one answer a school, in the order of the methodology."""
    methodology, answers = identification.methodology, identification.judgement.answers
    reached = reached_criteria(methodology)
    names = [n for n in methodology.criteria if n in reached and not answers[n].sliced]
    if len(names) > _COLUMNS:
        asked = {category.when for category in methodology.categories}
        names = [name for name in names if name in asked][:_COLUMNS]
    return tuple(names)


def _cell(identification: Identification, name: str, school: int) -> Row:
    answers = identification.judgement.answers[name]
    place = school, identification.measured.year(identification.year), 0
    outcome = answers.outcome_at(*place)
    return {"значение": _SIGNS[outcome], "доля": _counted(answers, place)}


def _counted(answers: Answers, place: tuple[int, int, int]) -> str:
    if answers.met is None or answers.available is None or not answers.applicable[place]:
        return ""
    return out_of(int(answers.met[place]), int(answers.available[place]))


def _in_words(identification: Identification, name: str) -> str:
    criterion = identification.methodology.criteria[name]
    clause = f" ({clause_in_words(criterion.clause)})" if criterion.clause else ""
    return f"{name}{clause} — {quote(criterion.title or name)}"
