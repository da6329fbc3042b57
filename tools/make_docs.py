"""Write the pages of `docs/` that are generated; `tests/test_docs.py` fails when one is stale.

To add a page: a function that returns its text, and its line in `PAGES`.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from shnor_cli.cli.app import COMMANDS, GROUPS

ROOT = Path(__file__).resolve().parent.parent
CHECKS = """\
# Проверки таблиц

Страница составлена из каталога `src/shnor_cli/tables/codes.py`: `make docs`.

`shnor check ФАЙЛЫ` называет всё, что найдено в таблицах. Пока есть хоть одна ошибка, ничего не \
считается и команда кончается состоянием 1; вопросы и замечания ничего не останавливают. Где само \
место подсказывает лучше, чем исправить, сказано это. На экране не более 50 мест (`--all` покажет \
все, `--json` отдаст их другой программе, `-o` отметит их в самой таблице), одного вида — не более \
10 000 в файле."""
OFFICE = """\
# Кто подписывает: office.yaml

Страница составлена из модели `src/shnor_cli/memo/words/office.py`: `make docs`.

Файл лежит в рабочей папке или назван: `shnor memo ПРОГОН --office ФАЙЛ`. Всё в нём необязательно: \
на месте неназванного в справке остаётся пропуск. Ошибки называются все сразу, со строкой."""
COLUMNS = (
    "| код | что найдено | что допустимо, что делает программа | как исправить |\n|---|---|---|---|"
)
CONSOLE = re.compile(r"```console\n\$ (?P<command>.+)\n(?:[^`].*\n|\n)*```")


def criteria() -> str:
    """The reference of the criteria language, from its models."""
    from shnor_cli.criteria.schema import reference_markdown

    return reference_markdown()


def schema() -> str:
    """The JSON Schema of a methodology, for editors."""
    return shown("criteria", "schema")


def checks() -> str:
    """The catalogue of what may be found in tables."""
    from shnor_cli.tables.codes import CODES, SEVERITIES

    parts = [CHECKS]
    for letter, severity in SEVERITIES.items():
        kinds = {code: kind for code, kind in CODES.items() if code[0] == letter}
        if kinds:
            rows = [f"| `{code}` | {' | '.join(kind)} |" for code, kind in kinds.items()]
            parts += [f"\n## {severity.capitalize()}\n", COLUMNS, *rows]
    return "\n".join(parts) + "\n"


def office() -> str:
    """The keys of the office's file, from its models."""
    from shnor_cli.memo.words.office import Office

    rows = "\n".join(f"| `{key}` | {said} |" for key, said in keys_of(Office))
    sample = (ROOT / "sample_data" / "office.yaml").read_text(encoding="utf-8")
    return f"{OFFICE}\n\n| ключ | что это |\n|---|---|\n{rows}\n\n```yaml\n{sample}```\n"


def keys_of(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, str]]:
    """Yield every key of a model and of the models inside it, with what is said of it."""
    for name, field in model.model_fields.items():
        said = f"{field.title}. {field.description}" if field.description else f"{field.title}."
        inner = [each for each in get_args(field.annotation) if each is not type(None)]
        if inner and isinstance(inner[0], type) and issubclass(inner[0], BaseModel):
            yield f"{above}{name}", said
            yield from keys_of(inner[0], f"{above}{name}.")
        else:
            yield f"{above}{name}", said


def commands() -> str:
    """What every command says of itself."""
    head = "# Команды\n\nСтраница составлена из `--help` каждой команды: `make docs`.\n"
    names = [(), *((name,) for name in COMMANDS)]
    for group, (_, commands) in GROUPS.items():
        names += [(group,), *((group, name) for name in commands)]
    return "\n".join((head, *(section(name) for name in names)))


def section(command: tuple[str, ...]) -> str:
    """One command and its help."""
    name = " ".join(("shnor", *command))
    lines = (line.rstrip() for line in shown(*command, "--help").strip("\n").splitlines())
    return f"## {name}\n\n```text\n" + "\n".join(lines) + "\n```\n"


def shown(*arguments: str, folder: Path = ROOT) -> str:
    """Run the program in a folder and return what it printed."""
    program = Path(sys.executable).with_name("shnor")
    return subprocess.run(
        [program, *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONUTF8": "1"},
        check=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ).stdout


def readme() -> str:
    """The README with what its commands print."""
    return with_output("README.md")


def readme_ru() -> str:
    """The README for officials with what its commands print."""
    return with_output("README.ru.md")


def with_output(name: str) -> str:
    """Fill every console block of a page: each command in turn, in one folder with the sample."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        shutil.copytree(ROOT / "sample_data", Path(folder, "sample_data"))
        page = (ROOT / name).read_text(encoding="utf-8")
        return CONSOLE.sub(lambda block: filled(block["command"], Path(folder)), page)


def filled(command: str, folder: Path) -> str:
    """A console block of one command and what it prints there."""
    program, _, head = command.partition(" | head -")
    _, *arguments = shlex.split(program)
    printed = shown(*arguments, folder=folder).replace("\\", "/").strip("\n").splitlines()
    lines = (line.rstrip() for line in printed[: int(head) if head else None])
    return "\n".join(("```console", f"$ {command}", *lines, "```"))


PAGES: dict[str, Callable[[], str]] = {
    "docs/criteria.md": criteria,
    "docs/criteria.schema.json": schema,
    "docs/checks.md": checks,
    "docs/commands.md": commands,
    "docs/office.md": office,
    "README.md": readme,
    "README.ru.md": readme_ru,
}


def main() -> None:
    """Write every page."""
    for name, page in PAGES.items():
        (ROOT / name).write_text(page(), encoding="utf-8", newline="\n")
        print(name)


if __name__ == "__main__":
    main()
