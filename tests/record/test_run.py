"""What a run folder holds, and what is read back from it."""

import csv
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from shnor_cli.criteria.loading import load_text
from shnor_cli.engine.concluding import WHATEVER
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.errors import RunError
from shnor_cli.model import Attribute, Results
from shnor_cli.record.difference import Difference
from shnor_cli.record.reading import read_run
from shnor_cli.record.verifying import verify_run
from shnor_cli.record.writing import write_run
from tests import tiny


@pytest.fixture
def run(tmp_path: Path) -> Path:
    write_run(tiny.identification(), tmp_path / "run", parameters={"year": 2025})
    return tmp_path / "run"


def _rows(path: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return connection.execute(query.format(f"'{path}'")).fetchall()


def _facts(results: Results) -> list[tuple[object, ...]]:
    columns = ", ".join(f"c{code}" for code in range(len(results.categories)))
    return results.connection.execute(
        f"SELECT school, year, assessment, participants, enrolled, score_sum, {columns}, file, row,"
        f" rows FROM {results.facts} ORDER BY ALL"
    ).fetchall()


def _same(a: Results, b: Results) -> bool:
    attributes = a.attributes.keys() == b.attributes.keys() and all(
        _years(a, name) == _years(b, name)
        and _places(a, name) == _places(b, name)
        and a.attributes[name].codes == b.attributes[name].codes
        for name in a.attributes
    )
    return (
        attributes
        and _facts(a) == _facts(b)
        and (a.schools, a.years, a.assessments, a.categories, a.sources, a.remarks)
        == (b.schools, b.years, b.assessments, b.categories, b.sources, b.remarks)
    )


def _years(results: Results, name: str) -> dict[int, list[str | None]]:
    attribute = results.attributes[name]
    always = {} if attribute.always is None else {0: list(attribute.always)}
    return always | {year: list(texts) for year, texts in attribute.by_year.items()}


def _places(results: Results, name: str) -> dict[int, tuple[list[int], list[int]]]:
    rows = results.attributes[name].rows
    return {year: (list(each.file), list(each.row)) for year, each in rows.items()}


def test_everything_read_from_the_sources_is_read_back(run: Path) -> None:
    found = read_run(duckdb.connect(), run)
    assert _same(found.identification.results, tiny.identification().results)
    assert found.info.parameters == {"year": 2025}


def test_reported_groups_are_read_back(tmp_path: Path) -> None:
    connection = duckdb.connect()
    groups = tiny.results(connection, name="of_groups")._replace(remarks=())
    results = tiny.results(connection)._replace(reported=groups)
    write_run(identify(tiny.methodology(), results, 2025), tmp_path / "run", parameters={})
    found = read_run(duckdb.connect(), tmp_path / "run").identification.results
    assert found.reported is not None
    assert _same(found.reported, groups._replace(sources=found.sources))
    assert verify_run(duckdb.connect(), tmp_path / "run").differences == ()


def test_two_runs_are_read_through_one_connection(run: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    write_run(tiny.identification("школа\n001 2025 русский 5 1 2 1 1"), other, parameters={})
    connection = duckdb.connect()
    first, second = read_run(connection, run), read_run(connection, other)
    assert len(_facts(first.identification.results)) == 13
    assert len(_facts(second.identification.results)) == 1


def test_a_run_read_back_is_written_to_the_same_bytes(run: Path, tmp_path: Path) -> None:
    found = read_run(duckdb.connect(), run)
    write_run(found.identification, tmp_path / "again", parameters=found.info.parameters)
    for path in run.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_order_of_rows_and_the_number_of_threads_do_not_change_a_byte(
    run: Path, tmp_path: Path
) -> None:
    head, *lines = tiny.FACTS.strip().splitlines()
    connection = duckdb.connect(config={"threads": 1})
    results = tiny.results(connection, "\n".join([head, *lines]))
    connection.execute(
        "CREATE TABLE shuffled AS SELECT * FROM facts ORDER BY participants, row DESC"
    )
    shuffled = identify(tiny.methodology(), results._replace(facts="shuffled"), 2025)
    write_run(shuffled, tmp_path / "again", parameters={"year": 2025})
    for path in run.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_the_description_names_versions_inputs_parameters_and_counts(run: Path) -> None:
    info = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert info["format"] == 2
    assert info["versions"].keys() == {"shnor-cli", "duckdb", "numpy"}
    assert [each["name"] for each in info["inputs"]] == ["results.csv", "results.csv"]
    assert info["methodology"]["id"] == "tiny"
    assert info["parameters"] == {"year": 2025}
    assert info["counts"] == {
        "schools": 6,
        "judged": 4,
        "not_assessed": 0,
        "excluded": 1,
        "no_data": 1,
        "closed": 0,
        "undetermined": 1,
        "facts": 13,
        "remarks": 2,
    }
    assert info["categories"] == {"ШНОР": 1, "зона риска": 1, "не выявлена": 1}


def test_facts_are_readable_by_anyone(run: Path) -> None:
    rows = _rows(
        run / "facts.parquet",
        """SELECT school, year, procedure, subject, level, grade, participants, "2", "5", file, row
           FROM {} WHERE school = '001' AND year = 2025 ORDER BY subject""",
    )
    assert rows == [
        ("001", 2025, "ВПР", "математика", "", 5, 20, 6, 2, "results.csv (2)", 5),
        ("001", 2025, "ВПР", "русский язык", "", 5, 20, 9, 1, "results.csv", 4),
    ]


def test_texts_name_the_row_where_they_stand(run: Path) -> None:
    rows = _rows(
        run / "attributes.parquet",
        "SELECT attribute, school, year, text, file, row FROM {} WHERE school IN ('001', '=3')",
    )
    assert rows == [
        ("kind", "001", None, "СОШ", None, None),
        ("kind", "=3", None, "СОШ", None, None),
        ("letter", "001", 2025, "D", "results.csv", 2),
        ("letter", "=3", 2025, "F", "results.csv (2)", 7),
    ]


def test_values_name_counts_or_the_reason_why_there_are_none(run: Path) -> None:
    rows = _rows(
        run / "values.parquet",
        """SELECT indicator, school, value, numerator, denominator, text, why FROM {}
           WHERE year = 2025 AND subject IN ('математика', '') AND school IN ('001', '=3')
           ORDER BY ALL""",
    )
    assert rows == [
        ("letter", "001", None, None, None, "D", None),
        ("letter", "=3", None, None, None, "F", None),
        ("low_index", "001", 0.375, 15, 40, None, None),
        ("low_index", "=3", 0.4, 2, 5, None, None),
        ("low_share", "001", 0.3, 6, 20, None, None),
        ("low_share", "=3", None, None, None, None, "нет строки за этот год"),
    ]


def test_a_school_that_never_takes_an_assessment_has_no_row_of_it(run: Path) -> None:
    query = "SELECT DISTINCT subject FROM {} WHERE school = '005' AND indicator = 'low_share'"
    assert _rows(run / "values.parquet", query) == [("русский язык",)]


def test_outcomes_keep_thresholds_and_counts(run: Path) -> None:
    rows = _rows(
        run / "outcomes.parquet",
        """SELECT criterion, subject, outcome, threshold, met, available, needed FROM {}
           WHERE year = 2025 AND school = '002' AND criterion IN ('K0', 'K1', 'K2a', 'K3')
           ORDER BY ALL""",
    )
    assert rows == [
        ("K0", "математика", "выполнен", 0.3, None, None, None),
        ("K0", "русский язык", "выполнен", 0.3, None, None, None),
        ("K1", "", "выполнен", None, 2, 2, 2),
        ("K2a", "математика", "не выполнен", None, 1, 2, 2),
        ("K2a", "русский язык", "не выполнен", None, 1, 2, 2),
        ("K3", "", "не выполнен", None, None, None, None),
    ]


def test_answers_of_groups_stand_in_a_table_of_their_own(run: Path) -> None:
    rows = _rows(run / "groups.parquet", "SELECT * EXCLUDE (procedure, subject, level) FROM {}")
    assert rows == [
        ("D1", "Северный", 2024, 0, "не выполнен", 1, 2, 2),
        ("D1", "Северный", 2025, 0, "выполнен", 2, 2, 2),
        ("D1", "Южный", 2024, 0, "не выполнен", 0, 1, 2),
        ("D1", "Южный", 2025, 0, "не выполнен", 0, 1, 2),
    ]


def _recorded(run: Path) -> Iterator[dict[str, object]]:
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT * FROM '{run / 'verdicts.parquet'}' ORDER BY place")
        names = [column[0] for column in found.description or ()]
        yield from (dict(zip(names, row, strict=True)) for row in found.fetchall())


def _as_recorded(identification: Identification) -> Iterator[dict[str, object]]:
    for place, verdict in enumerate(identification.verdicts, start=1):
        fact = verdict.fact
        names = (
            *("criterion", "indicator", "year", "value", "text", "numerator", "denominator"),
            *("bound", "threshold", "distance", "pupils"),
        )
        slice_ = ("procedure", "subject", "level", "grade")
        yield {
            "school": verdict.school.id,
            "name": verdict.school.name,
            "municipality": verdict.school.municipality,
            "place": place,
            "status": verdict.status.title,
            "category": verdict.category,
            "possible": "; ".join(verdict.possible) or None,
            "score": verdict.score,
            **{name: fact and getattr(fact, name) for name in names},
            **{name: fact and getattr(fact.slice, name) for name in slice_},
            "notes": "; ".join(verdict.notes) or None,
            **{f"outcome_{name}": each.title for name, each in verdict.outcomes.items()},
        }


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("indicator: low_share, at_least: 30 %", "indicator: low_share, more_than: 2/5"),
        ("indicator: low_share, at_least: 30 %", "indicator: low_share, at_most: 20 %"),
        ("indicator: low_share, at_least: 30 %", "indicator: low_share, less_than: 0.3"),
        ("at_least: 30 %", "at_least: {mean: municipality}"),
        ("at_least: 30 %", "at_least: {value: 20 %, times: 1.5, minus: 0.01}"),
        ("at_least: 30 %", "is_in: {highest: 50 %, ties: include}"),
        ("indicator: low_share, at_least: 30 %", "known: low_share"),
        ("all: [K1, K2]", "all: [L1, K2]"),
        ("measure: low_share, each", "measure: low_share, round: 1, each"),
        ("measure: low_share, each", "measure: mean_mark, each"),
        ("small_sample: 10", "small_sample: 25"),
    ],
)
def test_recorded_verdicts_are_those_of_every_single_school(
    tmp_path: Path, old: str, new: str
) -> None:
    found = tiny.identification(file=tiny.methodology(old, new))
    write_run(found, tmp_path / "run", parameters={})
    for recorded, expected in zip(_recorded(tmp_path / "run"), _as_recorded(found), strict=True):
        assert recorded.keys() == expected.keys()
        for name, value in expected.items():
            assert recorded[name] == (pytest.approx(value) if isinstance(value, float) else value)


