"""The page on tables names everything that is read."""

import re
from pathlib import Path

from shnor_cli.tables.layouts.declared import Layout
from shnor_cli.tables.layouts.headers import ROLES
from tests.tables.reading import file, layout, read

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "tables.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", PAGE, flags=re.DOTALL)))


def test_every_key_of_a_layout_is_explained() -> None:
    assert {*Layout.model_fields} <= NAMED


def test_every_column_of_the_plain_table_is_explained() -> None:
    never_read = {"pupil"}
    assert {headers[0] for role, headers in ROLES.items() if role not in never_read} <= NAMED


def test_the_example_of_a_layout_works(tmp_path: Path) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    table = "Код;Наименование;Округ;Период;Средний балл;Ссылка\n1;А;Юг;2023-2024;нет;x\n"
    results = read(file(tmp_path, "t.csv", table), layout=layout(tmp_path, example))
    assert set(results.attributes) == {"municipality", "Средний балл", "kind"}
