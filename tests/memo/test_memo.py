"""The memo as a whole: what it says, and that every number and name of it is the run's own."""

import io
import re
import subprocess
import sys
import zipfile
from collections.abc import Collection, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.table import _Cell

from shnor_cli.criteria.indicators import Measure
from shnor_cli.engine.slices import matches
from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import RunError, TemplateError
from shnor_cli.memo import write_memo
from shnor_cli.model import Assessment
from tests.district import FACTS
from tests.memo import golden
from tests.memo.building import (
    approved,
    rating,
    sample_district,
    school_table,
    shipped,
    small_district,
)
from tests.memo.words import memo_of, table_under, words_of
from tools.templates import TEMPLATES, WORDS, text_of, tidied

SHIPPED = (
    "federal-2025",
    "federal-500plus",
    "municipal-points",
    "district-mean-3y",
    "lowest-quartile",
)


# --- every number is the run's own -------------------------------------------------------------


def ratios_of(found: Identification) -> set[tuple[int, int]]:
    """Return n and N of every ratio of the run, of schools and of all of them together."""
    ratios: set[tuple[int, int]] = set()
    for grid in found.measured.grids.values():
        if grid.numerator is not None and grid.denominator is not None:
            pairs = zip(grid.numerator.flat, grid.denominator.flat, strict=True)
            ratios |= {(int(n), int(whole)) for n, whole in pairs}
    ratios |= {together(found, year) for year in found.results.years} | set(by_subject(found))
    return ratios | {
        together(found, year, schools=schools, is_matched=True)
        for year in (found.year, found.year - 1)
        for schools in ((), *([school] for school in found.results.schools.ids))
    }


def by_subject(found: Identification) -> Iterator[tuple[int, int]]:
    """Yield the counts of the report year by subject: of each school, and of those identified."""
    first = found.methodology.categories[0].name
    identified = {each.school.id for each in found.verdicts if each.category == first}
    for subject in {each.subject for each in found.results.assessments}:
        for schools in (identified, *({school} for school in found.results.schools.ids)):
            yield together(found, found.year, subject, schools)


def together(
    found: Identification,
    year: int,
    subject: str = "",
    schools: Collection[str] = (),
    *,
    is_matched: bool = False,
) -> tuple[int, int]:
    """Count the low results and the participants of a year that the methodology takes.

    Of one subject and of some schools where these are named; `is_matched` takes what the school has
    in the report year and in the year before.
    """
    both = (found.year - 1, found.year) if is_matched else ()
    of = [
        each.of
        for each in found.methodology.indicators.values()
        if isinstance(each, Measure) and each.measure == "low_share"
    ]
    low = whole = 0
    for (school, when, procedure, of_what, level, grade), counts in FACTS.items():
        assessment = Assessment(procedure, of_what, level, grade)
        filters = [each for filters in of for each in filters or ()]
        is_asked = of_what == (subject or of_what) and (not schools or school in schools)
        rest = procedure, of_what, level, grade
        known = (FACTS.get((school, each, *rest)) for each in both)
        is_asked = is_asked and all(each and each["участников"] for each in known)
        if when == year and is_asked and any(matches(each, assessment) for each in filters):
            low += counts["2"] + counts["ниже порога"]
            whole += counts["участников"]
    return low, whole


def half_up(share: Fraction, digits: int) -> str:
    scaled = share * 100 * 10**digits
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = str(whole).rjust(digits + 1, "0")
    return f"{text[:-digits]},{text[-digits:]}"


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "municipal-points"])
def test_every_share_is_its_counts_and_the_counts_are_the_run_s(tmp_path: Path, name: str) -> None:
    found = sample_district(shipped(name))
    words = words_of(memo_of(found, tmp_path))
    written = re.findall(r"(\d+,(\d+)) % \(([\d ]+) из ([\d ]+)\)", words)
    assert written
    for share, decimals, n, whole in written:
        counts = int(n.replace(" ", "")), int(whole.replace(" ", ""))
        assert counts in ratios_of(found)
        assert share == half_up(Fraction(*counts), len(decimals))


FILLS = ((60, "CC6666"), (45, "E69A9A"), (30, "F4CCCC"), (0, ""))
"""From which percent a share is filled how, where the bound is 30 %."""


def fill_of(cell: _Cell) -> str:
    shade = cell._tc.find(f"{qn('w:tcPr')}/{qn('w:shd')}")
    return "" if shade is None else shade.get(qn("w:fill"), "")


