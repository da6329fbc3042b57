"""Documents and templates that somebody made to do harm: refused or taken, quickly and in words."""

import base64
import io
import re
import time
import zipfile
from pathlib import Path

import docx
import pytest

from shnor_cli.errors import TemplateError
from shnor_cli.memo import publish, write_document
from shnor_cli.memo.blocks import Document, Paragraph, Table
from shnor_cli.memo.charts.drawn import chart_of
from shnor_cli.memo.charts.native import chart_xml
from shnor_cli.memo.charts.svg import svg
from shnor_cli.memo.papers.many import file_names
from shnor_cli.memo.word.filling import Template, environment, fill
from shnor_cli.memo.word.reading import read
from shnor_cli.memo.word.trial import faults_of, filled
from shnor_cli.model import Schools
from tests.memo.papers import bars

_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
_PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def document_of(body: str, **changed: tuple[str, str, str]) -> bytes:
    """Return a Word document with this body; `changed` are a part, what is there and what not."""
    saved = io.BytesIO()
    docx.Document().save(saved)
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        parts = {name: old.read(name).decode("latin-1") for name in old.namelist()}
        begin = parts["word/document.xml"].index("<w:body>")
        parts["word/document.xml"] = (
            parts["word/document.xml"][:begin] + f"<w:body>{body}</w:body></w:document>"
        )
        for part, before, after in changed.values():
            assert before in parts.setdefault(part, before)
            parts[part] = parts[part].replace(before, after, 1)
        for name, content in parts.items():
            new.writestr(name, content.encode("latin-1"))
    return made.getvalue()


def published(content: bytes, folder: Path) -> None:
    """Write a document in every format that is read back from it."""
    outputs = [folder / f"x{suffix}" for suffix in (".html", ".md", ".txt", ".pdf")]
    write_document(content, outputs)
    assert all(output.stat().st_size for output in outputs)


def paragraph(said: str, look: str = "", hand: str = "") -> str:
    return f"<w:p><w:pPr>{look}</w:pPr><w:r><w:rPr>{hand}</w:rPr><w:t>{said}</w:t></w:r></w:p>"


def table(cell: str = "", row: str = "", width: str = "100") -> str:
    inner = f"<w:tc><w:tcPr>{cell}</w:tcPr>{paragraph('a')}</w:tc>"
    return (
        f'<w:tbl><w:tblGrid><w:gridCol w:w="{width}"/><w:gridCol w:w="1"/></w:tblGrid>'
        f"<w:tr><w:trPr>{row}</w:trPr>{inner * 2}</w:tr></w:tbl>"
    )


def in_list(level: int | str) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'


def numbered(level: str = "0", start: str = "1", form: str = "decimal", text: str = "%1.") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="77"><w:lvl w:ilvl="{level}"><w:start w:val="{start}"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        '<w:num w:numId="77"><w:abstractNumId w:val="77"/></w:num></w:numbering>'
    )


def picture(width: str = "1000000") -> str:
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{_DRAWING}/wordprocessingDrawing">'
        f'<wp:extent cx="{width}" cy="{width}"/><wp:docPr id="1" name="a" descr="b"/>'
        f'<a:blip xmlns:a="{_DRAWING}/main" xmlns:r="{_R}" r:embed="rIdX"/>'
        "</wp:inline></w:drawing></w:r></w:p>"
    )


_BODIES = [
    *(
        table(cell=f'<w:gridSpan w:val="{value}"/>')
        for value in ("1000000000", "nan", "inf", "-5", "many")
    ),
    *(table(row=f'<w:gridBefore w:val="{value}"/>') for value in ("1000000000", "inf", "-3")),
    *(table(width=width) for width in ("-1", "-100", "inf", "nan", "1e308")),
    *(table(cell=f'<w:shd w:fill="{fill}"/>') for fill in ("ZZZZZZ", "red;x", "F")),
    table(cell="<w:vMerge/>"),
    *(paragraph("a", hand=f'<w:sz w:val="{value}"/>') for value in ("inf", "nan", "-20", "1e99")),
    *(paragraph("a", f'<w:spacing w:before="{value}"/>') for value in ("inf", "nan", "1e30")),
    *(paragraph("a", f'<w:ind w:firstLine="{value}"/>') for value in ("inf", "nan")),
    *(paragraph("a", f'<w:outlineLvl w:val="{value}"/>') for value in ("inf", "nan", "-7", "1e9")),
    "<w:sdt><w:sdtContent>" * 90 + paragraph("a") + "</w:sdtContent></w:sdt>" * 90,
]


