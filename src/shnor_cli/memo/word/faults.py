"""What is wrong with a template, in Russian: the fault, its paragraph, the nearest right name."""

import difflib
import re
import traceback
from collections.abc import Collection
from pathlib import Path

import jinja2
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext

from shnor_cli.errors import Place, Problem, TemplateError
from shnor_cli.memo.word.bounding import DEEP, HUGE
from shnor_cli.memo.word.sandbox import BUSY, LARGE
from shnor_cli.memo.word.straight import KNOWN_TAGS, shown

_LONGEST_KIND = 2
"""Letters of the longest of `p`, `tr`, `tc` and `r`."""

_QUOTED = 160
"""Characters of a paragraph that an error quotes."""

NOTHING = "здесь нет значения: перечень пуст, у цикла нет такого прохода или у «if» нет «else»"


class Unprintable(jinja2.TemplateError):
    """A tag prints what is no value: a loop itself, a method."""

    def __init__(self, value: object) -> None:
        is_loop = isinstance(value, LoopContext)
        parts = ": у цикла есть части, например «loop.index» — номер"
        super().__init__(f"тег печатает не значение{parts if is_loop else ''}")


def nearest(name: str, known: Collection[str]) -> str:
    """Say which of the known names is like a mistyped one; its case does not matter."""
    written = sorted(filter(_is_name, known), reverse=True)
    folded = {each.casefold(): each for each in written}
    near = difflib.get_close_matches(name.casefold(), sorted(folded), n=1, cutoff=0.6)
    return f"; похожее имя: «{folded[near[0]]}»" if near else ""


def _is_name(known: object) -> bool:
    return isinstance(known, str) and known.isidentifier()


def paragraph_of(error: BaseException, source: str) -> str:
    """Return the words of the paragraph in which filling failed."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return paragraph_at(error.lineno, source)
    # Jinja rewrites the traceback so that its frames name lines of the template
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    return paragraph_at((lines[-1] if lines else None) or 0, source)


def paragraph_at(line: int, source: str) -> str:
    """Return the words of the paragraph on a line of a part, as they are written in Word."""
    if line <= 0:
        return ""
    return shown(source.split("\n")[line - 1]).strip()


def fault_in_words(error: BaseException, jinja_env: jinja2.Environment) -> str:
    """Say in Russian what Jinja found wrong."""
    said = getattr(error, "message", None) or str(error)
    match error:
        case jinja2.UndefinedError() if said.startswith("the inline if"):
            return NOTHING
        case jinja2.UndefinedError() | Unprintable():
            return said
        case SecurityError() if said in {BUSY, LARGE}:
            return said
        case SecurityError():
            return "тег обращается к внутреннему устройству программы, это запрещено"
        case jinja2.TemplateSyntaxError() if said in {DEEP, HUGE}:
            return said
        case RecursionError() | SyntaxError():
            return DEEP
        case jinja2.TemplateSyntaxError():
            return _syntax_in_words(said, jinja_env)
        case jinja2.TemplateRuntimeError() if re.match("No (filter|test) named '", said):
            return _syntax_in_words(said, jinja_env)
    return "значение не подходит к тому, что делает с ним тег"


def _syntax_in_words(said: str, jinja_env: jinja2.Environment) -> str:
    names = re.findall(r"'([^']*)'", said)
    if said == "forbidden 'autoescape'":
        return "тег «autoescape» запрещён: он пропускает в документ посторонний код"
    if said.startswith("forbidden"):
        return f"«{names[0]}» в шаблонах запрещено: есть for, if и set"
    if said.startswith("Unexpected end of template"):
        return (
            f"тег «{names[-1]}» не закрыт: нет тега «end{names[-1]}»" if names else "тег не закрыт"
        )
    if said.startswith("Encountered unknown tag"):
        expected = f"; здесь ожидается «{names[1]}»" if len(names) > 1 else ""
        hint = expected or nearest(names[0], KNOWN_TAGS)
        return f"неизвестный тег «{names[0]}»{_russian_in(names[0]) or hint}"
    if said.startswith("No filter named"):
        return f"нет преобразования «{names[0]}»{nearest(names[0], jinja_env.filters)}"
    if said.startswith("No test named"):
        return f"нет проверки «{names[0]}»{nearest(names[0], jinja_env.tests)}"
    if names and names[-1].startswith("end of "):
        return "тег записан неверно: он обрывается"
    if said.startswith("expected token") and len(names) > 1:
        return f"тег записан неверно: не на месте «{names[-1]}»"
    return "тег записан неверно" + (f": не на месте «{names[0]}»" if names else "")


def _russian_in(word: str) -> str:
    """Name the Russian letters of a word that ought to be Latin."""
    found = re.findall(r"[а-яё]", word, re.IGNORECASE)
    if not found or len(found) == len(word) > _LONGEST_KIND:
        return ""
    letters = ", ".join(f"«{letter}»" for letter in dict.fromkeys(found))
    return f": русские буквы в нём — {letters}, а нужны латинские"


def refusal(template: Path, fault: str, where: str = "") -> TemplateError:
    """Return the refusal of a template; `where` is the paragraph at fault."""
    problem = fault_at(template, fault, where)
    return TemplateError("Документ не построен: шаблон не заполняется.", [problem])


def fault_at(template: Path, fault: str, where: str) -> Problem:
    """Return a fault of a template with the words of the place where it stands."""
    where = f"{where[:_QUOTED]}…" if len(where) > _QUOTED else where
    return Problem(Place(template.name), f"в тексте «{where}» {fault}" if where else fault)
