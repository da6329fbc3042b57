"""The screens, whole, on the tiny district: at 80 and at 120 columns."""

import io
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from shnor_cli.actions.explaining import Explanation, explain
from shnor_cli.actions.runs import record_run
from shnor_cli.console import checks, compared, identified, machine, trace
from shnor_cli.console.choice import Choice
from shnor_cli.console.streams import complain, plain
from shnor_cli.criteria.loading import load_text
from shnor_cli.engine.verdicts import Identification
from shnor_cli.errors import Place
from shnor_cli.model import Remark
from shnor_cli.record.difference import Difference
from shnor_cli.record.info import info_of
from shnor_cli.record.verifying import Verified
from shnor_cli.revise.compare import compare
from tests import tiny

METHODOLOGY = """
language: 1
id: tiny
title: Пробная методика
procedures:
  ВПР: {scale: ["2", "3", "4", "5"], low: ["2"]}
indicators:
  low_share: {title: Доля низких, measure: low_share, each: assessment, direction: high_is_bad}
  low_index: {title: Индекс, like: low_share, each: school}
criteria:
  K0: {title: Низкий результат, indicator: low_share, at_least: 30 %}
  K1: {title: Две процедуры, count: K0, over: assessments, at_least: 2}
  K2a: {title: Два года, count: K0, over: years, last: 2, at_least: 2}
  K2: {title: Одна процедура два года, count: K2a, over: assessments, at_least: 1}
  K3: {title: Оба основания, all: [K1, K2]}
  K4: {title: Любое из оснований, any: [K1, K2]}
categories:
  - {name: ШНОР, when: K3}
  - {name: зона риска, when: K4}
  - {name: не выявлена}
score: low_index
"""

FILES = [("Папка прогона", Path("out/tiny-2025"))]

LEGEND = """\
Балл: индекс.
Критерии слева направо (+ выполнен, - не выполнен, ? неизвестно, пробел не
  применим):
  K1 Две процедуры
  K2 Одна процедура два года
  K3 Оба основания
  K4 Любое из оснований
До границы: плюс на стороне «выполнен»; участники: на сколько изменить один этот
  факт, чтобы ответ стал другим.
"""

HEAD = """\
Пробная методика (tiny), 2024/25 учебный год
Это пример методики, она не утверждена: перед работой проверьте её и впишите
основание.
"""

END = """\
Всего 6 школ: ШНОР — 1, зона риска — 1, не выявлена — 1, недостаточно
данных — 1, исключена — 1 и нет данных за год — 1. По таблицам 2 замечания (их и
вопросы к данным покажет shnor check).
С учётом решений органа управления образованием в перечень школ, нуждающихся в
адресной методической поддержке (категория «ШНОР»), включается 1 школа: Школа
«Первая» (Северный).
По 1 школе решение не называет категории методики или документа, и до нового
решения школа в перечень не включена: Вторая; школа (Северный) — включить
(приказ № 7); по критериям: зона риска.
Папка прогона: out/tiny-2025
"""


def paper(width: int, encoding: str = "utf-8") -> Console:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)
    return Console(file=stream, width=width, highlight=False, markup=False, emoji=False)


def written(console: Console) -> str:
    buffer = console.file.buffer  # type: ignore[attr-defined]
    text: str = buffer.getvalue().decode(console.encoding)
    return text


def identification(facts: str = tiny.FACTS) -> Identification:
    return tiny.identification(facts, file=load_text(METHODOLOGY, "tiny.yaml"))


def screen(found: Identification, width: int, *, everything: bool = False) -> str:
    console = paper(width)
    identified.show(console, found, files=FILES, everything=everything)
    return written(console)


def trace_of(tmp_path: Path, school: str) -> str:
    console = paper(80)
    trace.show(console, explained(tmp_path, school))
    return written(console)


def explained(tmp_path: Path, school: str) -> Explanation:
    record_run(identification(), tmp_path / "run")
    return explain(tmp_path / "run", school)


