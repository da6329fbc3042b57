"""Charts for tests: every form, with names that break things and values that are not there."""

from shnor_cli.memo.blocks import Chart, Series
from shnor_cli.memo.charts.plots import DARK, LIGHT, MIDDLE, PAIRS

HOSTILE = (
    "МКОУ «Школа & <b>дом</b>»",
    "=HYPERLINK(1)",
    "{{ 7 * 7 }} {% for %}",
    "ЧОУ „Росток“ \"прямые\" 'одиночные' ]]>",
    "+7 школа",
    "[red]школа[/red]",
)
"""Names that must come through whole: short enough for any chart."""

LONG = "Муниципальное общеобразовательное учреждение имени Героя Советского Союза " * 4
ENDLESS = "Ы" * 300

ASSESSMENTS = tuple(
    f"ВПР, {subject}, {grade} класс"
    for grade in range(4, 9)
    for subject in ("русский язык", "математика", "окружающий мир")
)


def schools(count: int) -> tuple[str, ...]:
    """Return so many names of schools."""
    return (HOSTILE + tuple(f"МБОУ «Школа № {place}»" for place in range(count)))[:count]


def bars(count: int = 6) -> Chart:
    """Return schools by a share, one of them without a value, in three colours."""
    values = [round(91.7 * 0.9**place, 1) for place in range(count)]
    return Chart(
        form="bars",
        categories=schools(count),
        series=(
            Series(
                "Индекс низких результатов",
                tuple(None if place == 3 else value for place, value in enumerate(values)),
                colour=LIGHT,
                colours=((DARK, DARK, MIDDLE) + (LIGHT,) * count)[:count],
            ),
        ),
        alt="Индекс по школам: выше всего «Школа & <b>дом</b>»",
        x_title="Доля, %",
        unit="%",
    )


def columns(count: int = 3) -> Chart:
    """Return two series by assessment."""
    return Chart(
        form="columns",
        categories=ASSESSMENTS[:count],
        series=(
            Series("Школы «ШНОР»", tuple(30.5 + place for place in range(count)), colour=DARK),
            Series("Все школы", tuple(12.25 + place for place in range(count)), colour=LIGHT),
        ),
        alt="Две группы школ",
        title="Заголовок & знак",
        y_title="Доля низких результатов",
        digits=2,
    )


def lines(count: int = 4) -> Chart:
    """Return lines over years, the second with a gap."""
    return Chart(
        form="lines",
        categories=("2021/22", "2022/23", "2023/24", "2024/25"),
        series=tuple(
            Series(
                f"Процедура {place}",
                (10.5 + place, None if place == 1 else 20.0, 15.3 + place, 9.9),
                colour=PAIRS[place // 2][place % 2],
            )
            for place in range(count)
        ),
        alt="Доля по годам",
        y_title="Доля",
        unit="%",
    )


def points(count: int = 40) -> Chart:
    """Return a cloud: every fifth point belongs to the second series; two lines below it."""
    at = tuple(float(20 + place * 37 % 400) for place in range(count))
    values = [round(8 + place * 13 % 21 * 1.1 + 25 * (place % 5 == 0), 1) for place in range(count)]
    return Chart(
        form="points",
        categories=schools(count),
        series=(
            Series(
                "Остальные",
                tuple(None if place % 5 == 0 else value for place, value in enumerate(values)),
                at,
                LIGHT,
            ),
            Series(
                "Выявленные",
                tuple(value if place % 5 == 0 else None for place, value in enumerate(values)),
                at,
                DARK,
            ),
            Series("Доля по всем", (19.0, 19.0), (min(at), max(at)), "33373B", is_line=True),
            Series(
                "Верхняя граница",
                (36.19, 28.4, 23.05),
                (min(at), 60.0, max(at)),
                "6B7177",
                is_line=True,
            ),
        ),
        alt="Воронка",
        x_title="Участников",
        y_title="Доля",
        unit="%",
    )


FORMS = {"bars": bars(), "columns": columns(), "lines": lines(), "points": points()}
SIZES = {
    "one bar": bars(1),
    "two bars": bars(2),
    "forty bars": bars(40),
    "one pair of columns": columns(1),
    "many columns": columns(15),
    "one line": lines(1),
    "eight lines": lines(8),
    "two points": points(2),
    "three hundred points": points(300),
}
