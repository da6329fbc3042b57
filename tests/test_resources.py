from pathlib import Path

import pytest

from shnor_cli.errors import MethodologyError, TemplateError
from shnor_cli.resources import (
    criteria_folders,
    criteria_path,
    given_template,
    is_shipped,
    list_criteria,
    shipped,
    template_path,
)

ROOT = Path(__file__).parents[1]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "criteria").mkdir()
    (tmp_path / "criteria" / "ours.yaml").touch()
    (tmp_path / "criteria" / "ours.cases.yaml").touch()
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "ours.docx").touch()
    return tmp_path


def test_a_path_to_a_file_stands_for_itself(folder: Path) -> None:
    (folder / "mine.yaml").touch()
    (folder / "federal-2025").touch()
    assert criteria_path("mine.yaml", folder) == folder / "mine.yaml"
    assert criteria_path("criteria/ours.yaml", folder) == folder / "criteria" / "ours.yaml"
    assert criteria_path(str(folder / "mine.yaml"), Path("/")) == folder / "mine.yaml"
    assert criteria_path("federal-2025", folder) == folder / "federal-2025"


def test_an_id_is_looked_for_in_the_working_folder_and_then_among_the_shipped(folder: Path) -> None:
    assert criteria_path("ours", folder) == folder / "criteria" / "ours.yaml"
    assert criteria_path("federal-2025", folder) == ROOT / "criteria" / "federal-2025.yaml"
    (folder / "criteria" / "federal-2025.yaml").touch()
    assert criteria_path("federal-2025", folder) == folder / "criteria" / "federal-2025.yaml"


def test_methodologies_are_listed_by_id_without_their_cases(folder: Path) -> None:
    listed = list_criteria(folder)
    assert [path.stem for path in listed] == sorted(path.stem for path in listed)
    assert folder / "criteria" / "ours.yaml" in listed
    assert not [path for path in listed if path.name.endswith(".cases.yaml")]


def test_in_a_checkout_the_working_folder_is_not_searched_twice() -> None:
    assert criteria_folders(ROOT) == (ROOT / "criteria",)


def test_a_shipped_methodology_is_no_ones_own_even_in_a_checkout(folder: Path) -> None:
    assert all(is_shipped(path) for path in list_criteria(ROOT))
    assert [path.name for path in list_criteria(folder) if not is_shipped(path)] == ["ours.yaml"]


def test_an_unknown_id_names_the_nearest_and_all(folder: Path) -> None:
    with pytest.raises(MethodologyError) as caught:
        criteria_path("federal-2026", folder)
    assert caught.value.message == ("Методика «federal-2026» не найдена; возможно, «federal-2025»")
    assert "ours" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("criteria/our.yaml", "Файл методики «criteria/our.yaml» не найден; возможно, «ours.yaml»"),
        ("criteria", "Файл методики «criteria» не найден"),
        ("нет/такой.yaml", "Файл методики «нет/такой.yaml» не найден"),
        ("", "Файл методики «» не найден"),
    ],
)
def test_a_path_to_nothing_is_said_so(folder: Path, name: str, message: str) -> None:
    with pytest.raises(MethodologyError) as caught:
        criteria_path(name, folder)
    assert caught.value.message.startswith(message)


def test_a_template_is_found_by_name(folder: Path) -> None:
    ours = folder / "templates" / "ours.docx"
    assert template_path("ours", folder) == ours
    assert template_path("ours.docx", folder) == ours


def test_a_memo_in_the_working_folder_is_never_taken_for_the_template(folder: Path) -> None:
    (folder / "spravka.docx").touch()
    assert template_path("spravka", folder) == ROOT / "templates" / "spravka.docx"


def test_a_template_is_given_as_a_file_or_by_name(folder: Path) -> None:
    ours = folder / "templates" / "ours.docx"
    (folder / "memo.docx").touch()
    (folder / "ours").mkdir()
    (folder / "folder.docx").mkdir()
    assert given_template(Path("ours"), folder) == ours
    assert given_template(Path("ours.docx"), folder) == ours
    for path in ("memo.docx", "folder.docx", "templates/none.docx"):
        assert given_template(Path(path), folder) == folder / path
    with pytest.raises(TemplateError, match="возможно, «ours"):
        given_template(Path("our.docx"), folder)


def test_an_unknown_template_names_the_nearest(folder: Path) -> None:
    with pytest.raises(TemplateError) as caught:
        template_path("our.docx", folder)
    assert caught.value.message == "Шаблон «our.docx» не найден; возможно, «ours.docx»"
    assert "ours.docx" in caught.value.hint


def test_sample_tables_lie_in_the_checkout() -> None:
    assert shipped("sample_data") == ROOT / "sample_data"
