"""What is wrong with a template, in Russian: the fault, its paragraph, the nearest right name."""

import difflib
import re
import traceback
from collections.abc import Collection
from pathlib import Path

import jinja2
from jinja2.exceptions import SecurityError

from shnor_cli.errors import Place, Problem, TemplateError
from shnor_cli.memo.word.sandbox import BUSY

KNOWN_TAGS = ("for", "endfor", "if", "elif", "else", "endif", "set", "endset")
"""The words that a tag may begin with."""

_QUOTED = 160
"""Characters of a paragraph that an error quotes."""


def nearest(name: str, known: Collection[str]) -> str:
    """Say which of the known names is like a mistyped one."""
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.6)
    return f"; похожее имя: «{near[0]}»" if near else ""


def paragraph_of(error: BaseException, source: str) -> str:
    """Return the words of the paragraph in which filling failed."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return _paragraph_at(error.lineno, source)
    # Jinja rewrites the traceback so that its frames name lines of the template
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>"]
    return _paragraph_at((lines[-1] if lines else None) or 0, source)


def _paragraph_at(line: int, source: str) -> str:
    if line <= 0:
        return ""
    text = re.sub(r"<[^>]+>", "", source.split("\n")[line - 1]).strip()
    return f"{text[:_QUOTED]}…" if len(text) > _QUOTED else text


def fault_in_words(error: BaseException, jinja_env: jinja2.Environment) -> str:
    """Say in Russian what Jinja found wrong."""
    said = getattr(error, "message", None) or str(error)
    match error:
        case jinja2.UndefinedError():
            return said
        case SecurityError() if said == BUSY:
            return said
        case SecurityError():
            return "тег обращается к внутреннему устройству программы, это запрещено"
        case jinja2.TemplateSyntaxError():
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
        return f"неизвестный тег «{names[0]}»{expected or nearest(names[0].lower(), KNOWN_TAGS)}"
    if said.startswith("No filter named"):
        return f"нет преобразования «{names[0]}»{nearest(names[0], jinja_env.filters)}"
    if names and names[-1].startswith("end of "):
        return "тег записан неверно: он обрывается"
    if said.startswith("expected token") and len(names) > 1:
        return f"тег записан неверно: не на месте «{names[-1]}»"
    return "тег записан неверно" + (f": не на месте «{names[0]}»" if names else "")


def refusal(template: Path, fault: str, where: str = "") -> TemplateError:
    """Return the refusal of a template; `where` is the paragraph at fault."""
    problem = _problem(template, fault, where)
    return TemplateError("Документ не построен: шаблон не заполняется.", [problem])


def _problem(template: Path, fault: str, where: str) -> Problem:
    return Problem(Place(template.name), f"в тексте «{where}» {fault}" if where else fault)


def problem_at(template: Path, source: str, line: int, fault: str) -> Problem:
    """Return a fault of a tag with the paragraph that stands on a line of a part."""
    return _problem(template, fault, _paragraph_at(line, source))