def test_screen_at_80_columns_puts_the_fact_below_the_school() -> None:
    rows = """
Школа                               Категория         Балл  Критерии  До границы
────────────────────────────────────────────────────────────────────────────────
Школа «Первая»                      ШНОР            37,5 %  ++++      0,0 п.п.
(Северный)                                                            1 участник
  ВПР, математика, 5 класс, 2024/25: 30,0 % (6 из 20), граница не менее 30 %
  до границы решающего результата — один участник

Третья                              недостаточно    40,0 %  ????
(Южный)                             данных
  возможны «ШНОР», «зона риска» и «не выявлена»
  нет данных: ВПР, математика, 5 класс (2024/25 — нет строк за этот год)
  нет данных: ВПР, русский язык, 5 класс (2023/24 — нет строк за этот год)

Вторая; школа                       зона риска      35,0 %  +--+      0,0 п.п.
(Северный)                                                            1 участник
  ВПР, математика, 5 класс, 2024/25: 30,0 % (3 из 10), граница не менее 30 %
  решение органа управления образованием: включить (приказ № 7); до границы
    решающего результата — один участник

Четвёртая                           не выявлена     15,0 %  ----      −3,3 п.п.
(Южный)                                                               1 участник
  ВПР, математика, 5 класс, 2024/25: 26,7 % (8 из 30), граница не менее 30 %
  до границы решающего результата — один участник

"""
    hidden = """
Не показаны 2 школы: «не выявлена» не у границы, исключена, нет данных за год
  (--all).
"""
    assert screen(identification(), 80) == HEAD + rows + LEGEND + hidden + END


def test_screen_at_120_columns_has_a_column_for_the_fact() -> None:
    table = """
Школа           Категория         Балл  Критерии  Решающий факт                            До границы  Пометки
────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
Школа «Первая»  ШНОР            37,5 %  ++++      ВПР, математика, 5 класс, 2024/25:       0,0 п.п.    до границы
(Северный)                                        30,0 % (6 из 20), граница не менее 30 %  1 участник  решающего
                                                                                                       результата — один
                                                                                                       участник

Третья          недостаточно    40,0 %  ????
(Южный)         данных
  возможны «ШНОР», «зона риска» и «не выявлена»
  нет данных: ВПР, математика, 5 класс (2024/25 — нет строк за этот год)
  нет данных: ВПР, русский язык, 5 класс (2023/24 — нет строк за этот год)

Вторая; школа   зона риска      35,0 %  +--+      ВПР, математика, 5 класс, 2024/25:       0,0 п.п.    решение органа
(Северный)                                        30,0 % (3 из 10), граница не менее 30 %  1 участник  управления
                                                                                                       образованием:
                                                                                                       включить (приказ
                                                                                                       № 7)
                                                                                                       до границы
                                                                                                       решающего
                                                                                                       результата — один
                                                                                                       участник
"""  # noqa: E501
    assert table in screen(identification(), 120)


@pytest.mark.parametrize("width", [72, 80, 109, 110, 120, 200])
def test_no_line_is_wider_than_the_screen(width: int) -> None:
    lines = screen(identification(), width, everything=True).splitlines()
    assert [line for line in lines if len(line) > width] == []


def test_all_schools_are_shown_when_asked_for() -> None:
    shown = screen(identification(), 80, everything=True)
    assert "Пятая                               нет данных за" in shown
    assert "Шестая исключённая                  исключена" in shown
    assert "исключена (вечерняя)" in shown
    assert "Не показан" not in shown


def test_a_name_that_looks_like_markup_or_moves_the_cursor_is_shown_as_it_is() -> None:
    found = identification()
    names = ("[red]Школа[/red]", "\x1b[2Jвторая", *found.results.schools.names[2:])
    schools = replace(found.results.schools, names=names)
    found = replace(found, results=found.results._replace(schools=schools))
    shown = screen(found, 80)
    assert "\n[red]Школа[/red]                    ШНОР" in shown
    assert "\n [2Jвторая                          зона риска" in shown


def test_no_schools_to_show_leaves_the_summary() -> None:
    facts = """
    школа год  предмет  участников  2  3  4  5
    004   2024 русский  30          1  9  10 10
    004   2024 математика 30        1  9  10 10
    004   2025 русский  30          1  9  10 10
    004   2025 математика 30        1  9  10 10
    """
    shown = screen(identification(facts), 80)
    assert "До границы" not in shown
    assert "не выявлена — 1" in shown
    assert "Школа  " not in shown


def test_a_rating_is_an_ordered_list() -> None:
    text = METHODOLOGY.partition("criteria:")[0] + "score: low_index\n"
    shown = screen(tiny.identification(file=load_text(text, "tiny.yaml")), 80)
    rows = [line.rstrip() for line in shown.splitlines() if line[:4].strip().isdigit()]
    assert rows == [
        "   1  Третья            40,0 %",
        "   2  Школа «Первая»    37,5 %",
        "   3  Вторая; школа     35,0 %  решение органа",
        "   4  Четвёртая         15,0 %",
    ]


