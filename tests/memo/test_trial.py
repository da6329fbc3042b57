"""Checking a template before there is a run: all its faults at once, each in its place."""

import io
from collections.abc import Sequence
from pathlib import Path

import docx
import pytest

from shnor_cli.errors import TemplateError
from shnor_cli.memo.word.filling import Template
from shnor_cli.memo.word.trial import faults_of, filled
from shnor_cli.resources import template_path
from tests.memo.test_word import template_of

CONTEXT = {
    "год": "2024/25",
    "школы": [{"название": "Первая", "факты": [{"доля": "30 %", "чего": "ВПР"}]}],
    "термин": {"кратко": "ШНОР", "полностью": "школы"},
    "пусто": [],
}


LOOP = ("{%p for школа in школы %}", "{{ школа.название }}", "{%p endfor %}")
WRONG = "{{ школа.назване }}: {{ школа.факты[0].доляя|процентт }}"
OUTSIDE = "{{ школа.название }} {{ термин.коротко }}"


def told(text: str, fault: str) -> str:
    return f"в тексте «{text}» {fault}"


def said(folder: Path, *paragraphs: str) -> list[str]:
    return [each.fault for each in faults_of(template_of(folder, *paragraphs), [CONTEXT])]


def test_all_faults_are_told_at_once_with_the_nearest_right_name(tmp_path: Path) -> None:
    assert said(
        tmp_path,
        "За {{ гот }} год",
        "{%p for школа in школы %}",
        WRONG,
        "{%p for факт in школа.факты %}",
        "{{ факт.чего }}{{ ';' if not loop.last }} {{ факт.где }}",
        "{%p endfor %}",
        "{%p endfor %}",
        OUTSIDE,
    ) == [
        told("За {{ гот }} год", "нет имени «гот»; похожее имя: «год»"),
        told(WRONG, "нет имени «назване»; похожее имя: «название»"),
        told(WRONG, "нет имени «доляя»; похожее имя: «доля»"),
        told(WRONG, "нет преобразования «процентт»; похожее имя: «процент»"),
        told("{{ факт.чего }}{{ ';' if not loop.last }} {{ факт.где }}", "нет имени «где»"),
        told(OUTSIDE, "нет имени «школа»; похожее имя: «школы»"),
        told(OUTSIDE, "нет имени «коротко»; похожее имя: «кратко»"),
    ]


def test_all_tags_that_cannot_be_read_are_told_at_once_and_names_too(tmp_path: Path) -> None:
    assert said(
        tmp_path,
        "{{ год + }}",
        "{%p fro школа in школы %}",
        "{{ школа.назване }}",
        "{%p endfor %}",
        "{%p for факт in школы[0.факты %}",
        "{{ факт.что угодно }}",
        "{%p endfor %}",
        "{%p if год = '2024/25' %}",
        "{{ гот }}",
        "{%p elif %}",
        "{%p endif %}",
        "{%p endif %}",
        "{%p else %}",
        "{%p for школа in школы %}",
        "{%p if год %}",
        "{{ школа.название }}",
        "{%p endfor %}",
        "{%p for школа in школы %}",
        "{{ школа.факт }}",
    ) == [
        told("{{ год + }}", "тег записан неверно: он обрывается"),
        told("{%p fro школа in школы %}", "неизвестный тег «fro»; похожее имя: «for»"),
        told("{{ школа.назване }}", "нет имени «назване»; похожее имя: «название»"),
        told("{%p for факт in школы[0.факты %}", "тег записан неверно: не на месте «}»"),
        told("{{ факт.что угодно }}", "тег записан неверно: не на месте «угодно»"),
        told("{%p if год = '2024/25' %}", "тег записан неверно: не на месте «=»"),
        told("{{ гот }}", "нет имени «гот»; похожее имя: «год»"),
        told("{%p elif %}", "тег записан неверно: он обрывается"),
        told("{%p endif %}", "тег «endif» лишний: перед ним не открыт «if»"),
        told("{%p else %}", "тег «else» не на месте: перед ним не открыт «if»"),
        told("{%p if год %}", "тег «if» не закрыт: нет тега «endif»"),
        told("{%p for школа in школы %}", "тег «for» не закрыт: нет тега «endfor»"),
        told("{{ школа.факт }}", "нет имени «факт»; похожее имя: «факты»"),
    ]


