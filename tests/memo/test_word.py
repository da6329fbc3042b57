"""Filling a Word template: what docxtpl alone would lose, run or leave unsaid."""

import io
import re
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.shared import Mm, Pt
from docx.table import Table
from jinja2.exceptions import SecurityError
from lxml import etree

from shnor_cli.errors import TemplateError
from shnor_cli.memo.fonts import length
from shnor_cli.memo.word.accepting import accept_for_good
from shnor_cli.memo.word.filling import environment, fill


def template_of(folder: Path, *paragraphs: str) -> Path:
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    path = folder / "справка.docx"
    document.save(str(path))
    return path


def text_of(content: bytes) -> str:
    return "\n".join(each.text for each in Document(io.BytesIO(content)).paragraphs)


def filled(folder: Path, *paragraphs: str, **context: object) -> str:
    return text_of(fill(template_of(folder, *paragraphs), context, None))


def fault_of(folder: Path, *paragraphs: str, **context: object) -> str:
    with pytest.raises(TemplateError) as caught:
        fill(template_of(folder, *paragraphs), context, None)
    return "\n".join(problem.in_words() for problem in caught.value.problems)


@pytest.mark.parametrize(
    "name",
    [
        "Школа & <b>дом</b>; дальше",
        "Школа < 5 и > 3",
        "=HYPERLINK(1)",
        "-1+1",
        "{{ 7 * 7 }} {% for %} {# #}",
        "{_{ 1 }_}",
        "&amp; &#65; ]]>",
        "«Ёлочки», „лапки“, \"прямые\", 'одиночные'",
        "Я" * 300,
        "[red]школа[/red]",
    ],
)
def test_hostile_names_come_through(tmp_path: Path, name: str) -> None:
    assert filled(tmp_path, "Школа: {{ имя }}.", имя=name) == f"Школа: {name}."


def test_control_characters_are_dropped_and_breaks_become_spaces(tmp_path: Path) -> None:
    assert filled(tmp_path, "{{ имя }}", имя="Шко\x00ла\x1b\n№\t2\ud800") == "Школа № 2"


def test_numbers_get_a_comma_and_nothing_gets_a_dash(tmp_path: Path) -> None:
    assert filled(tmp_path, "{{ доля }} {{ нет }} {{ год }}", доля=0.5, нет=None, год=2025) == (
        "0,5 — 2025"
    )


def test_filters_write_russian(tmp_path: Path) -> None:
    text = "{{ д|процент }}, {{ н|слово('школа', 'школы', 'школ') }}, {{ с|перечень }}"
    said = filled(tmp_path, text, д=0.285, н=5, с=["а", "б"])
    assert said.replace("\u00a0", " ") == "28,5 %, 5 школ, а и б"


@pytest.mark.parametrize(
    "tag",
    ["{{ школа[«имя»] }}", "{{ школа[„имя“] }}", "{{ школа[“имя”] }}", "{{\u00a0школа.имя\u00a0}}"],
)
def test_tags_survive_the_autocorrection_of_word(tmp_path: Path, tag: str) -> None:
    assert filled(tmp_path, f"Это {tag}.", школа={"имя": "Первая"}) == "Это Первая."


@pytest.mark.parametrize(
    "loop",
    [
        ("{%p For x in все %}", "{{ x }}", "{%p Endfor %}"),
        ("{%P for x in все %}", "{% If x %}{{ x }}{% EndIf %}", "{%p endfor %}"),
    ],
)
def test_tags_survive_capitals_of_the_autocorrection(tmp_path: Path, loop: Sequence[str]) -> None:
    assert filled(tmp_path, *loop, все=["а", "б"]) == "а\nб"


@pytest.mark.parametrize(
    "loop",
    [
        ("{%р for x in все %}", "{{ x }}", "{%Р endfоr %}"),
        ("{%p fоr x in все %}", "{% if x %}{{ x }}{% еndif %}", "{%р Еndfor %}"),
    ],
)
def test_tags_survive_russian_letters_like_latin_ones(tmp_path: Path, loop: Sequence[str]) -> None:
    assert filled(tmp_path, *loop, все=["а", "б"]) == "а\nб"


