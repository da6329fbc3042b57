"""The template of the memo on subject deficits: skills by the results of tasks."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from tools.template_layout import (
    add,
    add_caption,
    add_header,
    add_loop,
    add_row,
    add_table,
    add_tag,
    add_tag_row,
    keep_together,
    turn,
)
from tools.template_parts import add_box, add_executor, add_head, add_signature


def deficits(document: WordDocument) -> None:
    """Lay out the memo on deficits."""
    add_head(
        document,
        "АНАЛИТИЧЕСКАЯ СПРАВКА",
        "о результатах мониторинга профессиональных дефицитов педагогов на основе анализа "
        "образовательных результатов обучающихся за {{ год }} учебный год",
    )
    add_box(
        document,
        "Категории школ определены по примеру методики. Пример не утверждён: выводы о категориях "
        "носят предварительный характер и основанием для решений не являются.",
        "методика.пример and категория",
    )
    add(document, "Heading 1", "1. Общие положения")
    for text in _GENERAL:
        add(document, "Абзац", text)
    add_loop(document, "абзац in итоги", "Абзац", "{{ абзац }}")
    add(document, "Heading 1", "2. Результаты по предметам")
    _subjects(document)
    add_tag(document, "if категория")
    add(document, "Heading 1", "3. Школы категории {{ категория }}")
    _schools(document)
    add_tag(document, "endif")
    add(document, "Heading 1", "{{ 4 if категория else 3 }}. Предложения")
    _proposals(document)
    add_signature(document)
    add_executor(document)


_GENERAL = (
    (
        "Справка подготовлена по долям выполнения заданий оценочных процедур для планирования "
        "повышения квалификации, работы районных методических объединений (РМО) и тьюторов."
    ),
    (
        "Доля выполнения задания показывает, какое умение обучающиеся освоили хуже. Причины она "
        "не называет: ею может быть и состав класса, и программа, и само задание. Это вопрос "
        "к планированию методической помощи, а не оценка педагога или школы; рейтинг педагогов "
        "и школ по заданиям не составляется, школы перечислены в порядке кодов."
    ),
)


def _subjects(document: WordDocument) -> None:
    add_tag(document, "for предмет in предметы")
    add(document, "Heading 2", "2.{{ loop.index }}. {{ предмет.название|capitalize }}")
    add_tag(document, "for процедура in предмет.процедуры")
    add_caption(document, "{{ процедура.название }}: выполнение заданий, % от максимального балла")
    table = add_table(document, [72, 31, 31, 31])
    looped = ["{%tc for столбец in процедура.столбцы %}", "{{ столбец }}", "{%tc endfor %}"]
    header = add_header(table, ["Проверяемое умение (задание)", *looped], "Мелкая шапка")
    turn(header.cells[2], header, height=42)
    add_tag_row(table, "for строка in процедура.строки")
    value = "{% cellbg ячейка.цвет %}{{ ячейка.значение }}"
    cells = ["{%tc for ячейка in строка.ячейки %}", value, "{%tc endfor %}"]
    row = add_row(table, ["{{ строка.умение }}", *cells], "Ячейка")
    row.cells[2].paragraphs[0].alignment = ALIGN.CENTER
    keep_together(row)
    add_tag_row(table, "endfor")
    add_loop(document, "абзац in процедура.примечания", "Примечание", "{{ абзац }}")
    add_tag(document, "endfor")
    _conclusion(document)
    add_tag(document, "endfor")


def _conclusion(document: WordDocument) -> None:
    _items(
        document,
        "курсы",
        "Вывод для муниципального заказа на повышение квалификации: умения, по которым ниже группы "
        "сравнения не меньше чем на результат одного участника и все школы вместе, и большинство "
        "школ (в скобках — доля группы):",
    )
    _items(
        document,
        "объединения",
        "Вывод для планов РМО: умения, по которым все школы вместе ниже группы сравнения, но "
        "не меньше половины школ не ниже: есть чей опыт показать (в скобках — доля группы):",
    )
    add_tag(document, "if предмет.сравнимы and not предмет.курсы and not предмет.объединения")
    add(
        document,
        "Абзац",
        "Вывод: умений, по которым все школы вместе ниже группы сравнения не меньше чем "
        "на результат одного участника, нет.",
    )
    add_tag(document, "endif")
    _items(
        document,
        "наименьшие",
        "Долей группы сравнения в отчёте нет, поэтому показаны задания с наименьшим выполнением; "
        "трудно задание всем или только здесь, по ним не видно:",
    )


def _items(document: WordDocument, key: str, text: str) -> None:
    add_tag(document, f"if предмет.{key}")
    add(document, "Абзац", text).paragraph_format.keep_with_next = True
    add_loop(
        document, f"умение in предмет.{key}", "List Bullet", "{{ умение.текст }}{{ умение.знак }}"
    )
    add_tag(document, "endif")


def _schools(document: WordDocument) -> None:
    add_tag(document, "if not школы")
    add(document, "Абзац", "{{ не_выявлены }}.")
    add_tag(document, "else")
    add(
        document,
        "Абзац",
        "По каждой процедуре названы до трёх заданий: где есть группа сравнения — те, по которым "
        "школа ниже неё не меньше чем на результат одного участника (в скобках — доля группы), "
        "иначе с наименьшим выполнением.",
    )
    add_tag(document, "endif")
    add_tag(document, "for школа in школы")
    add(document, "Heading 3", "{{ школа.название }} (код {{ школа.код }})")
    add_tag(document, "if not школа.строки")
    add(document, "Абзац", "Долей выполнения заданий этой школы не загружено.")
    add_tag(document, "endif")
    add_loop(
        document,
        "строка in школа.строки",
        "List Bullet",
        "{{ строка }}{{ '.' if loop.last else ';' }}",
    )
    add_tag(document, "endfor")


def _proposals(document: WordDocument) -> None:
    add_tag(document, "if курсы")
    add(
        document,
        "List Number",
        "При формировании муниципального заказа на повышение квалификации учесть умения, названные "
        "в выводах раздела 2: {{ курсы }}.",
    )
    add_tag(document, "endif")
    add_tag(document, "if объединения")
    add(
        document,
        "List Number",
        "Руководителям РМО включить в план темы, названные в выводах раздела 2: {{ объединения }}.",
    )
    add_tag(document, "endif")
    add_tag(document, "if школы")
    add(
        document,
        "List Number",
        "Тьюторам и методистам согласовать со школами раздела 3 темы занятий и открытых уроков "
        "по названным заданиям.",
    )
    add_tag(document, "endif")
    for text in _ALWAYS:
        add(document, "List Number", text).paragraph_format.keep_with_next = True


_ALWAYS = (
    (
        "Школам разобрать выполнение заданий на методических объединениях и уточнить причины; "
        "профессиональные дефициты подтверждать самодиагностикой педагогов, а не только "
        "результатами обучающихся."
    ),
    "Результаты заданий не использовать для оценки и стимулирования педагогов и школ.",
)
