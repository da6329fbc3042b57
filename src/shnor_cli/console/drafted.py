"""What is said of first drafts: a register, a layout, a list of results; a person goes on."""

from pathlib import Path

from shnor_cli.actions.drafts import Proposed
from shnor_cli.console.streams import say
from shnor_cli.criteria.methodology import Methodology
from shnor_cli.russian import plural
from shnor_cli.tables.drafting import Draft

_TOLD = 10
"""Codes without a name, and pairs that may be one school, that are told on screen."""


def show_schools(drafted: Draft, output: Path) -> None:
    """Say where the register is, and what in it needs a person."""
    say(f"Реестр: {output}, {_rows(len(drafted.schools))}.")
    for one, two in drafted.twins[:_TOLD]:
        say(f"Похоже на одну школу: {one} и {two}.")
    if len(drafted.twins) > _TOLD:
        pairs = plural(len(drafted.twins) - _TOLD, "такая пара", "такие пары", "таких пар")
        say(f"Есть ещё {pairs}.")
    if unnamed := drafted.unnamed:
        first = ", ".join(each.id for each in unnamed[:_TOLD])
        more = f" и ещё {len(unnamed) - _TOLD}" if len(unnamed) > _TOLD else ""
        rows = plural(
            len(unnamed), "строка без названия", "строки без названия", "строк без названия"
        )
        say(
            f"В конце реестра {rows}: таблицы называют только код ({first}{more}). Найдите строку "
            "этой школы с названием и перенесите в неё код, а строку без названия удалите; если "
            "другой строки нет, впишите название. Пока такие строки есть, реестр не принимается."
        )
    say(
        "Если одна школа стоит в двух строках, оставьте одну: второе название впишите в "
        "«псевдонимы», второй код — в столбец «логин», «код РЦОИ» или «псевдонимы». Допишите "
        "исключения и присоединения, затем сверьте: shnor check ... --schools "
        f"{output}"
    )


def show_layout(drawn: str, output: Path | None) -> None:
    """Show the layout, or say where it is."""
    say(drawn.rstrip("\n") if output is None else f"Черновик разметки: {output}")


def show_doubted(proposed: Proposed, output: Path) -> None:
    """Say where the list is, that a person decides of it, and what the methodology does then."""
    if not proposed.signs:
        say("Признаков, которые стоило бы проверить, в таблицах нет: список не записан.")
        return
    say(f"Список: {output}, {_rows(len(proposed.signs))}.")
    say(
        "Это предложение: признак спрашивает о качестве данных и ничего не доказывает. Что "
        "останется в списке, решает человек: посмотрите работы и документы, удалите лишние строки "
        f"и верните список: shnor identify ... --doubted {output}"
    )
    say(_policy(proposed.methodology))


def _rows(count: int) -> str:
    return plural(count, "строка", "строки", "строк")


def _policy(methodology: Methodology) -> str:
    """Say what the methodology does of the results that stay in the list."""
    from shnor_cli.criteria.wording import objectivity_in_words

    if said := objectivity_in_words(methodology):
        return f"Методика {methodology.id}. {said}"
    return (
        f"Методика {methodology.id} не говорит, что делать с такими результатами: список будет "
        "только сохранён. Чтобы она их помечала или не учитывала, допишите в свою методику: "
        "objectivity: {procedures: [ВПР], policy: flag} (flag — учитывать с пометкой, drop — не "
        "учитывать, keep — только хранить)."
    )
