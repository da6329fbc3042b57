"""The memo as PDF/A: every word, the right pages, the same bytes."""

import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from shnor_cli.errors import ShnorError
from shnor_cli.memo.blocks import (
    Block,
    Cell,
    Chart,
    Document,
    Paragraph,
    Series,
    Span,
    Table,
)
from shnor_cli.memo.pdf import pdf, unknown_characters
from shnor_cli.memo.word.reading import read
from tests.memo.building import small_district
from tests.memo.papers import (
    HOSTILE,
    SCHOOLS,
    annex,
    cell,
    document_of,
    every_kind,
    head,
    said,
    signature,
)
from tests.memo.printed import boxes_of, pages_of, sizes_of
from tests.memo.words import memo_of


def draw(chart: Chart) -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 20">'
        f'<text x="0" y="15" font-family="Liberation Serif">{chart.unit} рисунка</text></svg>'
    )


@pytest.fixture
def printed(tmp_path: Path) -> Callable[[Document], Path]:
    def put(document: Document) -> Path:
        path = tmp_path / "справка.pdf"
        path.write_bytes(pdf(document, draw))
        return path

    return put


def together(text: str) -> str:
    """Return a text without its line ends and spaces."""
    return re.sub(r"\s|\u2060", "", text)


def test_the_same_document_gives_the_same_bytes() -> None:
    assert pdf(every_kind(), draw) == pdf(every_kind(), draw)


def test_it_is_an_archival_tagged_document_of_the_date_of_the_memo() -> None:
    content = pdf(every_kind(), draw)
    about = content.decode("latin-1")
    assert "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>" in about
    assert "2026-01-27" in about
    assert "/StructTreeRoot" in about
    assert "/Lang" in about
    assert "<rdf:li xml:lang" in about
    assert "Аналитическая справка &amp; &lt;/title&gt;".encode() in content


def test_a_memo_without_a_date_is_the_same_every_day() -> None:
    content = pdf(document_of(said("Слово")), draw)
    assert b"1980-01-01" in content
    assert not re.search(rb"20\d\d-\d\d-\d\dT", content)


def test_every_word_is_there(printed: Callable[[Document], Path]) -> None:
    words = together("".join(pages_of(printed(every_kind()))))
    for name, category, share, *_ in SCHOOLS:
        assert all(together(each) in words for each in (name, category, share))
    for each in (
        "Словожирноекурсивчерта",
        "–первый",
        "•вложенный",
        "1.последнийпункт",
        "2.Выводы",
        "%рисунка",
    ):
        assert each in words
    assert "Приложение№1" in words


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_only_words(printed: Callable[[Document], Path], words: str) -> None:
    document = document_of(
        said(words),
        said(words, heading=1),
        said(words, mark=words),
        said(words, caption=True),
        Table(((cell(words),),), 0, (1.0,)),
    )
    shown = together("".join(pages_of(printed(document))))
    assert shown.count(together(words)) == 6


def test_an_endless_name_stays_on_the_paper_and_whole(tmp_path: Path) -> None:
    name = "Ж" * 300
    memo_of(small_district(1, 2, names={0: name}), tmp_path)
    path = tmp_path / "spravka.pdf"
    document = read((tmp_path / "spravka.docx").read_bytes())
    path.write_bytes(pdf(document))
    for words, (width, _) in zip(boxes_of(path), sizes_of(path), strict=True):
        assert max(each.right for each in words) < width - 40
    said = together("".join(pages_of(path)))
    assert said.count(name) > 4
    annexes = [each for each in document.blocks if isinstance(each, Table) and each.heading_rows]
    narrow = [min(table.widths) for table in annexes if len(table.widths) > 3]
    assert min(narrow) > 0.025


def test_a_word_is_broken_only_where_its_column_is_narrower(
    printed: Callable[[Document], Path],
) -> None:
    word = "Верхнекраснояружская"
    table = Table(((cell(f"МКОУ {word}"), cell(word, turned=True)),), 0, (0.3, 0.7))
    assert "".join(pages_of(printed(document_of(table)))).split().count(word) == 2
    narrow = pages_of(printed(document_of(table._replace(widths=(0.1, 0.9)))))
    assert "".join(narrow).split().count(word) == 1
    assert together("".join(narrow)).count(word) == 2


