"""Small inputs that used to run without bound: each is answered at once, or refused."""

import json
from pathlib import Path

import pytest

from shnor_cli.cli import main
from shnor_cli.criteria.lint import lint
from shnor_cli.criteria.loading import load_text
from shnor_cli.errors import MethodologyError, TableError
from tests.tables.reading import HEADER, file, layout, read, refused, register, remarks, said

HEAD = """
language: 1
id: м
title: Проверка
procedures:
  ВПР: {scale: [2, 3, 4, 5], low: [2], good: [4, 5]}
indicators:
  b: {measure: low_share}
"""
TABLE = HEADER + "А;2025;ВПР;математика;5;10;3;3;2;2\n"
DEPTH = 60


def methodology(indicators: str, criteria: str, when: str) -> str:
    tail = f"criteria:\n{criteria}\ncategories: [{{name: X, when: {when}}}, {{name: Y}}]\n"
    Path("м.yaml").write_text(HEAD + indicators + tail, encoding="utf-8")
    return "м.yaml"


def formulas() -> str:
    lines = ["  d0: {formula: b + b}", "  e0: {formula: b - b}"]
    for i in range(1, DEPTH):
        lines.append(f"  d{i}: {{formula: d{i - 1} + e{i - 1}}}")
        lines.append(f"  e{i}: {{formula: d{i - 1} - e{i - 1}}}")
    return "\n".join(lines) + "\n"


def criteria() -> str:
    lines = ["  K: {indicator: b, at_least: 30 %}", "  P0: {any: [K]}", "  Q0: {not: K}"]
    for i in range(1, DEPTH):
        lines += [
            f"  P{i}: {{all: [P{i - 1}, Q{i - 1}]}}",
            f"  Q{i}: {{any: [P{i - 1}, Q{i - 1}]}}",
        ]
    return "\n".join(lines)


FORMULAS, CRITERIA = formulas(), criteria()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("т.csv").write_text(TABLE, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("indicators", "criteria", "when"),
    [
        (FORMULAS, f"  K: {{indicator: d{DEPTH - 1}, at_least: 30 %}}", "K"),
        ("", CRITERIA, f"P{DEPTH - 1}"),
    ],
    ids=["formulas", "criteria"],
)
def test_what_rests_on_one_part_many_times_is_walked_once(
    indicators: str, criteria: str, when: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = methodology(indicators, criteria, when)
    assert main(["criteria", "check", path]) == 0
    assert main(["criteria", "show", path]) == 0
    assert main(["identify", "т.csv", "-c", path, "-o", "прогон", "--memo", "с.docx"]) == 0
    assert main(["explain", "прогон", "А"]) == 0
    assert "выше" in capsys.readouterr().out
    assert main(["explain", "прогон", "А", "--json"]) == 0
    told = capsys.readouterr().out
    assert '"given_above": true' in told
    assert len(told) < 1_000_000
    assert json.loads(told)["verdict"]["school"]["id"] == "А"


def test_powers_of_powers_have_no_known_limit() -> None:
    squares = "".join(f"  d{i}: {{formula: d{i - 1} * d{i - 1}}}\n" for i in range(1, DEPTH))
    rest = f"criteria:\n  K: {{indicator: d{DEPTH - 1}, at_least: 0}}\n"
    found = load_text(f"{HEAD}  d0: {{formula: b * 3}}\n{squares}{rest}", "м.yaml").methodology
    assert not [each for each in lint(found) if each.code == "L-01" and "не более" in each.text]


def test_a_long_chain_and_a_long_circle_of_joined_schools(tmp_path: Path) -> None:
    head = "код;преемник;с года\n"
    chain = "".join(f"{i:04};{i + 1:04};2026\n" for i in range(3000))
    found = register(tmp_path, f"{head}{chain}3000;;\n")
    assert {found.final(each).id for each in found.entries} == {"3000"}
    with pytest.raises(TableError) as caught:
        register(tmp_path, f"{head}{chain}3000;0000;2026\n")
    told = "0000 → 0001 → 0002 → 0003 → 0004 → 0005 → 0006 → 0007 → 0008 → 0009 → … → 0000"
    assert said(caught.value) == [f"schools.csv, строка 2: преемники идут по кругу: {told}"]


def test_two_circles_are_told_apart_from_what_leads_into_one(tmp_path: Path) -> None:
    rows = ("0;1", "1;2", "2;1", "3;4", "4;3", "5;5", "6;9")
    with pytest.raises(TableError) as caught:
        register(tmp_path, "код;преемник;с года\n" + "".join(f"{row};2026\n" for row in rows))
    assert said(caught.value) == [
        "schools.csv, строка 8: преемника «9» нет в реестре",
        "schools.csv, строка 3: преемники идут по кругу: 1 → 2 → 1",
        "schools.csv, строка 5: преемники идут по кругу: 3 → 4 → 3",
        "schools.csv, строка 7: преемники идут по кругу: 5 → 5",
    ]


def test_a_table_has_no_more_columns_than_excel(tmp_path: Path) -> None:
    header = HEADER.strip() + "".join(f";x{i}" for i in range(20_000))
    wide = file(tmp_path, "w.csv", f"{header}\n")
    fault = "столбцов 20 010, а в таблице бывает не больше 16 384"
    assert [each.replace("\xa0", " ") for each in refused(wide)] == [f"w.csv: {fault}"]
    page = file(tmp_path, "w.xls", f"<html><table><tr>{'<td>x' * 20_000}</table>")
    assert "столбцов 16" in refused(page)[0]


def test_the_nearest_name_is_looked_for_where_few_columns_are_unknown(tmp_path: Path) -> None:
    extra = "".join(f";участник{i}" for i in range(60))
    found = refused(file(tmp_path, "w.csv", HEADER.strip() + extra + "\n" + "1;" * 69 + "1\n"))
    near = [each for each in found if each.endswith("лишний столбец; возможно, «участники»")]
    plain = [each for each in found if each.endswith("лишний столбец")]
    assert (len(near), len(plain)) == (50, 10)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (
            HEAD + "criteria:\n" + "".join(f"  K{i}: {{known: b}}\n" for i in range(501)),
            "м.yaml, строка 9, позиция 1: нужно не больше чем 500 значений",
        ),
        (
            HEAD + "".join(f"  x{i}: {{measure: quality}}\n" for i in range(500)),
            "м.yaml, строка 7, позиция 1: нужно не больше чем 500 значений",
        ),
        (
            HEAD.replace("[2, 3, 4, 5]", str([*range(2, 203)])),
            "м.yaml, строка 6, позиция 16: нужно не больше чем 200 значений",
        ),
        (
            HEAD.replace("ВПР:", '"\\ud800":'),
            "м.yaml, строка 6, позиция 3: половина знака (\\ud800–\\udfff): такого знака нет",
        ),
        (
            HEAD + "  ª: {measure: quality}\n",
            "м.yaml, строка 9, позиция 3: имя «ª» не подходит: в формуле оно читалось бы как «a»",
        ),
    ],
    ids=["criteria", "indicators", "scale", "surrogate", "folded-name"],
)
def test_a_methodology_out_of_bounds(text: str, fault: str) -> None:
    with pytest.raises(MethodologyError) as caught:
        load_text(text, "м.yaml")
    assert [each.in_words().replace("\xa0", " ") for each in caught.value.problems] == [fault]


