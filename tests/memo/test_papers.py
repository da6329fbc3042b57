"""The other documents of a run, through the command line: cards, order, letters, annex, June."""

import csv
import io
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn

from shnor_cli.actions.runs import open_run, record_run
from shnor_cli.cli import main
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.memo.papers import many
from shnor_cli.memo.papers.annex import annex_of
from shnor_cli.memo.papers.cards import cards_of
from shnor_cli.memo.papers.many import Done, Paper, file_names, write_papers
from shnor_cli.model import Assessment, Schools
from tests.district import SAMPLE
from tests.memo.building import rating, sample_district, school_table, shipped, small_district
from tests.slow.build import build_results
from tests.slow.tables import Row, Tables
from tools.templates import TEMPLATES

SHIPPED = sorted(
    path.stem
    for path in (SAMPLE.parent / "criteria").glob("*.yaml")
    if not path.name.endswith(".cases.yaml")
)


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the run of the sample district and one of a year later."""
    folder = tmp_path_factory.mktemp("runs")
    register = ["--schools", str(SAMPLE / "schools.csv")]
    files = {"run": SAMPLE / "results.csv", "later": year_later(folder / "later.csv")}
    for name, file in files.items():
        assert main(["identify", str(file), *register, "-o", str(folder / name)]) == 0
    return folder


def year_later(path: Path) -> Path:
    """Add a year in which everyone has the results of 2023, but for one school's ВПР."""
    text = (SAMPLE / "results.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    added = [
        row | {"год": "2026"}
        for row in rows
        if row["год"] == "2023"
        and row["школа"] != "014"  # joined to another since
        and (row["школа"] != "010" or row["процедура"] == "ЕГЭ")
    ]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows + added)
    return path