def test_the_number_of_hidden_schools_is_said_beside_the_first_fifty() -> None:
    choice = Choice(shown=tuple(range(50)), more=3, others=1)
    lines = [plain(line) for line in identified.hidden(identification(), choice)]
    assert lines == [
        "Показаны первые 50, не показаны ещё 3 школы (--all).",
        "Не показана 1 школа: «не выявлена» не у границы, исключена, нет данных за год (--all).",
    ]


def test_trace_of_a_school_names_value_bound_and_row(tmp_path: Path) -> None:
    assert trace_of(tmp_path, "001") == HEAD + (
        """
Школа «Первая» (код 001, Северный)
Заключение: ШНОР
Решающий факт: ВПР, математика, 5 класс, 2024/25: 30,0 % (6 из 20), граница не
  менее 30 %
Почему он: нужно не менее двух процедур; это второй по величине
Балл: Индекс, 37,5 %
Пометка: до границы решающего результата — один участник

[+] K3 Оба основания: выполнен
  [+] K1 Две процедуры: выполнен; ВПР, математика, 5 класс, 2024/25: 30,0 %
      (6 из 20), граница не менее 30 %; до границы 0,0 п.п.
  [+] K2 Одна процедура два года: выполнен; ВПР, русский язык, 5 класс, 2023/24:
      40,0 % (8 из 20), граница не менее 30 %; до границы +10,0 п.п.
[+] K4 Любое из оснований: выполнен

Весь ход:
[+] K3 Оба основания (2024/25): выполнен
  [+] K1 Две процедуры (2024/25): выполнен, 2 из 2 известных, нужно не менее 2
    [+] K0 Низкий результат (ВПР, математика, 5 класс, 2024/25): выполнен
        30,0 % (6 из 20); граница не менее 30 % (включена); до границы 0,0 п.п.
        (1 участник); results.csv, строка 5
    [+] K0 (ВПР, русский язык, 5 класс, 2024/25): выполнен
        45,0 % (9 из 20); граница не менее 30 % (включена); до границы
        +15,0 п.п. (4 участника); results.csv, строка 4
  [+] K2 Одна процедура два года (2024/25): выполнен, 2 из 2 известных, нужно не
      менее 1
    [+] K2a Два года (ВПР, математика, 5 класс, 2024/25): выполнен, 2 из 2
        известных, нужно не менее 2
      [+] K0 (ВПР, математика, 5 класс, 2023/24): выполнен
          35,0 % (7 из 20); граница не менее 30 % (включена); до границы
          +5,0 п.п. (2 участника); results.csv, строка 3
      [+] K0 (ВПР, математика, 5 класс, 2024/25): выполнен (разобран выше)
    [+] K2a (ВПР, русский язык, 5 класс, 2024/25): выполнен, 2 из 2 известных,
        нужно не менее 2
      [+] K0 (ВПР, русский язык, 5 класс, 2023/24): выполнен
          40,0 % (8 из 20); граница не менее 30 % (включена); до границы
          +10,0 п.п. (3 участника); results.csv, строка 2
      [+] K0 (ВПР, русский язык, 5 класс, 2024/25): выполнен (разобран выше)
[+] K4 Любое из оснований (2024/25): выполнен
  [+] K1 (2024/25): выполнен, 2 из 2 известных, нужно не менее 2 (разобран выше)
  [+] K2 (2024/25): выполнен, 2 из 2 известных, нужно не менее 1 (разобран выше)
"""
    )


def test_trace_says_what_is_missing(tmp_path: Path) -> None:
    shown = trace_of(tmp_path, "третья")
    assert (
        "Заключение: недостаточно данных, возможны «ШНОР», «зона риска» и «не выявлена»\n" in shown
    )
    assert "нет данных: ВПР, математика, 5 класс (2024/25 — нет строк за этот год)\n" in shown
    assert "[?] K1 Две процедуры (2024/25): неизвестно, 1 из 1 известного" in shown


def test_machine_verdict_has_stable_keys() -> None:
    found = identification()
    assert machine.verdict(found.verdicts[0]) == {
        "school": {"id": "001", "name": "Школа «Первая»", "municipality": "Северный"},
        "status": "judged",
        "category": "ШНОР",
        "possible": ["ШНОР"],
        "score": 0.375,
        "outcomes": dict.fromkeys(["K1", "K2", "K3", "K4"], "met"),
        "fact": {
            "criterion": "K0",
            "indicator": "low_share",
            "year": 2025,
            "slice": {
                "procedure": "ВПР",
                "subject": "математика",
                "level": None,
                "grade": 5,
            },
            "outcome": "met",
            "value": 0.3,
            "text": None,
            "numerator": 6.0,
            "denominator": 20,
            "bound": "at_least",
            "threshold": 0.3,
            "distance": 0.0,
            "pupils": 1,
            "missing": None,
            "limits": None,
            "rank": None,
        },
        "missing": [],
        "notes": ["до границы решающего результата — один участник"],
    }