def test_every_cell_of_the_annex_is_the_value_and_the_counts_of_the_run(tmp_path: Path) -> None:
    found = sample_district()
    table = table_under(memo_of(found, tmp_path), "— Доля участников, не преодолевших")
    grid = found.measured.grids["low_share"]
    answers = found.judgement.answers["K0"]
    assert grid.numerator is not None
    assert grid.denominator is not None
    schools = {name: place for place, name in enumerate(found.results.schools.names)}
    seen = 0
    for row in table.rows[1:]:
        _, name, year, *cells = [cell.text for cell in row.cells]
        school = schools[name.replace("\u00a0", " ")]
        position = found.measured.year(2000 + int(year[-2:]))
        for place, text in enumerate(cells):
            at = (school, position, place)
            fill = fill_of(row.cells[place + 3])
            assert bool(fill) == (answers.outcome_at(*at).name == "MET")
            share, *counts = text.split("\n")
            if counts:
                n, whole = (int(each) for each in counts[0].split("/"))
                assert (n, whole) == (grid.numerator[at], grid.denominator[at])
                assert share == half_up(Fraction(n, whole), 1)
                assert fill == next(fill for bound, fill in FILLS if 100 * n >= bound * whole)
                seen += 1
            else:
                assert grid.missing[at]
    assert seen > 400


def test_a_bound_that_moves_is_told_where_equal_values_may_differ_in_shade(tmp_path: Path) -> None:
    moving = "Граница своя у каждого года и каждой группы школ"
    assert moving in words_of(memo_of(sample_district(shipped("district-mean-3y")), tmp_path))
    assert moving not in words_of(memo_of(sample_district(), tmp_path))


@pytest.mark.parametrize("name", [name for name in SHIPPED if name != "district-mean-3y"])
def test_cells_of_one_text_do_not_differ_in_shade(tmp_path: Path, name: str) -> None:
    document = memo_of(sample_district(shipped(name)), tmp_path)
    annex = words_of(document).split("Приложение № 1")[1].split("Приложение № 2")[0]
    captions = re.findall(r"Таблица \d+ — (.*)", annex)
    assert captions
    for caption in captions:
        table = table_under(document, f"— {caption}")
        for column in range(2, len(table.columns)):
            cells = [row.cells[column] for row in table.rows[1:]]
            filled = {(cell.text.split("\n")[0], fill_of(cell)) for cell in cells}
            assert len(filled) == len({said for said, _ in filled})


def test_values_near_the_threshold_get_the_digits_that_tell_them_apart(tmp_path: Path) -> None:
    words = words_of(memo_of(near_threshold(), tmp_path))
    assert "29,97 % (899 из 3 000)" in words
    table = table_under(Document(str(tmp_path / "spravka.docx")), "— Доля участников, не")
    assert {row.cells[3].text.split("\n")[0] for row in table.rows[1:]} >= {"30,0", "29,97"}


def test_a_fill_is_darker_from_one_and_a_half_and_from_two_bounds(tmp_path: Path) -> None:
    document = memo_of(near_threshold(1349, 1350, 1799, 1800, 29), tmp_path)
    table = table_under(document, "— Доля участников, не")
    found = {
        row.cells[3].text.replace("\u00a0", " "): fill_of(row.cells[3]) for row in table.rows[1:]
    }
    assert found == {
        "44,97\n1 349/3 000": "F4CCCC",
        "45,0\n1 350/3 000": "E69A9A",
        "59,97\n1 799/3 000": "E69A9A",
        "60,0\n1 800/3 000": "CC6666",
        "1,0\n29/3 000": "",
    }
    assert "тёмная — на всю границу и более" in words_of(document)
    assert "тёмная —" not in words_of(memo_of(near_threshold(), tmp_path))


def near_threshold(*low: int) -> Identification:
    """Return schools with low results of 3,000, else with 900 and 899: the threshold is 30 %."""
    from shnor_cli.engine.verdicts import identify
    from shnor_cli.model import Assessment
    from tests.memo.building import MARKS, named
    from tests.slow.build import build_results
    from tests.slow.tables import Row, Tables

    assessment = Assessment("ВПР", "математика", grade=5)
    rows = [
        Row(
            place,
            2025,
            assessment,
            3000,
            dict(zip(MARKS, (count, 3000 - count, 0, 0), strict=True)),
        )
        for place, count in enumerate(low or (900, 899))
    ]
    names = [f"Школа {chr(ord('А') + place)}" for place in range(len(rows))]
    results = build_results(Tables(schools=tuple(names), rows=tuple(rows)))
    return identify(shipped("federal-2025"), named(results, names), 2025)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_school_is_named_once_in_the_summary_and_as_the_run_names_it(
    tmp_path: Path, name: str
) -> None:
    found = sample_district(shipped(name))
    table = table_under(memo_of(found, tmp_path), "Сводные результаты")
    named = [row.cells[1].text.replace("\u00a0", " ") for row in table.rows[1:]]
    judged = [each.school.name for each in found.verdicts if not each.status]
    assert named == judged
    categories = [row.cells[2].text for row in table.rows[1:]]
    assert categories == [
        each.category or "недостаточно данных" for each in found.verdicts if not each.status
    ]


