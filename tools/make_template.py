"""Make `templates/spravka.docx` anew, or only its plain text `templates/spravka.txt`.

The Word file is the source: an office edits it in Word, and after an edit only the text is made
again (`python -m tools.make_template --text`), so that a change of words can be read in a diff.
Without `--text` the file is laid out anew and edits of it are lost.
"""

import sys
from collections.abc import Sequence
from pathlib import Path

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn

from tools.template_annexes import annex_details, annex_remarks, annex_values
from tools.template_layout import (
    add,
    add_caption,
    add_header,
    add_loop,
    add_row,
    add_rows,
    add_table,
    add_tag,
    drop_leftovers,
    packed,
    set_lists,
    set_page,
    start_landscape,
)
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
    for section in (_head, _general, _sources, _methodology, _results, _categories, _open):
        section(document)
    _proposals(document)
    _signature(document)
    start_landscape(document)
    for annex in (annex_values, annex_remarks, annex_details):
        annex(document)
    return packed(document)


def _head(document: WordDocument) -> None:
    add(document, "Реквизит", "{{ управление }}")
    add(document, "Вид документа", "АНАЛИТИЧЕСКАЯ СПРАВКА")
    add(document, "Заголовок к тексту", "о результатах идентификации {{ термин.родительный }}")
    add(document, "Уточнение", "({{ уточнение }})")
    table = add_table(document, [85, 80], borders=False)
    row = add_row(table, ["{{ дата }}", "№ _________"], "Реквизит таблицы")
    row.cells[1].paragraphs[0].alignment = ALIGN.RIGHT
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
        "Справка подготовлена по результатам анализа образовательных результатов за {{ год }} "
        "учебный год. Цель анализа — определить школы, нуждающиеся в адресной методической "
        "поддержке.",
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
        "Сокращения: {{ термин.кратко }} — {{ термин.полностью }}; п.п. — процентные пункты. "
        "Рядом с долями в скобках указано, сколько участников они составляют и из скольких.",
    )


def _sources(document: WordDocument) -> None:
    add(document, "Heading 1", "2. Источники данных")
    add_loop(document, "абзац in источники.абзацы", "Абзац", "{{ абзац }}")
    add(document, "Абзац перед перечнем", "Исходные файлы:")
    text = "{{ файл.имя }} — {{ файл.строк }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "файл in источники.файлы", "List Bullet", text)
    add_tag(document, "if источники.процедуры")
    add_caption(document, "Участие в оценочных процедурах (школ / участников)")
    table = add_table(document, [75, 30, 30, 30])
    years = ["{%tc for год in источники.годы %}", "{{ год }}", "{%tc endfor %}"]
    cells = ["{%tc for ячейка in процедура.ячейки %}", "{{ ячейка }}", "{%tc endfor %}"]
    add_header(table, ["Оценочная процедура", *years])
    texts = ["{{ процедура.название }}", *cells]
    add_rows(table, "процедура in источники.процедуры", texts, centred=range(1, 4))
    add(document, "После таблицы")
    add_tag(document, "endif")


def _methodology(document: WordDocument) -> None:
    add(document, "Heading 1", "3. Методика")
    add_loop(document, "абзац in методика.абзацы", "Абзац", "{{ абзац }}")


def _results(document: WordDocument) -> None:
    add(document, "Heading 1", "4. Результаты идентификации")
    add_loop(document, "абзац in итог.абзацы", "Абзац", "{{ абзац }}")
    add_tag(document, "if итог.строки")
    add_caption(document, "Сводные результаты")
    add_tag(document, "if итог.есть_категории")
    _summary(
        document,
        {
            "№ п/п": (9, "{{ строка.номер }}"),
            "Школа": (46, "{{ строка.название }}"),
            "Категория": (24, "{% cellbg строка.цвет %}{{ строка.категория }}"),
            "{{ итог.показатель }}": (24, "{{ строка.показатель }}"),
            "Решающий результат": (38, "{{ строка.решающий }}"),
            "Отклонение от границы": (24, "{{ строка.отклонение }}\n{{ строка.участники }}"),
        },
    )
    _under_summary(document)
    add_tag(document, "else")
    _summary(
        document,
        {
            "№ п/п": (12, "{{ строка.номер }}"),
            "Школа": (103, "{{ строка.название }}"),
            "{{ итог.показатель }}": (50, "{{ строка.показатель }}"),
        },
    )
    add_tag(document, "endif")
    add_tag(document, "if итог.не_показаны")
    add(document, "Примечание", "{{ итог.не_показаны }}")
    add_tag(document, "endif")
    add_tag(document, "endif")


