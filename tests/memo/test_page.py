"""The memo as a page: looked at in a real browser, where it is searched, sorted and printed."""

import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from shnor_cli.memo.blocks import Block, Cell, Chart, Document, Paragraph, Table
from shnor_cli.memo.page.writing import page
from shnor_cli.memo.word.reading import read
from tests.memo.browser import Page, browser
from tests.memo.building import small_district
from tests.memo.papers import (
    HOSTILE,
    SCHOOLS,
    annex,
    bars,
    cell,
    document_of,
    every_kind,
    head,
    said,
    summary,
)
from tests.memo.printed import Box, boxes_of, pages_of, sizes_of
from tests.memo.words import memo_of

SUMMARY, ANNEX = "#t1", "#t2"


def draw(chart: Chart) -> str:
    return f'<svg viewBox="0 0 9 9"><title>{chart.unit}</title></svg>'


def made(document: Document) -> str:
    return page(document, draw).decode()


class _Words(HTMLParser):
    """What a page says and of what elements it is made."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.said: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._ours = 0
        self.feed(source)
        self.words = " ".join(" ".join(self.said).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._ours += tag in {"script", "style"}

    def handle_endtag(self, tag: str) -> None:
        self._ours -= tag in {"script", "style"}

    def handle_data(self, data: str) -> None:
        if not self._ours:
            self.said.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Page]:
    with browser() as opened:
        yield opened


@pytest.fixture
def memo(chromium: Page, tmp_path: Path) -> Page:
    path = tmp_path / "справка.html"
    path.write_bytes(page(every_kind(), draw))
    chromium.resize(1280, 900)
    chromium.open(path)
    return chromium


def shown(memo: Page, table: str) -> list[str]:
    """Return the names of the schools that a table shows, in order."""
    script = f"""[...document.querySelectorAll('{table} tbody th')]
        .filter(cell => cell.offsetParent).map(cell => cell.textContent.trim())"""
    names: list[str] = memo.run(script)
    return names


def click(memo: Page, table: str, heading: str) -> str:
    """Click a heading of a table and return how the table is sorted by it now."""
    script = f"""(() => {{
        const cell = [...document.querySelectorAll('{table} thead th')]
            .find(each => each.textContent.includes('{heading}'));
        cell.click();
        return cell.ariaSort;
    }})()"""
    direction: str = memo.run(script)
    return direction


def enter(memo: Page, field: str, value: str) -> str:
    """Give a tool of the summary a value and return what is said to have been found."""
    script = f"""(() => {{
        const field = document.querySelector('{SUMMARY} {field}');
        if (field.type === 'checkbox') field.checked = {str(bool(value)).lower()};
        else field.value = '{value}';
        field.dispatchEvent(new Event('input', {{ bubbles: true }}));
        return document.querySelector('{SUMMARY} .found').textContent;
    }})()"""
    found: str = memo.run(script)
    return found


def test_the_same_document_gives_the_same_page() -> None:
    assert page(every_kind(), draw) == page(every_kind(), draw)


def test_every_word_of_the_document_is_on_the_page() -> None:
    document = every_kind()
    words = "".join(_Words(made(document)).words.split())
    for block in document.blocks:
        if isinstance(block, Table):
            texts = [each.text for row in block.rows for cells in row for each in cells.paragraphs]
        else:
            texts = [block.text] if isinstance(block, Paragraph) else []
        assert all("".join(text.split()) in words for text in texts)


def test_hostile_words_are_never_markup() -> None:
    parsed = _Words(
        made(document_of(*map(said, HOSTILE), Table((tuple(map(cell, HOSTILE)),), 0, (1 / 6,) * 6)))
    )
    for words in HOSTILE:
        assert parsed.words.count(" ".join(words.split())) == 2
    assert len(parsed.all("script")) == 1
    assert not parsed.all("img")
    assert not parsed.all("b")


def test_the_page_loads_nothing_and_runs_its_own_script_only(memo: Page) -> None:
    source = made(every_kind())
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', source)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:;")
    assert not re.findall(r"""(?:src|href)=["'](?!#|data:)""", source)
    assert memo.complaints == []
    refused = """(() => {
        const script = document.createElement('script');
        script.textContent = 'window.broken = true';
        document.body.append(script);
        return window.broken === undefined;
    })()"""
    assert memo.run(refused)
    assert memo.run("document.title") == every_kind().title