# --- counts of schools -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "found", "concluded", "whose"),
    [
        (1, "отнесена 1 школа", "выявлена 1 школа", "школы категории «ШНОР»"),
        (2, "отнесены 2 школы", "выявлены 2 школы", "школ категории «ШНОР»"),
        (5, "отнесено 5 школ", "выявлено 5 школ", "школ категории «ШНОР»"),
        (21, "отнесена 21 школа", "выявлена 21 школа", "школ категории «ШНОР»"),
    ],
)
def test_sentences_agree_with_the_number_of_schools(
    tmp_path: Path, count: int, found: str, concluded: str, whose: str
) -> None:
    words = words_of(memo_of(small_district(count), tmp_path))
    assert f"К категории «ШНОР» {found}" in words
    assert f"{concluded} категории «ШНОР»" in words
    assert f"тьюторское сопровождение учителей {whose} педагогами-тьюторами" in words


def test_no_school_found_reads_right(tmp_path: Path) -> None:
    words = words_of(memo_of(small_district(0), tmp_path))
    assert "Школы, соответствующие критериям категории «ШНОР», не выявлены." in words
    assert "Продолжить мониторинг образовательных результатов школ" in words
    assert "5.1." not in words
    assert "скорректировать ШППКО" not in words
    assert "утверждения перечня" not in words
    assert "повторить идентификацию. Срок: до подведения итогов идентификации." in words


def test_undetermined_schools_are_told_what_is_missing(tmp_path: Path) -> None:
    words = words_of(memo_of(small_district(1, unknown=1), tmp_path))
    assert "По 1 школе данных недостаточно для однозначного вывода." in words
    assert "Школы, по которым вывод не сделан, перечислены в разделе 6." in words
    assert "МКОУ «Школа № 5» — возможны категории «ШНОР» и «зона риска»; нет данных:" in words
    assert "2024/25 — нет строк за этот год: ВПР, математика, 5 класс." in words


def test_nobody_found_is_not_said_of_those_who_may_be(tmp_path: Path) -> None:
    words = words_of(memo_of(small_district(0, others=0, unknown=2), tmp_path))
    said = "ни одна школа не отнесена к категории «ШНОР» однозначно; по 2 школам эта категория"
    assert said in words
    assert said.capitalize().replace("шнор", "ШНОР") in words
    assert "Отклонение" not in words
    assert "Решающий результат" not in words
    assert "не выявлены" not in words
    assert "ШППКО" not in words


def test_what_all_undetermined_schools_lack_is_said_once(tmp_path: Path) -> None:
    words = words_of(memo_of(small_district(1, unknown=3), tmp_path))
    assert words.count("нет строк за этот год") == 1
    assert "данных, которых нет (2024/25 — нет строк за этот год); названы" in words
    assert words.count("; нет данных:\nВПР, математика, 5 класс.") == 3


def test_a_long_list_shows_those_that_need_a_look(tmp_path: Path) -> None:
    document = memo_of(small_district(2, 60, unknown=1), tmp_path)
    assert len(table_under(document, "Сводные результаты").rows) == 1 + 3
    said = "не показана категория «не выявлена». Не показано: 60 школ; все они есть в таблицах к"
    assert said in words_of(document)


# --- other kinds of runs -----------------------------------------------------------------------


def test_a_memo_on_an_example_says_so_on_its_face(tmp_path: Path) -> None:
    words = words_of(memo_of(sample_district(), tmp_path))
    assert "Справка составлена по примеру методики." in words[:400]
    assert "Утвердить приказом перечень" not in words


def test_a_memo_on_an_approved_methodology_proposes_the_list(tmp_path: Path) -> None:
    words = words_of(memo_of(sample_district(approved()), tmp_path))
    assert "по примеру методики" not in words
    assert "Утвердить приказом перечень школ категории «ШНОР» (МКОУ «Верхнеключевская СОШ»" in words
    assert "Утвердить критерии" not in words