@pytest.mark.parametrize(
    ("row", "cell"), [("tр", "tс"), ("тр", "тс"), ("тr", "тc"), ("Тр", "ТС"), ("tr", "tc")]
)
def test_tags_of_rows_and_cells_survive_russian_letters(
    tmp_path: Path, row: str, cell: str
) -> None:
    table = looped_table(tmp_path, 3, row=row, cell=cell)
    assert [len(each.cells) for each in table.rows] == [4] * 3


def test_a_tag_survives_characters_that_are_not_seen(tmp_path: Path) -> None:
    assert filled(tmp_path, "{{ ме\u00adс\u200bто }}", место="Мирный") == "Мирный"


def test_a_page_break_in_a_tag_of_a_russian_letter_is_kept(tmp_path: Path) -> None:
    document = Document()
    loop = document.add_paragraph("{%р for x in все %}")
    loop.add_run().add_break(WD_BREAK.PAGE)
    document.add_paragraph("{{ x }}")
    document.add_paragraph("{%p endfor %}")
    path = tmp_path / "справка.docx"
    document.save(str(path))
    (made,) = Document(io.BytesIO(fill(path, {"все": ["а"]}, None))).paragraphs
    assert made.paragraph_format.page_break_before


def test_loop_tags_survive_no_break_spaces(tmp_path: Path) -> None:
    loop = ("{%p\u00a0for\u00a0x\u00a0in\u00a0все\u00a0%}", "{{ x }}", "{%p endfor %}")
    assert filled(tmp_path, *loop, все=["а", "б"]) == "а\nб"


def test_russian_quotes_outside_tags_stay(tmp_path: Path) -> None:
    assert filled(tmp_path, "Категория «{{ имя }}» и „прочие“", имя="ШНОР") == (
        "Категория «ШНОР» и „прочие“"
    )


def test_missing_name_is_told_with_its_paragraph_and_the_nearest_right_one(tmp_path: Path) -> None:
    said = fault_of(tmp_path, "Введение", "Всего {{ школ }} по району", школы=3)
    assert said == (
        "справка.docx: в тексте «Всего {{ школ }} по району» нет имени «школ»; похожее имя: «школы»"
    )


def test_missing_key_is_looked_for_among_the_keys_of_its_owner(tmp_path: Path) -> None:
    said = fault_of(tmp_path, "{{ школа.назвние }}", школа={"название": "Первая"})
    assert "нет имени «назвние»; похожее имя: «название»" in said


def test_missing_name_in_a_loop_tag_is_an_error_too(tmp_path: Path) -> None:
    said = fault_of(tmp_path, "Начало", "{%p for x in нет %}", "{{ x }}", "{%p endfor %}")
    assert "{%p for x in нет %}" in said
    assert "нет имени «нет»" in said


@pytest.mark.parametrize(
    ("paragraphs", "fault"),
    [
        (["{%p fur x in все %}", "{{ x }}", "{%p endfor %}"], "неизвестный тег «fur»; похожее"),
        (["{%p for x in все %}", "{{ x }}"], "тег «for» не закрыт: нет тега «endfor»"),
        (["{{ все|процентт }}"], "нет преобразования «процентт»; похожее имя: «процент»"),
        (["{{ все|safe }}"], "нет преобразования «safe»"),
        (["{{ все x }}"], "тег записан неверно: не на месте «x»"),
        (["{{ все $ }}"], "тег записан неверно: не на месте «$»"),
        (["{{ 1 + все }}"], "значение не подходит к тому, что делает с ним тег"),
        (["{{ 1 / 0 }}"], "значение не подходит"),
        (["{% include 'x' %}"], "«include» в шаблонах запрещено"),
        (["{% autoescape false %}{{ все }}{% endautoescape %}"], "тег «autoescape» запрещён"),
    ],
)
def test_faults_of_a_template_are_told_in_russian(
    tmp_path: Path, paragraphs: Sequence[str], fault: str
) -> None:
    said = fault_of(tmp_path, *paragraphs, все=["а"])
    assert fault in said
    assert "в тексте «" in said