def words_of(path: Path) -> str:
    """Return all the words of a document, a line for each paragraph, with plain spaces."""
    body = Document(str(path)).element.body
    lines = ["".join(each.text or "" for each in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]
    return "\n".join(lines).replace("\u00a0", " ")


def write(folder: Path, found: Identification, command: str) -> Path:
    record_run(found, folder / "run")
    assert main([command, str(folder / "run"), "-o", str(folder / "out")]) == 0
    return folder / "out"


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_checked_by_the_values_of_its_own_document(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["template", "check", str(TEMPLATES[name])]) == 0
    assert f"{name}.docx: ошибок нет" in capsys.readouterr().out


# --- cards -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cards(runs: Path) -> Path:
    assert (
        main(["cards", str(runs / "run"), "-o", str(runs / "cards"), "--date", "27.01.2026"]) == 0
    )
    return runs / "cards"


def test_every_school_has_a_card_named_by_its_number(cards: Path) -> None:
    names = sorted(path.name for path in cards.iterdir())
    assert len(names) == 13
    assert names[0] == "001 Рассветовская СОШ № 1.docx"
    assert names[-1] == "013 Рассветовская вечерняя школа.docx"


def test_every_count_of_a_card_is_the_school_s_own(runs: Path, cards: Path) -> None:
    found = open_run(runs / "run")
    grids = found.measured.grids.values()
    seen = 0
    for index, name in enumerate(file_names(found.results.schools)):
        own = {
            (int(n), int(whole))
            for grid in grids
            if grid.numerator is not None and grid.denominator is not None
            for n, whole in zip(
                grid.numerator[index].flat, grid.denominator[index].flat, strict=True
            )
        }
        words = words_of(cards / f"{name}.docx")
        assert found.results.schools.names[index] in words
        written = re.findall(r"\((\d+)/(\d+)\)|(\d+) из (\d+)\)", words)
        for first, second, third, fourth in written:
            assert (int(first or third), int(second or fourth)) in own
        seen += len(written)
    assert seen > 400


def test_a_card_says_the_category_the_grounds_and_how_far_the_bounds_are(cards: Path) -> None:
    words = words_of(cards / "003 Верхнеключевская СОШ.docx")
    for said in (
        "Категория\nШНОР",
        "Индекс низких результатов\n31,0 % (40 из 129)",
        "выполнено по 9 процедурам из 15, граница не менее 30 %:",
        "ВПР, математика, 6 класс: 2024/25 — 50,0 % (5 из 10);",
        "44,4 (4/9)\n+14,4 п.п., 2 участника",
        "Для всех значений граница не менее 30 %.",
    ):
        assert said in words


def test_a_value_is_shaded_in_a_card_where_it_was_judged_so(runs: Path, cards: Path) -> None:
    found = open_run(runs / "run")
    table = Document(str(cards / "003 Верхнеключевская СОШ.docx")).tables[1]
    answers, grid = found.judgement.answers["K0"], found.measured.grids["low_share"]
    slices = {each.title: place for place, each in enumerate(grid.slices)}
    seen = 0
    for row in table.rows[1:]:
        place = slices[row.cells[0].text.replace("\u00a0", " ")]
        for year, cell in enumerate(row.cells[1:4], start=found.measured.year(2023)):
            shade = cell._tc.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
            assert (shade is not None) == (answers.outcome_at(2, year, place).name == "MET")
            seen += shade is not None
    assert seen == 18


def test_a_card_without_a_conclusion_says_why(runs: Path, cards: Path, tmp_path: Path) -> None:
    del runs
    evening = words_of(cards / "013 Рассветовская вечерняя школа.docx")
    assert "Школа исключена из оценки: вечерняя (сменная) школа." in evening
    out = write(tmp_path, small_district(0, others=0, unknown=1), "cards")
    unknown = words_of(out / "001 Школа № 1.docx")
    assert "недостаточно данных: возможны «ШНОР»" in unknown
    why = "2024/25 — нет строк за этот год: ВПР, математика, 5 класс."
    assert f"Каких данных не хватает\n{why}\nЗначения показателей\n" in unknown


def test_a_value_beside_its_bound_has_the_decimals_that_tell_them_apart() -> None:
    near = Row(0, 2025, Assessment("ВПР", "математика", grade=5), 5001, {"2": 1500, "3": 3501})
    results = build_results(Tables(schools=("001",), rows=(near,)))
    found = identify(shipped("federal-2025"), results, 2025)
    ((_, card),) = cards_of(found, None)
    tables = card["таблицы"]
    assert isinstance(tables, list)
    row = tables[0]["строки"][0]
    assert row["ячейки"][-1] == {"значение": "29,99", "доля": "1\u00a0500/5\u00a0001", "цвет": ""}
    assert row["отклонение"].startswith("−0,01")


@pytest.mark.parametrize("found", [rating, school_table], ids=["rating", "ready numbers"])
def test_cards_do_without_categories_and_without_counts(
    tmp_path: Path, found: Callable[[], Identification]
) -> None:
    out = write(tmp_path, found(), "cards")
    assert all("Значения показателей" in words_of(path) for path in out.iterdir())


@pytest.mark.parametrize("kind", ["md", "txt"])
def test_cards_are_written_in_other_formats(runs: Path, kind: str) -> None:
    folder = runs / kind
    assert main(["cards", str(runs / "run"), "-o", str(folder), "--format", kind]) == 0
    text = (folder / f"003 Верхнеключевская СОШ.{kind}").read_text(encoding="utf-8")
    assert "+14,4 п.п., 2 участника" in text.replace("\u00a0", " ")
    assert len(list(folder.iterdir())) == 13


def test_documents_of_other_schools_stay_and_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record_run(small_district(2), tmp_path / "many")
    record_run(small_district(1, others=1), tmp_path / "few")
    for run in ("many", "few"):
        cards, order = tmp_path / "cards", tmp_path / "order"
        assert main(["cards", str(tmp_path / run), "-o", str(cards)]) == 0
        (cards / "~$1 Школа № 1.docx").touch()
        (cards / "список.ods").touch()
        assert main(["order", str(tmp_path / run), "-o", str(order)]) == 0
    ours = "Этот прогон их не писал, и они не тронуты: посмотрите, нужны ли они ещё.\n"
    cards_left = ", ".join(f"00{n} Школа № {n}.docx" for n in (3, 4, 5))
    assert capsys.readouterr().out == (
        f"5 карточек: {cards}\n"
        f"Проект приказа с перечнем: {order / 'prikaz.docx'}\n"
        f"Письма школам (2): {order / 'letters'}\n"
        f"2 карточки: {cards}\n"
        f"В папке {cards} есть и другие документы: {cards_left}. {ours}"
        f"Проект приказа с перечнем: {order / 'prikaz.docx'}\n"
        f"Письма школам (1): {order / 'letters'}\n"
        f"В папке {order / 'letters'} есть и другие документы: 002 Школа № 2.docx. {ours}"
    )
    assert (cards / "005 Школа № 5.docx").exists()


def test_what_was_corrected_in_word_is_kept_beside(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    order = ["order", str(runs / "run"), "-o", str(out)]
    memo = ["memo", str(runs / "run"), "-o", str(out / "spravka.docx")]
    for command in (order, memo):
        assert main(command) == 0
    assert main(order) == 0
    assert not list(out.rglob("*с правкой*"))
    letter = next((out / "letters").iterdir())
    for path in (out / "prikaz.docx", out / "spravka.docx", letter):
        document = Document(str(path))
        document.paragraphs[0].text = "Исправлено"
        document.core_properties.modified = datetime(2026, 2, 3, 10, 15, tzinfo=UTC)
        document.save(str(path))
    capsys.readouterr()
    for command in (order, memo):
        assert main(command) == 0
    said = capsys.readouterr().out
    assert f"не потеряно: prikaz.docx, {letter.name} — прежний вид сохранён рядом" in said
    assert "не потеряно: spravka.docx — прежний вид сохранён рядом" in said
    kept = [out / "prikaz (с правкой).docx", out / "spravka (с правкой).docx"]
    kept.append(letter.with_name(f"{letter.stem} (с правкой).docx"))
    assert sorted(out.rglob("*с правкой*")) == sorted(kept)
    for path in kept:
        assert words_of(path).startswith("Исправлено")
    assert "ПРИКАЗ" in words_of(out / "prikaz.docx")


def test_a_second_correction_is_kept_beside_the_first(runs: Path, tmp_path: Path) -> None:
    order = ["order", str(runs / "run"), "-o", str(tmp_path)]
    for _ in range(3):
        (tmp_path / "prikaz.docx").write_bytes(b"not ours")
        assert main(order) == 0
    kept = sorted(path.name for path in tmp_path.glob("*с правкой*"))
    assert kept == [f"prikaz (с правкой{number}).docx" for number in (" 2", " 3", "")]


def test_percentage_points_end_a_list_with_one_full_stop(tmp_path: Path) -> None:
    found = sample_district(shipped("contextual"))
    record_run(found, tmp_path / "run")
    for command in ("order", "cards"):
        out = tmp_path / command
        assert main([command, str(tmp_path / "run"), "-o", str(out), "--format", "txt"]) == 0
    said = [path.read_text(encoding="utf-8") for path in sorted(tmp_path.rglob("*.txt"))]
    assert any("п.п." in text for text in said)
    assert not any(re.search(r"п\.п\.\s*\.", text) for text in said)


def test_schools_of_one_name_are_told_apart_by_their_codes(tmp_path: Path) -> None:
    found = small_district(2, others=1)
    schools = found.results.schools
    same = replace(schools, names=("Школа № 1",) * len(schools))
    found = replace(found, results=found.results._replace(schools=same))
    record_run(found, tmp_path / "run")
    run = str(tmp_path / "run")
    assert main(["order", run, "-o", str(tmp_path), "--format", "txt"]) == 0
    assert main(["memo", run, "-o", str(tmp_path / "spravka.txt")]) == 0
    names = [f"Школа № 1 (код {code})" for code in schools.ids]
    letters = sorted((tmp_path / "letters").iterdir())
    addressed = zip(schools.ids, letters, strict=False)
    assert [f"Школы № 1 (код {code})" in plain(path) for code, path in addressed] == [True] * 2
    assert all(plain(tmp_path / "spravka.txt").count(name) > 1 for name in names)


def plain(path: Path) -> str:
    return " ".join(path.read_text(encoding="utf-8").replace("\u00a0", " ").split())


def test_every_document_takes_a_template_of_one_s_own(runs: Path, tmp_path: Path) -> None:
    own = tmp_path / "own.docx"
    document = Document()
    document.add_paragraph("Своё: {{ управление }}")
    document.save(str(own))
    run, later, out = (str(runs / "run"), str(runs / "later"), tmp_path / "out")
    order = ["order", run, "-o", str(out), "--letter-template", str(own)]
    annex = ["criteria", "annex", "federal-2025", "-o", str(out / "annex.docx")]
    june = ["effect", later, "--previous", run, "-o", str(out / "june.docx")]
    for given in (order, annex, june):
        assert main([*given, "--template", str(own)]) == 0
    made = sorted(out.rglob("*.docx"))
    assert len(made) == 3 + 6
    assert {words_of(each).partition(":")[0] for each in made} == {"Своё"}


def test_an_unknown_format_is_refused(runs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["cards", str(runs / "run"), "--format", "doc"]) == 2
    assert "--format doc: такого вида нет; есть docx, " in capsys.readouterr().err


def test_cards_are_the_same_bytes_whoever_writes_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "_WORTH", 2)
    monkeypatch.setattr(many, "_BATCH", 2)
    found = small_district(2, others=3)
    done: list[int] = []
    for processes in (1, 2):
        written = write_papers(
            TEMPLATES["kartochka"],
            papers(found, tmp_path / str(processes)),
            None,
            processes=processes,
            report=done.append,
        )
        assert written == Done(5)
    assert done[-1] == 5
    first, second = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in "12")
    assert first == second
    assert len(first) == 5