def test_the_note_of_what_an_unknown_value_can_still_be_is_recorded(tmp_path: Path) -> None:
    text = """
language: 1
id: points
title: Баллы
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
indicators:
  low: {measure: low_share, of: [{procedure: ВПР, subject: математика}]}
  points: {points: low, bands: [{at_least: 30 %, gives: 2}, {gives: 1}]}
criteria: {P: {indicator: points, at_least: 3}}
categories: [{name: выявлена, when: P}, {name: не выявлена}]
"""
    found = tiny.identification(file=load_text(text, "points.yaml"))
    write_run(found, tmp_path / "run", parameters={})
    notes = {row["school"]: row["notes"] for row in _recorded(tmp_path / "run")}
    assert notes == {each.school.id: "; ".join(each.notes) or None for each in found.verdicts}
    assert WHATEVER in str(notes["=3"]).split("; ")


def test_the_table_for_excel_survives_excel(run: Path) -> None:
    raw = (run / "verdicts.csv").read_bytes()
    assert raw.startswith("\ufeffМесто в списке;Код школы;Школа;".encode())
    rows = list(csv.DictReader(raw.decode("utf-8-sig").splitlines(), delimiter=";"))
    assert [row["Код школы"] for row in rows] == ["001", "'=3", "002", "004", "006", "005"]
    assert rows[2]["Школа"] == "Вторая; школа"
    assert rows[0]["Показатель порядка"] == "0,375"
    assert rows[0]["Решающий критерий"] == "K0. Низкий результат"
    assert rows[0]["Учебный год"] == "2024/25"
    assert (rows[0]["Из них учтено"], rows[0]["Участников"]) == ("6", "20")
    assert float(rows[3]["До порога"].replace(",", ".")) == pytest.approx(-1 / 30)
    assert rows[0]["K3. Оба основания"] == "выполнен"