def _summary(document: WordDocument, columns: dict[str, tuple[int, str]]) -> None:
    table = add_table(document, [width for width, _ in columns.values()])
    add_header(table, list(columns))
    left = {"Школа", "Решающий результат"}
    centred = [place for place, title in enumerate(columns) if title not in left]
    add_rows(table, "строка in итог.строки", [text for _, text in columns.values()], centred)


def _under_summary(document: WordDocument) -> None:
    add_tag(document, "if итог.граница")
    add(document, "Примечание", "Для всех решающих результатов {{ итог.граница }}.")
    add_tag(document, "endif")
    add(document, "Примечание", "Отклонение положительно, если критерий выполнен.")
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
    add(document, "Heading 2", "4.{{ loop.index }}. Категория {{ категория.название }}")
    add_tag(document, "for школа in категория.школы")
    add(document, "Heading 3", "{{ школа.название }}")
    add(document, "Абзац перед перечнем", "{{ школа.показатель }}. Основания:")
    add_tag(document, "for основание in школа.основания")
    text = "{{ основание.текст }}{{ ':' if основание.факты else ('.' if loop.last else ';') }}"
    add(document, "List Bullet", text)
    fact = "{{ факт }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "факт in основание.факты", "List Bullet 2", fact)
    add_tag(document, "endfor")
    add_tag(document, "if школа.примечания")
    add(document, "Абзац", "Примечания: {{ школа.примечания }}.")
    add_tag(document, "endif")
    add_tag(document, "endfor")
    add_tag(document, "if категория.остальные")
    add(document, "Абзац", "{{ категория.остальные }}")
    add_tag(document, "endif")
    add_tag(document, "endfor")


def _open(document: WordDocument) -> None:
    add(document, "Heading 1", "5. Школы, по которым вывод не сделан")
    add_tag(document, "if not без_вывода")
    add(
        document,
        "Абзац",
        "Вывод сделан по всем школам: исключённых школ и школ с недостаточными данными нет.",
    )
    add_tag(document, "endif")
    add_tag(document, "for группа in без_вывода")
    add(document, "Heading 2", "5.{{ loop.index }}. {{ группа.заголовок }}")
    add(document, "Абзац перед перечнем", "{{ группа.вводная }}")
    add_tag(document, "for школа in группа.школы")
    add(
        document,
        "List Bullet",
        "{{ школа.название }}{{ ' — ' + школа.текст if школа.текст }}"
        "{{ '; нет данных:' if школа.подробности else ('.' if loop.last else ';') }}",
    )
    detail = "{{ подробность }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "подробность in школа.подробности", "List Bullet 2", detail)
    add_tag(document, "endfor")
    add_tag(document, "endfor")


def _proposals(document: WordDocument) -> None:
    add(document, "Heading 1", "6. Выводы и предложения")
    add_loop(document, "абзац in заключение.выводы", "Абзац", "{{ абзац }}")
    add(document, "Абзац перед перечнем", "На основании изложенного предлагается:")
    add_loop(document, "мера in заключение.предложения[:-1]", "List Number", "{{ мера }};")
    last = add(document, "List Number", "{{ заключение.предложения[-1] }}.")
    last.paragraph_format.keep_with_next = True  # a signature never stands alone on a page


def _signature(document: WordDocument) -> None:
    add(document, "Перед подписью").paragraph_format.keep_with_next = True
    table = add_table(document, [70, 40, 55], borders=False)
    blanks = ["{{ подпись.должность }}", "______________", "____________________"]
    row = add_row(table, blanks, "Подпись")
    add_row(table, ["", "(подпись)", "(инициалы, фамилия)"], "Под чертой")
    row.cells[0].paragraphs[0].alignment = ALIGN.LEFT
    for cell in row.cells:
        cell.vertical_alignment = WD_ALIGN_VERTICAL.BOTTOM
        cell.paragraphs[0].paragraph_format.keep_with_next = True
    blank = "Исполнитель: ______________________________, тел. ______________"
    add(document, "Исполнитель", blank)


if __name__ == "__main__":
    main(sys.argv[1:])