def test_remarks_of_a_methodology_are_counted_and_listed() -> None:
    console = paper(80)
    remarks = (
        Remark(Place(), "критерии K1 и K2 одинаковы"),
        Remark(Place("a.yaml", row=7), "порог", "нет"),
    )
    checks.show_remarks(console, "a.yaml", remarks)
    checks.show_remarks(console, "b.yaml", ())
    assert written(console) == (
        "a.yaml: ошибок нет, 2 подозрительных места.\n"
        "  критерии K1 и K2 одинаковы\n"
        "  a.yaml, строка 7: порог (нет)\n"
        "b.yaml: ошибок нет, подозрительных мест нет.\n"
    )


def test_lines_are_ascii_where_the_console_has_no_others() -> None:
    console = paper(80, "cp1251")
    console.file.reconfigure(errors="replace")  # type: ignore[attr-defined]
    identified.show(console, identification(), files=FILES, everything=False)
    assert "─" not in written(console)
    assert "-" * 80 in written(console)


def test_verify_puts_verdicts_first_and_counts_what_does_not_fit() -> None:
    parts = [Difference("outcomes.parquet", "да", "нет", school=f"{n:03}") for n in range(60)]
    whole = Difference("methodology.yaml", "файл изменён после прогона")
    verdict = Difference("verdicts.parquet", "год 2025", "год 2024", school="001")
    paper = io.StringIO()
    info = info_of(tiny.identification(), {}, {})
    verified = Verified(
        info, with_sources=True, is_derived=False, differences=(whole, *parts, verdict)
    )
    checks.show_verified(Console(file=paper, width=80), Path("run"), verified)
    lines = paper.getvalue().splitlines()
    assert lines[0] == "run: 62 расхождения."
    assert lines[1:6] == [
        "Сверено: методика tiny, контрольные суммы 0 файлов; вывести заново не удалось.",
        "Исходные файлы сверены: 1.",
        "Взято из прогона как есть, вывести нельзя: прочитанное из исходных файлов, число",
        "  их строк, параметры запуска, версии программ.",
        "  methodology.yaml: файл изменён после прогона",
    ]
    assert lines[6].startswith("  verdicts.parquet")
    assert lines[-1] == "  и ещё 12 расхождений (все назовёт --json)"


def test_a_school_of_a_rating_has_no_category() -> None:
    rating = METHODOLOGY.partition("criteria:")[0] + "score: low_index\n"
    file = load_text(rating, "tiny.yaml")
    paper = io.StringIO()
    both = compare(tiny.identification(), tiny.identification(file=file))
    compared.show(Console(file=paper, width=80), both, everything=False)
    assert "было «ШНОР», стало «без категории»" in paper.getvalue()


class Terminal(io.StringIO):
    """A stream that says it is a terminal, 80 wide since nothing tells more."""

    def isatty(self) -> bool:
        return True


FAULT = (
    "Таблицы прочитать не удалось.\n"
    "папка с пробелами/отметки школ района за прошлый год.xlsx, лист «Результаты весны», строка "
    "14: школа «МКОУ „Верхнеключевская средняя общеобразовательная школа“» не найдена в реестре."
)


def test_errors_are_wrapped_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    shown, piped = Terminal(), io.StringIO()
    monkeypatch.setattr(sys, "stderr", shown)
    complain(FAULT)
    monkeypatch.setattr(sys, "stderr", piped)
    complain(FAULT)
    assert piped.getvalue() == f"{FAULT}\n"
    assert shown.getvalue() == (
        "Таблицы прочитать не удалось.\n"
        "папка с пробелами/отметки школ района за прошлый год.xlsx, лист\n"
        "  «Результаты весны», строка 14: школа\n"
        "  «МКОУ „Верхнеключевская средняя общеобразовательная школа“» не найдена в\n"
        "  реестре.\n"
    )


def test_what_is_longer_than_a_line_is_not_cut_inside_a_word(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shown = Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    complain(f"Файл {'я' * 100}.csv не найден: «{'слово ' * 20}».")
    lines = shown.getvalue().splitlines()
    assert f"{'я' * 100}.csv" in "".join(lines)
    assert max(map(len, (line for line in lines if "я" not in line))) <= 79