def test_a_rating_makes_no_conclusion(tmp_path: Path) -> None:
    words = words_of(memo_of(rating(), tmp_path))
    assert "Методика не делит школы на категории" in words
    assert "категориям методикой не предусмотрен" in words
    assert "Решающий результат" not in words


def test_a_table_of_ready_numbers_has_no_participants(tmp_path: Path) -> None:
    words = words_of(memo_of(school_table(), tmp_path))
    assert "по таблице готовых показателей 3 школ" in words
    assert "№ 12-од" in words
    assert "«Сумма баллов низкая» (пункт 2.1) — 130 баллов при границе менее 150 баллов;" in words
    assert "Результаты по основаниям\n2024/25\nСредняя сумма баллов\n130 баллов\n" in words
    assert "результаты по оценочным процедурам не представлены" in words
    assert " из " not in words.split("5. Результаты")[1].split("Приложение")[0].replace("из оц", "")


def test_one_year_of_data_is_one_column(tmp_path: Path) -> None:
    document = memo_of(sample_district(years=(2025,)), tmp_path)
    assert "за 2024/25 учебный год." in words_of(document)
    assert len(table_under(document, "Участие в оценочных").columns) == 2


def test_grounds_name_the_facts_and_only_those_that_decided(tmp_path: Path) -> None:
    words = words_of(memo_of(sample_district(), tmp_path))
    chernotropskaya = words.split("МКОУ «Чернотропская СОШ»\nИндекс")[1].split("МКОУ")[0]
    two = "«Низкий результат не менее чем по двум процедурам в отчётном году»"
    same = "«Низкий результат по одной и той же процедуре два года подряд»"
    now = " низких результатов: 13,4 % (18 из 134)"
    assert chernotropskaya.splitlines() == [
        f"{now}; за 2023/24 — 10,3 % (14 из 136); изменение +3,1 п.п. Основания:",
        f"{two} — выполнено по 2 процедурам из 15, граница не менее 30 %;",
        f"{same} — выполнено по 1 процедуре из 15, граница не менее 30 %.",
        "Результаты по основаниям",
        "2022/23",
        "2023/24",
        "2024/25",
        "ВПР, математика, 8 класс",
        "18,2 % (2 из 11)",
        "30,0 % (3 из 10)",
        "36,4 % (4 из 11)",
        "ОГЭ, математика, 9 класс",
        "н/д",
        "9,1 % (1 из 11)",
        "30,0 % (3 из 10)",
        "",
        "Предметы, по которым есть основания: математика (2 процедуры).",
        "Примечания: до границы решающего результата — один участник.",
    ]


def test_the_memo_of_the_sample_district_word_for_word(tmp_path: Path) -> None:
    assert golden.words(tmp_path) == golden.GOLDEN.read_text(encoding="utf-8"), (
        "python -m tests.memo.golden"
    )


def test_the_memo_of_the_sample_district_block_by_block(tmp_path: Path) -> None:
    """Headings, lists, shapes of tables, fills and the numbers of charts."""
    assert golden.blocks(tmp_path) == golden.GOLDEN_BLOCKS.read_text(encoding="utf-8"), (
        "python -m tests.memo.golden"
    )


def test_results_of_the_grounds_are_shaded_where_they_support(tmp_path: Path) -> None:
    document = memo_of(sample_district(), tmp_path)
    table = table_under(document, "Индекс низких результатов: 13,4 %")
    assert [[is_shaded(cell) for cell in row.cells[1:]] for row in table.rows[1:]] == [
        [False, True, True],
        [False, False, True],
    ]


def is_shaded(cell: _Cell) -> bool:
    return bool(fill_of(cell))


def test_a_bound_of_its_own_stands_under_the_result(tmp_path: Path) -> None:
    words = words_of(memo_of(sample_district(shipped("district-mean-3y")), tmp_path))
    assert "3,26 (50 участников)\nграница менее 3,55\n3,21 (63 участника)\n" in words


def test_excluded_schools_are_named_with_the_reason(tmp_path: Path) -> None:
    words = words_of(memo_of(sample_district(), tmp_path))
    assert "КГБОУ «Рассветовская вечерняя школа» — вечерняя (сменная) школа." in words


def test_the_words_are_neutral(tmp_path: Path) -> None:
    words = words_of(memo_of(sample_district(), tmp_path)).lower()
    for word in ("худш", "лучш", "рейтинг", "отстающ"):
        assert word not in words


