"""Results that a list doubts: what each policy makes of them."""

import duckdb
import pytest

from shnor_cli.criteria.loading import load_text
from shnor_cli.engine.sharing import Shared
from shnor_cli.engine.verdicts import Identification, Verdict, identify
from shnor_cli.model import Results, Status
from tests.tiny import MATHS, METHODOLOGY, RUSSIAN, methodology, results

DROP = "objectivity: {procedures: [ВПР], policy: drop}\n"
COLUMNS = "school VARCHAR, year INTEGER, procedure VARCHAR, subject VARCHAR, grade INTEGER"


def listed(*rows: tuple[str, int, str, str, int]) -> Results:
    """Return the tiny district with a list of doubted results."""
    connection = duckdb.connect(":memory:")
    read = results(connection)
    more = "ground VARCHAR DEFAULT '', file INTEGER DEFAULT 0, \"row\" BIGINT DEFAULT 2"
    connection.execute(f"CREATE TABLE doubted ({COLUMNS}, {more})")
    for row in rows:
        connection.execute(
            "INSERT INTO doubted (school, year, procedure, subject, grade) VALUES (?, ?, ?, ?, ?)",
            list(row),
        )
    return read._replace(doubted="doubted")


def found(policy: str, *rows: tuple[str, int, str, str, int]) -> Identification:
    said = f"objectivity: {{procedures: [ВПР], policy: {policy}, list: письмо № 1}}\n"
    return identify(load_text(METHODOLOGY + said, "tiny.yaml"), listed(*rows), 2025)


def first(identification: Identification) -> Verdict:
    return identification.verdict(0)


ALL_OF_2025 = ("001", 2025, "", "", 0)


def test_without_a_policy_the_list_changes_nothing() -> None:
    with_list = identify(methodology(), listed(ALL_OF_2025), 2025)
    without = identify(methodology(), results(duckdb.connect(":memory:")), 2025)
    assert [with_list.verdict(at) for at in range(6)] == [without.verdict(at) for at in range(6)]


def test_keep_changes_nothing() -> None:
    assert first(found("keep", ALL_OF_2025)) == first(found("keep"))


def test_flag_only_notes() -> None:
    verdict = first(found("flag", ALL_OF_2025, ("001", 2024, "ВПР", "Математика", 5)))
    assert verdict.category == first(found("keep")).category
    assert verdict.notes[0] == (
        "результаты ВПР (математика, 5 класс) за 2023/24 и\u00a0ВПР за 2024/25 требуют проверки "
        "объективности (список: письмо № 1)"
    )


def test_drop_leaves_results_out_with_that_reason() -> None:
    identification = found("drop", ("001", 2025, "ВПР", "Математика", 5))
    grid = identification.measured.grids["low_share"]
    year = identification.measured.year(2025)
    states = dict(zip(grid.slices, grid.missing[0, year], strict=True))
    reason = identification.measured.reasons[states[MATHS]]
    assert (states[RUSSIAN], reason.applicable, reason.text) == (
        0,
        False,
        "не учитывается по методике: требует проверки объективности (список: письмо № 1)",
    )
    index = identification.measured.grids["low_index"]
    assert index.numerator is not None
    assert index.numerator[0, year, 0] == 9
    assert first(identification).notes == (
        (
            "результаты ВПР (математика, 5 класс) за 2024/25 не учтены: требуют проверки "
            "объективности (список: письмо № 1)"
        ),
    )


def test_a_school_of_which_all_is_dropped_is_not_assessed() -> None:
    rows = [ALL_OF_2025, ("001", 2024, "", "", 0)]
    assert first(found("drop", *rows)).status == Status.NOT_ASSESSED


def test_the_mean_of_a_group_is_taken_without_them() -> None:
    mean = "at_least: {mean: all, weighted: participants}"
    text = METHODOLOGY.replace("low_share, at_least: 30 %", f"low_share, {mean}")
    file = load_text(f"{text}\n{DROP}", "tiny.yaml")
    means = []
    for rows in ((), (ALL_OF_2025,)):
        identification = identify(file, listed(*rows), 2025)
        answers = identification.judgement.answers["K0"]
        assert answers.threshold is not None
        year = identification.measured.year(2025)
        means.append(answers.threshold[1, year, answers.slices.index(RUSSIAN)])
    assert means == [pytest.approx(16 / 65), pytest.approx(7 / 45)]


def test_what_is_shared_between_methodologies_knows_the_policy() -> None:
    read, shared = listed(ALL_OF_2025), Shared()
    for file in (methodology(), load_text(METHODOLOGY + DROP, "tiny.yaml"), methodology()):
        alone = identify(file, read, 2025).verdict(0)
        assert identify(file, read, 2025, shared).verdict(0) == alone


@pytest.mark.parametrize(
    "row",
    [
        ("001", 2023, "", "", 0),
        ("001", 2025, "ОГЭ", "", 0),
        ("001", 2025, "", "физика", 0),
        ("001", 2025, "", "", 6),
    ],
)
def test_rows_about_something_else_change_nothing(row: tuple[str, int, str, str, int]) -> None:
    assert first(found("drop", row)) == first(found("drop"))