def test_names_that_collide_when_case_is_ignored_are_kept_apart(tmp_path: Path) -> None:
    connection = duckdb.connect()
    results = tiny.results(connection)._replace(categories=("School", "a", "A", "rows"))
    text = tiny.METHODOLOGY.replace(
        'scale: ["2", "3", "4", "5"], low: ["2"]', "scale: [School, a, A, rows], low: [a]"
    )
    found = identify(load_text(text.replace("K1", "k0"), "tiny.yaml"), results, 2025)
    write_run(found, tmp_path / "run", parameters={})
    again = read_run(duckdb.connect(), tmp_path / "run").identification
    assert _same(again.results, results)
    columns = [
        row[0] for row in _rows(tmp_path / "run" / "facts.parquet", "DESCRIBE SELECT * FROM {}")
    ]
    assert columns[8:12] == ["School (2)", "a", "A (2)", "rows (2)"]


def test_a_run_of_ready_made_numbers_alone_is_kept(tmp_path: Path) -> None:
    connection = duckdb.connect()
    results = tiny.results(connection, "школа")._replace(
        assessments=(), categories=(), years=(2025,)
    )
    text = """
language: 1
id: letters
title: Оценки
indicators: {letter: {column: letter}}
criteria: {L1: {indicator: letter, is_in: [D, F]}}
categories: [{name: плохие, when: L1}, {name: остальные}]
"""
    found = identify(load_text(text, "letters.yaml"), results, 2025)
    write_run(found, tmp_path / "run", parameters={})
    again = read_run(duckdb.connect(), tmp_path / "run").identification
    assert [v.category for v in again.verdicts] == [v.category for v in found.verdicts]
    assert "плохие" in {v.category for v in again.verdicts}
    assert verify_run(duckdb.connect(), tmp_path / "run").differences == ()


