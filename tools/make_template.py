"""Make `templates/spravka.docx` anew, or only its plain text `templates/spravka.txt`.

The Word file is the source: an office edits it in Word, and after an edit only the text is made
again (`python -m tools.make_template --text`), so that a change of words can be read in a diff.
Without `--text` the file is laid out anew and edits of it are lost.
"""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Pt

from tools.template_annexes import (
    annex_calculation,
    annex_data,
    annex_definitions,
    annex_values,
)
from tools.template_layout import (
    add,
    add_caption,
    add_figure,
    add_header,
    add_loop,
    add_office,
    add_optional,
    add_row,
    add_rows,
    add_table,
    add_tag,
    add_tag_row,
    drop_leftovers,
    keep_together,
    packed,
    set_lists,
    set_page,
    start_landscape,
)
from tools.template_parts import DATE, add_executor, add_signature
from tools.template_proposals import PROPOSALS
from tools.template_styles import set_styles

TEMPLATE = Path(__file__).parents[1] / "templates" / "spravka.docx"


def main(arguments: Sequence[str]) -> None:
    """Write the template and its text, or the text alone."""
    if "--text" not in arguments:
        TEMPLATE.write_bytes(make())
    TEMPLATE.with_suffix(".txt").write_text(text_of(TEMPLATE), encoding="utf-8")
    print(f"{TEMPLATE.name}, {TEMPLATE.with_suffix('.txt').name}")


def text_of(path: Path) -> str:
    """Return the words and tags of a Word file, a line for each paragraph, with its style."""
    lines = []
    for node in Document(str(path)).element.body.iter(qn("w:p"), qn("w:tbl"), qn("w:tr")):
        if node.tag == qn("w:tbl"):
            lines.append("[таблица]")
        elif node.tag == qn("w:tr"):
            lines.append("[строка]")
        else:
            style = node.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            name = style.get(qn("w:val")) if style is not None else "Normal"
            text = "".join(each.text or "" for each in node.iter(qn("w:t")))
            lines.append(f"{name}: {text}".rstrip())
    return "\n".join(lines) + "\n"


def make() -> bytes:
    """Lay the template out and return the bytes of the file, the same every time."""
    document = Document()
    drop_leftovers(document)
    set_styles(document)
    set_lists(document)
    set_page(document)
    for section in (
        _head,
        _general,
        _sources,
        _methodology,
        _district,
        _results,
        _categories,
        _deficits,
        _changes,
        _decisions,
        _open,
        _questions,
        _conclusions,
        _proposals,
        _signature,
    ):
        section(document)
    start_landscape(document)
    for annex in (annex_values, annex_data, annex_calculation, annex_definitions):
        annex(document)
    return packed(document)


def _head(document: WordDocument) -> None:
    add_tag(document, "if гриф.должность")
    add(document, "Гриф", "УТВЕРЖДАЮ")
    add(document, "Гриф", "{{ гриф.должность }}")
    add_tag(document, "if гриф.назван")
    add(document, "Гриф", "____________ {{ гриф.фио }}")
    add_tag(document, "else")
    add(document, "Гриф", "__________________________")
    add(document, "Гриф", "(подпись, инициалы, фамилия)").runs[0].font.size = Pt(9)
    add_tag(document, "endif")
    add(document, "Гриф", DATE).paragraph_format.space_after = Pt(18)
    add_tag(document, "endif")
    add_office(document)
    add(document, "Вид документа", "АНАЛИТИЧЕСКАЯ СПРАВКА")
    add(
        document,
        "Заголовок к тексту",
        "о результатах идентификации {{ термин.родительный }}"
        "{{ ' в\u00a0' ~ район.предложный if район.предложный }}",
    )
    add(document, "Уточнение", "({{ уточнение }})")
    table = add_table(document, [70, 45, 50], borders=False)
    row = add_row(table, ["{{ дата }}", "{{ место }}", "№ {{ номер }}"], "Реквизит таблицы")
    row.cells[1].paragraphs[0].alignment = ALIGN.CENTER
    row.cells[2].paragraphs[0].alignment = ALIGN.RIGHT
    add_tag(document, "if публичная")
    add(
        document,
        "Рамка",
        "Публичная версия: сведения о группах менее 5 участников скрыты, как и числа, по которым "
        "их можно вычислить.",
    )
    add_tag(document, "endif")
    add_tag(document, "if методика.пример")
    add(
        document,
        "Рамка",
        "Справка составлена по примеру методики. Пример не утверждён: до утверждения критериев "
        "и показателей выводы справки носят предварительный характер и основанием для решений "
        "не являются.",
    )
    add_tag(document, "endif")


