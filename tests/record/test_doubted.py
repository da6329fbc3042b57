"""The list of doubted results in a run: recorded, read back, judged again, verified, explained."""

import json
from pathlib import Path

import duckdb
import pytest
from pandas.testing import assert_frame_equal

import shnor_cli
from shnor_cli.actions.explaining import explain
from shnor_cli.actions.runs import rerun
from shnor_cli.frames import Result
from shnor_cli.record.reading import read_run
from shnor_cli.record.verifying import verify_run
from shnor_cli.record.writing import write_run
from tests.district import SAMPLE

STRICT = """
extends: federal-2025
id: strict
title: Без сомнительных
objectivity: {procedures: [ВПР], policy: drop}
"""
LIST = "школа;год;основание\n003;2025;письмо\nЛесная;2025;письмо\n"
NOTE = "результаты ВПР за 2024/25 не учтены: требуют проверки объективности"


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("files")
    (folder / "strict.yaml").write_text(STRICT, encoding="utf-8")
    (folder / "list.csv").write_text(LIST, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def result(files: Path) -> Result:
    return shnor_cli.identify(
        SAMPLE / "results.csv",
        methodology=files / "strict.yaml",
        schools=SAMPLE / "schools.csv",
        doubted=files / "list.csv",
    )


@pytest.fixture
def run(result: Result, tmp_path: Path) -> Path:
    result.write(tmp_path / "run")
    return tmp_path / "run"


def test_the_list_is_a_source_and_its_rows_are_recorded(run: Path, result: Result) -> None:
    info = json.loads((run / "run.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in info["inputs"]] == ["results.csv", "schools.csv", "list.csv"]
    assert (info["parameters"]["doubted"], info["counts"]["doubted"]) == ("list.csv", 1)
    recorded = shnor_cli.read_run(run).doubted
    assert recorded is not None
    assert recorded.iloc[0].to_dict() == {
        "school": "003",
        "year": 2025,
        "procedure": "",
        "subject": "",
        "grade": 0,
        "ground": "письмо",
        "file": "list.csv",
        "row": 2,
    }
    assert result.doubted is not None
    assert_frame_equal(recorded, result.doubted)


def test_the_verdict_says_what_was_left_out(result: Result) -> None:
    assert NOTE in str(result.verdicts.loc["003", "notes"])
    left_out = result.values.query("school == '003' and year == 2025 and procedure == 'ВПР'")
    assert left_out["value"].isna().all()
    assert set(left_out["why"]) == {
        "не учитывается по методике: требует проверки объективности",
    }


def test_a_run_read_back_is_verified_and_written_to_the_same_bytes(
    run: Path, files: Path, tmp_path: Path
) -> None:
    assert verify_run(duckdb.connect(), run, sources=[files, SAMPLE]).differences == ()
    found = read_run(duckdb.connect(), run)
    write_run(found.identification, tmp_path / "again", parameters=found.info.parameters)
    for path in run.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_changed_list_is_a_difference(run: Path, tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text(LIST.replace("003", "004"), encoding="utf-8")
    said = [
        each.in_words()
        for each in verify_run(duckdb.connect(), run, sources=[tmp_path]).differences
    ]
    assert "list.csv: исходный файл не тот, по которому проведён прогон" in said


def test_another_methodology_takes_the_recorded_list(run: Path, files: Path) -> None:
    flag = files / "flag.yaml"
    flag.write_text(STRICT.replace("strict", "flag").replace("drop", "flag"), encoding="utf-8")
    first, again = rerun(run, [flag, files / "strict.yaml"], working=files)
    index = first.results.schools.ids.index("003")
    assert first.verdict(index).notes[0] == NOTE.replace("не учтены: ", "")
    assert again.verdict(index).notes[0] == NOTE


def test_an_explanation_names_the_reason(run: Path) -> None:
    said = str(explain(run, "003"))
    assert "требует проверки объективности" in said