@pytest.mark.parametrize("name", ["a[1]", "что? *", "it's"])
def test_a_folder_may_have_an_odd_name(tmp_path: Path, name: str) -> None:
    write_run(tiny.identification(), tmp_path / name, parameters={})
    assert verify_run(duckdb.connect(), tmp_path / name).differences == ()


def test_a_whole_run_verifies(run: Path) -> None:
    assert verify_run(duckdb.connect(), run).differences == ()


def _tamper(path: Path, change: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS SELECT * FROM '{path}'")
        connection.execute(change)
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet)")


def _describe(run: Path, change: Callable[[dict[str, Any]], object]) -> None:
    info = json.loads((run / "run.json").read_text(encoding="utf-8"))
    change(info)
    (run / "run.json").write_text(json.dumps(info), encoding="utf-8")


def _said(run: Path) -> list[str]:
    return [each.in_words() for each in verify_run(duckdb.connect(), run).differences]


def test_a_changed_outcome_is_found_down_to_school_and_criterion(run: Path) -> None:
    where = "criterion = 'K0' AND school = '004' AND year = 2025 AND subject = 'математика'"
    _tamper(run / "outcomes.parquet", f"UPDATE t SET outcome = 'выполнен' WHERE {where}")
    assert _said(run) == [
        "outcomes.parquet: файл изменён после прогона",
        (
            "outcomes.parquet, школа «Четвёртая» (004), критерий K0, 2024/25 учебный год,"
            " ВПР, математика, 5 класс: записано исход «выполнен», выведено заново"
            " исход «не выполнен»"
        ),
    ]