def _general(document: WordDocument) -> None:
    add(document, "Heading 1", "1. Общие положения")
    add(
        document,
        "Абзац",
        "Справка подготовлена{{ ' во исполнение ' ~ во_исполнение if во_исполнение }} по "
        "результатам анализа образовательных результатов за {{ год }} учебный год. Цель анализа — "
        "определить школы, нуждающиеся в адресной методической поддержке.",
    )
    add(document, "Абзац", "{{ методика.основание }}")
    add(
        document,
        "Абзац",
        "Результаты идентификации используются для планирования методической помощи. Они "
        "не являются оценкой деятельности руководителей и педагогических работников, а порядок "
        "школ в таблицах отражает только значение показателя.",
    )
    add(
        document,
        "Абзац",
        "Рядом с каждой долей указано, сколько участников она составляет и из скольких. Термины, "
        "сокращения и показатели раскрыты в приложении № 4.",
    )


def _sources(document: WordDocument) -> None:
    add(document, "Heading 1", "2. Источники данных")
    add_loop(document, "абзац in источники.абзацы", "Абзац", "{{ абзац }}")


def _methodology(document: WordDocument) -> None:
    add(document, "Heading 1", "3. Методика")
    add_loop(document, "абзац in методика.абзацы", "Абзац", "{{ абзац }}")


def _district(document: WordDocument) -> None:
    add(
        document,
        "Heading 1",
        "4. Результаты{{ ' ' ~ район.родительный if район.родительный }} по оценочным процедурам",
    )
    add_tag(document, "if not район_итоги.строки")
    add(
        document,
        "Абзац",
        "В таблицах готовые показатели школ; результаты по оценочным процедурам не представлены.",
    )
    add_tag(document, "else")
    add_loop(document, "абзац in район_итоги.абзацы", "Абзац", "{{ абзац }}")
    add_caption(document, "Доля низких результатов по всем школам, %")
    table = add_table(document, [60, 35, 35, 35])
    titles = ["{%tc for столбец in район_итоги.столбцы %}", "{{ столбец }}", "{%tc endfor %}"]
    keep_together(add_header(table, ["Оценочная процедура", *titles]))
    add_tag_row(table, "for строка in район_итоги.строки")
    cells = ["{%tc for ячейка in строка.ячейки %}", "{{ ячейка.значение }}", "{%tc endfor %}"]
    row = add_row(table, ["{{ строка.название }}", *cells], "Ячейка")
    row.cells[2].paragraphs[0].alignment = ALIGN.CENTER
    add_optional(row.cells[2], "Доля", "ячейка.доля")
    keep_together(row)
    add_tag_row(table, "endfor")
    add(
        document,
        "Примечание",
        "Учтены все школы, в том числе исключённые из оценки. Под долей — число участников "
        "с низким результатом и всех участников.",
    )
    add_tag(document, "if район_итоги.есть_разности")
    add(
        document,
        "Примечание",
        "Разности считаются по точным значениям и могут отличаться от разности округлённых на 0,1.",
    )
    add_tag(document, "endif")
    add_tag(document, "if район_итоги.есть_неучтённые")
    add(document, "Примечание", "* Методикой не учитывается.")
    add_tag(document, "endif")
    add_tag(document, "if публичная")
    add(
        document,
        "Примечание",
        "Прочерк — процедура не проводилась или её результат скрыт; процедуры, скрытые за все "
        "годы, не показаны и в число процедур и участников не входят.",
    )
    add_tag(document, "endif")
    add_figure(document, "динамика")
    add_tag(document, "endif")


def _results(document: WordDocument) -> None:
    add(document, "Heading 1", "5. Результаты идентификации")
    add_loop(document, "абзац in итог.абзацы", "Абзац", "{{ абзац }}")
    add_tag(document, "if итог.строки")
    add_caption(document, "Сводные результаты")
    add_tag(document, "if итог.есть_категории")
    add_tag(document, "if итог.есть_отклонения")
    _summary(document, [9, 46, 24, 24, 38, 24], _SUMMARY)
    add_tag(document, "elif итог.есть_решающие")
    _summary(document, [9, 52, 26, 26, 52], _SUMMARY)
    add_tag(document, "else")
    _summary(document, [9, 82, 34, 40], _SUMMARY)
    add_tag(document, "endif")
    _under_summary(document)
    add_tag(document, "else")
    titles = ["№ п/п", "Школа", _SCORE]
    _summary(document, [12, 103, 50], {title: _SUMMARY[title] for title in titles})
    add_tag(document, "endif")
    add_tag(document, "if итог.не_показаны")
    add(document, "Примечание", "{{ итог.не_показаны }}")
    add_tag(document, "endif")
    add_tag(document, "endif")
    add_figure(document, "показатель")