def test_pages_are_turned_and_numbered_from_the_second(
    printed: Callable[[Document], Path],
) -> None:
    path = printed(every_kind())
    texts, sizes = pages_of(path), sizes_of(path)
    assert sizes == [(595, 842)] * (len(sizes) - 2) + [(842, 595)] * 2
    assert texts[0].startswith("АНАЛИТИЧЕСКАЯ")
    assert [text.split()[0] for text in texts[1:]] == [str(at) for at in range(2, len(texts) + 1)]


def test_a_long_wide_table_has_its_heading_on_every_page(
    printed: Callable[[Document], Path],
) -> None:
    table = annex(schools=100, columns=23)
    texts = pages_of(printed(document_of(table, landscape=True)))
    words = "\n".join(texts)
    assert len(texts) > 10
    assert all("Школа\n" in text for text in texts)
    assert [f"Школа № {at}" for at in range(1, 101) if f"Школа № {at}\n" not in words] == []
    for text in texts:  # a school is not torn between two pages
        assert text.count("2023\n") == text.count("2025\n") == len(re.findall(r"Школа № \d", text))


def test_a_school_of_many_lines_may_be_torn(printed: Callable[[Document], Path]) -> None:
    table = annex(schools=1, columns=2, years=range(1900, 2000))
    words = "".join(pages_of(printed(document_of(table))))
    assert all(f"{year}\n" in words for year in range(1900, 2000))


def test_a_row_that_lacks_cells_does_not_take_those_of_the_next(
    printed: Callable[[Document], Path],
) -> None:
    items = Cell((said("первое", mark="1)"), said("второе", mark="2)")), rows=9)
    rows = (
        (head("А"), head("Б"), head("В")),
        (items, cell("б1")),
        (cell("б2"), cell("в2")),
    )
    path = printed(document_of(Table(rows, 1, (0.4, 0.3, 0.3))))
    words = pages_of(path, "-layout")[0].split()
    assert [word for word in words if word not in {"1)", "2)", "первое", "второе"}] == [
        *("А", "Б", "В", "б1", "б2", "в2"),
    ]
    assert {"1)", "2)", "первое", "второе"} <= {*words}
    lines = [line.split() for line in pages_of(path, "-layout")[0].splitlines()]
    assert [line for line in lines if "б2" in line and "в2" in line]
    assert [line for line in lines if "б1" in line and "б2" not in line]


def test_a_signature_stays_with_the_last_words(printed: Callable[[Document], Path]) -> None:
    def lines(count: int) -> list[Block]:
        return [said(f"строка {at}", mark=f"{at}.") for at in range(count)]

    for count in range(36, 46):
        document = document_of(*lines(count), said("", after=14.0), signature())
        last = pages_of(printed(document))[-1]
        assert "Воронцова" in last
        assert f"строка {count - 1}\n" in last


def test_a_signature_is_whole_and_stands_on_the_last_line_of_the_post(
    printed: Callable[[Document], Path],
) -> None:
    post = "Начальник Управления образования администрации городского округа Заря"
    name = "В.\u00a0Ю.\u00a0Константинопольская"
    line = (cell(post, size=14), cell("______________", size=14), cell(name, size=14))
    path = printed(document_of(Table((line,), 0, (0.42, 0.25, 0.33), bordered=False)))
    (words,) = boxes_of(path)
    places = {each.word: each for each in words}
    (end,) = (each for each in words if each.word.endswith("Константинопольская"))
    assert end.right < 595 - 42
    assert abs(end.top - places["Заря"].top) < 1
    assert abs(places["______________"].top - places["Заря"].top) < 1


def test_a_cell_without_paragraphs_is_empty(printed: Callable[[Document], Path]) -> None:
    table = Table(((Cell(()), cell("Ли")),), 0, (0.5, 0.5), bordered=False)
    assert "Ли" in "".join(pages_of(printed(document_of(table))))


def test_the_stroke_of_a_running_number_ends_no_line(
    printed: Callable[[Document], Path],
) -> None:
    table = Table(((head("№ п/п"), head("Школа")), (cell("1"), cell("А"))), 1, (0.06, 0.94))
    (words,) = boxes_of(printed(document_of(table)))
    assert "п/п" in [each.word for each in words]