def test_a_changed_verdict_is_found_and_refused_by_whoever_shows_the_run(run: Path) -> None:
    _tamper(
        run / "verdicts.parquet",
        "UPDATE t SET category = 'не выявлена', outcome_K3 = 'не выполнен' WHERE school = '001'",
    )
    assert _said(run)[1:] == [
        (
            "verdicts.parquet, школа «Школа „Первая“» (001): записано категория «не выявлена»;"
            " исход критерия K3 «не выполнен», выведено заново категория «ШНОР»;"
            " исход критерия K3 «выполнен»"
        )
    ]
    tiny.sign(run)
    with pytest.raises(RunError, match=r"не сходится сам с собой.* у 1.школы") as caught:
        read_run(duckdb.connect(), run)
    assert "shnor verify" in caught.value.hint


@pytest.mark.parametrize(("value", "said"), [(0.1 + 0.2, "0,3"), (0.4500001, "0,4500001")])
def test_a_changed_number_is_written_as_people_write_it(run: Path, value: float, said: str) -> None:
    where = "indicator = 'low_share' AND school = '001' AND year = 2025 AND subject LIKE 'р%'"
    _tamper(run / "values.parquet", f"UPDATE t SET value = '{value}' WHERE {where}")
    assert _said(run)[1:] == [
        (
            "values.parquet, школа «Школа „Первая“» (001), показатель low_share, 2024/25 учебный"
            f" год, ВПР, русский язык, 5 класс: записано значение {said}, выведено заново"
            " значение 0,45"
        )
    ]


def test_a_changed_fact_is_found_in_all_that_follows_from_it(run: Path) -> None:
    _tamper(
        run / "facts.parquet",
        """UPDATE t SET "2" = 9, "3" = 8 WHERE school = '004' AND subject = 'математика'""",
    )
    found = verify_run(duckdb.connect(), run).differences
    assert {(each.file, each.school) for each in found} == {
        ("facts.parquet", ""),
        ("run.json", ""),
        ("values.parquet", "004"),
        ("outcomes.parquet", "004"),
        ("verdicts.parquet", "004"),
        ("verdicts.csv", ""),
    }
    with pytest.raises(RunError, match=r"файл facts\.parquet изменён после записи прогона"):
        read_run(duckdb.connect(), run)
    tiny.sign(run)
    with pytest.raises(RunError, match="не сходится"):
        read_run(duckdb.connect(), run)


def test_facts_of_what_the_run_does_not_know_are_refused(run: Path) -> None:
    _tamper(run / "facts.parquet", "UPDATE t SET school = '999' WHERE school = '002'")
    assert len(_said(run)) == 2
    tiny.sign(run)
    with pytest.raises(RunError, match=r"неизвестной школой.*: 4"):
        read_run(duckdb.connect(), run)


def test_rows_taken_out_put_in_or_repeated_are_found(run: Path) -> None:
    _tamper(run / "values.parquet", "DELETE FROM t WHERE school = '002' AND indicator = 'letter'")
    said = _said(run)
    assert said[1].endswith("2023/24 учебный год: записано ничего, выведено заново строка")
    _tamper(run / "groups.parquet", "INSERT INTO t FROM t LIMIT 1")
    assert "groups.parquet: строки повторены, лишних 1\xa0строка" in _said(run)
    _tamper(run / "verdicts.parquet", "UPDATE t SET school = '999' WHERE school = '002'")
    assert [each for each in _said(run) if "999" in each] == [
        "verdicts.parquet, школа «» (999): записано строка, выведено заново ничего"
    ]