@pytest.mark.parametrize(
    ("paragraphs", "faults"),
    [
        (
            ["{% macro a() %}", "{{ год + }}", "{% endmacro %}"],
            [
                told("{% macro a() %}", "«macro» в шаблонах запрещено: есть for, if и set"),
                told("{{ год + }}", "тег записан неверно: он обрывается"),
            ],
        ),
        (
            ["{{ год }", "{% set x = %}{{ x }}", "{% set y %}{{ год }}{% endset %}{{ y }}"],
            [
                told("{{ год }", "тег не закрыт: нет «}}»"),
                told("{% set x = %}{{ x }}", "тег записан неверно: он обрывается"),
            ],
        ),
        (
            ["{% raw %}", "{{ гот }}", "{% endraw %}"],
            [
                told("{% raw %}", "«raw» в шаблонах запрещено: есть for, if и set"),
                told("{{ гот }}", "нет имени «гот»; похожее имя: «год»"),
            ],
        ),
    ],
)
def test_a_tag_that_cannot_be_read_hides_no_other(
    tmp_path: Path, paragraphs: Sequence[str], faults: Sequence[str]
) -> None:
    assert said(tmp_path, *paragraphs) == faults


@pytest.mark.parametrize(
    ("paragraphs", "fault"),
    [
        (["{{ школы.название }}"], "нет имени «название»: это перечень, его проходят тегом for"),
        (["{% include 'x' %}"], "«include» в шаблонах запрещено: есть for, if и set"),
        (["{%p for x in школы %}"], "тег «for» не закрыт: нет тега «endfor»"),
        (["{{ год|слово }}"], "значение не подходит к тому, что делает с ним тег"),
        (["{% if год is чётный %}{% endif %}"], "нет проверки «чётный»"),
    ],
)
def test_other_faults(tmp_path: Path, paragraphs: Sequence[str], fault: str) -> None:
    (found,) = said(tmp_path, *paragraphs)
    assert fault in found


@pytest.mark.parametrize(
    "paragraphs",
    [
        [
            "{%P For школа in школы|sort(attribute='название') %}",
            "{{ школа.название }}",
            "{%p endfor %}",
        ],
        ["{% set первая = школы|first %}{{ первая.название.upper() }}"],
        ["{% for ключ, значение in термин.items() %}{{ значение }}{% endfor %}"],
        ["{% for x in пусто %}{{ x.что.угодно }}{% endfor %}"],
        ["{% for школа in школы[:1] if школа.факты %}{{ школа.факты|length }}{% endfor %}"],
        ["{% if нет is defined %}да{% elif год %}{{ год }}{% else %}—{% endif %}"],
    ],
)
def test_right_templates_have_no_faults(tmp_path: Path, paragraphs: Sequence[str]) -> None:
    assert said(tmp_path, *paragraphs) == []


@pytest.mark.parametrize(
    ("paragraphs", "faults"),
    [
        (
            ["{%p if год }", *LOOP, "{%p endif %}"],
            [told("{%p if год", "тег не закрыт: нет «%}»")],
        ),
        (
            ["{% if год и дальше {{ год }}", "{% endif %}"],
            [told("{% if год и дальше {{ год }}", "тег не закрыт: нет «%}»")],
        ),
        (
            ["{# забытое примечание", "{{ гот }}", *LOOP],
            [
                told("{# забытое примечание", "примечание не закрыто: нет «#}»"),
                told("{{ гот }}", "нет имени «гот»; похожее имя: «год»"),
            ],
        ),
        (["{{ год } }", "{{ год }}"], [told("{{ год } }", "тег не закрыт: нет «}}»")]),
        (["{{ год"], [told("{{ год", "тег не закрыт: нет «}}»")]),
    ],
)
def test_a_tag_without_its_end_is_the_only_fault(
    tmp_path: Path, paragraphs: Sequence[str], faults: Sequence[str]
) -> None:
    assert said(tmp_path, *paragraphs) == faults