def papers(found: Identification, folder: Path) -> Iterator[Paper]:
    names = file_names(found.results.schools)
    return (Paper(folder / f"{names[index]}.docx", card) for index, card in cards_of(found, None))


def test_a_mistake_in_a_template_is_told_also_by_another_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(many, "_WORTH", 2)
    document = Document()
    document.add_paragraph("{{ школа.назвние }}")
    document.save(str(tmp_path / "own.docx"))
    record_run(small_district(2), tmp_path / "run")
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    given = ["cards", str(tmp_path / "run"), "-o", str(tmp_path / "out")]
    assert main([*given, "--template", str(tmp_path / "own.docx")]) == 1
    assert "нет имени «назвние»; похожее имя: «название»" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("school", "name", "expected"),
    [
        ("001", "МБОУ «Рассветовская СОШ № 1»", "001 Рассветовская СОШ № 1"),
        ("7", "МКОУ Орьевская СОШ", "7 МКОУ Орьевская СОШ"),
        ("../../x", 'a\\b:c*?<d>|"\n\u202e.', "x a b c d"),
        ("5", "Школа " * 30, "5 " + " ".join(["Школа"] * 10)),
        ("CON", "CON", "школа CON"),
        ("?", "«»", "школа"),
        ("004", "Школа. ", "004 Школа"),
        ("5", "\u00adШко\u00adла\u200b и\ufeff сад", "5 Школа и сад"),
    ],
)
def test_any_school_makes_a_name_of_a_file(school: str, name: str, expected: str) -> None:
    assert file_names(Schools((school,), (name,), ("",))) == [expected]