def test_an_edited_methodology_is_found_and_refused(run: Path) -> None:
    path = run / "methodology.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("30 %", "45 %"), encoding="utf-8")
    said = _said(run)
    assert "methodology.yaml: методика не та, по которой проведён прогон" in said
    assert any("001" in each and "ШНОР" in each for each in said)
    tiny.sign(run)
    with pytest.raises(RunError, match="изменена после прогона"):
        read_run(duckdb.connect(), run)


def test_a_spoilt_methodology_is_one_finding(run: Path) -> None:
    (run / "methodology.yaml").write_text("language: 1\nid: [", encoding="utf-8")
    assert len(_said(run)) == 2
    tiny.sign(run)
    with pytest.raises(RunError, match="Методика в папке прогона"):
        read_run(duckdb.connect(), run)


@pytest.mark.parametrize("name", ["facts", "schools", "attributes", "remarks"])
@pytest.mark.parametrize("spoil", ["missing", "empty", "other"])
def test_a_table_missing_or_spoilt_is_one_message(run: Path, name: str, spoil: str) -> None:
    path = run / f"{name}.parquet"
    match spoil:
        case "missing":
            path.unlink()
        case "empty":
            path.write_bytes(b"")
        case _:
            path.write_bytes((run / "groups.parquet").read_bytes())
    said = _said(run)
    assert said[0].startswith(f"{name}.parquet: файл")
    assert len(said) == 2
    if spoil != "missing":
        tiny.sign(run)
    with pytest.raises(RunError, match=r"не читается: [а-яa-z. ]+ испорчена?\.\n"):
        read_run(duckdb.connect(), run)


@pytest.mark.parametrize("name", ["values", "outcomes", "groups", "verdicts"])
def test_findings_missing_or_spoilt_are_named_and_the_rest_is_compared(
    run: Path, name: str
) -> None:
    (run / f"{name}.parquet").write_bytes(b"spoilt")
    said = _said(run)
    assert said[0] == f"{name}.parquet: файл изменён после прогона"
    assert said[1] == f"{name}.parquet: файл не читается или построен иначе"
    assert len(said) == 2


def test_a_run_without_its_verdicts_is_not_shown(run: Path) -> None:
    (run / "verdicts.parquet").unlink()
    with pytest.raises(RunError, match=r"verdicts\.parquet .*пропал или испорчен"):
        read_run(duckdb.connect(), run)


def test_another_format_is_one_message(run: Path) -> None:
    path = run / "run.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"format": 2', '"format": 99'), encoding="utf-8")
    for ask in (read_run, verify_run):
        with pytest.raises(RunError, match="записан в формате 99, программа читает формат 2"):
            ask(duckdb.connect(), run)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", r"испорчен: это не JSON\.$"),
        ("{", r"испорчен: это не JSON\.$"),
        ("[]", "не похож на описание прогона"),
        ('{"format": "1"}', "не похож на описание прогона"),
        ('{"format": 2}', "испорчен: categories, counts"),
        ("[" * 100_000, r"испорчен: это не JSON\.$"),
    ],
)
def test_a_spoilt_description_is_one_message(run: Path, text: str, said: str) -> None:
    (run / "run.json").write_text(text, encoding="utf-8")
    with pytest.raises(RunError, match=said):
        read_run(duckdb.connect(), run)


def test_a_folder_without_a_run_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="Нет папки прогона"):
        read_run(duckdb.connect(), tmp_path / "no")
    with pytest.raises(RunError, match=r"в ней нет файла run\.json"):
        read_run(duckdb.connect(), tmp_path)


def test_changed_counts_in_the_description_are_found(run: Path) -> None:
    path = run / "run.json"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"ШНОР": 1', '"ШНОР": 7'), encoding="utf-8")
    assert _said(run) == [
        "run.json: записано categories.ШНОР: 7, выведено заново categories.ШНОР: 1"
    ]