@pytest.mark.parametrize("body", _BODIES)
def test_a_document_with_senseless_numbers_is_published(body: str, tmp_path: Path) -> None:
    published(document_of(body), tmp_path)


@pytest.mark.parametrize(
    "numbering",
    [
        *(numbered(start=start) for start in ("1000000000000", "inf", "-50", "1e308")),
        numbered(start="1000000000000", form="lowerRoman"),
        numbered(level="1000000000"),
        numbered(text="%1" * 100_000, form="upperRoman"),
    ],
)
@pytest.mark.parametrize("level", ["0", "1000000000", "-3"])
def test_a_list_with_senseless_numbers_is_published(
    numbering: str, level: str, tmp_path: Path
) -> None:
    body = paragraph("a", in_list(level)) * 3
    end = ("word/numbering.xml", "</w:numbering>", numbering)
    published(document_of(body, numbering=end), tmp_path)


@pytest.mark.parametrize("name", ["heading 99999999999", "heading &#178;", "list &#178;"])
def test_a_style_with_a_senseless_name_is_taken(name: str) -> None:
    style = f'<w:style w:type="paragraph" w:styleId="A"><w:name w:val="{name}"/></w:style>'
    end = ("word/styles.xml", "</w:styles>", f"{style}</w:styles>")
    (block,) = read(document_of(paragraph("a", '<w:pStyle w:val="A"/>'), style=end)).blocks
    assert isinstance(block, Paragraph)
    assert block.text == "a"


@pytest.mark.parametrize("said", ["soon", "2025", "9999-99-99T00:00:00Z", "&lt;/script&gt;"])
def test_a_date_that_is_none_is_no_date(said: str, tmp_path: Path) -> None:
    content = document_of(paragraph("a"), date=("docProps/core.xml", "2013-12-23T23:15:00Z", said))
    assert read(content).date == ""
    published(content, tmp_path)


@pytest.mark.parametrize("listed", ["<Relationship/>", '<Relationship Id="q"/>'])
@pytest.mark.parametrize("part", ["_rels/.rels", "word/_rels/document.xml.rels"])
def test_relations_that_lead_nowhere_are_passed_over(part: str, listed: str) -> None:
    end = (part, "<Relationship ", f"{listed}<Relationship ")
    assert read(document_of(paragraph("a"), relation=end)).blocks


@pytest.mark.parametrize("width", ["inf", "nan", "-5", "0", "1e15"])
def test_a_picture_of_a_senseless_size_is_published(width: str, tmp_path: Path) -> None:
    published(document_of(picture(width), **_pictured(_PNG.decode("latin-1"))), tmp_path)


def _pictured(content: str) -> dict[str, tuple[str, str, str]]:
    relation = f'<Relationship Id="rIdX" Type="{_R}/image" Target="media/a.png"/>'
    end = "</Relationships>"
    return {
        "relation": ("word/_rels/document.xml.rels", end, relation + end),
        "picture": ("word/media/a.png", "", content),
    }


@pytest.mark.parametrize(
    "content",
    [
        document_of(paragraph("a" * (65 << 20))),
        document_of(picture() * 70, **_pictured("0" * (1 << 20))),
        document_of(
            table(cell='<w:gridSpan w:val="1000"/>').replace(
                "</w:tbl>", "<w:tr/>" * 999 + "</w:tbl>"
            )
        ),
    ],
    ids=["text", "pictures", "table"],
)
def test_what_is_too_large_for_a_memo_is_refused(content: bytes) -> None:
    with pytest.raises(TemplateError) as caught:
        read(content, "x.docx")
    assert "документ слишком велик" in caught.value.problems[0].fault


_ROW = "<w:tr>" + f"<w:tc>{paragraph('a')}</w:tc>" * 60 + "</w:tr>"


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (f"<w:tbl>{_ROW * 1_700}</w:tbl>", "абзацев вместе с ячейками таблиц больше 100 000"),
        ("<w:p/>" * 100_001, "абзацев вместе с ячейками таблиц больше 100 000"),
        (f"<w:p>{'<w:r/>' * 300_001}</w:p>", "кусков текста разного вида больше 300 000"),
        (paragraph("а" * 1_001), "слово длиннее 1 000 знаков"),
        (paragraph("а " * 5_001), "абзац длиннее 10 000 знаков"),
        (paragraph("а " * 4_000) * 300, "текста больше 2 000 000 знаков"),
    ],
)
def test_what_would_take_minutes_is_refused_at_once(body: str, fault: str, tmp_path: Path) -> None:
    document = tmp_path / "справка.docx"
    document.write_bytes(document_of(body.replace("а", "&#1072;")))
    started = time.process_time()
    with pytest.raises(TemplateError) as caught:
        publish(document, [tmp_path / "x.pdf"])
    assert time.process_time() - started < 5
    said = caught.value.problems[0].fault.replace("\u00a0", " ")
    assert said == f"документ слишком велик для справки: {fault}"


