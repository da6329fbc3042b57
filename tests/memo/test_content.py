"""What the memo says beside its verdicts: the district, tasks, questions, decisions, proposals."""

import re
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from docxtpl_lint import lint
from openxml_audit import OpenXmlValidator

from shnor_cli.actions.templates import _examples
from shnor_cli.cli import main
from shnor_cli.engine.verdicts import Identification, identify
from shnor_cli.memo.papers.memo import context_of
from shnor_cli.memo.papers.order import letters_of
from shnor_cli.memo.word.filling import environment, fill
from shnor_cli.memo.words.facts import scale_of
from shnor_cli.model import Assessment, Decision
from tests.district import FACTS, SAMPLE
from tests.memo.building import (
    approved,
    rating,
    sample_district,
    school_table,
    shipped,
    small_district,
)
from tests.memo.golden import sample
from tests.memo.words import memo_of, table_under, words_of
from tests.tiny import FACTS as TINY
from tests.tiny import identification, methodology
from tools.templates import TEMPLATES

# --- the district ------------------------------------------------------------------------------


def test_the_district_s_results_are_the_sums_of_its_schools(tmp_path: Path) -> None:
    table = table_under(memo_of(sample(), tmp_path), "Доля низких результатов по всем школам")
    header = [cell.text.replace("\u00a0", " ") for cell in table.rows[0].cells]
    assert header[1:] == [
        *("2022/23", "2023/24", "2024/25"),
        *("За год, п.п.", "«4» и «5», 2024/25", "Заречный край, 2024/25"),
    ]
    rows = {row.cells[0].text.replace("\u00a0", " "): row.cells[1:] for row in table.rows[1:]}
    counted = sums()
    assert len(rows) == 17
    for title, cells in rows.items():
        for cell, year in zip(cells, (2023, 2024, 2025), strict=False):
            low, whole = counted.get((title.rstrip("*"), year), (0, 0))
            assert cell.text == (f"{shown(Fraction(low, whole))}\n{low}/{whole}" if whole else "—")
    now, before = (Fraction(*counted["ВПР, математика, 7 класс", y]) for y in (2025, 2024))
    assert rows["ВПР, математика, 7 класс"][3].text == f"+{shown(now - before)}"