@pytest.mark.parametrize(
    "tag",
    [
        "{{ имя.__class__.__mro__ }}",
        "{{ имя.__init__.__globals__ }}",
        "{{ ''.__class__.__base__.__subclasses__() }}",
        "{{ '{0.__class__}'.format(имя) }}",
        "{{ имя|attr('__class__') }}",
        "{{ self.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('true').read() }}",
        "{{ lipsum.__globals__ }}",
        "{{ список.append(1) }}",
    ],
)
def test_templates_cannot_reach_into_the_program(tmp_path: Path, tag: str) -> None:
    said = fault_of(tmp_path, f"Тег {tag}", имя="Школа", список=[1])
    assert re.search("запрещено|нет имени|нет преобразования", said)


def test_a_file_that_is_no_template_is_told(tmp_path: Path) -> None:
    wrong = tmp_path / "справка.docx"
    wrong.write_bytes(b"not a zip")
    with pytest.raises(TemplateError) as caught:
        fill(wrong, {}, None)
    assert "не открывается как документ Word" in caught.value.problems[0].fault
    with pytest.raises(TemplateError) as caught:
        fill(tmp_path / "нет.docx", {}, None)
    assert caught.value.problems[0].in_words() == "нет.docx: файл не найден"


def test_another_zip_is_no_template(tmp_path: Path) -> None:
    wrong = tmp_path / "книга.docx"
    with zipfile.ZipFile(wrong, "w") as packed:
        packed.writestr("data.txt", "x")
    with pytest.raises(TemplateError):
        fill(wrong, {}, None)


def test_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    template = template_of(tmp_path, "{{ имя }}")
    first = fill(template, {"имя": "Школа"}, date(2026, 1, 27))
    assert first == fill(template, {"имя": "Школа"}, date(2026, 1, 27))
    times = {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(first)).infolist()}
    assert times == {(1980, 1, 1, 0, 0, 0)}


def test_properties_carry_the_date_of_the_memo(tmp_path: Path) -> None:
    template = template_of(tmp_path, "{{ имя }}")
    dated = Document(io.BytesIO(fill(template, {"имя": ""}, date(2026, 1, 27)))).core_properties
    assert dated.created is not None
    assert dated.created.date() == date(2026, 1, 27)
    assert dated.modified == dated.created
    assert dated.last_modified_by == ""
    blank = Document(io.BytesIO(fill(template, {"имя": ""}, None))).core_properties
    assert blank.created is not None
    assert blank.created.date() == date(1980, 1, 1)


def test_properties_are_found_where_libreoffice_puts_them(tmp_path: Path) -> None:
    template = template_of(tmp_path, "{{ имя }}")
    with zipfile.ZipFile(template) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    ours = b"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
    theirs = (
        b"http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata"
        b"/core-properties"
    )
    assert ours in parts["_rels/.rels"]
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(ours, theirs)
    with zipfile.ZipFile(template, "w") as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    names = zipfile.ZipFile(io.BytesIO(fill(template, {"имя": ""}, None))).namelist()
    assert names.count("docProps/core.xml") == 1


def looped_table(folder: Path, columns: int, *, row: str = "tr", cell: str = "tc") -> Table:
    document = Document()
    table = document.add_table(rows=3, cols=4)
    texts = (
        ("Школа", "{%tc for с in столбцы %}", "{{ с }}", "{%tc endfor %}"),
        ("{%tr for ш in школы %}", "", "", ""),
        ("{{ ш }}", "{%tc for с in столбцы %}", "{% cellbg цвет %}{{ с }}", "{%tc endfor %}"),
    )
    for cells, line in zip(table.rows, texts, strict=True):
        for place, text in zip(cells.cells, line, strict=True):
            place.text = text.replace("{%tr", f"{{%{row}").replace("{%tc", f"{{%{cell}")
    table.add_row().cells[0].text = "{%tr endfor %}"
    path = folder / "таблица.docx"
    document.save(str(path))
    context = {"столбцы": [f"С{n}" for n in range(columns)], "школы": ["а", "б"], "цвет": "F4CCCC"}
    return Document(io.BytesIO(fill(path, context, None))).tables[0]