def test_names_of_files_differ_even_where_case_does_not_count() -> None:
    names = file_names(Schools(("1", "1/", "1*"), ("А", "а", "А"), ("", "", "")))
    assert names == ["1 А", "1 а (2)", "1 А (3)"]


def test_a_card_says_once_why_a_school_is_excluded() -> None:
    found = sample_district()
    (excluded,) = found.excluded
    card = dict(cards_of(found, None))[excluded]
    details = card["сведения"]
    assert isinstance(details, list)
    assert [each["название"] for each in details] == ["Категория"]
    assert str(card["вывод"]).startswith("Школа исключена из оценки: ")


# --- order and letters -------------------------------------------------------------------------


def test_the_order_lists_the_schools_found_with_their_grounds(runs: Path) -> None:
    assert main(["order", str(runs / "run"), "-o", str(runs / "order")]) == 0
    words = words_of(runs / "order" / "prikaz.docx")
    assert "к категории «ШНОР» (3 школы), согласно приложению." in words
    listed = re.findall(r"^\d\n(.+)\n(\d{3})\n", words, re.MULTILINE)
    assert listed == [
        ("МКОУ «Верхнеключевская СОШ»", "003"),
        ("МКОУ «Чернотропская СОШ»", "010"),
        ("МКОУ «Остожская СОШ»", "006"),
    ]
    assert "выполнено по 9 процедурам из 15" in words
    letters = sorted(path.name for path in (runs / "order" / "letters").iterdir())
    assert letters[0] == "003 Верхнеключевская СОШ.docx"
    assert len(letters) == 6