def test_sources_at_hand_are_compared(tmp_path: Path) -> None:
    (tmp_path / "results.csv").write_text("другое", encoding="utf-8")
    write_run(tiny.identification(), tmp_path / "run", parameters={})
    found = verify_run(duckdb.connect(), tmp_path / "run", sources=[tmp_path]).differences
    assert found[0] == Difference(
        "results.csv", "исходный файл не тот, по которому проведён прогон"
    )
    absent = verify_run(duckdb.connect(), tmp_path / "run", sources=[tmp_path / "run"]).differences
    assert absent[0] == Difference(
        "results.csv", "исходного файла нет в указанной папке, он не сверен"
    )


def test_numbers_equal_but_for_the_last_digits_are_the_same(run: Path) -> None:
    _tamper(run / "values.parquet", "UPDATE t SET value = value * (1 + 1e-13)")
    assert _said(run) == ["values.parquet: файл изменён после прогона"]


def test_margins_take_no_part_in_a_run(run: Path) -> None:
    found = read_run(duckdb.connect(), run).identification
    expected = tiny.identification()
    for name, answers in expected.judgement.answers.items():
        np.testing.assert_array_equal(found.judgement.answers[name].low, answers.low)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda info: info["methodology"].update(title="Подмена"),
            "записано methodology.title: «Подмена», выведено заново methodology.title: «",
        ),
        (
            lambda info: info["methodology"].update(status="утверждена"),
            "записано methodology.status: «утверждена», выведено заново methodology.status: «",
        ),
        (
            lambda info: info["tables"]["assessments"].reverse(),
            "facts.parquet: строки не те или стоят в другом порядке",
        ),
        (
            lambda info: info["tables"]["attributes"].update(x={"always": True, "years": []}),
            "attributes.parquet: строки не те или стоят в другом порядке",
        ),
        (
            lambda info: info["tables"]["attributes"].pop("kind"),
            "attributes.parquet: строки не те или стоят в другом порядке",
        ),
        (lambda info: info.update(files={}), "записано files.verdicts.csv: нет"),
        (lambda info: info["files"].pop("verdicts.csv"), "записано files.verdicts.csv: нет"),
        (
            lambda info: info["files"].update({"../other": "0"}),
            "записано files.../other: «есть», выведено заново files.../other: нет",
        ),
    ],
)
def test_what_the_description_says_is_derived_anew(
    run: Path, change: Callable[[dict[str, Any]], object], said: str
) -> None:
    _describe(run, change)
    assert any(said in each for each in _said(run)), _said(run)


@pytest.mark.parametrize("key", ["title", "status"])
def test_a_methodology_that_is_said_to_be_another_is_refused(run: Path, key: str) -> None:
    _describe(run, lambda info: info["methodology"].update({key: "утверждена"}))
    with pytest.raises(RunError, match="изменена после прогона"):
        read_run(duckdb.connect(), run)


@pytest.mark.parametrize("name", ["groups", "remarks", "schools"])
def test_rows_taken_out_are_found_though_the_sum_is_rewritten(run: Path, name: str) -> None:
    _tamper(run / f"{name}.parquet", "DELETE FROM t WHERE rowid = 0")
    tiny.sign(run)
    assert _said(run)


@pytest.mark.parametrize("name", ["facts", "values", "outcomes", "groups", "verdicts"])
def test_another_order_of_rows_is_found(run: Path, name: str) -> None:
    _tamper(
        run / f"{name}.parquet",
        "CREATE OR REPLACE TABLE t AS SELECT * FROM t ORDER BY rowid DESC",
    )
    tiny.sign(run)
    assert f"{name}.parquet: строки не те или стоят в другом порядке" in _said(run)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("ШНОР", "зона риска"), "строка 2 не та, что выводится заново"),
        (("\n", "\r\n"), "содержание то же, а файл записан не так, как его пишет программа"),
    ],
)
def test_the_table_for_excel_is_derived_anew(run: Path, change: tuple[str, str], said: str) -> None:
    table = run / "verdicts.csv"
    before, after = change
    table.write_bytes(table.read_bytes().replace(before.encode(), after.encode()))
    tiny.sign(run)
    assert _said(run) == [f"verdicts.csv: {said}"]
    _describe(run, lambda info: info["files"].pop("verdicts.csv"))
    assert f"verdicts.csv: {said}" in _said(run)