@pytest.mark.parametrize("columns", [1, 3, 12])
def test_looped_columns_get_a_grid_of_their_own(tmp_path: Path, columns: int) -> None:
    table = looped_table(tmp_path, columns)
    assert len(table.columns) == columns + 1
    assert [len(row.cells) for row in table.rows] == [columns + 1] * 3
    assert [cell.text for cell in table.rows[2].cells][:2] == ["б", "С0"]


TITLES = (
    *("2022/23", "2023/24", "2024/25", "За год, п.п.", "«4» и «5», 2024/25"),
    *("Берёзовский муниципальный округ, 2024/25", "Красноярский край, 2024/25"),
)


def headed(folder: Path, titles: Sequence[str], words: str) -> Table:
    """Fill a table of the widths and looks of the memo with columns of some titles."""
    document = Document()
    style = document.styles.add_style("Шапка", 1)
    style.font.size, style.font.bold = Pt(10), True
    table = document.add_table(rows=2, cols=4)
    for column, room in zip(table.columns, (60, 35, 35, 35), strict=True):
        column.width = Mm(room)
    loop = ["{%tc for столбец in столбцы %}", "{{ столбец }}", "{%tc endfor %}"]
    table.rows[0].cells[0].paragraphs[0].style = style
    for row, texts in zip(table.rows, (["Процедура", *loop], ["{{ слово }}", *loop]), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
            cell.paragraphs[0].style = style
    document.save(str(folder / "таблица.docx"))
    context = {"столбцы": titles, "слово": words}
    return Document(io.BytesIO(fill(folder / "таблица.docx", context, None))).tables[0]


def sizes_in(table: Table) -> set[float | None]:
    runs = (run for row in table.rows for cell in row.cells for run in cell.paragraphs[0].runs)
    return {run.font.size.pt if run.font.size else None for run in runs if run.text}


@pytest.mark.parametrize(
    ("titles", "size"),
    [
        (TITLES, None),
        ((*TITLES, "Калининградская область, 2024/25"), 9),
        ((*TITLES, "Калининградская область", "По РФ, 2024"), 8),
    ],
    ids=["own letters", "smaller", "smallest"],
)
def test_a_column_has_room_for_its_longest_word(
    tmp_path: Path, titles: Sequence[str], size: float | None
) -> None:
    table = headed(tmp_path, titles, "математика, читательская грамотность")
    assert sizes_in(table) == {size}
    for cell in table.rows[0].cells + table.rows[1].cells:
        word = max(length(each, "Bold") for each in cell.text.split(" ")) * (size or 10)
        assert cell.width is not None
        assert cell.width.pt - 5.7 >= word


def test_words_for_which_no_letters_are_small_enough_keep_their_own(tmp_path: Path) -> None:
    table = headed(tmp_path, ["Длиннейшееназвание"] * 9, "слово")
    assert sizes_in(table) == {None}


def test_properties_of_cells_stand_in_the_order_of_the_schema(tmp_path: Path) -> None:
    table = looped_table(tmp_path, 5)
    properties = table.rows[1].cells[2]._tc.tcPr
    assert properties is not None
    assert [child.tag for child in properties] == [qn("w:tcW"), qn("w:shd")]


def test_a_shade_without_a_colour_is_left_out(tmp_path: Path) -> None:
    document = Document()
    document.add_table(rows=1, cols=1).rows[0].cells[0].text = "{% cellbg цвет %}{{ 1 }}"
    path = tmp_path / "таблица.docx"
    document.save(str(path))
    content = fill(path, {"цвет": ""}, None)
    assert b"w:shd" not in zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml")


@pytest.mark.parametrize(("rows", "held"), [(2, 1), (10, 9), (30, 1)])
def test_a_short_table_and_the_last_rows_of_a_long_one_stay_together(
    tmp_path: Path, rows: int, held: int
) -> None:
    document = Document()
    table = document.add_table(rows=3, cols=1)
    for place, text in enumerate(("{%tr for н in числа %}", "{{ н }}", "{%tr endfor %}")):
        table.cell(place, 0).text = text
    path = tmp_path / "таблица.docx"
    document.save(str(path))
    content = fill(path, {"числа": list(range(rows))}, None)
    (made,) = Document(io.BytesIO(content)).tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in made.rows]
    assert kept == [None] * (rows - held - 1) + [True] * held + [None]