def test_headings_captions_and_cells_are_what_they_are() -> None:
    parsed = _Words(made(every_kind()))
    assert parsed.all("html") == [{"lang": "ru"}]
    assert [tag for tag, _ in parsed.tags if re.fullmatch(r"h\d", tag)] == [
        *("h1", "h2", "h3", "h4", "h4", "h2", "h2", "h2"),
    ]
    assert len(parsed.all("details")) == 3  # the contents and two cards
    assert [each.get("role") for each in parsed.all("table")].count("presentation") == 1
    scopes = [each.get("scope") for each in parsed.all("th")]
    assert scopes.count("col") == 4 + 6
    assert scopes.count("row") == len(SCHOOLS) + 1  # and the totals
    assert scopes.count("rowgroup") == 2
    assert len(parsed.all("figcaption")) == 3
    assert len(parsed.all("tfoot")) == 1


def test_contents_name_annexes_by_their_numbers() -> None:
    contents = made(every_kind()).split("</nav>", maxsplit=1)[0]
    assert "Приложение № 1. Показатели" in contents
    assert "Приложение № 2. Имена" in contents
    assert "1. Общие положения" in contents
    assert "2. Выводы" in contents


def test_a_list_inside_a_cell_keeps_its_marks() -> None:
    items = tuple(said(words, mark=mark) for mark, words in (("1)", "первое"), ("2)", "второе")))
    words = _Words(made(document_of(Table(((Cell(items),),), 0, (1.0,))))).words
    assert "1) первое" in words
    assert "2) второе" in words


def test_a_category_is_chosen_only_where_there_are_categories() -> None:
    numbers = Table(
        (
            (head("Школа"), head("Доля")),
            *((cell("да" if at % 2 else "нет", fill="F4CCCC"), cell("1,5")) for at in range(8)),
        ),
        1,
        (0.5, 0.5),
    )
    parsed = _Words(made(document_of(numbers)))
    assert not parsed.all("select")
    assert "Категория" not in parsed.words
    assert [each.get("type") for each in parsed.all("input")] == ["search", "checkbox"]
    assert len(_Words(made(document_of(summary()))).all("option")) == 1 + 4
    page = made(
        document_of(numbers._replace(rows=((head("Вывод"), head("Доля")), *numbers.rows[1:])))
    )
    assert "Вывод: все нет да" in " ".join(_Words(page).words.split())


def test_a_small_table_has_no_tools() -> None:
    small = Table(((head("Файл"), head("Строк")), (cell("a.csv"), cell("5"))), 1, (0.5, 0.5))
    assert not _Words(made(document_of(small))).all("input")


def test_a_column_is_sorted_both_ways_and_back(memo: Page) -> None:
    order = [name for name, *_ in SCHOOLS]
    by_share = ["Гимназия № 2", "Гимназия № 10", "Ёлкинская", "Жарковская", "Еловская"]
    assert click(memo, SUMMARY, "Доля") == "ascending"
    rising = shown(memo, SUMMARY)
    assert [part for part, name in zip(by_share, rising, strict=False) if part in name] == by_share
    assert rising[5:7] == [order[4], order[6]]
    assert click(memo, SUMMARY, "Доля") == "descending"
    falling = shown(memo, SUMMARY)
    assert falling[:5] == rising[:5][::-1]
    assert falling[5:] == rising[5:], "what is missing stands last, and totals stay in place"
    assert click(memo, SUMMARY, "Доля") == "none"
    assert shown(memo, SUMMARY) == order


@pytest.mark.parametrize("words", ["скрыто", "скр.", "н/д"])
def test_what_is_hidden_or_unknown_stands_last_both_ways(
    chromium: Page, tmp_path: Path, words: str
) -> None:
    path = tmp_path / "public.html"
    shares = (words, "7,0", words, "12,5", "3,1", "—", "1,0", "скромная")
    rows = [(cell(f"Школа {place}"), cell(share)) for place, share in enumerate(shares)]
    top = (head("Школа"), head("Доля"))
    path.write_bytes(page(document_of(Table((top, *rows), 1, (0.5, 0.5))), draw))
    chromium.open(path)
    column = "[...document.querySelectorAll('#t1 tbody tr')].map(row => row.cells[1].innerText)"
    last = [words, words, "—"]
    click(chromium, "#t1", "Доля")
    assert chromium.run(column) == ["1,0", "3,1", "7,0", "12,5", "скромная", *last]
    click(chromium, "#t1", "Доля")
    assert chromium.run(column) == ["скромная", "12,5", "7,0", "3,1", "1,0", *last]