def test_a_letter_gives_the_school_its_own_facts_and_no_place_among_others(runs: Path) -> None:
    main(["order", str(runs / "run"), "-o", str(runs / "order")])
    risk = words_of(runs / "order" / "letters" / "008 Кедроложская СОШ.docx")
    assert "Руководителю\nМКОУ «Кедроложская СОШ»" in risk
    assert "школа отнесена к категории «зона риска»" in risk
    assert (
        "ОГЭ, математика, 9 класс: 2024/25 — 42,9 % (6 из 14); 2023/24 — 38,5 % (5 из 13)." in risk
    )
    assert "программу повышения" not in risk
    listed = words_of(runs / "order" / "letters" / "003 Верхнеключевская СОШ.docx")
    assert "Разработать или скорректировать школьную программу" in listed
    for words in (risk, listed):
        assert not re.search("рейтинг|худш|место среди", words)


@pytest.mark.parametrize(("low", "said"), [(1, "(1 школа)"), (5, "(5 школ)")])
def test_the_order_counts_schools_in_good_russian(tmp_path: Path, low: int, said: str) -> None:
    out = write(tmp_path, small_district(low), "order")
    assert said in words_of(out / "prikaz.docx")
    assert len(list((out / "letters").iterdir())) == low


def test_the_order_of_a_district_without_such_schools_lists_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record_run(small_district(0), tmp_path / "run")
    out = tmp_path / "out"
    assert main(["order", str(tmp_path / "run"), "-o", str(out)]) == 0
    assert capsys.readouterr().out == f"Проект приказа: {out / 'prikaz.docx'}\n"
    words = words_of(out / "prikaz.docx")
    assert "О результатах идентификации школ с низкими" in words
    assert "категории «ШНОР», не выявлены." in words
    assert "Приложение" not in words
    assert "с перечнем" not in words
    assert not (out / "letters").exists()


def test_the_order_names_whom_nothing_is_concluded_of(tmp_path: Path) -> None:
    for low in (0, 1):
        folder = tmp_path / str(low)
        out = write(folder, small_district(low, unknown=2), "order")
        document = Document(str(out / "prikaz.docx"))
        lines = [each.text.replace("\u00a0", " ") for each in document.paragraphs]
        at = lines.index(
            "Запросить недостающие данные по школам, вывод по которым не сделан, и повторить "
            "идентификацию:"
        )
        assert lines[at + 1 : at + 4] == [
            f"МКОУ «Школа № {low + 4}» — возможны категории «ШНОР» и «зона риска»;",
            f"МКОУ «Школа № {low + 5}» — возможны категории «ШНОР» и «зона риска».",
            "Контроль за исполнением приказа оставляю за собой.",
        ]
        assert not any("не выявлены" in each for each in lines)
    assert "ни одна школа не отнесена к категории «ШНОР» однозначно; по 2 школам эта" in words_of(
        tmp_path / "0" / "out" / "prikaz.docx"
    )