def test_a_table_that_may_be_higher_than_what_is_left_of_a_page_is_torn(tmp_path: Path) -> None:
    document = Document()
    table = document.add_table(rows=9, cols=2)
    for row in table.rows:
        row.cells[1].width = Mm(60)
        row.cells[1].text = "{{ 1 }} Основание, которое занимает не меньше трёх строк. " * 3
    path = tmp_path / "таблица.docx"
    document.save(str(path))
    (made,) = Document(io.BytesIO(fill(path, {}, None))).tables
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in made.rows]
    assert kept == [None] * 7 + [True, None]


def signed(folder: Path, name: str, *, after: Sequence[str] = ()) -> WordDocument:
    """Return a document of words, a table without borders and what stands below it."""
    document = Document()
    document.styles.add_style("Примечание", 1)
    for words in ("Начало", "{{ последние }}", ""):
        document.add_paragraph(words)
    table = document.add_table(rows=1, cols=3)
    table.style = None
    for column, (room, words) in enumerate(((70, "Начальник"), (40, "______"), (55, "{{ фио }}"))):
        table.columns[column].width = Mm(room)
        table.cell(0, column).text = words
    for words in after:
        document.add_paragraph(words, "Примечание")
    document.add_paragraph("Конец")
    path = folder / "подпись.docx"
    document.save(str(path))
    content = fill(path, {"последние": "Контроль оставляю за собой.", "фио": name}, None)
    return Document(io.BytesIO(content))


def test_a_long_name_of_who_signs_has_room(tmp_path: Path) -> None:
    name = "В.\u00a0Ю.\u00a0Константинопольская-Задунайская".replace("-", "\u2011")
    (table,) = signed(tmp_path, name).tables
    last = table.cell(0, 2)
    assert last.width is not None
    assert last.width.pt - 5.7 >= length(name) * 10
    widths = [int(column.get(qn("w:w"))) for column in table._tbl.tblGrid]
    assert sum(widths) == pytest.approx(Mm(165).twips, abs=5)
    assert widths[2] > Mm(55).twips
    (table,) = signed(tmp_path, "Ли").tables
    assert table.columns[2].width == pytest.approx(Mm(55), abs=200)


def test_a_signature_has_two_lines_of_words_above_it(tmp_path: Path) -> None:
    made = signed(tmp_path, "Ли").paragraphs
    assert [each.paragraph_format.keep_with_next for each in made] == [True, True, True, None]


def test_notes_below_a_table_stay_with_its_last_row(tmp_path: Path) -> None:
    made = signed(tmp_path, "Ли", after=("Первое.", "Второе."))
    assert [each.paragraph_format.keep_with_next for each in made.paragraphs[3:]] == [
        *(True, None, None),
    ]
    (row,) = made.tables[0].rows
    assert all(each.paragraphs[0].paragraph_format.keep_with_next for each in row.cells)


def test_tags_that_open_and_close_in_different_places_are_told(tmp_path: Path) -> None:
    said = fault_of(tmp_path, "{{ да }}", "{%p if да %}", "слова {% endif %}", да=False)
    fault = "начало и конец тега стоят в разных ячейках, строках или абзацах"
    assert said == f"справка.docx: в тексте «{{%p if да %}}» {fault}"


@pytest.mark.parametrize("tag", ["'a' * 10**10", "9 ** 9 ** 9", "'%0999999999d' % 1", "[0] * 10"])
def test_a_tag_cannot_make_the_program_busy_or_full(tag: str) -> None:
    with pytest.raises(SecurityError):
        environment().from_string("{{ " + tag + " }}").render()