@pytest.mark.parametrize(
    ("match", "fault"),
    [
        ("((a{1,1000}){1,1000})", "слишком сложен"),
        (r"(.)\1", "слишком сложен"),
        ("(" + "." * 2000 + ")", "длиннее 1000 знаков"),
    ],
)
@pytest.mark.parametrize(
    "place", ["year: {column: Код, match: '@'}", "derive: {x: {column: Код, match: '@', then: y}}"]
)
def test_a_pattern_that_cannot_be_searched_for(
    tmp_path: Path, match: str, fault: str, place: str
) -> None:
    with pytest.raises(MethodologyError) as caught:
        layout(tmp_path, "rows: school-year\nschool: Код\n" + place.replace("@", match) + "\n")
    assert any(fault in str(each) and each.place.row == 3 for each in caught.value.problems)


def test_long_json_has_an_item_on_each_line(capsys: pytest.CaptureFixture[str]) -> None:
    rows = "".join(TABLE.splitlines(keepends=True)[1].replace("А", f"Ш{i}") for i in range(1200))
    Path("т.csv").write_text(HEADER + rows, encoding="utf-8")
    path = methodology("", "  K: {indicator: b, at_least: 30 %}", "K")
    assert main(["identify", "т.csv", "-c", path, "--json"]) == 0
    told = capsys.readouterr().out
    assert len(json.loads(told)["verdicts"]) == 1200
    assert sum(line.startswith('{"school": ') for line in told.splitlines()) == 1200


def test_a_zero_width_character_makes_no_other_school(tmp_path: Path) -> None:
    rows = "001;2024;ВПР;математика;5;4;1;1;1;1\n001\u200b;2025;ВПР;математика;5;4;1;1;1;1\n"
    found = read(file(tmp_path, "t.csv", HEADER + rows))
    assert found.schools.ids == ("001",)
    assert "считается школой «001»" in remarks(found)[0]