def test_the_office_of_the_working_folder_signs_everything(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("office.yaml").write_bytes((SAMPLE / "office.yaml").read_bytes())
    run, later = str(runs / "run"), str(runs / "later")
    assert main(["order", run]) == 0
    assert main(["cards", run]) == 0
    assert main(["criteria", "annex", "federal-2025", "-o", "prilozhenie.docx"]) == 0
    assert main(["effect", later, "--previous", run, "-o", "iyun.docx"]) == 0
    signed = [Path("order/prikaz.docx"), *Path("order/letters").iterdir(), Path("iyun.docx")]
    for path in [*signed, Path("prilozhenie.docx"), *Path("cards").iterdir()]:
        words = words_of(path)
        assert "образования администрации Рассветовского района" in words
        assert "12-А" not in words  # the number of the memo is no number of an order
    for path in signed:
        assert "Е. А. Воронцова" in words_of(path)
        assert "Исполнитель: Лебедев Павел Игоревич, методист, тел. 8 (39100)" in words_of(path)


def test_an_order_is_not_made_by_a_rating(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record_run(rating(), tmp_path / "run")
    assert main(["order", str(tmp_path / "run"), "-o", str(tmp_path / "out")]) == 1
    assert "методика не делит школы на категории" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_hostile_names_come_through_whole(tmp_path: Path) -> None:
    name = "Школа & <b>№ 5</b>; {{ школа.код }} {% raw %} =1+1"
    out = write(tmp_path, small_district(1, names={0: name}), "order")
    assert main(["cards", str(tmp_path / "run"), "-o", str(tmp_path / "cards")]) == 0
    (letter,) = (out / "letters").iterdir()
    (card,) = (tmp_path / "cards").glob("001*")
    assert card.name == letter.name == "001 Школа & b № 5 b ; {{ школа.код }} {% raw %} =1+1.docx"
    assert name.replace("Школа", "Школы") in words_of(letter)
    for path in (card, out / "prikaz.docx"):
        assert name in words_of(path)


# --- annex -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_the_annex_says_every_criterion_and_every_indicator(tmp_path: Path, name: str) -> None:
    output = tmp_path / "prilozhenie.docx"
    assert main(["criteria", "annex", name, "-o", str(output)]) == 0
    words = words_of(output)
    methodology = shipped(name).methodology
    for indicator in methodology.indicators.values():
        assert indicator.title in words.split("\n")
    for key, criterion in methodology.criteria.items():
        assert f". {key}. {criterion.title}" in words
    for title in "I. Общие", "II. Ист", "III. Пор", "IV. Прав", "V. Иск", "VI. Порядок утверждения":
        assert title in words


def test_a_row_of_the_annex_has_threshold_points_weight_and_period() -> None:
    federal = {row["показатель"]: row for row in rows_of("federal-2025")}
    share = federal["Доля участников, не преодолевших минимальный порог"]
    assert share["критерий"] == ["K0. Низкий результат по процедуре"]
    assert share["порог"] == ["не менее 30 %"]
    assert share["период"] == "два последних учебных года, считая отчётный"
    assert federal["Индекс низких результатов"]["период"] == "отчётный учебный год"
    points = {row["показатель"]: row for row in rows_of("municipal-points")}
    assert points["Балл за отметки «2» на ОГЭ"]["балл"] == [
        "менее 10 % — 0 баллов",
        "менее 30 % — 1 балл",
        "не менее 30 % — 2 балла",
        "вес 1 в показателе «Средний балл за показатель»",
    ]
    assert points["Сумма баллов с ЕГЭ"]["порог"] == [
        "B1: не менее 5 баллов",
        "R1: не менее 4 баллов",
    ]


def rows_of(name: str) -> list[dict[str, object]]:
    rows = annex_of(shipped(name).methodology, None)["строки"]
    assert isinstance(rows, list)
    return [
        {
            key: [line.replace("\u00a0", " ") for line in value]
            if isinstance(value, list)
            else str(value).replace("\u00a0", " ")
            for key, value in row.items()
        }
        for row in rows
    ]


# --- June --------------------------------------------------------------------------------------


def test_the_june_memo_tells_what_was_and_what_is(runs: Path) -> None:
    output = runs / "iyun.docx"
    given = ["effect", str(runs / "later"), "--previous", str(runs / "run"), "-o", str(output)]
    assert main([*given, "--date", "2026-06-20"]) == 0
    words = words_of(output)
    for said in (
        "В перечне за 2024/25 учебный год: 3 школы.",
        "ВПР, математика, 5 класс\n44,4 % (4 из 9)\n27,3 % (3 из 11)\n−17,2 п.п.\nда, теперь",
        "ЕГЭ, математика (база), 11 класс\n50,0 % (1 из 2)\n50,0 % (1 из 2)\n0,0 п.п.\nнет",
        "(в 2025/26 результата нет): ОГЭ: математика и русский язык, 9 класс.",
    ):
        assert said in words
    listed = re.search(
        r"составляла (.+) % \((\d+) из (\d+)\), теперь — .+ \((\d+) из (\d+)\)", words
    )
    rows = re.findall(
        r"^(\d+),\d % \((\d+) из (\d+)\)\n\d+,\d % \((\d+) из (\d+)\)$", words, re.MULTILINE
    )
    assert listed
    sums = [sum(int(row[place]) for row in rows[3:]) for place in range(1, 5)]
    assert [int(each) for each in listed.groups()[1:]] == sums
    assert ".." not in words


def test_june_refuses_runs_that_cannot_be_compared(
    runs: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["effect", str(runs / "run"), "--previous", str(runs / "later"), "-o", "x.docx"]
    assert main(given) == 1
    assert "прежний должен быть раньше" in capsys.readouterr().err


def test_june_has_something_to_say_of_an_empty_list(tmp_path: Path) -> None:
    record_run(sample_district(years=(2023, 2024)), tmp_path / "old")
    record_run(sample_district(), tmp_path / "new")
    command = ["effect", str(tmp_path / "new"), "--previous", str(tmp_path / "old")]
    assert main([*command, "-o", str(tmp_path / "iyun.docx")]) == 0
    words = words_of(tmp_path / "iyun.docx")
    assert "В прежнем перечне школ нет." in words
    assert "решить, относится ли к категории «ШНОР» 1 школа: МКОУ «Верхнеключевская СОШ»." in words
    assert "По всем школам в сопоставимых процедурах: было" in words
    assert "остальных" not in words


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked for in /proc")
def test_no_process_outlives_a_killed_one() -> None:
    script = (
        "import sys, time\n"
        "from multiprocessing import get_context\n"
        "from concurrent.futures import ProcessPoolExecutor\n"
        "from shnor_cli.memo.papers import many\n"
        "spawn = get_context('spawn')\n"
        "pool = ProcessPoolExecutor(1, mp_context=spawn, initializer=many._be_quiet)\n"
        "pool.submit(int).result()\n"
        "print(*pool._processes, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        child = int(run.stdout.readline())
        assert is_running(child)
        run.kill()
    ending = time.monotonic() + 10
    while is_running(child) and time.monotonic() < ending:
        time.sleep(0.05)
    assert not is_running(child)


def is_running(process: int) -> bool:
    state = Path(f"/proc/{process}/stat")
    return state.exists() and state.read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"


def test_a_template_is_not_written_over(
    runs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    template = tmp_path / "spravka.docx"
    shutil.copy(TEMPLATES["spravka"], template)
    before = template.read_bytes()
    given = ["memo", str(runs / "run"), "-o", str(template), "--template", str(template)]
    assert main(given) == 1
    assert "команда его читает" in capsys.readouterr().err
    assert template.read_bytes() == before


def test_what_a_document_is_made_of_is_not_written_over(
    runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    run = str(runs / "run")
    Path("prikaz.md").write_text("name: Отдел\n", encoding="utf-8")
    Path("table.txt").write_text("школа;год\n", encoding="utf-8")
    assert main(["memo", run, "-o", "memo.docx"]) == 0
    Path("memo.docx").rename("memo.md")
    office = ["--office", "prikaz.md"]
    named = [
        (["memo", run, *office], "-o", "prikaz.md"),
        (["deficits", run, *office], "-o", "./prikaz.md"),
        (["order", run, *office, "--format", "md"], "-o", "."),
        (["publish", "memo.md"], "-o", "memo.md"),
        (["identify", "table.txt"], "--memo", "table.txt"),
    ]
    before = {path: path.read_bytes() for path in Path().iterdir()}
    capsys.readouterr()
    for command, option, output in named:
        assert main([*command, option, output]) == 1
        assert "команда его читает" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


@pytest.mark.parametrize("named", ["folder", "folder/*.txt"])
def test_a_memo_does_not_replace_a_table_of_a_folder_that_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], named: str
) -> None:
    monkeypatch.chdir(tmp_path)
    table = Path("folder", "table.txt")
    table.parent.mkdir()
    shutil.copy(SAMPLE / "results.csv", table)
    before = table.read_bytes()
    given = ["identify", named, "-o", "run", "--memo"]
    assert main([*given, "./folder/table.txt"]) == 1
    assert "команда его читает" in capsys.readouterr().err
    assert table.read_bytes() == before
    assert not Path("run").exists()
    assert [main([*given, "folder/memo.xlsx"]) for _ in range(2)] == [0, 0]


def test_what_a_format_cannot_take_from_a_document_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    record_run(small_district(1, names={0: "Школа \U0001f600"}), tmp_path / "run")
    run = str(tmp_path / "run")
    said = "Не перенесено из документа Word: знаки, которых нет в шрифте pdf: \U0001f600.\n"
    assert main(["cards", run, "-o", str(tmp_path / "cards"), "--format", "pdf"]) == 0
    assert said in capsys.readouterr().out
    assert main(["order", run, "-o", str(tmp_path / "order"), "--format", "pdf"]) == 0
    assert said in capsys.readouterr().out
    assert main(["order", run, "-o", str(tmp_path / "order")]) == 0
    assert said not in capsys.readouterr().out