_SCORE = "{{ итог.показатель }}"
_SUMMARY = {
    "№ п/п": "{{ строка.номер }}",
    "Школа": "{{ строка.название }}",
    "Категория": "{% cellbg строка.цвет %}{{ строка.категория }}",
    _SCORE: "{{ строка.показатель }}",
    "Решающий результат": "{{ строка.решающий }}",
    "Отклонение от границы": "{{ строка.отклонение }}\n{{ строка.участники }}",
}
"""Columns of the summary: title and what stands there. The last ones are left out where empty."""


def _summary(document: WordDocument, widths: Sequence[int], columns: Mapping[str, str]) -> None:
    """Add a table of the first columns, as many as there are widths."""
    titles = list(columns)[: len(widths)]
    table = add_table(document, widths)
    add_header(table, titles)
    left = {"Школа", "Решающий результат"}
    centred = [place for place, title in enumerate(titles) if title not in left]
    add_rows(table, "строка in итог.строки", [columns[title] for title in titles], centred)


def _under_summary(document: WordDocument) -> None:
    add_tag(document, "if итог.граница")
    add(document, "Примечание", "Для всех решающих результатов {{ итог.граница }}.")
    add_tag(document, "endif")
    add_tag(document, "if итог.край_группы")
    add(document, "Примечание", "Граница решающих результатов: {{ итог.край_группы }}.")
    add_tag(document, "endif")
    add_tag(document, "if итог.есть_выбор")
    add(
        document,
        "Примечание",
        "Решающий результат не всегда наибольший: если критерий требует нескольких процедур или "
        "лет, решает последний из стольких, сколько нужно.",
    )
    add_tag(document, "endif")
    add_tag(document, "if итог.есть_отклонения")
    add(document, "Примечание", "Отклонение положительно, если критерий выполнен.")
    add_tag(document, "endif")
    add_tag(document, "if итог.есть_участники")
    add(
        document,
        "Примечание",
        "Под отклонением указано, при изменении результатов скольких участников изменился бы "
        "ответ по этому одному результату.",
    )
    add_tag(document, "endif")


def _categories(document: WordDocument) -> None:
    add_tag(document, "for категория in категории")
    add(document, "Heading 2", "5.{{ loop.index }}. Категория {{ категория.название }}")
    add_tag(document, "for школа in категория.школы")
    add(document, "Heading 3", "{{ школа.название }}")
    said = "{{ школа.показатель }}{{ ' В перечне ' ~ школа.перечень ~ '.' if школа.перечень }}"
    add_tag(document, "if школа.решение")
    compared = "{{ ' Критерии: ' ~ школа.сравнение ~ '.' if школа.сравнение }}"
    add(
        document,
        "Абзац",
        f"Отнесена к категории решением: {{{{ школа.решение }}}}. {said}{compared}",
    )
    add_tag(document, "else")
    add(document, "Абзац перед перечнем", f"{said} Основания:")
    add_tag(document, "endif")
    text = "{{ основание.текст }}{{ основание.знак }}"
    add_loop(document, "основание in школа.основания", "List Bullet", text)
    _evidence(document)
    add_tag(document, "if школа.дефициты")
    add(document, "Абзац", "Предметы, по которым есть основания: {{ школа.дефициты }}.")
    add_tag(document, "endif")
    add_tag(document, "if школа.предметы_выше")
    add(
        document,
        "Абзац",
        "В отчётном году доля низких результатов школы выше, чем по всем оценённым школам: "
        "{{ школа.предметы_выше }}.",
    )
    add_tag(document, "endif")
    add_tag(document, "if школа.задания")
    add(
        document,
        "Абзац перед перечнем",
        "Наименьшее выполнение заданий"
        "{{ ' (в скобках — ' ~ школа.задания_рядом ~ ')' if школа.задания_рядом }}:",
    )
    task = "{{ задание }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "задание in школа.задания", "List Bullet", task)
    add_tag(document, "endif")
    add_tag(document, "if школа.примечания")
    add(document, "Абзац", "Примечания: {{ школа.примечания }}.")
    add_tag(document, "endif")
    add_tag(document, "endfor")
    add_tag(document, "if категория.остальные")
    add(document, "Абзац", "{{ категория.остальные }}")
    add_tag(document, "endif")
    add_tag(document, "endfor")


