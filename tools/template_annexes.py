"""The annexes of the memo template."""

from collections.abc import Sequence

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from tools.template_layout import (
    add,
    add_annex,
    add_caption,
    add_figure,
    add_header,
    add_loop,
    add_optional,
    add_row,
    add_rows,
    add_table,
    add_tag,
    add_tag_row,
    turn,
)
from tools.template_parts import STEPS


def annex_values(document: WordDocument) -> None:
    """Add the annex with values of every school, shaded as they were judged."""
    add_annex(document, 1, "Показатели школ", on_new_page=False)
    add_tag(document, "for таблица in таблицы")
    add_caption(document, "{{ таблица.название }}")
    add_tag(document, "if таблица.по_годам")
    _values(document, [8, 50, 16, 60, 60, 66], with_years=True)
    add_tag(document, "else")
    _values(document, [10, 90, 55, 50, 55], with_years=False)
    add_tag(document, "endif")
    _legend(document)
    add_tag(document, "endfor")
    add_tag(document, "if таблицы_скрыты")
    add(document, "Абзац", "{{ таблицы_скрыты }}")
    add_tag(document, "endif")
    add_tag(document, "if not таблицы and not таблицы_скрыты")
    nothing = (
        "{{ 'Показателей, по которым делаются выводы,' if итог.строки else 'Оценённых школ' }}"
    )
    add(document, "Абзац", f"{nothing} нет.")
    add_tag(document, "endif")


_MOVING = (
    "Граница своя у каждого года и каждой группы школ, поэтому равные значения могут быть выделены "
    "по-разному."
)


def _legend(document: WordDocument) -> None:
    """Add what a table of values needs to be read."""
    left_out = "{{ ', или результат требует проверки объективности' if таблица.есть_неучтённые }}"
    for condition, text in (
        ("критерии", "Заливкой выделены значения, при которых выполнен {{ таблица.критерии }}."),
        ("есть_ступени", STEPS),
        ("граница_своя", _MOVING),
        (
            "есть_доли",
            "Под долей — сколько участников она составляет и из скольких: 7/20 — семь из 20.",
        ),
        (
            "есть_скрытые",
            "скр. — скрыто: менее 5 участников или число, по которому их можно вычислить.",
        ),
        (
            "есть_пропуски",
            f"— процедура не проводилась или неприменима{left_out}; н/д — нет данных.",
        ),
    ):
        add_tag(document, f"if таблица.{condition}")
        add(document, "Примечание", text)
        add_tag(document, "endif")


def _values(document: WordDocument, widths: Sequence[int], *, with_years: bool) -> None:
    table = add_table(document, widths, is_tight=True)
    fixed = ["№", "Школа", "Год"] if with_years else ["№", "Школа"]
    looped = ["{%tc for столбец in таблица.столбцы %}", "{{ столбец }}", "{%tc endfor %}"]
    header = add_header(table, fixed + looped, "Мелкая шапка")
    if with_years:
        turn(header.cells[4], header, height=40)
    add_tag_row(table, "for школа in таблица.школы")
    add_tag_row(table, "for строка in школа.строки")
    texts = ["{% vm %}{{ школа.номер }}", "{% vm %}{{ школа.название }}", "{{ строка.год }}"]
    cells = ["{%tc for ячейка in строка.ячейки %}", _VALUE, "{%tc endfor %}"]
    row = add_row(table, texts[: len(fixed)] + cells, "Мелкая ячейка")
    row.cells[1].paragraphs[0].alignment = ALIGN.LEFT
    add_optional(row.cells[-2], "Доля", "ячейка.доля")
    add_tag_row(table, "endfor")
    add_tag_row(table, "endfor")


_VALUE = "{% cellbg ячейка.цвет %}{{ ячейка.значение }}"


def annex_data(document: WordDocument) -> None:
    """Add the annex with what was read and what was odd in it."""
    add_annex(document, 2, "Исходные данные и протокол их проверки")
    add_caption(document, "Исходные файлы")
    table = add_table(document, [110, 30, 120])
    add_header(table, ["Файл", "Строк", "SHA-256"])
    add_rows(
        table,
        "файл in источники.файлы",
        ["{{ файл.имя }}", "{{ файл.строк }}", "{{ файл.отпечаток }}"],
        centred=[1],
    )
    add_tag(document, "if источники.процедуры")
    add_caption(document, "Участие в оценочных процедурах (школ / участников)")
    table = add_table(document, [110, 50, 50, 50])
    years = ["{%tc for год in источники.годы %}", "{{ год }}", "{%tc endfor %}"]
    cells = ["{%tc for ячейка in процедура.ячейки %}", "{{ ячейка }}", "{%tc endfor %}"]
    add_header(table, ["Оценочная процедура", *years])
    texts = ["{{ процедура.название }}", *cells]
    add_rows(table, "процедура in источники.процедуры", texts, centred=range(1, 4))
    add_tag(document, "endif")
    _noticed(document, "Замечания к данным", "замечание", "замечания")
    add_tag(document, "if вопросы.строки")
    _noticed(document, "Вопросы к данным", "вопрос", "вопросы.строки")
    add_tag(document, "endif")


