"""Archives, folders and patterns: what they stand for, and what is never unpacked."""

import stat
import zipfile
from pathlib import Path

import duckdb
import pytest

from shnor_cli.cli import main
from shnor_cli.errors import TableError
from shnor_cli.tables.archives import unpacked
from shnor_cli.tables.bounds import Bounds
from shnor_cli.tables.files import Input
from shnor_cli.tables.results import read_results
from tests.tables.reading import HEADER, file, methodology, read, refused, remarks, said

FIRST = HEADER + "1;2025;ВПР;физика;5;4;1;1;1;1\n"
SECOND = HEADER + "2;2025;ВПР;физика;5;4;1;1;1;1\n"


def archive(folder: Path, members: dict[str, str | bytes], name: str = "архив.zip") -> Path:
    """Write a zip of members by their names, in their order."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for member, content in members.items():
            made.writestr(member, content)
    return path


def refusal(path: Path, bounds: Bounds) -> list[str]:
    with pytest.raises(TableError) as caught:
        unpacked(Input.alone(path), path.parent, bounds)
    return said(caught.value)


def test_an_archive_is_all_its_tables(tmp_path: Path) -> None:
    members = {"2025/б.csv": SECOND, "а.csv": FIRST, "читать.docx": "-", "__MACOSX/._а.csv": "-"}
    results = read(archive(tmp_path, dict(members)))
    assert [each.name for each in results.sources] == ["архив.zip/2025/б.csv", "архив.zip/а.csv"]
    assert remarks(results) == ["архив.zip/читать.docx: файл не таблица, пропущен"]


def test_problems_name_the_member(tmp_path: Path) -> None:
    path = archive(tmp_path, {"а.csv": FIRST + ";2025;ВПР;физика;5;4;1;1;1;1\n"})
    assert refused(path) == ["архив.zip/а.csv, строка 3, столбец «школа»: не указана школа"]


def test_names_written_by_windows_are_read(tmp_path: Path) -> None:
    raw = archive(tmp_path, {"xxxxxx.csv": FIRST}).read_bytes()
    (tmp_path / "архив.zip").write_bytes(raw.replace(b"xxxxxx", "физика".encode("cp866")))
    assert [each.name for each in read(tmp_path / "архив.zip").sources] == ["архив.zip/физика.csv"]


def test_a_folder_holds_archives_too(tmp_path: Path) -> None:
    folder = tmp_path / "папка"
    folder.mkdir()
    archive(folder, {"а.csv": FIRST})
    file(folder, "б.csv", SECOND)
    assert [each.name for each in read(folder).sources] == ["архив.zip/а.csv", "б.csv"]


@pytest.mark.parametrize(
    "name", ["../x.csv", "/etc/x.csv", "C:/x.csv", "a/../../x.csv", "..\\x.csv"]
)
def test_a_name_that_leads_out_is_refused(tmp_path: Path, name: str) -> None:
    (found,) = refused(archive(tmp_path, {name: FIRST}))
    assert found.endswith(": имя ведёт за пределы архива")
    assert not (tmp_path.parent / "x.csv").exists()


def test_links_nested_archives_and_repeated_names_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("ссылка.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    path = archive(tmp_path, {"внутри.zip": b"PK", "а.csv": FIRST})
    with zipfile.ZipFile(path, "a") as made:
        made.writestr(link, "/etc/passwd")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("а.csv", SECOND)
    assert refused(path) == [
        "архив.zip/а.csv: в архиве несколько файлов с этим именем",
        "архив.zip/внутри.zip: архив внутри архива не читается",
        "архив.zip/ссылка.csv: это ссылка, а не файл",
    ]


def test_a_password_is_named(tmp_path: Path) -> None:
    path = archive(tmp_path, {"а.csv": FIRST})
    raw = bytearray(path.read_bytes())
    raw[6] |= 1
    raw[raw.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(raw)
    assert refused(path) == ["архив.zip/а.csv: файл закрыт паролем"]


def test_bounds_on_number_size_and_ratio(tmp_path: Path) -> None:
    bounds = Bounds(members=2, unpacked=1 << 20, small=1 << 10, ratio=100)
    many = archive(tmp_path, {f"{place}.csv": FIRST for place in range(3)}, "many.zip")
    assert refusal(many, bounds) == ["many.zip: в архиве больше 2 файлов"]
    bomb = archive(tmp_path, {"а.csv": b"1;" * (1 << 18)}, "bomb.zip")
    trap = "файл сжат так, как таблицы не сжимаются: похоже на ловушку"
    assert refusal(bomb, bounds) == [f"bomb.zip/а.csv: {trap}"]
    large = archive(tmp_path, {"а.csv": b"1;" * (1 << 20)}, "large.zip")
    assert refusal(large, bounds._replace(ratio=10_000)) == [
        "large.zip: распакованные таблицы больше 1 МБ"
    ]


def test_a_size_that_is_declared_wrong_deceives_nobody(tmp_path: Path) -> None:
    path = archive(tmp_path, {"а.csv": b"1;" * (1 << 18)})
    size = (1 << 19).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(size, (10).to_bytes(4, "little")))
    assert refused(path) == [
        "архив.zip: архив не читается: он испорчен, обрезан или сжат неизвестным способом"
    ]


@pytest.mark.parametrize("content", [b"PK\x03\x04broken", b"PK\x05\x06" + bytes(18)])
def test_spoilt_and_empty_archives(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "архив.zip"
    path.write_bytes(content)
    assert len(refused(path)) == 1


def test_a_pattern_stands_for_the_files_that_fit(tmp_path: Path) -> None:
    file(tmp_path, "а1.csv", FIRST)
    file(tmp_path, "а2.csv", SECOND)
    file(tmp_path, "~$а3.csv", "")
    assert [each.name for each in read(tmp_path / "а*.csv").sources] == ["а1.csv", "а2.csv"]
    assert refused(tmp_path / "б*.csv") == ["б*.csv: файл не найден"]


def test_a_link_out_of_a_folder_is_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "папка"
    folder.mkdir()
    file(folder, "а.csv", FIRST)
    try:
        (folder / "б.csv").symlink_to(file(tmp_path, "б.csv", SECOND))
    except OSError:
        pytest.skip("no links on this system")
    assert remarks(read(folder)) == ["б.csv: файл по ссылке за пределы папки, пропущен"]


def test_every_file_is_told_as_it_is_read(tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    path = archive(tmp_path, {"а.csv": FIRST, "б.csv": SECOND})
    connection = duckdb.connect(":memory:")
    read_results(connection, [path], methodology(), progress=lambda *said: told.append(said))
    assert told[:2] == [("чтение: архив.zip/а.csv", 0.0), ("чтение: архив.zip/б.csv", 0.5)]


def test_sources_in_an_archive_are_verified(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "таблицы"
    folder.mkdir()
    table = FIRST.replace("физика", "математика")
    path = archive(folder, {"2025/а.csv": table})
    run = str(tmp_path / "run")
    assert main(["identify", str(path), "-o", run]) == 0
    assert main(["verify", run, "--sources", str(folder)]) == 0
    archive(folder, {"2025/а.csv": table + "\n"})
    capsys.readouterr()
    assert main(["verify", run, "--sources", str(folder)]) == 1
    assert "исходный файл не тот" in capsys.readouterr().out
    path.unlink()
    assert main(["verify", run, "--sources", str(folder)]) == 1
    assert "исходного файла нет" in capsys.readouterr().out
