"""The templates of the draft order with the list of schools, and of the letter to a school."""

from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.shared import Mm

from tools.template_layout import (
    add,
    add_header,
    add_loop,
    add_office,
    add_row,
    add_table,
    add_tag,
    add_tag_row,
)
from tools.template_parts import (
    DATE,
    TO_ORDER,
    add_box,
    add_date,
    add_executor,
    add_head,
    add_signature,
    add_stamp,
)
from tools.template_styles import TAG


def order(document: WordDocument) -> None:
    """Lay out the order and its annex: the list of schools."""
    add(document, "Приложение", "ПРОЕКТ")
    add_head(
        document,
        "ПРИКАЗ",
        "{{ 'Об утверждении перечня' if школы else 'О результатах идентификации' }} "
        "{{ термин.родительный }} по итогам {{ год }} учебного года",
    )
    add_box(
        document,
        "Проект составлен по примеру методики. Приказ{{ ' с перечнем' if школы }} издают после "
        "того, как утверждены критерии и показатели, по идентификации, проведённой по ним.",
    )
    add_box(
        document,
        "До подписания решите, включать ли в перечень школы, по которым решение в реестре не "
        "называет документа или категории методики (в проект они не включены): {% for школа in "
        "не_учтены %}{{ школа.название }} — {{ школа.текст }}{{ школа.знак }}"
        "{{ ' ' if not loop.last }}{% endfor %}",
        "не_учтены",
    )
    add(document, "После таблицы")
    add(
        document,
        "Абзац",
        "В целях адресной методической поддержки {{ термин.родительный }}, на основании "
        "результатов идентификации по методике «{{ методика.название }}»",
    )
    ordering = add(document, "Абзац перед перечнем", "ПРИКАЗЫВАЮ:")
    ordering.paragraph_format.first_line_indent = Mm(0)
    add_tag(document, "if школы")
    for text in _POINTS:
        add(document, "List Number", text)
    add_tag(document, "else")
    for text in _NOBODY:
        add(document, "List Number", text)
    add_tag(document, "endif")
    _named(
        document,
        "не_включены",
        "Не включать в перечень школы категории {{ категория }}, по которым принято решение:",
    )
    _named(
        document,
        "без_вывода",
        "Запросить недостающие данные по школам, вывод по которым не сделан, и повторить "
        "идентификацию:",
    )
    last = add(document, "List Number", "Контроль за исполнением приказа оставляю за собой.")
    last.paragraph_format.keep_with_next = True
    add_signature(document)
    add_executor(document)
    _list(document)


_POINTS = (
    (
        "Утвердить перечень школ, отнесённых по итогам {{ год }} учебного года к категории "
        "{{ категория }} ({{ сколько }}), согласно приложению."
    ),
    (
        "Руководителям школ, включённых в перечень, разработать или скорректировать школьные "
        f"программы повышения качества образования в срок до {DATE}"
    ),
    (
        "Муниципальному координатору организовать тьюторское сопровождение учителей и методические "
        "десанты с привлечением супервизора в школы, включённые в перечень"
        "{{ ', ' + предметы if предметы }}."
    ),
    (
        "Содействовать школам, включённым в перечень, в заключении договоров о сотрудничестве "
        "со школами со стабильно высокими образовательными результатами."
    ),
    "Учесть выявленные дефициты в заказе на повышение квалификации педагогов и руководителей.",
    "Известить школы, включённые в перечень, об основаниях включения.",
)
_NOBODY = (
    ("Принять к сведению, что по итогам {{ год }} учебного года {{ не_выявлены }}."),
    "Продолжить мониторинг образовательных результатов школ.",
)


def _named(document: WordDocument, schools: str, introduction: str) -> None:
    """Add a point that names schools, each with what is said of it."""
    add_tag(document, f"if {schools}")
    add(document, "List Number", introduction).paragraph_format.keep_with_next = True
    text = "{{ школа.название }} — {{ школа.текст }}{{ школа.знак }}"
    add_loop(document, f"школа in {schools}", "List Bullet 2", text)
    add_tag(document, "endif")