@pytest.mark.parametrize(
    ("paragraph", "faults"),
    [
        ("{ { год }}", ["«{ { год }}» останется в документе: между скобками тега пробел"]),
        ("{ % if год % }", ["«{ % if год % }» останется в документе: между скобками тега пробел"]),
        (
            "год }} %} #}",
            [
                "«}}» останется в документе: перед ним нет «{{»",
                "«%}» останется в документе: перед ним нет «{%»",
                "«#}» останется в документе: перед ним нет «{#»",
            ],
        ),
        ("«A & B» <<год>> год } }", ["«} }» останется в документе: перед ним нет «{{»"]),
        (
            "{ год } и {Год|int}",
            [
                "«{ год }» останется в документе: тег пишут в двойных скобках, «{{ год }}»",
                "«{Год|int}» останется в документе: тег пишут в двойных скобках, «{{ Год|int }}»",
            ],
        ),
    ],
)
def test_braces_that_would_be_printed_are_told(
    tmp_path: Path, paragraph: str, faults: Sequence[str]
) -> None:
    template = template_of(tmp_path, "{{ год }}", paragraph)
    expected = [told(paragraph, fault) for fault in faults]
    assert [each.fault for each in faults_of(template, [CONTEXT])] == expected
    with pytest.raises(TemplateError) as caught:
        filled(Template(template, CONTEXT), CONTEXT, None)
    assert [each.fault for each in caught.value.problems] == expected


def test_a_single_brace_around_the_name_of_a_loop_is_told(tmp_path: Path) -> None:
    loop = ("{%p for ш, школа in школы|dictsort %}", "{школа}", "{%p endfor %}")
    (fault,) = said(tmp_path, *loop)
    assert fault.startswith(told("{школа}", "«{школа}» останется в документе"))


def test_braces_of_data_and_of_plain_words_are_no_tags(tmp_path: Path) -> None:
    template = template_of(tmp_path, "{{ имя }} {{ '{' ~ год ~ '}' }}, {1; 2}, {иное}, }")
    context = {"имя": "Школа }} {год} { { %}", "год": 2025}
    assert faults_of(template, [context]) == ()
    made = filled(Template(template, context), context, None)
    (paragraph,) = docx.Document(io.BytesIO(made)).paragraphs
    assert paragraph.text == "Школа }} {год} { { %} {2025}, {1; 2}, {иное}, }"


def test_russian_letters_of_a_tag_that_may_mean_anything_are_told(tmp_path: Path) -> None:
    loop = ("{%tг for школа in школы %}", "{{ школа.название }}", "{%p endfor %}")
    russian = "неизвестный тег «tг»: русские буквы в нём — «г», а нужны латинские"
    assert said(tmp_path, *loop) == [told("{%tг for школа in школы %}", russian)]


def test_a_tag_is_quoted_with_the_letter_that_was_typed(tmp_path: Path) -> None:
    (fault,) = said(tmp_path, "{%р for школа in шк %}", "{%p endfor %}")
    assert fault == told("{%р for школа in шк %}", "нет имени «шк»")


def test_case_does_not_matter_for_the_nearest_name_and_parts_are_named_whole(
    tmp_path: Path,
) -> None:
    assert said(tmp_path, "{{ ТЕРМИН.КРАТКО }}", "{{ кратко }}") == [
        told("{{ ТЕРМИН.КРАТКО }}", "нет имени «ТЕРМИН»; похожее имя: «термин»"),
        told("{{ кратко }}", "нет имени «кратко»; похожее имя: «термин.кратко»"),
    ]


def test_headers_are_checked_too(tmp_path: Path) -> None:
    path = template_of(tmp_path, "текст")
    document = docx.Document(str(path))
    document.sections[0].header.paragraphs[0].text = "{{ кто }}"
    document.save(str(path))
    assert [each.fault for each in faults_of(path, [CONTEXT])] == [
        "в тексте «{{ кто }}» нет имени «кто»"
    ]


def test_a_finished_document_is_no_template(tmp_path: Path) -> None:
    fault = "в документе нет ни одного тега: это не шаблон, а, похоже, готовый документ"
    assert said(tmp_path, "Выявлены 3 школы") == [fault]


def test_the_shipped_template_has_no_faults() -> None:
    from shnor_cli.memo.papers.memo import context_of
    from tests.memo.building import sample_district, small_district

    examples = [context_of(each, None) for each in (sample_district(), small_district(0))]
    assert faults_of(template_path("spravka", Path("/nowhere")), examples) == ()


def test_filling_tells_all_faults_too(tmp_path: Path) -> None:
    template = template_of(tmp_path, "{{ гот }}", "{% if %}", "{{ термин.коротко }}")
    with pytest.raises(TemplateError) as caught:
        filled(Template(template, CONTEXT), CONTEXT, None)
    assert caught.value.problems == faults_of(template, [CONTEXT])
    assert len(caught.value.problems) > 2