def test_words_are_sorted_as_in_russian(memo: Page) -> None:
    click(memo, SUMMARY, "Школа")
    assert [re.sub(r".*«|».*", "", name) for name in shown(memo, SUMMARY)] == [
        *("Гимназия № 2", "Гимназия № 10", "Дальняя СОШ", "Ёлкинская СОШ", "Еловская СОШ"),
        *("Жарковская ООШ", "Ясная СОШ"),
    ]


def test_a_column_is_sorted_from_the_keyboard(memo: Page) -> None:
    memo.run(f"document.querySelector('{SUMMARY} thead th:nth-child(4)').focus()")
    memo.press("Enter")
    sort = "document.activeElement.ariaSort"
    assert memo.run(sort) == "ascending"
    memo.press(" ")
    assert memo.run(sort) == "descending"
    assert memo.run("document.activeElement.scope") == "col"


def test_schools_over_several_years_are_sorted_whole(chromium: Page, tmp_path: Path) -> None:
    path = tmp_path / "annex.html"
    path.write_bytes(page(document_of(annex(schools=9)), draw))
    chromium.open(path)
    click(chromium, "#t1", "0 класс")
    years = chromium.run(
        "[...document.querySelectorAll('#t1 tbody')].map(body => body.rows.length)"
    )
    assert years == [3] * 9
    last = chromium.run(
        "[...document.querySelectorAll('#t1 tbody')]"
        ".map(body => parseInt(body.rows[2].cells[1].textContent))"
    )
    assert last == sorted(last)
    assert len(shown(chromium, "#t1")) == 9


def test_a_table_is_searched_and_filtered(memo: Page) -> None:
    assert enter(memo, "input[type=search]", "елк  СОШ") == "Показано: 1 из 7"
    assert shown(memo, SUMMARY) == [SCHOOLS[0][0]]
    assert enter(memo, "input[type=search]", "гимназия № 2") == "Показано: 1 из 7"
    assert enter(memo, "input[type=search]", "045,2") == "Показано: 1 из 7"
    assert enter(memo, "input[type=search]", "") == ""
    assert enter(memo, "select", "ШНОР") == "Показано: 2 из 7"
    assert shown(memo, SUMMARY) == [SCHOOLS[0][0], SCHOOLS[5][0]]
    assert enter(memo, "select", "") == ""
    assert enter(memo, "input[type=checkbox]", "да") == "Показано: 3 из 7"
    assert enter(memo, "input[type=search]", "нет такой") == "Показано: 0 из 7"
    assert memo.run(f"document.querySelector('{SUMMARY} tfoot').offsetParent !== null")


@pytest.mark.parametrize("words", ["№ 2", "№2", "школа №\u00a02", "ШКОЛА  №  2"])
def test_a_number_of_a_school_is_searched_as_such(
    chromium: Page, tmp_path: Path, words: str
) -> None:
    path = tmp_path / "numbers.html"
    names = ("Школа № 2", "Школа № 21", "Школа №2", "Школа № 12", *("Школа № 3",) * 4)
    rows = [(cell(name), cell("+1,5 п.п.", "2 участника")) for name in names]
    top = (head("Школа"), head("Отклонение"))
    path.write_bytes(page(document_of(Table((top, *rows), 1, (0.5, 0.5))), draw))
    chromium.open(path)
    assert enter(chromium, "input[type=search]", words) == "Показано: 2 из 8"
    assert shown(chromium, SUMMARY) == ["Школа № 2", "Школа №2"]