def test_a_comment_in_the_methodology_is_found(run: Path) -> None:
    with (run / "methodology.yaml").open("a", encoding="utf-8") as file:
        file.write("# комментарий\n")
    tiny.sign(run)
    assert _said(run) == [
        "methodology.yaml: содержание то же, а файл записан не так, как его пишет программа"
    ]


def test_a_table_that_such_a_run_does_not_have_is_found(run: Path) -> None:
    (run / "tasks.parquet").write_bytes((run / "groups.parquet").read_bytes())
    (run / "заметки.txt").write_text("своё", encoding="utf-8")
    assert _said(run) == ["tasks.parquet: такого файла у этого прогона не бывает"]


def test_a_column_without_texts_is_kept(tmp_path: Path) -> None:
    results = tiny.results(duckdb.connect())
    empty = {
        "empty": Attribute("empty"),
        "of_years": Attribute("of_years", by_year={2025: np.full(6, None, object)}),
    }
    found = identify(
        tiny.methodology(), results._replace(attributes={**results.attributes, **empty}), 2025
    )
    write_run(found, tmp_path / "run", parameters={})
    again = read_run(duckdb.connect(), tmp_path / "run").identification.results
    assert again.attributes.keys() == {"empty", "of_years", "kind", "letter"}
    assert _said(tmp_path / "run") == []


@pytest.mark.parametrize(
    "name", ["verdicts.parquet", "facts.parquet", "methodology.yaml", "run.json"]
)
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes among files")
def test_what_is_no_file_is_not_waited_for(run: Path, name: str) -> None:
    (run / name).unlink()
    os.mkfifo(run / name)
    with pytest.raises(RunError, match=name.replace(".", r"\.")):
        read_run(duckdb.connect(), run)
    if name != "run.json":
        assert f"{name}: файла нет" in _said(run)


def test_more_years_than_tables_can_have_are_refused(run: Path) -> None:
    _describe(run, lambda info: info["tables"].update(years=[*range(200_000)]))
    with pytest.raises(RunError, match=r"испорчен: tables\.years"):
        verify_run(duckdb.connect(), run)


def test_a_file_without_rights_is_called_so(run: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path) -> str:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("shnor_cli.record.info.digest_of", refuse)
    with pytest.raises(RunError, match="не хватает прав"):
        read_run(duckdb.connect(), run)


def test_controls_in_a_name_do_not_reach_the_table_for_excel(tmp_path: Path) -> None:
    results = tiny.results(duckdb.connect())
    names = ("Школа\x1b[31m\tодна\n", "\x1b=1+1", *results.schools.names[2:])
    schools = replace(results.schools, names=names)
    found = identify(tiny.methodology(), results._replace(schools=schools), 2025)
    write_run(found, tmp_path / "run", parameters={})
    text = (tmp_path / "run" / "verdicts.csv").read_text("utf-8-sig")
    assert "Школа[31m одна ;" in text
    assert ";'=1+1;" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("name", ["groups", "values"])
def test_the_same_rows_in_other_bytes_are_found(run: Path, name: str) -> None:
    path = run / f"{name}.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"CREATE TABLE t AS FROM '{path}'")
        connection.execute(f"COPY t TO '{path}' (FORMAT parquet, COMPRESSION zstd)")
    tiny.sign(run)
    said = f"{name}.parquet: содержание то же, а файл записан не так, как его пишет программа"
    assert _said(run) == [said]
    _describe(run, lambda info: info["versions"].update(duckdb="0.1"))
    assert _said(run) == []