def test_a_tag_may_multiply_numbers() -> None:
    assert environment().from_string("{{ 2 * 3 }} {{ 7 % 4 }}").render() == "6 3"


def test_no_break_spaces_of_a_tag_are_printed_where_they_are_quoted(tmp_path: Path) -> None:
    said = filled(
        tmp_path, "в{{ '\u00a0' ~\u00a0район }}", "{{ « в\u00a0» ~ район\u00a0}}", район="районе"
    )
    assert said == "в\u00a0районе\n в\u00a0районе"


@pytest.mark.parametrize(
    ("tag", "printed"),
    [("1.5", "1,5"), ("none", "—"), ("[1.5]|first", "1,5"), ("1.5 if true", "1,5")],
)
def test_constants_are_printed_as_values_are(tmp_path: Path, tag: str, printed: str) -> None:
    assert filled(tmp_path, f"{{{{ {tag} }}}}") == printed


@pytest.mark.parametrize(
    "tag",
    ["[1, 2]", "{'а': 1}", "[1, 2]|reverse", "{'а': 1}|items", "['я', 'а']|unique", "('а',)"],
)
def test_lists_and_loops_of_constants_are_not_printed(tmp_path: Path, tag: str) -> None:
    said = fault_of(tmp_path, f"{{{{ {tag} }}}}")
    assert re.search("печатает не значение|значение не подходит", said)


@pytest.mark.parametrize(
    ("tag", "fault"),
    [
        ("'абв'|truncate(2)", "значение не подходит"),
        ("имя|dictsort", "значение не подходит"),
        ("9" * 5000, "в теге слишком большое число"),
        ("0x" + "f" * 5000, "в теге слишком большое число"),
        ("{1: 2}.а", "нет имени «а»"),
        ("5 % 0", "значение не подходит"),
        ("'а' * 3", "«*» и «%» в тегах — действия с небольшими числами"),
        ("имя.нет * 3", "нет имени «нет»"),
        ("список[5]", "в перечне нет номера 5"),
        ("([]|first).название", "здесь нет значения"),
        ("(1 if false).название", "здесь нет значения"),
        ("список|map('upperr')|list", "нет преобразования «upperr»; похожее имя: «upper»"),
        ("список|select('sring')|list", "нет проверки «sring»; похожее имя: «string»"),
        ("список|select(1)|list", "значение не подходит"),
        ("имя ~ имя.upper", "значение не подходит"),
        ("имя.upper|lower", "значение не подходит"),
        ("range(3)|upper", "значение не подходит"),
        ("имя|replace('А', имя.upper)", "значение не подходит"),
        ("[имя]|join(имя.upper)", "значение не подходит"),
        ("5|_turns", "нет преобразования «_turns»."),
        ("5|turns", "нет преобразования «turns»."),
        ("список|map('!paid')|list", "нет преобразования «!paid»."),
        ("'<w:p/>'|safe", "в тексте «До {{ '<w:p/>'|safe }}» нет"),
        ("'&lt; & <' + 5", "в тексте «До {{ '&lt; & <' + 5 }}» значение"),
    ],
)
def test_what_a_tag_cannot_do_is_told_in_its_place(tmp_path: Path, tag: str, fault: str) -> None:
    said = f"{fault_of(tmp_path, f'До {{{{ {tag} }}}}', имя='А', список=['а'])}."
    assert fault in said
    assert "в тексте «До {{ " in said


@pytest.mark.parametrize(
    ("paragraphs", "fault"),
    [
        (["{{ а }}", "{% raw %}{{ x }}{% endraw %}"], "«raw» в шаблонах запрещено"),
        (["{{ а }}", "{%p raw %}", "{%p endraw %}"], "«raw» в шаблонах запрещено"),
        (["{% set а.б = 5 %}"], "«namespace» в шаблонах запрещено"),
        (["{% for x in [а] %}{{ loop.previtem.б }}{% endfor %}"], "здесь нет значения"),
    ],
)
def test_tags_that_are_not_for_memos_are_told_in_their_place(
    tmp_path: Path, paragraphs: Sequence[str], fault: str
) -> None:
    said = fault_of(tmp_path, *paragraphs, а="а")
    assert fault in said
    assert "в тексте «{%" in said