IN_PARAGRAPH = "убирает весь абзац, в котором стоит"
IN_ROW = "убирает всю строку таблицы, в которой стоит"


@pytest.mark.parametrize(
    ("paragraph", "lost"),
    [
        ("Начальник {%p if год %}", "«Начальник»: тег «{%p if год %}»"),
        ("{%p if год %} хвост", "«хвост»: тег «{%p if год %}»"),
        ("До {%р If год %} после", "«До … после»: тег «{%р if год %}»"),
        ("{{ год }} {%p if год %}", "«{{ год }}»: тег «{%p if год %}»"),
    ],
)
def test_words_beside_the_tag_of_a_paragraph_are_told(
    tmp_path: Path, paragraph: str, lost: str
) -> None:
    template = template_of(tmp_path, "{{ год }}", paragraph, "Текст", "{%p endif %}")
    (fault,) = (each.fault for each in faults_of(template, [CONTEXT]))
    assert fault.endswith(f"» пропадут слова {lost} {IN_PARAGRAPH}")
    with pytest.raises(TemplateError) as caught:
        filled(Template(template, CONTEXT), CONTEXT, None)
    assert [each.fault for each in caught.value.problems] == [fault]


def test_words_in_the_row_of_a_tag_are_told(tmp_path: Path) -> None:
    path = template_of(tmp_path, "{{ год }}")
    document = docx.Document(str(path))
    table = document.add_table(3, 2)
    table.cell(0, 0).text = "{%tr for школа in школы %}"
    table.cell(1, 0).text = "{{ школа.название }}"
    table.cell(2, 0).text = "{%tr endfor %}"
    table.cell(2, 1).text = "ИТОГО"
    document.save(str(path))
    (fault,) = (each.fault for each in faults_of(path, [CONTEXT]))
    lost = f"пропадут слова «ИТОГО»: тег «{{%tr endfor %}}» {IN_ROW}"
    assert fault == told("{%tr endfor %} ИТОГО", lost)


def test_a_note_beside_the_tag_of_a_paragraph_is_nothing_lost(tmp_path: Path) -> None:
    assert said(tmp_path, "{%p if год %} {# когда есть год #}", "{{ год }}", "{%p endif %}") == []


@pytest.mark.parametrize("tag", ["{{ loop }}", "{{ loop.cycle }}", "{{ школа.items }}"])
def test_what_is_no_value_is_not_printed(tmp_path: Path, tag: str) -> None:
    loop = ("{%p for школа in школы %}", tag, "{%p endfor %}")
    assert said(tmp_path, *loop) == [
        told(tag, "тег печатает не значение: у цикла есть части, например «loop.index» — номер")
        if tag == "{{ loop }}"
        else told(tag, "тег печатает не значение")
    ]


@pytest.mark.parametrize(
    "condition",
    ["публичная == «да»", "публичная != 'нет'", "'да' == публичная", "публичная == 'да' and год"],
)
def test_yes_and_no_compared_with_words_are_told(tmp_path: Path, condition: str) -> None:
    template = template_of(tmp_path, f"{{% if {condition} %}}{{{{ год }}}}{{% endif %}}")
    examples = [CONTEXT | {"публичная": each} for each in (True, False)]
    (fault,) = (each.fault for each in faults_of(template, examples))
    assert fault.endswith(
        "«публичная» — это да или нет, с текстом их не сравнивают: "
        "пишут «if публичная» или «if not публичная»"
    )


def test_texts_are_compared_with_texts(tmp_path: Path) -> None:
    template = template_of(
        tmp_path, "{% if год == «2024/25» and вид == 'да' %}{{ год }}{% endif %}"
    )
    examples = [CONTEXT | {"вид": each} for each in (True, "да")]
    assert faults_of(template, examples) == ()


def test_a_name_in_square_brackets_is_told(tmp_path: Path) -> None:
    template = template_of(tmp_path, "{{ год }}", "[[ год ]] и [[Год]], [[ иное ]], [1]")
    said = [
        each.fault.rpartition("]] и [[Год]], [[ иное ]], [1]» ")[2]
        for each in faults_of(template, [CONTEXT])
    ]
    stays = "останется в документе: тег пишут в фигурных скобках"
    assert said == [f"«[[ год ]]» {stays}, «{{{{ год }}}}»", f"«[[Год]]» {stays}, «{{{{ Год }}}}»"]