@pytest.mark.parametrize(
    "words",
    ["«Перспектива»", "„Перспектива“", '"перспектива"', "“Перспектива”", "перспектива", "«лицей"],
)
def test_words_are_found_whatever_quotes_are_typed(
    chromium: Page, tmp_path: Path, words: str
) -> None:
    path = tmp_path / "quotes.html"
    names = ("МАОУ «Лицей № 29 „Перспектива“»", *("МБОУ «Берёзовская СОШ»",) * 7)
    rows = [(cell(name), cell("1,5")) for name in names]
    top = (head("Школа"), head("Доля"))
    path.write_bytes(page(document_of(Table((top, *rows), 1, (0.5, 0.5))), draw))
    chromium.open(path)
    assert enter(chromium, "input[type=search]", words) == "Показано: 1 из 8"
    assert enter(chromium, "input[type=search]", "«березовская") == "Показано: 7 из 8"
    assert enter(chromium, "input[type=search]", "БЕРЁЗОВСКАЯ") == "Показано: 7 из 8"


def test_a_category_holds_all_its_schools_whatever_was_decided(
    chromium: Page, tmp_path: Path
) -> None:
    path = tmp_path / "decided.html"
    known = ("ШНОР", "ШНОР; решение: поддержать отдельно", "зона риска; решение: не выявлена")
    values = (*known, "не выявлена; решение: ШНОР", "не выявлена")
    rows = [(cell(f"Школа {at}"), cell(value)) for at, value in enumerate(values)]
    top = (head("Школа"), head("Категория"))
    path.write_bytes(page(document_of(Table((top, *rows), 1, (0.5, 0.5))), draw))
    chromium.open(path)
    options = "[...document.querySelectorAll('#t1 option')].map(option => option.textContent)"
    assert chromium.run(options) == [
        *("все", "ШНОР", "зона риска", "не выявлена"),
        *("решение: поддержать отдельно", "решение: не выявлена", "решение: ШНОР"),
    ]
    for value, places in {
        "ШНОР": (0, 1),
        "зона риска": (2,),
        "не выявлена": (3, 4),
        "решение: ШНОР": (3,),
        "решение: не выявлена": (2,),
    }.items():
        enter(chromium, "select", value)
        assert shown(chromium, SUMMARY) == [f"Школа {at}" for at in places]


def test_what_is_focused_never_lies_under_the_bar_or_a_heading(
    chromium: Page, tmp_path: Path
) -> None:
    path = tmp_path / "focus.html"
    cards = [said(f"Школа {at}", heading=3) for at in range(40)]
    rows = [(cell(f"Школа {at}"), cell("ШНОР", fill="F4CCCC")) for at in range(40)]
    table = Table(((head("Школа"), head("Категория")), *rows), 1, (0.5, 0.5))
    blocks: list[Block] = [said("Глава", heading=1), table, said("Категория", heading=2), *cards]
    path.write_bytes(page(document_of(*blocks), draw))
    chromium.open(path)
    chromium.resize(1000, 600)
    chromium.run("window.scrollTo(0, document.body.scrollHeight)")
    chromium.run("[...document.querySelectorAll('summary')].at(-1).focus()")
    seen = """(() => {
        const each = document.activeElement, box = each.getBoundingClientRect();
        const top = document.elementFromPoint(box.left + 3, box.top + 3);
        return [each.tagName, each.contains(top) || !!each.closest("nav")];
    })()"""
    met = []
    for _ in range(90):
        for kind in ("rawKeyDown", "keyUp"):
            key = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9, "modifiers": 8}
            chromium.call("Input.dispatchKeyEvent", type=kind, **key)
        met.append(tuple(chromium.run(seen)))
    assert {"SUMMARY", "A", "TH", "INPUT"} <= {tag for tag, _ in met}
    assert [tag for tag, is_seen in met if not is_seen and tag != "DIV"] == []


def test_a_card_unfolds_by_hand_by_its_link_and_all_at_once(memo: Page) -> None:
    opened = "[...document.querySelectorAll('details.card')].map(card => card.open)"
    assert memo.run(opened) == [False, False]
    memo.run("document.querySelector('details.card summary').click()")
    assert memo.run(opened) == [True, False]
    memo.run(f"[...document.querySelectorAll('{SUMMARY} tbody a')].at(-1).click()")
    assert memo.run("new Promise(go => setTimeout(go, 100))") is None
    assert memo.run(opened) == [True, True]
    memo.run("document.querySelector('.unfold').click()")
    assert memo.run(opened) == [False, False]
    memo.run("document.querySelector('.unfold').click()")
    assert memo.run(opened) == [True, True]


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_sticks_out_of_the_screen(memo: Page, width: int) -> None:
    memo.resize(width, 900)
    assert memo.run("document.documentElement.scrollWidth") <= width