def test_who_prepared_a_document_stays_with_its_signature(
    printed: Callable[[Document], Path],
) -> None:
    executor = said("Исполнитель: Ли", size=10.0, before=24.0)
    for count in range(36, 46):
        lines = [said(f"строка {at}") for at in range(count)]
        last = pages_of(printed(document_of(*lines, signature(), executor)))[-1]
        assert "Исполнитель" in last
        assert f"строка {count - 1}\n" in last


def test_a_short_table_is_not_torn_and_one_of_long_words_is_whole(
    printed: Callable[[Document], Path],
) -> None:
    table = Table(tuple((cell(f"ряд {at}"), cell("")) for at in range(10)), 0, (0.5, 0.5))
    lines = [said(f"строка {at}") for at in range(38)]
    first, second = pages_of(printed(document_of(*lines, table)))
    assert "ряд" not in first
    assert all(f"ряд {at}\n" in second for at in range(10))
    words = cell(" ".join(f"слово{at}" for at in range(400)))
    long = Table((*table.rows[:5], (words, cell(""))), 0, (0.1, 0.9))
    shown = together("".join(pages_of(printed(document_of(long)))))
    assert all(f"слово{at}" in shown for at in range(400))


def test_the_title_of_a_table_is_on_the_page_of_its_first_row(
    printed: Callable[[Document], Path],
) -> None:
    rows = tuple((cell(f"ряд {at}"), cell("")) for at in range(4))
    table = Table(((head("А"), head("Б")), *rows), 1, (0.5, 0.5))
    title = said("Таблица 1", caption=True, size=12.0)
    for count in range(34, 42):
        lines = [said(f"строка {at}", align="justify") for at in range(count)]
        pages = pages_of(printed(document_of(*lines, title, table)))
        assert [text for text in pages if "Таблица 1" in text and "ряд 0" not in text] == []


def test_a_character_that_the_font_does_not_have_is_shown_and_told(
    printed: Callable[[Document], Path],
) -> None:
    document = document_of(
        said("Школа 😀 и \uf0b7"),
        Table(((head("中"), cell("ө ң Ҡ ≥ №\u200b")),), 1, (0.5, 0.5)),
    )
    words = "".join(pages_of(printed(document)))
    assert "Школа □ и □" in words
    assert "ө ң Ҡ ≥ №" in words
    assert unknown_characters(document) == ("😀", "\uf0b7", "中")


def test_a_tab_leads_to_the_next_stop(printed: Callable[[Document], Path]) -> None:
    spans = Span("Шорин:\t"), Span("Петров\t\t", bold=True), Span("конец\nдальше\tряд")
    document = document_of(
        said("\tначало"),
        said("1.\tпункт", left=36.0, indent=-18.0),
        Paragraph(spans),
        Table(((cell("слева\tсправа"),),), 0, (1.0,)),
    )
    path = printed(document)
    (page,) = boxes_of(path)
    at = {each.word: each.left - 85.04 for each in page}
    stop = 35.4
    assert at["начало"] == pytest.approx(stop, abs=1)
    assert at["пункт"] == pytest.approx(36, abs=1)
    assert at["Петров"] == pytest.approx(2 * stop, abs=1)
    assert at["конец"] == pytest.approx(5 * stop, abs=1)
    assert at["ряд"] == pytest.approx(2 * stop, abs=1)
    assert at["справа"] > at["слева"]


def test_a_hyphen_that_does_not_break_is_shown(printed: Callable[[Document], Path]) -> None:
    name = "северо\u2011восток"
    chart = Chart("bars", (name,), (Series(name, (1.0,)),), name)
    document = document_of(
        *(said("ж" * count + f" {name}", mark=name, heading=count % 2) for count in range(20, 45)),
        Table(((cell(name),),), 0, (1.0,)),
        chart,
    )
    path = printed(document)
    words = "".join(pages_of(path)).replace("\u2060", "")
    assert words.count("северо-восток") >= 2 * 25 + 1
    assert "□" not in words
    assert "северо-\n" not in words
    assert unknown_characters(document) == ()
    assert pdf(document)


def test_without_typst_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(ShnorError) as caught:
        pdf(every_kind(), draw)
    assert caught.value.message == "PDF не построен: не установлена библиотека typst."
    assert 'pip install "shnor-cli[pdf]"' in caught.value.hint