def test_a_note_may_hold_any_tag(tmp_path: Path) -> None:
    assert filled(tmp_path, "{# {% raw %} #}{{ имя }}", имя="А") == "А"


@pytest.mark.parametrize("kind", ["r", "p", "tr", "tc", "р"])
def test_the_kind_of_a_tag_that_prints_a_value_loses_nothing(tmp_path: Path, kind: str) -> None:
    assert filled(tmp_path, f"до {{{{{kind} имя }}}} после", имя="А & Б") == "до А & Б после"
    said = fault_of(tmp_path, f"до {{{{{kind} имя + 1 }}}} после", имя="А")
    assert f"в тексте «до {{{{{kind} имя + 1 }}}} после» значение" in said


def test_a_name_like_a_kind_is_a_name(tmp_path: Path) -> None:
    tags = "{{r }}{{r|upper}}{{r ~ 1}}{{r if r else 2}}"
    assert filled(tmp_path, f"{{% for r in ['а'] %}}{tags}{{% endfor %}}") == "аАа1а"


@pytest.mark.parametrize(
    ("tags", "printed"),
    [
        ("{{ 'Иванов & Ко <1>' }}", "Иванов & Ко <1>"),
        ("{{ имя|replace('&', 'и') }}", "А и Б"),
        ("{% if имя == 'А & Б' %}да{% endif %}", "да"),
        ("{{ '&lt;&amp;' }}", "&lt;&amp;"),
        ("{{ имя|e|lower }}", "а & б"),
        ("{% set x %}{{ имя }}{% endset %}{{ x }}; {{ x|lower }}", "А & Б; а & б"),
        ("{% set x %}{{ имя }}{% endset %}{% if x == имя %}да{% endif %}", "да"),
        ("{{ имя is string }}, {{ имя == 'А' }}", "да, нет"),
    ],
)
def test_what_is_typed_in_a_tag_is_printed_and_compared_as_it_is(
    tmp_path: Path, tags: str, printed: str
) -> None:
    assert filled(tmp_path, tags, имя="А & Б") == printed


def test_a_name_may_keep_words_of_several_runs(tmp_path: Path) -> None:
    document = Document()
    paragraph = document.add_paragraph("{% set x %}")
    for text in ("{{ имя }}", " и ", "В{% endset %}", "{{ x }}"):
        paragraph.add_run(text).bold = True
    document.save(str(tmp_path / "справка.docx"))
    assert text_of(fill(tmp_path / "справка.docx", {"имя": "А & Б"}, None)) == "А & Б и В"


_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PROPERTIES = b"""<Properties
xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">
<Manager>\xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2\xd0\xb0</Manager></Properties>"""


def test_names_of_those_who_made_a_template_stay_out_of_what_is_filled(tmp_path: Path) -> None:
    document = Document(str(template_of(tmp_path, "{{ слово }}", "Правка")))
    first, second = document.paragraphs
    document.add_comment(first.runs, "Спросить у {{ Петровой }}", author="Петрова", initials="П")
    inserted = OxmlElement("w:ins", {qn("w:id"): "9", qn("w:author"): "Петрова"})
    inserted.append(second.runs[0]._element)
    second._element.append(inserted)
    properties = document.core_properties
    properties.author = properties.last_modified_by = properties.keywords = "Петрова"
    properties.comments = properties.subject = properties.category = "Петрова"
    settings = document.settings.element
    template = OxmlElement("w:attachedTemplate", {qn("r:id"): "rId1"})
    settings.insert(0, template)
    path = "file:///C:/Users/Petrova/Normal.dotm"
    document.part._settings_part.relate_to(path, f"{_RELATIONS}/attachedTemplate", is_external=True)
    (app,) = (part for part in document.part.package.iter_parts() if "app.xml" in part.partname)
    app._blob = _PROPERTIES
    document.save(str(tmp_path / "справка.docx"))
    content = fill(tmp_path / "справка.docx", {"слово": "Слово"}, date(2026, 1, 27))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}
    said = "Петров|Petrova|{{|comment|attachedTemplate"
    assert not [name for name, part in parts.items() if re.search(said, name + part)]
    assert text_of(content) == "Слово\nПравка"