def test_the_page_prints_as_a_memo(memo: Page, tmp_path: Path) -> None:
    path = tmp_path / "printed.pdf"
    path.write_bytes(memo.print())
    texts, sizes = pages_of(path), sizes_of(path)
    assert sizes == [(595, 842)] * (len(sizes) - 2) + [(842, 595)] * 2
    assert texts[0].startswith("АНАЛИТИЧЕСКАЯ")
    assert [text.split()[0] for text in texts[1:]] == [str(at) for at in range(2, len(texts) + 1)]
    words = "".join(texts)
    assert "Рассказ о первой школе." in words
    assert "Рассказ о второй школе." in words
    assert "Поиск" not in words
    assert "Содержание" not in words
    assert memo.run("document.querySelectorAll('details.card[open]').length") == 0


def test_the_heading_of_a_long_table_is_printed_on_every_page(
    chromium: Page, tmp_path: Path
) -> None:
    source, path = tmp_path / "annex.html", tmp_path / "annex.pdf"
    source.write_bytes(page(document_of(annex(schools=40, columns=20), landscape=True), draw))
    chromium.open(source)
    path.write_bytes(chromium.print())
    texts = pages_of(path)
    assert len(texts) > 5
    assert all("Школа\n" in text for text in texts)
    assert set(sizes_of(path)) == {(842, 595)}


def test_a_caption_is_never_printed_without_its_table(chromium: Page, tmp_path: Path) -> None:
    source, path = tmp_path / "captions.html", tmp_path / "captions.pdf"
    blocks: list[Block] = []
    for lines in range(20, 44):
        caption = said(f"Таблица {lines} — Сводные результаты", caption=True, with_next=True)
        blocks.append(said(f"Начало {lines}", new_page=True))
        blocks += (*(said("строка") for _ in range(lines)), caption, summary())
    source.write_bytes(page(document_of(*blocks), draw))
    chromium.open(source)
    path.write_bytes(chromium.print())
    ends = [text.strip().splitlines()[-1] for text in pages_of(path)]
    assert len(ends) > 24
    assert [end for end in ends if "Сводные" in end] == []


@pytest.mark.parametrize("landscape", [True, False])
def test_a_chart_is_printed_on_one_page_with_its_caption(
    chromium: Page, tmp_path: Path, *, landscape: bool
) -> None:
    def tall(_: Chart) -> str:
        return '<svg viewBox="0 0 100 150"><text x="9" y="149" font-size="5">легенда</text></svg>'

    source, path = tmp_path / "chart.html", tmp_path / "chart.pdf"
    blocks = (said("До"), bars(), said("Рисунок 1 — Доли", caption=True), said("После"))
    source.write_bytes(page(document_of(*blocks, landscape=landscape), tall))
    chromium.open(source)
    path.write_bytes(chromium.print())
    (text,) = pages_of(path)
    assert text.split() == ["До", "легенда", "Рисунок", "1", "—", "Доли", "После"]


def test_headings_of_narrow_columns_are_printed_inside_their_cells(
    chromium: Page, tmp_path: Path
) -> None:
    path = tmp_path / "narrow.html"
    table = summary()._replace(widths=(0.06, 0.44, 0.3, 0.2))
    path.write_bytes(page(document_of(table), draw))
    chromium.open(path)
    chromium.call("Emulation.setEmulatedMedia", media="print")
    wide = "(cell => cell.scrollWidth > cell.clientWidth)(document.querySelector('#t1 thead th'))"
    is_wide = chromium.run(f"document.body.style.width = '165mm', {wide}")
    chromium.call("Emulation.setEmulatedMedia", media="")
    assert is_wide is False


