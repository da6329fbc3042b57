"""The template of the June memo: the schools of an earlier list, then and now."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN

from tools.template_layout import (
    add,
    add_caption,
    add_header,
    add_loop,
    add_row,
    add_rows,
    add_table,
    add_tag,
    add_tag_row,
)
from tools.template_parts import add_box, add_executor, add_head, add_signature


def effect(document: WordDocument) -> None:
    """Lay out the June memo."""
    add_head(
        document,
        "АНАЛИТИЧЕСКАЯ СПРАВКА",
        "о результатах {{ термин.родительный }} за {{ год }} учебный год в сопоставлении "
        "с {{ прежний_год }} учебным годом",
    )
    add_box(
        document,
        "Справка составлена по примеру методики. Пример не утверждён: выводы носят предварительный "
        "характер и основанием для решений не являются.",
    )
    add(document, "Heading 1", "1. Общие положения")
    for text in _GENERAL:
        add(document, "Абзац", text)
    add(document, "Heading 1", "2. Итоги")
    add_loop(document, "абзац in итоги", "Абзац", "{{ абзац }}")
    _summary(document)
    add(document, "Heading 1", "3. Школы")
    _schools(document)
    add(document, "Heading 1", "4. Изменение в целом и случайность")
    add_tag(document, "if not случайность")
    add(document, "Абзац", "Сопоставимых данных для оценки нет.")
    add_tag(document, "endif")
    add_loop(document, "абзац in случайность", "Абзац", "{{ абзац }}")
    for condition, text in _RULES.items():
        add_tag(document, f"if {condition}")
        add(document, "Примечание", text).paragraph_format.keep_with_next = True
        add_tag(document, "endif")
    add_signature(document)
    add_executor(document)


_GENERAL = (
    (
        "Справка подготовлена по результатам анализа образовательных результатов школ, отнесённых "
        "за {{ прежний_год }} учебный год к категории {{ категория }}, на основе тех же критериев "
        "и показателей: методика «{{ методика.название }}»."
    ),
    (
        "Сравниваются только сопоставимые результаты: одна и та же оценочная процедура в одной "
        "и той же школе в обоих годах. Результаты процедуры двух лет принадлежат разным "
        "обучающимся: сопоставляется школа, а не класс."
    ),
)


def _summary(document: WordDocument) -> None:
    add_tag(document, "if школы")
    add_caption(document, "Школы перечня")
    table = add_table(document, [10, 46, 34, 26, 26, 23])
    columns = {
        "№ п/п": "{{ школа.номер }}",
        "Школа": "{{ школа.название }}",
        "Вывод": "{{ школа.вывод }}{{ ' (' ~ школа.решает ~ ')' if школа.решает }}",
        "Было низких результатов": "{{ школа.было }}",
        "Стало": "{{ школа.стало }}",
        "Изменение": "{{ школа.изменение }}",
    }
    add_header(table, list(columns))
    add_rows(table, "школа in школы", list(columns.values()), centred=[0, 2, 3, 4, 5])
    add(
        document,
        "Примечание",
        "При выводе указано, по скольким из сопоставимых результатов порог не преодолён. Доли "
        "низких результатов — по всем сопоставимым процедурам школы вместе. Изменения здесь "
        "и далее считаются по точным значениям и могут отличаться от разности округлённых на 0,1.",
    )
    add_tag(document, "endif")


def _schools(document: WordDocument) -> None:
    add_tag(document, "if not школы")
    add(document, "Абзац", "В прежнем перечне школ нет.")
    add_tag(document, "endif")
    add_tag(document, "for школа in школы")
    add(document, "Heading 3", "{{ школа.название }}: {{ школа.итог }}")
    add_tag(document, "if школа.строки")
    add_caption(document, "{{ школа.название }}")
    table = add_table(document, [62, 30, 30, 22, 21])
    titles = ["Что измерено", "{{ прежний_год }}", "{{ год }}", "Изменение", "Порог преодолён"]
    add_header(table, titles)
    add_tag_row(table, "for строка in школа.строки")
    texts = [
        (
            "{{ строка.название }}{{ ' (' + строка.граница + ')' if строка.граница and not "
            "школа.граница }}"
        ),
        "{% cellbg строка.цвет_было %}{{ строка.было }}",
        "{% cellbg строка.цвет_стало %}{{ строка.стало }}",
        "{{ строка.изменение }}",
        "{{ строка.порог }}",
    ]
    row = add_row(table, texts, "Ячейка")
    for cell in row.cells[1:]:
        cell.paragraphs[0].alignment = ALIGN.CENTER
    add_tag_row(table, "endfor")
    add_tag(document, "if школа.граница")
    add(
        document,
        "Примечание",
        "Для всех результатов {{ школа.граница }}. Выделены результаты, которые её достигают.",
    )
    add_tag(document, "endif")
    add_tag(document, "if школа.по_процедурам")
    add(
        document,
        "Примечание",
        "Показаны доли низких результатов: значения, которые сравниваются с порогом, рассчитаны "
        "за эти годы по разному составу процедур.",
    )
    add_tag(document, "endif")
    add_tag(document, "else")
    add(document, "Абзац", "Результатов, которые есть в обоих годах, нет.")
    add_tag(document, "endif")
    add_tag(document, "if школа.несопоставимы")
    add(
        document,
        "Примечание",
        "Не с чем сопоставить (в {{ год }} результата нет): {{ школа.несопоставимы }}.",
    )
    add_tag(document, "endif")
    add_tag(document, "endfor")


_RULES = {
    "школы": (
        "Вышла — школа больше не относится к категории {{ категория }} по критериям, и решением "
        "в ней не оставлена. Улучшение — порог не преодолён по меньшему числу результатов, чем "
        "прежде, ухудшение — по большему; при равном числе решает изменение самих показателей, "
        "которые сравниваются с порогом: доля и средний балл — по всем сопоставимым результатам "
        "вместе и не меньше чем на одного участника. Если показатели изменились в разные стороны, "
        "изменений нет. Там, где с порогом сравнивать нечего, а школа не вышла, решает доля низких "
        "результатов в сопоставимых процедурах."
    ),
    "есть_ожидание": (
        "Ожидаемая доля: (n + k·m) / (N + k), где n из N — прежний результат школы, m — доля по "
        "всем школам, k — мера их однородности, найденная по разбросу долей между школами сверх "
        "случайного (бета-биномиальная модель)."
    ),
}