def _list(document: WordDocument) -> None:
    add_tag(document, "if школы")
    add_stamp(document, TO_ORDER, 75).paragraph_format.page_break_before = True
    add(
        document,
        "Heading 1",
        "Перечень {{ термин.родительный }} по итогам {{ год }} учебного года",
    )
    table = add_table(document, [10, 55, 20, 80])
    add_header(table, ["№ п/п", "Школа", "Код", "Основания"])
    add_tag_row(table, "for школа in школы")
    grounds = (
        "{%p for основание in школа.основания %}\n"
        "{{ основание }}{{ '.' if loop.last else ';' }}\n{%p endfor %}"
    )
    texts = ["{{ школа.номер }}", "{{ школа.название }}", "{{ школа.код }}", grounds]
    row = add_row(table, texts, "Ячейка")
    for cell in (row.cells[0], row.cells[2]):
        cell.paragraphs[0].alignment = ALIGN.CENTER
    for place in (0, 2):
        row.cells[3].paragraphs[place].style = TAG
    add_tag_row(table, "endfor")
    add_tag(document, "endif")


def letter(document: WordDocument) -> None:
    """Lay out the letter: facts and grounds, what is proposed; no rating and no reproach."""
    add_office(document)
    add_date(document)
    add_stamp(document, ["Руководителю", "{{ школа.название }}"], style="Реквизит таблицы")
    add(document, "После таблицы")
    add(document, "Реквизит таблицы", "О результатах анализа за {{ год }} учебный год")
    add_box(
        document,
        "Письмо составлено по примеру методики. До утверждения критериев и показателей вывод "
        "носит предварительный характер.",
    )
    add(document, "После таблицы")
    add(document, "Абзац", _FACTS)
    add_tag(document, "if решение")
    add(document, "Абзац", _BY_DECISION)
    add_tag(document, "else")
    add(document, "Абзац", "По результатам анализа школа отнесена к категории {{ категория }}.")
    add_tag(document, "endif")
    _facts(document, "Основания:", "основания")
    _facts(document, "Результаты школы, которые сравнивают критерии:", "результаты")
    add_tag(document, "if примечания")
    add(document, "Абзац", "Примечания: {{ примечания }}.")
    add_tag(document, "endif")
    add(document, "Абзац перед перечнем", "Предлагаем:")
    add_tag(document, "if в_перечне")
    for text in _SUPPORT:
        add(document, "List Number", text)
    add_tag(document, "else")
    add(document, "List Number", _ATTENTION)
    add_tag(document, "endif")
    add_tag(document, "if основания or результаты")
    last = add(
        document,
        "List Number",
        f"Сверить приведённые данные и сообщить о неточностях в срок до {DATE}",
    )
    last.paragraph_format.keep_with_next = True
    add_tag(document, "endif")
    add_signature(document)
    add_executor(document)


def _facts(document: WordDocument, title: str, name: str) -> None:
    """Add a list of criteria, each with its facts under it."""
    add_tag(document, f"if {name}")
    add(document, "Абзац перед перечнем", title)
    add_tag(document, "endif")
    add_tag(document, f"for основание in {name}")
    text = "{{ основание.текст }}{{ ':' if основание.факты else ('.' if loop.last else ';') }}"
    add(document, "List Bullet", text)
    fact = "{{ факт }}{{ '.' if loop.last else ';' }}"
    add_loop(document, "факт in основание.факты", "List Bullet 2", fact)
    add_tag(document, "endfor")


_FACTS = (
    "Проведён анализ образовательных результатов за {{ год }} учебный год по методике «{{ "
    "методика.название }}». Его цель — определить школы, которым нужна адресная "
    "методическая поддержка. Оценкой деятельности руководителей и педагогических работников "
    "его результаты не являются."
)
_BY_DECISION = (
    "Школа отнесена к категории {{ категория }} решением органа управления образованием "
    "({{ решение }}). По критериям методики: {{ по_критериям }}."
)
_SUPPORT = (
    "Разработать или скорректировать школьную программу повышения качества образования.",
    "Определить учителей, которым нужно тьюторское сопровождение{{ ', ' + предметы if предметы }}.",
    "Сообщить, каких курсов повышения квалификации не хватает педагогам и руководителям школы.",
)
_ATTENTION = (
    "Учесть эти результаты при планировании методической работы школы"
    "{{ ', ' + предметы if предметы }}."
)