@pytest.mark.parametrize("schools", [3, 9])
def test_turned_headings_are_printed_above_the_first_row(
    chromium: Page, tmp_path: Path, schools: int
) -> None:
    source, path = tmp_path / "turned.html", tmp_path / "turned.pdf"
    memo_of(small_district(1, schools - 1), tmp_path)
    source.write_bytes(page(read((tmp_path / "spravka.docx").read_bytes())))
    chromium.open(source)
    path.write_bytes(chromium.print())
    pages = [words for words in boxes_of(path) if _turned_ends(words)]
    assert pages
    for words in pages:
        rows = (each.top for each in words if re.fullmatch(r"\d+/\d+", each.word))
        assert max(_turned_ends(words)) < min(rows)


def test_long_names_leave_the_sheet_to_numbers() -> None:
    table = annex(schools=2, columns=2)._replace(widths=(0.05, 0.65, 0.1, 0.1, 0.1))
    assert _Words(made(document_of(table))).all("col") == [
        {"style": f"width:{width}%"} for width in ("13.75", "30", "18.75", "18.75", "18.75")
    ]


@pytest.mark.parametrize("share", [0.0305, 0.02])
def test_numbers_beside_long_names_are_printed_whole(
    chromium: Page, tmp_path: Path, share: float
) -> None:
    columns = 15
    numbers = annex(schools=2, columns=columns)
    long = "Муниципальное казённое общеобразовательное учреждение «Озёрная основная школа»"
    rows = [tuple(_renamed(each, long) for each in row) for row in numbers.rows]
    names = 1 - 0.02 - 0.0445 - share * columns
    widths = (0.02, names, 0.0445, *(share for _ in range(columns)))
    source, path = tmp_path / "long.html", tmp_path / "long.pdf"
    table = numbers._replace(rows=tuple(rows), widths=widths)
    source.write_bytes(page(document_of(table, landscape=True), draw))
    chromium.open(source)
    path.write_bytes(chromium.print())
    printed = [each.word for words in boxes_of(path) for each in words]
    wanted = [_text(each).split() for row in rows[1:] for each in row if _text(each) != long]
    assert Counter(w for cell in wanted for w in cell) - Counter(printed) == Counter()
    (words,) = boxes_of(path)
    heads = sorted(each.right for each in words if each.word == "класс")
    assert len(heads) == columns
    assert max(each.right for each in words) < 842 - 40


def _renamed(named: Cell, name: str) -> Cell:
    return cell(name, size=8, rows=named.rows) if "Школа №" in named.text else named


def _text(of: Cell) -> str:
    return " ".join(each.text for each in of.paragraphs)


def _turned_ends(words: list[Box]) -> list[float]:
    """Return where turned words of a heading end."""
    heads = [each for each in words if each.word in {"математика,", "русский"}]
    return [each.bottom for each in heads if each.bottom - each.top > each.right - each.left]


def test_totals_are_printed_once(chromium: Page, tmp_path: Path) -> None:
    source, path = tmp_path / "long.html", tmp_path / "long.pdf"
    table = summary()
    top, *rows, total = table.rows
    source.write_bytes(page(document_of(table._replace(rows=(top, *rows * 20, total))), draw))
    chromium.open(source)
    path.write_bytes(chromium.print())
    texts = pages_of(path)
    assert len(texts) > 2
    assert "".join(texts).count("По району") == 1


def test_a_filtered_table_says_so_on_paper(memo: Page, tmp_path: Path) -> None:
    enter(memo, "select", "ШНОР")
    path = tmp_path / "filtered.pdf"
    path.write_bytes(memo.print())
    words = "".join(pages_of(path))
    assert "Показано: 2 из 7" in words
    assert "Гимназия" not in words


def test_without_its_script_the_page_is_whole_and_has_no_dead_buttons(
    memo: Page, tmp_path: Path
) -> None:
    path = tmp_path / "still.pdf"
    memo.call("Emulation.setScriptExecutionDisabled", value=True)
    memo.open(tmp_path / "справка.html")
    path.write_bytes(memo.print())
    memo.call("Emulation.setScriptExecutionDisabled", value=False)
    words = "".join(pages_of(path))
    assert "Рассказ о второй школе." in words
    assert "Ясная" in words
    assert memo.run("document.querySelectorAll('[hidden]').length") == 2  # tools, unfolding