def sums() -> dict[tuple[str, int], tuple[int, int]]:
    """Count low results and participants of each assessment and year over the whole district."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for (_, year, procedure, subject, level, grade), counts in FACTS.items():
        low = counts["2"] + counts["ниже порога"] + counts["недостаточный"]
        key = Assessment(procedure, subject, level, grade).title, year
        before = found.get(key, (0, 0))
        found[key] = before[0] + low, before[1] + counts["участников"]
    return found


def shown(share: Fraction) -> str:
    """Write a share in percent with one decimal, half up."""
    tenths = (2 * share.numerator * 1000 + share.denominator) // (2 * share.denominator)
    return f"{tenths // 10},{tenths % 10}"


def test_one_year_of_data_has_no_change(tmp_path: Path) -> None:
    document = memo_of(sample_district(years=(2025,)), tmp_path)
    table = table_under(document, "Доля низких результатов по всем школам")
    assert [cell.text for cell in table.rows[0].cells][1] == "2024/25"
    assert "За год" not in table.rows[0].cells[2].text
    words = words_of(document)
    assert "; доля увеличилась" not in words
    assert "изменение" not in words


def test_means_of_points_have_the_same_decimals() -> None:
    scale = scale_of(shipped("municipal-points").methodology, "mean_points")
    said = [scale.write_value(Fraction(each, 4)).replace("\u00a0", " ") for each in (8, 7, 6, 4)]
    assert said == ["2,00 балла", "1,75 балла", "1,50 балла", "1,00 балла"]


def test_charts_are_numbered_and_stand_only_where_there_is_something_to_show(
    tmp_path: Path,
) -> None:
    words = words_of(memo_of(sample(), tmp_path))
    assert re.findall(r"Рисунок (\d+) — ([^,\n]+)", words) == [
        ("1", "Доля низких результатов по годам"),
        ("2", "Индекс низких результатов по школам"),
        ("3", "Доля низких результатов по оценочным процедурам"),
        ("4", "Индекс низких результатов и число участников"),
    ]
    assert "Предметные дефициты" not in words_of(memo_of(small_district(0), tmp_path))


# --- tasks, questions, decisions ---------------------------------------------------------------


def test_the_lowest_tasks_stand_beside_those_of_the_district(tmp_path: Path) -> None:
    tasks = SAMPLE / "layouts" / "tasks" / "Выполнение заданий.xlsx"
    words = words_of(memo_of(sample(tasks), tmp_path))
    group = "ниже, чем по группе «Рассветовский район» (в скобках — доля группы):"
    assert f"Задания, выполнение которых {group}" in words
    told = words.split("МКОУ «Чернотропская СОШ»\nИндекс")[1].split("МКОУ")[0]
    assert "ВПР, математика, 8 класс: задание 2 — 54,6 % (66,7 %); задание 1 — 63,6 %" in told
    assert "ВПР, математика, 5 класс: задание" not in told  # 30,0 % of 31,7 % is less than a pupil
    assert "русский язык, 5 класс: задание" not in told  # no ground of this subject


def test_procedures_and_years_that_the_tables_lack_are_named(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    header = "школа;год;процедура;предмет;класс;участников;2;3;4;5\n"
    path.write_text(f"{header}Озёрная;2025;ВПР;математика;5;20;8;11;1;0\n", encoding="utf-8")
    run, output = tmp_path / "run", tmp_path / "m.txt"
    assert main(["identify", str(path), "-o", str(run)]) == 0
    assert main(["memo", str(run), "-o", str(output)]) == 0
    words = " ".join(output.read_text(encoding="utf-8").replace("\xa0", " ").split())
    sources = words.split("2. Источники данных")[1].split("3. Методика")[0]
    assert "Методика учитывает также результаты ОГЭ и ЕГЭ: в таблицах их нет, выводы" in sources
    assert "прежними: данных за 2023/24 учебный год в таблицах нет." in sources
    assert "ОГЭ — основной государственный экзамен" in words


LIST = """школа;год;процедура;предмет;класс;основание
МКОУ «Тихоборская СОШ»;2025;ВПР;математика;5;письмо от 12.10.2025 № 7
"""


def test_listed_results_are_named_with_their_ground(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(LIST, encoding="utf-8")
    words = words_of(memo_of(sample(doubted=path), tmp_path))
    assert (
        "МКОУ «Тихоборская СОШ» — ВПР, математика, 5 класс, 2024/25 "
        "(основание: письмо от 12.10.2025 № 7)." in words
    )
    assert "Результатов, которые требуют проверки объективности, и вопросов" not in words
    assert (
        "7. Вопросы к данным\nЧто делать с результатами из списка, методика не говорит: они учтены "
        "как все, список сохранён и на заключения не повлиял.\n" in words
    )


def test_questions_of_the_tables_are_asked_and_blame_nobody(tmp_path: Path) -> None:
    found = sample_district()
    found.results.connection.execute(
        f"""CREATE TABLE repeated AS SELECT * FROM {found.results.facts} WHERE year < 2025
            UNION ALL SELECT * REPLACE (2025 AS year) FROM {found.results.facts}
            WHERE year = 2024"""
    )
    pasted = found.results._replace(facts="repeated")
    words = words_of(memo_of(identify(found.file, pasted, 2025), tmp_path))
    assert "Исходные таблицы вызвали вопрос, который приведён в приложении № 2." in words
    assert "ничьей вины не означает" in words
    assert "— Вопросы к данным" in words.split("Приложение № 2")[1]


def test_results_to_be_checked_are_in_the_conclusions_and_the_proposals(tmp_path: Path) -> None:
    doubted = tmp_path / "doubted.csv"
    doubted.write_text("школа;год;процедура;основание\n003;2025;ВПР;список\n", encoding="utf-8")
    words = words_of(memo_of(sample(doubted=doubted), tmp_path))
    assert "По 1 школе есть результаты, которые требуют проверки объективности (раздел 7)." in words
    told = "Проверить объективность результатов, перечисленных в разделе 7, и при необходимости "
    assert any(each.startswith(told) for each in proposals(words))
    assert "Проверить объективность" not in words_of(memo_of(sample(), tmp_path))


def test_a_decision_of_the_office_stands_beside_what_the_criteria_gave(tmp_path: Path) -> None:
    found = sample_district()
    schools = replace(
        found.results.schools, decisions={4: Decision("оставить в перечне", "приказ № 3")}
    )
    decided = replace(found, results=found.results._replace(schools=schools))
    words = words_of(memo_of(decided, tmp_path))
    told = words.split("рядом показано, что дали критерии:\n")[1].split("\n")[0]
    assert told.endswith("— оставить в перечне (приказ № 3); по критериям: зона риска.")


# --- proposals and sizes -----------------------------------------------------------------------


def proposals(words: str) -> list[str]:
    """Return the proposals, each up to its deadline."""
    told = words.split("На основании изложенного предлагается:\n")[1].split(
        "\nПриложения:", maxsplit=1
    )[0]
    return [line.split(". Срок:")[0] for line in told.split("\n")]


APPROVE = (
    "Утвердить критерии и показатели идентификации приказом, указать его реквизиты в методике "
    "и повторить идентификацию"
)


def test_without_found_schools_only_what_applies_is_proposed(tmp_path: Path) -> None:
    words = words_of(memo_of(small_district(0), tmp_path))
    assert proposals(words) == [
        APPROVE,
        "Проверить исходные данные по приложению № 2",
        "Продолжить мониторинг образовательных результатов школ",
        "Повторить идентификацию по данным следующего учебного года по тем же критериям",
    ]


def test_an_approved_methodology_proposes_the_measures_of_the_programme(tmp_path: Path) -> None:
    words = words_of(memo_of(sample_district(approved()), tmp_path, date(2026, 1, 27)))
    told = proposals(words)
    assert told[0].startswith("Утвердить приказом перечень школ категории «ШНОР» (МКОУ")
    for term in ("ШППКО", "тьюторское", "договоры", "десанты", "стажёрских", "муниципальный заказ"):
        assert sum(term in each for each in told) == 1
    assert "Срок: апрель – август 2026 года. Ответственные: муниципальный координатор" in words
    assert "Срок: январь 2027 года." in words


def test_a_rating_proposes_no_support(tmp_path: Path) -> None:
    told = proposals(words_of(memo_of(rating(), tmp_path)))
    assert told[1:] == [
        "Проверить исходные данные по приложению № 2",
        "Повторить идентификацию по данным следующего учебного года по тем же критериям",
    ]


@pytest.mark.parametrize(("low", "others"), [(1, 2), (100, 200)])
def test_districts_of_any_size_read_right(tmp_path: Path, low: int, others: int) -> None:
    words = words_of(memo_of(small_district(low, others), tmp_path))
    assert f"Оценены результаты {low + others} школ" in words
    assert words.count("Основания:\n") == low
    assert not any(line.endswith((" .", "..", ";.", ":.")) for line in words.splitlines())


def test_where_no_school_is_judged_nothing_is_concluded(tmp_path: Path) -> None:
    """Only ВПР in the tables: a sum of points that wants ОГЭ, too, applies to no school."""
    found = identify(shipped("municipal-points"), small_district(1).results, 2025)
    words = words_of(memo_of(found, tmp_path))
    assert "Ни одна школа не оценена." in words
    assert "не выявлены" not in words
    assert (
        "По данным за 2024/25 учебный год ни одна школа не оценена: в таблицах за отчётный год "
        "нет результатов ОГЭ и ЕГЭ, которые учитывает методика; критерии неприменимы к 4 школам."
    ) in words
    assert (
        "Дополнить таблицы результатами процедур, которые учитывает методика (ОГЭ и ЕГЭ), "
        "и повторить идентификацию"
    ) in proposals(words)
    assert "Показатели школ\nОценённых школ нет.\nПриложение № 2" in words


def test_a_procedure_is_not_asked_for_where_it_would_change_nothing(tmp_path: Path) -> None:
    """An excluded school sits ОГЭ: what the others lack is no table, the criteria do not apply."""
    found = small_district(1)
    results = found.results
    exam = Assessment("ОГЭ", "математика", grade=9)
    results.connection.execute(
        f"INSERT INTO {results.facts} SELECT * REPLACE (2 AS assessment) FROM {results.facts} "
        "WHERE school = 3 AND assessment = 0"
    )
    results = results._replace(assessments=(*results.assessments, exam))
    results = results._replace(schools=replace(results.schools, excluded={3: "вечерняя"}))
    words = words_of(memo_of(identify(shipped("municipal-points"), results, 2025), tmp_path))
    assert (
        "ни одна школа не оценена: критерии неприменимы к 3 школам; исключена из оценки 1 школа."
        in words
    )
    told = proposals(words)
    assert not any("Дополнить таблицы" in each for each in told)
    assert any(each.startswith("Рассмотреть вне методики результаты 3 школ") for each in told)


def test_a_school_to_which_no_criterion_applies_is_named(tmp_path: Path) -> None:
    found = small_district(1)
    results = found.results
    exam = Assessment("ОГЭ", "математика", grade=9)
    results.connection.execute(
        f"INSERT INTO {results.facts} SELECT * REPLACE (2 AS assessment) FROM {results.facts} "
        "WHERE school < 3 AND assessment = 0"
    )
    results = results._replace(assessments=(*results.assessments, exam))
    words = words_of(memo_of(identify(shipped("municipal-points"), results, 2025), tmp_path))
    assert (
        "По 1 школе (МКОУ «Школа № 4») вывод не сделан: критерии категорий к ней неприменимы."
        in words
    )
    assert (
        "Рассмотреть вне методики результаты 1 школы, к которой критерии неприменимы "
        "(МКОУ «Школа № 4»)"
    ) in proposals(words)


def test_a_category_of_good_results_is_neither_shaded_nor_supported() -> None:
    lines = [line for line in TINY.splitlines() if not line.startswith("    004")]
    lines += [
        f"004 {year} {name} 30 {low} {25 - low} 3 2"
        for name in ("русский", "математика")
        for year, low in ((2024, 1), (2025, 12))
    ]
    facts = "\n".join(lines)
    bad, good = (
        identification(facts, file=methodology("{name: зона риска", f"{{name: зона риска{said}"))
        for said in ("", ", support: false, long: хорошие школы")
    )
    letters = [[index for index, _ in letters_of(found, None)] for found in (bad, good)]
    assert len(letters[0]) > len(letters[1]) > 0
    for found, expected in ((bad, True), (good, False)):
        context = context_of(found, None)
        rows = {row["категория"]: row["цвет"] for row in context["итог"]["строки"]}  # type: ignore[index]
        assert bool(rows["зона риска"]) is expected
        assert bool(context["заключение"]["прочие"]) is expected  # type: ignore[index]
        assert [each["название"] for each in context["категории"]][1] == "«зона риска»"  # type: ignore[attr-defined]
    terms = context["определения"]["категории"]  # type: ignore[index]
    assert terms == [{"кратко": "зона риска", "полностью": "хорошие школы"}]


def test_a_change_above_zero_has_a_plus() -> None:
    scale = scale_of(
        methodology("  letter:", "  more: {change: low_index}\n  letter:").methodology, "more"
    )
    said = [scale.write_value(each).replace("\xa0", " ") for each in (0.625, -0.1, 0, 0.0001)]
    assert said == ["+62,5 п.п.", "−10,0 п.п.", "0,0 п.п.", "0,0 п.п."]


# --- the file ----------------------------------------------------------------------------------


def memos() -> list[Identification]:
    kinds = [sample(), rating(), school_table(), small_district(0), small_district(2, unknown=1)]
    return [*kinds, sample_district(shipped("district-mean-3y"))]


def test_word_opens_what_is_made_of_the_template(tmp_path: Path) -> None:
    validator = OpenXmlValidator()
    for found in memos():
        memo_of(found, tmp_path)
        assert validator.validate(tmp_path / "spravka.docx").errors == []


@pytest.mark.parametrize("name", TEMPLATES)
def test_word_opens_every_template_and_a_document_made_of_it(tmp_path: Path, name: str) -> None:
    template, made = TEMPLATES[name], tmp_path / f"{name}.docx"
    made.write_bytes(fill(template, next(iter(_examples(name))), None))
    validator = OpenXmlValidator()
    assert [validator.validate(each).errors for each in (template, made)] == [[], []]


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_tags_of_every_template_are_clean(name: str) -> None:
    assert lint(str(TEMPLATES[name]), jinja_env=environment()).issues == []
