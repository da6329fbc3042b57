"""What is said of a template that was checked, and of a folder that was laid out to work in."""

from collections.abc import Sequence
from pathlib import Path

from shnor_cli.console.streams import say
from shnor_cli.russian import plural


def show_checked(path: Path, tried: int, slips: Sequence[str]) -> None:
    """Say that a template has no faults, on how many documents it was tried, and what is odd."""
    filled = plural(tried, "раз", "раза", "раз")
    say(f"{path.name}: ошибок нет, шаблон заполнен {filled} данными учебного района.")
    for each in slips:
        say(f"Проверьте номера разделов. {each}")


def show_laid_out(folder: Path, new: int, kept: int) -> None:
    """Say what was copied into a folder, and how to go on from there."""
    there = f"; не тронуто того, что там уже было: {kept}" if kept else ""
    said = plural(new, "файл", "файла", "файлов")
    say(f"В папку {folder.resolve().name} записано: {said}{there}.")
    say(
        "Шаблоны из templates и методики из criteria этой папки берутся вместо поставляемых, "
        "если запускать shnor из неё.\n"
        "Кто подписывает: скопируйте sample_data/office.yaml в эту папку и впишите своих.\n"
        "Попробуйте: shnor identify sample_data/results.csv --schools sample_data/schools.csv"
    )