def test_titles_and_texts_of_pictures_may_be_long(tmp_path: Path) -> None:
    centred = paragraph("a " * 4_000, '<w:jc w:val="center"/>') * 5
    drawn = picture().replace('descr="b"', f'descr="{"b" * 40_000}"')
    published(document_of(centred + drawn, **_pictured(_PNG.decode("latin-1"))), tmp_path)


def test_formulas_and_entities_are_told() -> None:
    formula = (
        '<w:p><m:oMath xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math">'
        "<m:r><m:t>x</m:t></m:r></m:oMath></w:p>"
    )
    assert read(document_of(formula + paragraph("a"))).lost == ("формулы",)
    said = "standalone='yes'?>"
    declared = ("word/document.xml", said, "standalone='no'?><!DOCTYPE a SYSTEM 'a.dtd'>")
    (told,) = read(document_of(paragraph("a &more; b"), entity=declared)).lost
    assert "сущности XML" in told


def test_colours_of_cells_and_charts_are_colours_only() -> None:
    (block,) = read(document_of(table(cell='<w:shd w:fill="&quot;&gt;"/>'))).blocks
    assert isinstance(block, Table)
    assert block.rows[0][0].fill == ""
    hostile = re.sub(rb'srgbClr val="[^"]*"', b'srgbClr val="&quot;&gt;&lt;b&gt;"', _chart())
    chart = chart_of(hostile, "")
    assert chart is not None
    assert "<B>" not in svg(chart)


def _chart() -> bytes:
    return chart_xml(bars())


def test_a_comment_inside_a_chart_is_passed_over() -> None:
    said = _chart().replace(b"<c:plotArea>", b"<c:plotArea><!-- x --><?pi y?>")
    assert chart_of(said, "") == chart_of(_chart(), "")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (rb"#,##0\.0", b"#,##0." + b"0" * 100_000),
        (rb"<c:v>\D[^<]*", b"<c:v>" + b"word " * 100_000),
        (rb'ptCount val="\d+', b'ptCount val="-1'),
    ],
)
def test_a_chart_with_senseless_words_is_drawn(before: bytes, after: bytes) -> None:
    chart = chart_of(re.sub(before, after, _chart()), "")
    assert chart is not None
    assert len(svg(chart)) < 100_000


@pytest.mark.parametrize(
    "content",
    [b"<", re.sub(rb'ptCount val="\d+', b'ptCount val="x', _chart())],
)
def test_a_broken_chart_is_told_and_the_rest_read(content: bytes) -> None:
    drawing = (
        f'<w:p><w:r><w:drawing><c:chart xmlns:c="{_DRAWING}/chart" xmlns:r="{_R}" r:id="rIdX"/>'
        "</w:drawing></w:r></w:p>"
    )
    relation = f'<Relationship Id="rIdX" Type="{_R}/chart" Target="c.xml"/></Relationships>'
    found = read(
        document_of(
            drawing + paragraph("a"),
            relation=("word/_rels/document.xml.rels", "</Relationships>", relation),
            chart=("word/c.xml", "", content.decode("latin-1")),
        )
    )
    assert words_of(found) == ["a"]
    assert found.lost


def words_of(document: Document) -> list[str]:
    return [each.text for each in document.blocks if isinstance(each, Paragraph)]