def _noticed(document: WordDocument, title: str, one: str, many: str) -> None:
    """Add a table of remarks or questions: where, what, what was done."""
    add_tag(document, f"if {many}")
    add_caption(document, title)
    table = add_table(document, [12, 78, 100, 70])
    add_header(table, ["№ п/п", "Где", one.capitalize(), "Что сделано"])
    texts = ["{{ loop.index }}", *(f"{{{{ {one}.{key} }}}}" for key in ("место", one, "сделано"))]
    add_rows(table, f"{one} in {many}", texts, centred=[0])
    add_tag(document, "else")
    add(document, "Абзац", f"{title}: нет.")
    add_tag(document, "endif")


def annex_calculation(document: WordDocument) -> None:
    """Add the annex with the answers of criteria and what the memo can be checked by."""
    add_annex(document, 3, "Расчёт и сведения для проверки")
    add_tag(document, "if расчёт.строки")
    add_caption(document, "Ответы на критерии в отчётном году")
    table = add_table(document, [10, 80, 40, 40, 40, 50])
    titles = ["{%tc for столбец in расчёт.столбцы %}", "{{ столбец }}", "{%tc endfor %}"]
    add_header(table, ["№", "Школа", *titles, "Категория"])
    add_tag_row(table, "for строка in расчёт.строки")
    answer = "{{ ячейка.значение }}{{ ' (' ~ ячейка.доля ~ ')' if ячейка.доля }}"
    cells = ["{%tc for ячейка in строка.ячейки %}", answer, "{%tc endfor %}"]
    texts = ["{{ строка.номер }}", "{{ строка.название }}", *cells, "{{ строка.категория }}"]
    row = add_row(table, texts, "Ячейка")
    for place in (0, 3, 5):
        row.cells[place].paragraphs[0].alignment = ALIGN.CENTER
    add_tag_row(table, "endfor")
    add_loop(document, "критерий in расчёт.критерии", "Примечание", "{{ критерий }}.")
    add(
        document,
        "Примечание",
        "Знаки: + выполнен, − не выполнен, ? неизвестно, — не применим."
        "{{ ' В\u00a0скобках — сколько условий выполнено и\u00a0из скольких.' "
        "if расчёт.есть_доли }}",
    )
    add_tag(document, "endif")
    add_figure(document, "воронка")
    add_caption(document, "Сведения для проверки")
    table = add_table(document, [90, 170])
    add_header(table, ["Сведение", "Значение"])
    texts = ["{{ сведение.название }}", "{{ сведение.значение }}"]
    add_rows(table, "сведение in сведения", texts)
    add(
        document,
        "Примечание",
        "Отпечаток совпадает только у одинаковых файлов. По нему проверяют, что справка "
        "составлена по этой методике и этим исходным данным.",
    )


_TERMS = (
    "низкий результат — результат участника, который методика относит к низким (раздел 3)",
    "участник — обучающийся, который выполнял работу; участник нескольких процедур учтён в каждой",
    "отчётный год — учебный год, по данным которого сделаны выводы: {{ год }}",
    (
        "п.п. — процентные пункты, разность двух долей; она считается по точным значениям и может "
        "отличаться от разности округлённых на 0,1"
    ),
)
"""What every memo means by its words; to be edited in Word."""


def annex_definitions(document: WordDocument) -> None:
    """Add the annex with terms, abbreviations and indicators."""
    add_annex(document, 4, "Термины и показатели")
    add(document, "Абзац перед перечнем", "Термины и сокращения:")
    add(
        document,
        "List Bullet",
        "{{ термин.кратко }} — {{ термин.полностью }}{% if термин.в_методике %} (в методике и "
        "файлах прогона — категория {{ термин.в_методике }}){% endif %};",
    )
    text = "{{ категория.кратко }} — {{ категория.полностью }};"
    add_loop(document, "категория in определения.категории", "List Bullet", text)
    for text in _TERMS[:-1]:
        add(document, "List Bullet", f"{text};")
    add_tag(document, "if заключение.выявлено")
    programme = "ШППКО — школьная программа повышения качества образования;"
    add(document, "List Bullet", programme)
    add_tag(document, "endif")
    add(document, "List Bullet", _TERMS[-1] + "{{ ';' if определения.процедуры else '.' }}")
    text = "{{ процедура.кратко }} — {{ процедура.полностью }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "процедура in определения.процедуры", "List Bullet", text)
    add(document, "Абзац перед перечнем", "Показатели:")
    add_loop(document, "показатель in определения.показатели", "List Bullet", "{{ показатель }}")