# --- the file ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["Школа & <b>дом</b>", "=HYPERLINK(1)", "{{ 7 * 7 }}", "Я" * 300, "[red]", "Шко\x00ла"],
)
def test_hostile_names_of_schools_come_through(tmp_path: Path, name: str) -> None:
    words = words_of(memo_of(small_district(1, names={0: name}), tmp_path))
    assert words.count(name.replace("\x00", "")) >= 3


def test_no_tag_is_left_over(tmp_path: Path) -> None:
    for found in (sample_district(), rating(), school_table(), small_district(0)):
        words = words_of(memo_of(found, tmp_path))
        assert not re.search(r"\{[{%#]|[}%#]\}", words)


def test_the_date_is_written_or_left_blank(tmp_path: Path) -> None:
    found = small_district(1)
    assert "27 января 2026 г." in words_of(memo_of(found, tmp_path, date(2026, 1, 27)))
    assert "«___» ______________ 20__ г." in words_of(memo_of(found, tmp_path))


def test_same_runs_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = tmp_path / "1.docx", tmp_path / "2.docx"
    write_memo(sample_district(), first, date=date(2026, 1, 27))
    write_memo(sample_district(), second, date=date(2026, 1, 27))
    assert first.read_bytes() == second.read_bytes()


def test_captions_are_numbered_through(tmp_path: Path) -> None:
    words = words_of(memo_of(sample_district(), tmp_path))
    numbers = re.findall(r"Таблица (\d+) —", words)
    assert numbers == [str(place) for place in range(1, 10)]


def test_an_office_s_own_template_is_filled(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("В {{ год }} году: {{ итог.абзацы[0] }}")
    document.save(str(tmp_path / "own.docx"))
    output = tmp_path / "spravka.docx"
    write_memo(small_district(1), output, template=tmp_path / "own.docx")
    assert words_of(Document(str(output))) == "В 2024/25 году: Оценены результаты 4 школ."


def test_a_faulty_template_leaves_the_earlier_memo(tmp_path: Path) -> None:
    document = Document()
    document.add_paragraph("{{ итоги }}")
    document.save(str(tmp_path / "own.docx"))
    output = tmp_path / "spravka.docx"
    output.write_bytes(b"earlier")
    with pytest.raises(TemplateError) as caught:
        write_memo(small_district(1), output, template=tmp_path / "own.docx")
    assert "похожее имя: «итог»" in caught.value.problems[0].fault
    assert output.read_bytes() == b"earlier"


def test_a_folder_in_the_way_is_told(tmp_path: Path) -> None:
    with pytest.raises(RunError):
        write_memo(small_district(0), tmp_path)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_tidy_and_its_words_stand_beside_the_tests(name: str) -> None:
    template, told = TEMPLATES[name], "python -m tools.templates"
    assert template.read_bytes() == tidied(template), told
    assert WORDS[name].read_text(encoding="utf-8") == text_of(template), told


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_carries_nothing_of_the_machine_that_made_it(name: str) -> None:
    with zipfile.ZipFile(TEMPLATES[name]) as packed:
        assert not [part for part in packed.namelist() if "thumbnail" in part]
        assert {entry.date_time for entry in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"<Application>shnor<" in packed.read("docProps/app.xml")
    properties = Document(str(TEMPLATES[name])).core_properties
    assert properties.author == properties.last_modified_by == ""


def test_a_template_saved_by_another_program_still_numbers_its_tables(tmp_path: Path) -> None:
    """Long fields instead of short ones, as Word and LibreOffice write them."""
    with zipfile.ZipFile(TEMPLATES["spravka"]) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    document = parts["word/document.xml"].decode()
    long = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        '<w:r><w:instrText xml:space="preserve"> SEQ Таблица \\* ARABIC </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    parts["word/document.xml"] = re.sub(
        r"<w:fldSimple w:instr=\" SEQ Таблица.*?</w:fldSimple>", lambda _: long, document
    ).encode()
    resaved = io.BytesIO()
    with zipfile.ZipFile(resaved, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    own = tmp_path / "own.docx"
    own.write_bytes(resaved.getvalue())
    write_memo(sample_district(), tmp_path / "spravka.docx", template=own)
    words = words_of(Document(str(tmp_path / "spravka.docx")))
    numbers = re.findall(r"Таблица (\d+) —", words)
    assert numbers == [str(place) for place in range(1, 10)]


def test_the_word_libraries_are_loaded_only_for_a_memo() -> None:
    code = "import sys, shnor_cli.memo; print({'docx', 'jinja2', 'lxml'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