_GROWN = "{% set а='аааааааааа' %}"
_ENDLESS = [
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% set а = range(9999)|list %}{% for i in а %}{% for j in а %}{% endfor %}{% endfor %}",
    "{% for i in range(9999) %}{% for j in range(999) %}" + "а" * 50 + "{% endfor %}{% endfor %}",
    _GROWN + "{% set а=а~а %}" * 30,
    _GROWN + "{% set а=а+а %}" * 30,
    _GROWN + "{% set а %}{{ а }}{{ а }}{% endset %}" * 30,
    "{{ 'а'" + "|replace('а','аааааааааа')" * 9 + " }}",
    "{{ range(99999)|join('а'" + "|replace('а','аааааааааа')" * 5 + ") }}",
    "{{ 1.5|число(100000000) }}",
    "{{ 'а'.ljust(1900000000) }}",
    "{{ 'а'.replace('а','аа') }}",
    "{{ '{:1900000000}'.format(1) }}",
    "{{ (1).to_bytes(1900000000, 'big') }}",
    "{{ [1]|batch(100000000, 'x')|list }}",
    "{{ [1]|slice(100000000)|list }}",
    "{% macro f() %}{{ f() }}{{ f() }}{% endmacro %}{{ f() }}",
    "{% for i in [1, 1] recursive %}{{ loop([1, 1]) }}{% endfor %}",
    "{% set а=[1] %}" + "{% set а=[а, а] %}" * 40 + "{{ а }}",
    "{% for i in [1] %}" * 40 + "{% endfor %}" * 40,
    "{% call range(3) %}{% endcall %}",
    "{% with а = 1 %}{% endwith %}",
    "{% include 'x' %}",
]


_DOUBLED = "{% set а=[1] %}{% set б=[1] %}" + "{% set а=[а, а] %}{% set б=[б, б] %}" * 40
_PAIRED = "{% set а=(1, 1) %}{% set б=(1, 1) %}" + "{% set а=(а, а) %}{% set б=(б, б) %}" * 40
_GROUPED = "{% set а=[[1]] %}" + "{% set а=[(а + а)|groupby(0)|list] %}" * 40
_ITEMS = "{% set а=[1] %}{% set б=[1] %}" + "".join(
    f"{{% set {name}={{1: [{name}, {name}]}}.items()|list %}}" for name in "аб" * 40
)
_WIDE = "{% set а='я' %}" + "{% set а=а~а %}" * 18 + "{% set б=[а] %}" + "{% set б=б+б %}" * 12
_ENDLESS += [
    *(_DOUBLED + f"{{{{ {said} }}}}" for said in ("а == б", "а in [б]", "[а, б]|max", "а is eq б")),
    *(_DOUBLED + f"{{{{ [а, б]{said}|length }}}}" for said in ("|unique", "|sort", "[:1]")),
    *(_PAIRED + f"{{{{ {said} }}}}" for said in ("{а: 1}", "{'а': 1}[а]", "{'а': 1}.get(а)")),
    _GROUPED + "{{ а|length }}",
    _ITEMS + "{{ а == б }}",
    _WIDE + "{% set в=б[:] %}{% for i in range(99999) %}{% if б == в %}{% endif %}{% endfor %}",
    "{% set а=range(9999)|list %}{% for i in range(99999) %}{% if а < а %}{% endif %}{% endfor %}",
]


@pytest.mark.parametrize("tags", _ENDLESS)
def test_a_template_cannot_make_the_program_busy_or_full(tags: str, tmp_path: Path) -> None:
    template = tmp_path / "шаблон.docx"
    document = docx.Document()
    document.add_paragraph(tags)
    document.save(str(template))
    started = time.process_time()
    with pytest.raises(TemplateError) as caught:
        fill(template, {}, None)
    assert time.process_time() - started < 10
    (problem,) = caught.value.problems
    assert re.search("слишком|запрещено|нет преобразования|не подходит", problem.fault)


_SENSELESS = [
    "{{ " + "(" * 300 + "1" + ")" * 300 + " }}",
    "{{ " + "1+" * 1_000 + "1 }}",
    "{{ " + "not " * 20_000 + "1 }}",
    "{{ 1" + "|string" * 20_000 + " }}",
    "{{ а" + ".x" * 20_000 + " }}",
    "{{ " + "[" * 3_000 + "]" * 3_000 + " }}",
    "{% if 1 %}" * 300 + "x" + "{% endif %}" * 300,
    "{% for i in [1] %}" * 300 + "x" + "{% endfor %}" * 300,
    "{% for i in [1] %}" * 25 + "x" + "{% endfor %}" * 25,
    "{% if " + "not " * 20_000 + "1 %}x{% endif %}",
]


@pytest.mark.parametrize("tags", _SENSELESS)
def test_tags_too_deep_in_each_other_are_refused_with_their_place(
    tags: str, tmp_path: Path
) -> None:
    template = tmp_path / "шаблон.docx"
    document = docx.Document()
    document.add_paragraph("Сначала {{ а }}")
    document.add_paragraph(f"Здесь {tags}")
    document.save(str(template))
    with pytest.raises(TemplateError) as caught:
        filled(Template(template), {"а": 1}, None)
    with pytest.raises(TemplateError):
        fill(template, {"а": 1}, None)
    assert 1 <= len(caught.value.problems) <= 2
    for problem in (*caught.value.problems, *faults_of(template, [{"а": 1}])):
        assert re.match("в тексте «(Здесь )?{", problem.fault)
        assert "тег слишком сложен" in problem.fault


