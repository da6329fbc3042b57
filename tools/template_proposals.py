"""The proposals (рекомендации) of the memo template, in the terms of a municipal programme.

These are the words that a new template is laid out with; an office edits them in Word.
"""

from typing import NamedTuple

from shnor_cli.russian import NBSP

_OFFICE = "управление образования"
_COORDINATOR = "муниципальный координатор"
_CABINET = "методический кабинет"
_FOUND = "заключение.выявлено"
_WHOSE = "{{ заключение.чей }}"
_YEAR = f"{{{{ год_мер }}}}{NBSP}года"
_ALL_YEAR = f"в течение {_YEAR}"
_BEFORE_LIST = "до утверждения перечня школ"


class Proposal(NamedTuple):
    """One measure (мера)."""

    text: str
    deadline: str
    by: str
    """Who answers for it; several are parted by commas."""
    when: str = ""
    """A condition of Jinja; always proposed if there is none."""

    def in_words(self) -> str:
        """Return the whole item of the list."""
        whose = "Ответственные" if "," in self.by else "Ответственный"
        return f"{self.text}. Срок: {self.deadline}. {whose}: {self.by}."


PROPOSALS = (
    Proposal(
        "Утвердить критерии и показатели идентификации приказом, указать его реквизиты в методике "
        "и повторить идентификацию",
        _BEFORE_LIST,
        _OFFICE,
        "методика.пример",
    ),
    Proposal(
        f"Утвердить приказом перечень {_WHOSE}{{{{ заключение.перечень }}}}",
        f"февраль {_YEAR}",
        _OFFICE,
        f"{_FOUND} and not методика.пример",
    ),
    Proposal(
        f"Разработать или скорректировать ШППКО {_WHOSE}, провести общественно-профессиональную "
        "экспертизу",
        f"апрель{NBSP}– август {_YEAR}",
        f"{_COORDINATOR}, школы",
        _FOUND,
    ),
    Proposal(
        f"Организовать тьюторское сопровождение учителей {_WHOSE} педагогами-тьюторами школ "
        "с устойчивыми результатами обучения. Предметы: {{ заключение.предметы }}",
        _ALL_YEAR,
        _COORDINATOR,
        f"{_FOUND} and заключение.предметы",
    ),
    Proposal(
        f"Заключить договоры о сотрудничестве {_WHOSE} с образовательной организацией "
        "со стабильно высокими результатами{{ ' (' ~ школа_партнёр ~ ')' if школа_партнёр }}",
        f"первое полугодие {_YEAR}",
        f"{_OFFICE}, школы",
        _FOUND,
    ),
    Proposal(
        "Провести методические десанты с привлечением супервизора для консультативной помощи "
        f"учителям {_WHOSE}. Предметы: {{{{ заключение.основные_предметы }}}}",
        "не реже одного раза в полугодие",
        f"{_COORDINATOR}, супервизор",
        f"{_FOUND} and заключение.основные_предметы",
    ),
    Proposal(
        "Включить вопросы повышения качества образования в планы районных методических "
        "объединений, муниципальных стажёрских площадок и тьюторских групп",
        _ALL_YEAR,
        _CABINET,
        _FOUND,
    ),
    Proposal(
        "Сформировать муниципальный заказ на повышение квалификации руководителей и педагогов "
        f"{_WHOSE} с учётом выявленных дефицитов",
        f"май {_YEAR}",
        _OFFICE,
        _FOUND,
    ),
    Proposal(
        f"Проанализировать результаты {_WHOSE} на основе критериев и показателей идентификации",
        f"июнь{NBSP}– август {_YEAR}",
        _OFFICE,
        _FOUND,
    ),
    Proposal(
        "Продолжить сопровождение школ, вышедших из перечня: {{ заключение.вышли }}",
        _ALL_YEAR,
        _COORDINATOR,
        "заключение.вышли",
    ),
    Proposal(
        "Учесть результаты школ {{ заключение.прочие }} при планировании методической работы",
        _ALL_YEAR,
        _CABINET,
        "заключение.прочие",
    ),
    Proposal(
        "Запросить недостающие данные по {{ заключение.без_данных }} и повторить идентификацию",
        _BEFORE_LIST,
        _OFFICE,
        "заключение.без_данных",
    ),
    Proposal(
        "Проверить исходные данные по приложению № 2",
        _BEFORE_LIST,
        _OFFICE,
        "замечания or вопросы.строки",
    ),
    Proposal(
        "Продолжить мониторинг образовательных результатов школ",
        _ALL_YEAR,
        _OFFICE,
        f"заключение.есть_категории and not {_FOUND}",
    ),
    Proposal(
        "Повторить идентификацию по данным следующего учебного года по тем же критериям",
        f"январь {{{{ год_мер + 1 }}}}{NBSP}года",
        _OFFICE,
    ),
)