def test_corrections_of_a_template_are_accepted_before_it_is_filled(tmp_path: Path) -> None:
    document = Document(str(template_of(tmp_path, "{{ слово }}", "Спросить у {{ Петровой }}")))
    table = document.add_table(2, 1)
    table.cell(0, 0).text = "{{ слово }}"
    table.cell(1, 0).text = "Петрова"
    marks = {qn("w:id"): "9", qn("w:author"): "Петрова", qn("w:date"): "2026-01-01T00:00:00Z"}
    table.rows[1]._tr.get_or_add_trPr().append(OxmlElement("w:del", marks))
    for paragraph, kind in zip(document.paragraphs, ("w:ins", "w:del"), strict=True):
        correction = OxmlElement(kind, marks)
        correction.extend([run._element for run in paragraph.runs])
        paragraph._element.append(correction)
        paragraph._element.get_or_add_pPr().append(OxmlElement("w:pPrChange", marks))
    notes = OxmlElement("w:footnotes")
    notes.append(deepcopy(document.paragraphs[0]._element))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
    package = document.part.package
    part = Part(PackURI("/word/footnotes.xml"), kind, etree.tostring(notes), package)
    document.part.relate_to(part, f"{_RELATIONS}/footnotes")
    document.save(str(tmp_path / "справка.docx"))
    content = fill(tmp_path / "справка.docx", {"слово": "Слово"}, None)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = [packed.read(f"word/{name}.xml").decode() for name in ("document", "footnotes")]
    assert not [each for each in parts if re.search("Петров|w:author|w:ins|w:del", each)]
    said = ["".join(etree.fromstring(each.encode()).itertext()).split() for each in parts]
    assert said == [["СловоСлово"], ["Слово"]]


def accepted(*bodies: str) -> list[str]:
    """Return what is left of some elements once their corrections are accepted, without names."""
    root = parse_xml(f"<w:body {nsdecls('w')}>{''.join(bodies)}</w:body>")
    accept_for_good(root)
    bare = etree.tostring(root, encoding="unicode").replace(f" {nsdecls('w')}", "")
    return re.findall(r"<[^>]+>", bare)[1:-1]


ENDED = '<w:p><w:pPr><w:rPr><w:del w:author="Петрова"/></w:rPr></w:pPr></w:p>'
"""A paragraph without words whose mark is deleted."""


@pytest.mark.parametrize("kind", ["tc", "footnote", "hdr"])
def test_the_last_paragraph_of_a_cell_stays(kind: str) -> None:
    alone, ended = f"<w:{kind}>", f"</w:{kind}>"
    kept = [alone, "<w:p>", "<w:pPr>", "<w:rPr/>", "</w:pPr>", "</w:p>", ended]
    assert accepted(alone, ENDED, ended) == kept
    assert accepted(alone, ENDED, ENDED, ended) == kept
    assert accepted(alone, "<w:p/>", ENDED, ended) == [alone, "<w:p/>", ended]
    assert "<w:p>" in accepted(
        alone, "<w:tbl><w:tr><w:tc><w:p/></w:tc></w:tr></w:tbl>", ENDED, ended
    )


@pytest.mark.parametrize("kind", ["Ins", "Del", "MoveFrom", "MoveTo"])
def test_corrections_of_marks_around_words_name_no_one(kind: str) -> None:
    start = f'<w:customXml{kind}RangeStart w:id="1" w:author="Петрова"/>'
    end = f'<w:customXml{kind}RangeEnd w:id="1"/>'
    assert accepted(start, "<w:p/>", end) == ["<w:p/>"]