@pytest.mark.parametrize("tag", ["1e999", "(1e999-1e999)|процент", "1e308/1e-10", "'inf'|float"])
def test_a_number_without_end_is_refused(tag: str, tmp_path: Path) -> None:
    template = tmp_path / "шаблон.docx"
    document = docx.Document()
    document.add_paragraph(f"{{{{ {tag} }}}}")
    document.save(str(template))
    with pytest.raises(TemplateError) as caught:
        filled(Template(template), {}, None)
    assert re.search("большое число|не подходит", caught.value.problems[0].fault)


def test_a_template_that_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    template = tmp_path / "шаблон.docx"
    template.write_bytes(document_of(paragraph("a"), picture=("word/x.bin", "", "0" * (130 << 20))))
    with pytest.raises(TemplateError) as caught:
        fill(template, {}, None)
    assert "слишком велик" in caught.value.problems[0].fault


@pytest.mark.parametrize(
    ("part", "before", "after"),
    [
        ("docProps/core.xml", "<", "<<"),
        ("word/styles.xml", "<", "<<"),
        ("word/document.xml", "<w:body>", "<w:body>" + "<w:tbl><w:tr><w:tc>" * 300),
        ("[Content_Types].xml", "<Types", "<Kinds"),
        (
            "word/_rels/document.xml.rels",
            'Target="styles.xml"',
            'Target="/x" TargetMode="External"',
        ),
        (
            "word/_rels/document.xml.rels",
            "</Relationships>",
            f'<Relationship Id="q" Type="{_R}/header" TargetMode="External"/></Relationships>',
        ),
        ("docProps/core.xml", "core-properties", "other-properties"),
        ("word/document.xml", "</w:body>", "&e;</w:body>"),
        ("word/styles.xml", "<w:b/>", '<w:b w:val="maybe"/>'),
        ("word/styles.xml", "wordprocessingml/2006/main", "wordprocessingml/main"),
    ],
)
def test_a_broken_template_is_refused(part: str, before: str, after: str, tmp_path: Path) -> None:
    template = tmp_path / "шаблон.docx"
    template.write_bytes(document_of(paragraph("{{ 1 }}"), broken=(part, before, after)))
    with pytest.raises(TemplateError) as caught:
        filled(Template(template), {}, None)
    assert "не открывается как документ Word" in caught.value.problems[0].fault


@pytest.mark.parametrize(
    "document",
    [
        "<a/>",
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>',
    ],
)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_template_that_is_another_document_is_refused(document: str, tmp_path: Path) -> None:
    template = tmp_path / "шаблон.docx"
    template.write_bytes(document_of(paragraph("{{ 1 }}")))
    with zipfile.ZipFile(template, "a") as packed:
        packed.writestr("word/document.xml", document)
    with pytest.raises(TemplateError) as caught:
        filled(Template(template), {}, None)
    assert "не открывается как документ Word" in caught.value.problems[0].fault


@pytest.mark.parametrize("value", ["1000000000", "inf", "x"])
def test_a_template_with_a_senseless_table_is_filled(value: str, tmp_path: Path) -> None:
    template = tmp_path / "шаблон.docx"
    grid = table(cell=f'<w:gridSpan w:val="{value}"/>', width="x")
    template.write_bytes(document_of(paragraph("{{ 1 }}") + grid + "<w:sectPr/>"))
    assert fill(template, {}, None)


@pytest.mark.parametrize(
    "name", ["😀" * 70, "Ш" * 70, "CON", "nul.txt", "..", "Школа.", "a/b\\c", "\0"]
)
def test_files_of_schools_have_names_that_every_system_takes(name: str) -> None:
    twice = Schools(ids=(name, f"{name} "), names=(name, name), municipalities=("", ""))
    first, second = file_names(twice)
    assert first.casefold() != second.casefold()
    for each in (first, second):
        assert len(f".{each}.docx.new".encode()) < 255
        assert not re.search(
            r'[\x00-\x1f<>:"/\\|?*]|^(con|nul)(\.|$)|^\.|[. ]$', each, re.IGNORECASE
        )


def test_texts_are_joined_as_before() -> None:
    filled = environment().from_string("{{ а ~ 'б&' ~ 1 ~ 1.5 }} {{ [а, 2]|join(', ') }}")
    assert filled.render(а="<") == "&lt;б&amp;11.5 &lt;, 2"
