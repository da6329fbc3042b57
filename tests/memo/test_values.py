"""Tables of values: what their titles say, and what they say under themselves."""

from shnor_cli.memo.words.values import Row, value_tables
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


def _titles(table: Row) -> list[str]:
    titles = table["столбцы"]
    assert isinstance(titles, list)
    return titles
