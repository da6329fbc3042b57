"""The office that signs (орган управления образованием): read from `office.yaml`.

Whatever the file does not name stays a blank in the memo, to be filled in by hand.
"""

from pathlib import Path
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from shnor_cli.criteria.base import Part, Text
from shnor_cli.criteria.methodology import Terms
from shnor_cli.criteria.tree import check, read_file

Line = Annotated[Text, StringConstraints(strip_whitespace=True, min_length=1)]


class District(Part):
    """Район в падежах, которые нужны справке."""

    nominative: Line = Field(
        title="Именительный падеж", description="Например, Рассветовский район."
    )
    genitive: Line = Field(
        title="Родительный падеж", description="Например, Рассветовского района."
    )
    prepositional: Line = Field(
        title="Предложный падеж", description="Без предлога, например Рассветовском районе."
    )


class Person(Part):
    """Кто подписывает или утверждает."""

    post: Line = Field(title="Должность", description="Полностью, как печатают у подписи.")
    name: Line | None = Field(None, title="И. О. Фамилия", description="В именительном падеже.")


class Executor(Part):
    """Исполнитель: отметка внизу последнего листа."""

    name: Line = Field(title="Фамилия, имя, отчество")
    post: Line | None = Field(None, title="Должность")
    phone: Line | None = Field(None, title="Телефон")
    email: Line | None = Field(None, title="Электронная почта")


class OwnTerms(Terms):
    """Как называть выявляемые школы и их категорию, если не так, как в методике."""

    genitive: Line | None = Field(
        None,
        title="В родительном падеже",
        description="Например, школ с низкими результатами обучения.",
    )


class Office(Part):
    """Орган управления образованием, который подписывает справку."""

    name: Line | None = Field(None, title="Название", description="В именительном падеже.")
    genitive: Line | None = Field(
        None,
        title="Название в родительном падеже",
        description="Для слов «к приказу …». Без него склоняются названия, которые начинаются "
        "с «Управление», «Отдел» и подобных слов.",
    )
    place: Line | None = Field(None, title="Место составления", description="Например, с. Рассвет.")
    district: District | None = Field(None, title="Район")
    signatory: Person | None = Field(None, title="Кто подписывает")
    approver: Person | None = Field(
        None, title="Кто утверждает", description="Если названо, печатается гриф «УТВЕРЖДАЮ»."
    )
    executor: Executor | None = Field(None, title="Исполнитель")
    terms: OwnTerms | None = Field(
        None,
        title="Термины",
        description="Так документы называют и категорию, если методика зовёт её своим термином.",
    )
    basis: Line | None = Field(
        None,
        title="Во исполнение чего",
        description="В родительном падеже, например: пункта 2.1 Комплекса мер.",
    )
    number: Line | None = Field(None, title="Номер справки")
    partner: Line | None = Field(
        None,
        title="Школа-партнёр",
        description="Школа со стабильно высокими результатами, с которой заключают договоры. "
        "Выявленную, и ту, по которой вывода нет, справка не называет.",
    )
    logo: Line | None = Field(
        None,
        title="Логотип",
        description="Файл PNG или JPEG рядом с office.yaml; печатается над названием.",
    )


class _Naming(Part):
    """An office's file as far as it says how things are called."""

    model_config = ConfigDict(extra="ignore")

    terms: OwnTerms | None = None


def unnamed(office: Office) -> Office:
    """Return the office without names of people: their posts stay, a basis may go."""
    from shnor_cli.public.people import told  # patterns that only a public version asks

    people = {
        post: person.model_copy(update={"name": None})
        for post in ("signatory", "approver")
        if (person := getattr(office, post)) is not None
    }
    basis = told(office.basis or "", inside="") or None
    return office.model_copy(update={**people, "executor": None, "basis": basis})


def read_office(path: Path) -> Office:
    """Read an office.

    Raises:
        MethodologyError: with every fault of the file, each at its line and position; or its logo
            is no picture.
    """
    office = check(Office, read_file(path))
    if office.logo is None:
        return office
    from shnor_cli.memo.words.logo import read_logo  # seldom there

    return office.model_copy(update={"logo": read_logo(path.parent / office.logo)})


def read_terms(path: Path) -> Office:
    """Read of an office only how it calls things, whatever else its file says.

    Raises:
        MethodologyError: the file is not YAML, or the terms have faults.
    """
    return Office(terms=check(_Naming, read_file(path)).terms)