def _evidence(document: WordDocument) -> None:
    """Add the results behind the grounds of a school, year by year."""
    add_tag(document, "if школа.результаты")
    table = add_table(document, [66, 33, 33, 33])
    years = ["{%tc for год in школа.годы %}", "{{ год }}", "{%tc endfor %}"]
    add_header(table, ["Результаты{{ ' по основаниям' if not школа.решение }}", *years])
    add_tag_row(table, "for результат in школа.результаты")
    cell = "{% cellbg ячейка.цвет %}{{ ячейка.значение }}"
    cells = ["{%tc for ячейка in результат.ячейки %}", cell, "{%tc endfor %}"]
    row = add_row(table, ["{{ результат.название }}", *cells], "Ячейка")
    row.cells[2].paragraphs[0].alignment = ALIGN.CENTER
    add_optional(row.cells[2], "Доля", "ячейка.граница")
    add_tag_row(table, "endfor")
    add(document, "После таблицы")
    add_tag(document, "endif")


_DEFICITS = "заключение.предметы and диаграммы.процедуры"
"""When there is a section on subject deficits."""


_IN_FIGURE = (
    "На рисунке видно, по каким процедурам доля низких результатов выявленных школ выше, чем по "
    "всем школам."
)


def _deficits(document: WordDocument) -> None:
    add_tag(document, f"if {_DEFICITS}")
    add(
        document,
        "Heading 2",
        "5.{{ категории | length + 1 }}. Предметные дефициты выявленных школ",
    )
    add_tag(document, "if заключение.предметы_выше")
    add(
        document,
        "Абзац перед перечнем",
        "Критерии методики относятся к школе в целом. В отчётном году доля низких результатов "
        "выявленных школ выше, чем по всем оценённым школам, по предметам:",
    )
    text = "{{ предмет }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "предмет in заключение.предметы_выше", "List Bullet", text)
    add(document, "Абзац", _IN_FIGURE)
    add_tag(document, "else")
    add(
        document,
        "Абзац",
        "Предметы, по которым есть основания: {{ заключение.предметы }}. " + _IN_FIGURE,
    )
    add_tag(document, "endif")
    add_figure(document, "процедуры")
    add_tag(document, "endif")


def _changes(document: WordDocument) -> None:
    add_tag(document, "if динамика.год")
    add(
        document,
        "Heading 2",
        f"5.{{{{ категории | length + (2 if {_DEFICITS} else 1) }}}}. Изменения перечня "
        "по сравнению с {{ динамика.год }} учебным годом",
    )
    for key, intro in (
        ("вошли", "Вошли в перечень:"),
        ("вошли_впервые", "Вошли в перечень, прежде вывода по ним не было:"),
        ("остались", "Остались в перечне:"),
        ("вышли", "Вышли из перечня:"),
        ("без_вывода", "Были в перечне, теперь вывода по ним нет:"),
    ):
        add_tag(document, f"if динамика.{key}")
        add(document, "Абзац перед перечнем", intro)
        _schools(document, f"динамика.{key}")
        add_tag(document, "endif")
    for key in ("нет_школ", "оговорка"):
        add_tag(document, f"if динамика.{key}")
        add(document, "Абзац", f"{{{{ динамика.{key} }}}}")
        add_tag(document, "endif")
    add_tag(document, "endif")


def _schools(document: WordDocument, schools: str) -> None:
    """Add a list of schools, each with what is said of it."""
    add_loop(
        document,
        f"школа in {schools}",
        "List Bullet",
        "{{ школа.название }}{{ ' — ' ~ школа.текст if школа.текст }}{{ школа.знак }}",
    )


def _decisions(document: WordDocument) -> None:
    add_tag(document, "if решения")
    add(
        document,
        "Абзац перед перечнем",
        "По следующим школам принято решение; рядом показано, что дали критерии:",
    )
    _schools(document, "решения")
    add_tag(document, "endif")


