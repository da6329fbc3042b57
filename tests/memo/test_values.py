"""Tables of values: what their titles say, and what they say under themselves."""

from fractions import Fraction

import numpy as np

from shnor_cli.memo.words.facts import scale_of
from shnor_cli.memo.words.values import (
    Column,
    Row,
    column_of,
    legend,
    rows_of,
    value_tables,
    years_of,
)
from shnor_cli.model import Assessment, Grid
from shnor_cli.russian import nbsp
from tests.memo.building import sample_district, shipped


def test_a_table_of_several_units_says_the_unit_of_each_column() -> None:
    found = sample_district(shipped("contextual"))
    tables = value_tables(found, found.verdicts)
    of_shares = [table for table in tables if str(table["название"]).endswith(", %")]
    mixed = [table for table in tables if table not in of_shares]
    assert of_shares
    assert all(not str(title).endswith(", %") for table in of_shares for title in _titles(table))
    titles = [title for table in mixed for title in _titles(table)]
    assert any(title.startswith("Доля") for title in titles)
    for title in titles:
        assert title.endswith(",\xa0%") is title.startswith("Доля") or title.endswith("п.п.")


def test_nothing_stands_under_a_share_that_a_table_gave() -> None:
    found = sample_district(shipped("contextual"))
    for table in value_tables(found, found.verdicts):
        under = any(
            cell["доля"]
            for school in table["школы"]  # type: ignore[attr-defined]
            for row in school["строки"]
            for cell in row["ячейки"]
        )
        assert table["есть_доли"] is under


def test_means_of_marks_have_two_decimals_where_they_are_whole_too() -> None:
    scale = scale_of(shipped("district-mean-3y").methodology, "mean_mark")
    assert [scale.write(value) for value in (3, Fraction(37, 12), Fraction(16, 5))] == [
        *("3,00", "3,08", "3,20")
    ]
    digits = scale.digits_to_tell(Fraction(3199, 1000), Fraction(3201, 1000))
    assert scale.write(Fraction(3199, 1000), digits) == "3,199"
    assert scale.as_written(3, digits) == 2
    assert scale.write_distance(-1) == "−1,00"


def test_a_whole_number_of_points_has_no_decimals() -> None:
    scale = scale_of(shipped("municipal-points").methodology, "full_sum")
    assert scale.write(7, 2) == "7\xa0баллов"


def _titles(table: Row) -> list[str]:
    titles = table["столбцы"]
    assert isinstance(titles, list)
    return titles


def test_a_deviation_is_in_points_and_told_from_its_bound_at_zero() -> None:
    found = sample_district(shipped("contextual"))
    titles = [title for table in value_tables(found, found.verdicts) for title in _titles(table)]
    deviations = [title for title in titles if title.startswith("Отклонение доли")]
    assert deviations
    assert all(title.endswith(",\xa0п.п.") for title in deviations)
    value, bound = np.array([[[0.0001]]]), np.zeros((1, 1))
    grid = Grid("deviation", (Assessment(),), False, value, np.zeros((1, 1, 1), np.int16))
    column = Column("", grid, 0, ((value[:, :, 0] > 0, bound),), value[:, :, 0] < 0)
    assert column.digits((0, 0), scale_of(found.methodology, "deviation")) == 2


def test_a_value_of_which_no_answer_is_known_is_said_to_have_no_fill() -> None:
    found = sample_district(shipped("municipal-points"))
    column = column_of(found, found.measured.grids["full_sum"], 0)
    schools, years = tuple(range(len(found.results.schools))), years_of(found)
    known = legend(found, rows_of(found, [column], schools, years))["критерии"]
    unsure = column._replace(unsure=np.ones_like(column.unsure))
    said = legend(found, rows_of(found, [unsure], schools, years))["критерии"]
    assert said == nbsp(f"{known}; где это по данным неизвестно, значение не выделено")
