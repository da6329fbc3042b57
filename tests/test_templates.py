"""A folder of one's own and checking a template in it, through the command line."""

import re
from pathlib import Path

import docx
import pytest

from shnor_cli.cli import main
from shnor_cli.memo.word.sections import slips_in


@pytest.fixture(name="own", scope="module")
def _own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    assert main(["init", str(folder)]) == 0
    return folder


def test_a_folder_begins_with_all_that_can_be_edited(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in (
        "templates/spravka.docx",
        "criteria/federal-2025.yaml",
        "sample_data/results.csv",
        "sample_data/layouts/marks/2023/2023-4-ru.xlsx",
        "docs/tables.md",
    ):
        assert (own / name).is_file()
    kept = own / "criteria" / "contextual.yaml"
    kept.write_text("моё", encoding="utf-8")
    assert main(["init", str(own)]) == 0
    assert "записано: 0 файлов; не тронуто того, что там уже было: " in capsys.readouterr().out
    assert kept.read_text(encoding="utf-8") == "моё"


def test_the_pages_that_are_laid_out_are_those_of_the_wheel_and_lead_nowhere_else(
    own: Path,
) -> None:
    project = (Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    laid = sorted(path.name for path in (own / "docs").iterdir())
    assert laid == sorted(re.findall(r'^  "docs/(.+)",', project, re.MULTILINE))
    for name in laid:
        links = re.findall(r"\]\((?!http)([^)#]+)", (own / "docs" / name).read_text("utf-8"))
        assert set(links) <= set(laid)


def test_a_right_template_is_told_so(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(own)
    assert main(["template", "check", "spravka"]) == 0
    assert capsys.readouterr().out == (
        "spravka.docx: ошибок нет, шаблон заполнен 6 раз данными учебного района.\n"
    )


def test_a_reference_to_a_section_that_is_not_there_is_told(
    own: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = docx.Document(str(own / "templates" / "spravka.docx"))
    for place in document.paragraphs:
        if place.text.startswith(("6.", "3.")):
            place.runs[0].text = "4" + place.runs[0].text[1:]
    path = own / "своя.docx"
    document.save(str(path))
    assert main(["template", "check", str(path)]) == 0
    assert capsys.readouterr().out == (
        "своя.docx: ошибок нет, шаблон заполнен 6 раз данными учебного района.\n"
        "Проверьте номера разделов. Есть ссылка на раздел 6, а заголовка с номером 6 нет.\n"
        "Проверьте номера разделов. Есть ссылка на раздел 3, а заголовка с номером 3 нет.\n"
        "Проверьте номера разделов. Заголовков с номером 4 несколько: 3.\n"
    )


def test_all_sections_of_a_reference_are_looked_for_but_those_of_an_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("1. Цель")
    document.add_paragraph("Разделы 1, 4 и 9; раздел 2 приказа и разделы 3–5 закона; в разделе 7.")
    path = tmp_path / "своя.docx"
    document.save(str(path))
    assert [re.findall(r"\d+", slip)[0] for slip in slips_in(path)] == ["4", "9", "7"]


def test_all_faults_of_a_template_are_told_in_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = docx.Document()
    for text in (
        "{{ гот }}",
        "{%p For файл in источники.файлы %}",
        "{{ файл.имма }}",
        "{%p endfor %}",
    ):
        document.add_paragraph(text)
    path = tmp_path / "своя.docx"
    document.save(str(path))
    assert main(["template", "check", str(path)]) == 1
    assert capsys.readouterr().err == (
        "Шаблон надо исправить.\n"
        "своя.docx: в тексте «{{ гот }}» нет имени «гот»; похожее имя: «год».\n"
        "своя.docx: в тексте «{{ файл.имма }}» нет имени «имма».\n"
    )


def test_names_of_an_earlier_run_are_checked_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    document = docx.Document()
    for text in (
        "{%p if динамика %}",
        "{%p for школа in динамика.остались %}",
        "{{ школа.назвние }}",
        "{%p endfor %}",
        "{%p endif %}",
    ):
        document.add_paragraph(text)
    path = tmp_path / "своя.docx"
    document.save(str(path))
    assert main(["template", "check", str(path)]) == 1
    assert "нет имени «назвние»; похожее имя: «название»" in capsys.readouterr().err


def test_a_template_that_is_not_there(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", "check", "спарвка.docx"]) == 1
    assert "Шаблон «спарвка.docx» не найден" in capsys.readouterr().err
