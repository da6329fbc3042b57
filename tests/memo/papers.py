"""Documents made by hand: a memo with blocks of every kind, and one as large as a region's."""

from collections.abc import Sequence

from shnor_cli.memo.blocks import (
    Block,
    Cell,
    Chart,
    Document,
    Paragraph,
    Picture,
    Section,
    Series,
    Span,
    Table,
)

HOSTILE = (
    "Школа & <b>Росток</b>",
    "</script><script>document.title = 'взлом'</script>",
    '"><img src=x onerror="document.title = 1">',
    "{{ 7 * 7 }} {% raw %}",
    "#eval(1) $x$ @ref *звёзды* _черты_ `код` // и \\u{41}",
    "=1+1 <!-- --> &amp; &#65;",
)

SCHOOLS = (
    ("МКОУ «Ёлкинская СОШ»", "ШНОР", "31,0", "9 из 29", "F4CCCC"),
    ("МБОУ «Гимназия № 10»", "не выявлена", "2,5", "1 из 40", ""),
    ("МБОУ «Гимназия № 2»", "не выявлена", "−3,4", "2 из 50", ""),
    ("МКОУ «Жарковская ООШ»", "зона риска", "100,0", "4 из 4", "FDE9D9"),
    ("МКОУ «Дальняя СОШ»", "недостаточно данных", "н/д", "", ""),
    ("МКОУ «Еловская СОШ»", "ШНОР", "1 045,2", "7 из 9", "F4CCCC"),
    ("МКОУ «Ясная СОШ»", "не выявлена", "—", "", ""),
)
"""Name, category, share, people, shade: in the order of the document."""


def said(words: str, **looks: object) -> Paragraph:
    return Paragraph((Span(words),), **looks)  # type: ignore[arg-type]


def strong(words: str, **looks: object) -> Paragraph:
    return Paragraph((Span(words, bold=True),), **looks)  # type: ignore[arg-type]


def cell(*words: str, size: float = 10.0, **looks: object) -> Cell:
    lines = tuple(said(each, size=size, align="center") for each in words)
    return Cell(lines, **looks)  # type: ignore[arg-type]


def head(words: str, **looks: object) -> Cell:
    return Cell((strong(words, size=10.0, align="center"),), **looks)  # type: ignore[arg-type]


def document_of(*blocks: Block, date: str = "", landscape: bool = False) -> Document:
    return Document("Справка", date, (Section(landscape, blocks),))


def summary() -> Table:
    rows = [
        (cell(str(number)), cell(name), cell(category, fill=fill), cell(share, people))
        for number, (name, category, share, people, fill) in enumerate(SCHOOLS, 1)
    ]
    total = (head(""), head("По району"), head(""), head("12,0"))
    names = ("№ п/п", "Школа", "Категория", "Доля, %")
    return Table((tuple(map(head, names)), *rows, total), 1, (0.1, 0.4, 0.3, 0.2))


def annex(schools: int = 2, columns: int = 3, years: Sequence[int] = (2023, 2024, 2025)) -> Table:
    """Return a table of schools over years under turned headings."""
    top = (head("№"), head("Школа"), head("Год"))
    turned = tuple(head(f"ВПР, математика, {at} класс", turned=True) for at in range(columns))
    rows: list[tuple[Cell, ...]] = [(*top, *turned)]
    for school in range(schools):
        for at, year in enumerate(years):
            low = (school * 7 + at * 3) % 40
            values = tuple(
                cell(f"{low + place},5", f"{place}/40", size=8, fill="" if low < 30 else "F4CCCC")
                for place in range(columns)
            )
            merged = (
                cell(str(school + 1), rows=len(years)),
                cell(f"Школа № {school + 1}", rows=len(years)),
            )
            rows.append((*(merged if not at else ()), cell(str(year), size=8), *values))
    share = 0.7 / columns
    return Table(tuple(rows), 1, (0.05, 0.2, 0.05, *(share for _ in range(columns))))


def signature() -> Table:
    line = (cell("Начальник", size=14), cell("________"), cell("Е. А. Воронцова", size=14))
    under = (cell(""), cell("(подпись)", size=8), cell(""))
    return Table((line, under), 0, (0.5, 0.2, 0.3), bordered=False)


def bars() -> Chart:
    names = ("МКОУ «Ёлкинская СОШ»", HOSTILE[0])
    return Chart("bars", names, (Series("доля", (31.0, 2.5)),), "Доля по школам", unit="%")


def every_kind() -> Document:
    """Return a memo with a block of every kind."""
    dot = (
        "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q"
        "DwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    first: tuple[Block, ...] = (
        strong("АНАЛИТИЧЕСКАЯ СПРАВКА", align="center"),
        said("Пример не утверждён.", framed=True, size=12.0),
        said("Выводы предварительные.", framed=True, size=12.0),
        strong("1. Общие положения", heading=1, align="center", with_next=True),
        Paragraph(
            (
                Span("Слово "),
                Span("жирное", bold=True),
                Span(" курсив", italic=True),
                Span(" черта", underlined=True),
                Span("2", raised=1),
                Span("i", raised=-1),
            ),
            align="justify",
            indent=35.45,
        ),
        said("первый", mark="–", align="justify", indent=35.45),
        said("вложенный", mark="•", depth=1),
        said("второй", mark="–"),
        said("Таблица 1 — Сводные результаты", caption=True, size=12.0, with_next=True),
        summary(),
        said("Примечание к таблице.", size=10.0, before=3.0),
        bars(),
        said("Рисунок 1 — Доля по школам", caption=True, size=12.0),
        Picture(dot, "Герб", 40.0, 40.0),
        strong("1.1. Категория «ШНОР»", heading=2, indent=35.45),
        said("МКОУ «Ёлкинская СОШ»", heading=3, indent=35.45),
        said("Рассказ о первой школе."),
        said("МКОУ «Еловская СОШ»", heading=3, indent=35.45),
        said("Рассказ о второй школе."),
        strong("Выводы", heading=1, align="center", mark="2."),
        said("последний пункт", mark="1."),
        said("", after=14.0),
        signature(),
    )
    last: tuple[Block, ...] = (
        said("Приложение № 1", align="right", size=12.0),
        said("к справке", align="right", size=12.0),
        strong("Показатели", heading=1, align="center"),
        said("Таблица 2 — Доля, %", caption=True, size=12.0),
        annex(),
        said("Приложение № 2", align="right", size=12.0, new_page=True),
        strong("Имена", heading=1, align="center"),
        *(said(words) for words in HOSTILE),
    )
    return Document(
        "Аналитическая справка & </title>",
        "2026-01-27",
        (Section(landscape=False, blocks=first), Section(landscape=True, blocks=last)),
    )