_WITHOUT = (
    ("исключены", "Исключены из оценки и не входят в группы сравнения:"),
    ("не_оценивались", "Не оценивались, так как неприменим ни один из критериев категорий:"),
    ("нет_данных", "Нет данных за отчётный год:"),
    ("нет_результатов", "Есть в реестре, но в таблицах нет ни одного их результата:"),
)
"""Schools that were not judged, and how they are introduced."""


def _open(document: WordDocument) -> None:
    add(document, "Heading 1", "6. Школы, по которым вывод не сделан")
    keys = ("недостаточно", *(key for key, _ in _WITHOUT))
    none = " and ".join(f"not без_вывода.{key}" for key in keys)
    add_tag(document, f"if {none}")
    add(
        document,
        "Абзац",
        "Вывод сделан по всем школам: исключённых школ и школ с недостаточными данными нет.",
    )
    add_tag(document, "endif")
    add_tag(document, "if без_вывода.недостаточно")
    add(
        document,
        "Абзац перед перечнем",
        "Вывод зависит от данных, которых нет"
        "{{ ' (' ~ без_вывода.чего_нет ~ ')' if без_вывода.чего_нет }}; "
        "названы возможные категории{{ ' и\u00a0недостающие данные' if not публичная }}:",
    )
    add_tag(document, "for школа in без_вывода.недостаточно")
    add(
        document,
        "List Bullet",
        "{{ школа.название }} — {{ школа.текст }}"
        "{{ '; нет данных:' if школа.подробности else ('.' if loop.last else ';') }}",
    )
    detail = "{{ подробность }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "подробность in школа.подробности", "List Bullet 2", detail)
    add_tag(document, "endfor")
    add_tag(document, "endif")
    for key, intro in _WITHOUT:
        add_tag(document, f"if без_вывода.{key}")
        add(document, "Абзац перед перечнем", intro)
        _schools(document, f"без_вывода.{key}")
        add_tag(document, "endif")


def _questions(document: WordDocument) -> None:
    add(document, "Heading 1", "7. Вопросы к данным")
    add_tag(document, "if публичная")
    add(
        document,
        "Абзац",
        "Результаты, которые требуют проверки объективности, и вопросы к данным в публичной версии "
        "не приводятся.",
    )
    add_tag(document, "elif not вопросы.список and not вопросы.строки")
    add(
        document,
        "Абзац",
        "Результатов, которые требуют проверки объективности, и вопросов к данным нет."
        "{% if замечания %} Замечания к исходным данным перечислены в приложении № 2.{% endif %}",
    )
    add_tag(document, "endif")
    add_tag(document, "if вопросы.список")
    add(document, "Абзац", "{{ вопросы.политика }}")
    add(document, "Абзац перед перечнем", "Требуют проверки объективности:")
    _schools(document, "вопросы.список")
    add_tag(document, "if вопросы.не_названо")
    add(
        document,
        "Абзац",
        "В списке ещё {{ вопросы.не_названо | слово('школа', 'школы', 'школ') }}.",
    )
    add_tag(document, "endif")
    add_tag(document, "endif")
    add_tag(document, "if вопросы.строки")
    add(
        document,
        "Абзац",
        "Исходные таблицы вызвали вопросы ({{ вопросы.строки | length }}), которые перечислены "
        "в приложении № 2. Это просьба проверить данные; на заключения вопросы не повлияли и "
        "ничьей вины не означают.",
    )
    add_tag(document, "endif")


def _conclusions(document: WordDocument) -> None:
    add(document, "Heading 1", "8. Выводы")
    add_loop(document, "вывод in заключение.выводы", "List Number", "{{ вывод }}")


def _proposals(document: WordDocument) -> None:
    add(document, "Heading 1", "9. Рекомендации")
    last = add(document, "Абзац перед перечнем", "На основании изложенного предлагается:")
    for proposal in PROPOSALS:
        if proposal.when:
            add_tag(document, f"if {proposal.when}")
        last = add(document, "Мера", proposal.in_words())
        if proposal.when:
            add_tag(document, "endif")
    last.paragraph_format.keep_with_next = True  # a signature never stands alone on a page


def _signature(document: WordDocument) -> None:
    add(
        document,
        "Абзац",
        "Приложения: показатели школ (№ 1); исходные данные и протокол их проверки (№ 2); расчёт "
        "и сведения для проверки (№ 3); термины и показатели (№ 4).",
    ).paragraph_format.keep_with_next = True
    add_signature(document)
    add_executor(document)


if __name__ == "__main__":
    main(sys.argv[1:])
