"""Who signs: read from office.yaml, printed in the memo, blanks for what is not named."""

import re
import struct
import zlib
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from shnor_cli.actions.runs import record_run
from shnor_cli.cli import main
from shnor_cli.engine.verdicts import identify
from shnor_cli.errors import MethodologyError
from shnor_cli.memo import write_memo
from shnor_cli.memo.blocks import Picture
from shnor_cli.memo.word.reading import read
from shnor_cli.memo.words.office import Office, Person, read_office
from shnor_cli.memo.words.requisites import signed_by
from tests.district import SAMPLE
from tests.memo.building import approved, sample_district, shipped, small_district
from tests.memo.words import memo_of, words_of

NAMED = """
name: Управление образования
place: с. Рассвет
district: {nominative: Дальний район, genitive: Дальнего района, prepositional: Дальнем районе}
signatory: {post: Начальник, name: И. И. Ким}
approver: {post: Глава района, name: П. П. Тан}
executor: {name: Ли Анна, phone: 2-00-00}
terms: {short: ШНРО, long: школы с низкими результатами обучения}
basis: пункта 2.1 Комплекса мер
number: 012
partner: МБОУ «СОШ № 2»
"""


def png(width: int, height: int) -> bytes:
    """Return a grey picture."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = (b"\0" + b"\x80" * width) * height
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def written(folder: Path, text: str) -> Path:
    path = folder / "office.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_that_is_named_is_printed(tmp_path: Path) -> None:
    office = read_office(written(tmp_path, NAMED))
    words = words_of(memo_of(small_district(2), tmp_path, date(2026, 1, 27), office=office))
    assert words.startswith(
        "УТВЕРЖДАЮ\nГлава района\n____________ П. П. Тан\n«___» ______________ 20__ г.\n"
        "Управление образования\nАНАЛИТИЧЕСКАЯ СПРАВКА\n"
        "о результатах идентификации школ с низкими результатами обучения в Дальнем районе\n"
        "(2024/25 учебный год)\n27 января 2026 г.\nс. Рассвет\n№ 012\n"
    )
    assert "Справка подготовлена во исполнение пункта 2.1 Комплекса мер по результатам" in words
    assert "4. Результаты Дальнего района по оценочным процедурам" in words
    assert "высокими результатами (МБОУ «СОШ № 2»)" in words
    assert "\nНачальник\n______________\nИ. И. Ким\n\n(подпись)\n\n" in words
    assert "\nИсполнитель: Ли Анна, тел. 2-00-00\n" in words
    assert "ШНРО — школы с низкими результатами обучения;" in words


@pytest.mark.parametrize(
    ("day", "listed", "ordered", "again"),
    [
        (None, "февраль 2026", "май 2026", "январь 2027"),
        (date(2025, 10, 5), "февраль 2026", "май 2026", "январь 2027"),
        (date(2026, 2, 28), "февраль 2026", "май 2026", "январь 2027"),
        (date(2026, 3, 1), "июнь 2026", "май 2026", "январь 2027"),
        (date(2026, 6, 30), "июнь 2026", "июнь 2026", "январь 2027"),
        (date(2026, 7, 1), "февраль 2027", "май 2027", "январь 2027"),
        (date(2026, 10, 5), "февраль 2027", "май 2027", "январь 2027"),
    ],
)
def test_deadlines_follow_the_date(
    tmp_path: Path, day: date | None, listed: str, ordered: str, again: str
) -> None:
    found = small_district(1)
    words = words_of(memo_of(identify(approved(), found.results, found.year), tmp_path, day))
    (said,) = re.findall(r"Утвердить приказом перечень .* Срок: (.+) года\. Отв", words)
    assert said == listed
    all_year = listed.split()[1]
    assert f"выявленных дефицитов. Срок: {ordered} года." in words
    assert f"тьюторских групп. Срок: в течение {all_year} года." in words
    assert f"экспертизу. Срок: апрель – август {all_year} года." in words
    assert f"по тем же критериям. Срок: {again} года." in words


@pytest.mark.parametrize(
    ("partner", "is_named", "remark"),
    [
        ("МКОУ Школа № 3", True, ""),
        ("МКОУ «Школа № 1»", False, "она отнесена к категории «ШНОР»."),
        ("МКОУ «школа № 6»", False, "по этому прогону вывода о ней нет."),
        ("МКОУ «Школа № 11»", True, "не найдена: проверьте, верно ли она названа."),
    ],
)
def test_a_partner_is_no_school_that_is_found_itself(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], partner: str, *, is_named: bool, remark: str
) -> None:
    record_run(small_district(2, others=3, unknown=1), tmp_path / "run")
    office, text = written(tmp_path, f"partner: {partner}\n"), tmp_path / "m.txt"
    given = ["memo", str(tmp_path / "run"), "-o", str(text), "--office", str(office)]
    assert main(given) == 0
    said = " ".join(text.read_text("utf-8").split())
    named = f" ({partner})" if is_named else ""
    assert f"организацией со стабильно высокими результатами{named}. Срок" in said
    told = " ".join(capsys.readouterr().out.split())
    assert told.endswith(remark or "m.txt")
    assert told.count("Школа-партнёр") == bool(remark)


def test_the_term_of_the_office_names_the_category_in_every_document(tmp_path: Path) -> None:
    register = ["--schools", str(SAMPLE / "schools.csv")]
    for year in ("2024", "2025"):
        given = [str(SAMPLE / "results.csv"), *register, "--year", year]
        assert main(["identify", *given, "-o", str(tmp_path / year)]) == 0
    run, office = str(tmp_path / "2025"), str(written(tmp_path, NAMED))
    out = {name: str(tmp_path / f"{name}.txt") for name in ("memo", "june", "annex")}
    book, before = str(tmp_path / "memo.xlsx"), ["--previous", str(tmp_path / "2024")]
    for command in (
        ["memo", run, *before, "-o", out["memo"], "-o", book],
        ["effect", run, *before, "-o", out["june"]],
        ["criteria", "annex", "federal-2025", "-o", out["annex"]],
        ["order", run, "-o", str(tmp_path / "order"), "--format", "txt"],
        ["cards", run, "-o", str(tmp_path / "cards"), "--format", "txt"],
    ):
        assert main([*command, "--office", office]) == 0
    texts = {path.stem: path.read_text("utf-8") for path in tmp_path.rglob("*.txt")}
    assert len(texts) == 17
    memo = " ".join(texts.pop("memo").split())
    once = "ШНРО — школы с низкими результатами обучения (в методике и файлах прогона — категория"
    assert f"{once} «ШНОР»);" in memo
    assert memo.count("ШНОР") == 1
    assert "К категории «ШНРО» отнесены 3 школы" in memo
    assert [name for name, text in texts.items() if "ШНОР" in text] == []
    assert "категории «ШНРО»" in texts["prikaz"]
    rows = openpyxl.load_workbook(book)["Заключения"].iter_rows(values_only=True)
    assert {row[3] for row in rows} >= {"ШНРО", "зона риска"}
    assert "ШНОР" in (tmp_path / "2025" / "verdicts.csv").read_text("utf-8-sig")


def test_a_post_without_a_name_leaves_one_line_that_says_what_to_write(tmp_path: Path) -> None:
    post = Person(post="Глава района")
    office = Office(name="Отдел", signatory=post, approver=post)
    words = words_of(memo_of(small_district(1), tmp_path, office=office))
    line = "__________________________\n(подпись, инициалы, фамилия)\n"
    assert words.startswith(f"УТВЕРЖДАЮ\nГлава района\n{line}«___»")
    signed = "\nГлава района\n______________\n____________________\n\n(подпись)\n"
    assert f"{signed}(инициалы, фамилия)\n" in words


def test_what_is_not_named_is_a_blank(tmp_path: Path) -> None:
    words = words_of(memo_of(sample_district(), tmp_path, office=Office(name="Отдел")))
    assert words.startswith("Отдел\nАНАЛИТИЧЕСКАЯ СПРАВКА\n")
    assert "Ответственный: Отдел." in words
    assert "Ответственный: управление образования." not in words
    assert "(Рассветовский район, 2024/25 учебный год)" in words
    assert "УТВЕРЖДАЮ" not in words
    assert "\nРуководитель управления образования\n______________\n______" in words
    assert "Исполнитель: ______________________________, тел. ______________" in words


def test_all_faults_are_told_at_once_with_their_lines(tmp_path: Path) -> None:
    text = "name: Отдел\nсайт: example\ndistrict: {nominative: Район}\nsignatory: {name: Ким}\n"
    with pytest.raises(MethodologyError) as caught:
        read_office(written(tmp_path, text))
    assert caught.value.message == "Файл «office.yaml» не принят: 4\u00a0ошибки"
    places = [(each.place.row, each.fault) for each in caught.value.problems]
    assert places == [
        (2, places[0][1]),
        (3, "не хватает ключа «genitive»"),
        (3, "не хватает ключа «prepositional»"),
        (4, "не хватает ключа «post»"),
    ]
    assert "ключ «сайт» неизвестен" in places[0][1]


def test_the_sample_office_is_right() -> None:
    assert read_office(SAMPLE / "office.yaml").name


def test_the_office_of_the_working_folder_signs_unless_another_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "name: Отдел рабочей папки\n")
    other = tmp_path / "other.yaml"
    other.write_text("name: Другой отдел\n", encoding="utf-8")
    results = str(SAMPLE / "results.csv")
    assert main(["identify", results, "-o", "run", "--memo", "first.docx"]) == 0
    assert main(["memo", "run", "-o", "first.txt"]) == 0
    assert main(["memo", "run", "-o", "second.txt", "--office", str(other)]) == 0
    first, second = (Path(name).read_text("utf-8") for name in ("first.txt", "second.txt"))
    assert "Отдел рабочей папки" in first
    assert "Другой отдел" in second
    written(tmp_path, "name: [\n")
    capsys.readouterr()
    assert main(["memo", "run", "-o", "third.txt"]) == 1
    assert "office.yaml" in capsys.readouterr().err


def test_a_logo_is_printed_in_every_format(tmp_path: Path) -> None:
    (tmp_path / "герб.png").write_bytes(png(40, 20))
    office = read_office(written(tmp_path, "name: Отдел\nlogo: герб.png\n"))
    outputs = [tmp_path / f"m{suffix}" for suffix in (".docx", ".html", ".pdf", ".md")]
    write_memo(small_district(1), *outputs, office=office)
    (first, *_) = read(outputs[0].read_bytes()).blocks
    assert isinstance(first, Picture)
    assert (first.alt, round(first.width), round(first.height)) == ("Логотип", 113, 57)
    assert first.data == png(40, 20)
    assert 'alt="Логотип"' in outputs[1].read_text(encoding="utf-8")
    assert b"/Subtype /Image" in outputs[2].read_bytes() or b"/Image" in outputs[2].read_bytes()
    assert outputs[3].read_text(encoding="utf-8").startswith(r"\[рисунок: Логотип\]")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (None, "нет такого файла или папки"),
        (b"GIF89a\x01\x00\x01\x00\x80\x00\x00", "это не рисунок PNG или JPEG"),
        (b"%PDF-1.7", "это не рисунок PNG или JPEG"),
        (png(6000, 1), "рисунок больше 5 МБ или 5000 точек"),
        (png(0, 1), "это не рисунок PNG или JPEG"),
        (png(1, 1).replace(b"IDAT", b"ID\xff\xff"), "это не рисунок PNG или JPEG"),
        (
            b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1" + bytes(7) + b"\xff\xd9",
            "это не рисунок PNG или JPEG",
        ),
    ],
)
def test_a_logo_that_is_no_picture_is_told(
    tmp_path: Path, content: bytes | None, fault: str
) -> None:
    if content is not None:
        (tmp_path / "герб.png").write_bytes(content)
    with pytest.raises(MethodologyError) as refused:
        read_office(written(tmp_path, "logo: герб.png\n"))
    (problem,) = refused.value.problems
    assert (problem.place.file, problem.fault) == ("герб.png", fault)


@pytest.mark.parametrize(
    ("logo", "file", "fault"),
    [
        (".", ".", "это папка, а нужен файл"),
        ('"а\\0б.png"', "а\0б.png", "это не рисунок PNG или JPEG"),
    ],
)
def test_a_logo_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logo: str, file: str, fault: str
) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, f"logo: {logo}\n")
    with pytest.raises(MethodologyError) as refused:
        read_office(Path("office.yaml"))
    (problem,) = refused.value.problems
    assert (problem.place.file, problem.fault) == (file, fault)


@pytest.mark.parametrize("more", [[], ["--json"]])
def test_without_a_memo_identify_asks_an_office_for_its_terms_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    given = ["identify", str(SAMPLE / "results.csv"), "-o", "run", *more]
    written(tmp_path, "logo: нет.png\nsignatory: 5\nterms: {short: ШНРО, long: школы}\n")
    assert main(given) == 0
    assert main([*given, "--memo", "memo.docx"]) == 1
    written(tmp_path, "terms: {short: [ШНРО]}\n")
    assert main(given) == (0 if more else 1)


def test_a_name_of_spaces_is_no_name(tmp_path: Path) -> None:
    with pytest.raises(MethodologyError):
        read_office(written(tmp_path, 'name: " \u00a0"\n'))
    assert read_office(written(tmp_path, 'name: " Отдел "\n')).name == "Отдел"


@pytest.mark.parametrize(
    ("name", "genitive"),
    [
        ("Отдел образования администрации района", "Отдела образования администрации района"),
        ("МКУ «Управление образования»", "МКУ «Управление образования»"),
        ("Районный отдел образования", "Районного отдела образования"),
        ("Главное управление образования", "Главного управления образования"),
        ("Служба образования", "Службы образования"),
        (
            "Муниципальное казённое учреждение «Отдел образования»",
            "Муниципального казённого учреждения «Отдел образования»",
        ),
        ("Центр развития образования", ""),
        ("Управа", ""),
        ("ОТДЕЛ ОБРАЗОВАНИЯ", "ОТДЕЛА ОБРАЗОВАНИЯ"),
        ("УПРАВА", ""),
        ("Заозёрский городской отдел образования", "Заозёрского городского отдела образования"),
        ("Комитет", "Комитета"),
    ],
)
def test_an_annex_is_to_the_order_of_the_office_in_the_genitive(name: str, genitive: str) -> None:
    said = signed_by(shipped("federal-2025").methodology, Office(name=name), None)[
        "управление_родительный"
    ]
    assert str(said).replace("\xa0", " ") == genitive


def test_the_office_says_its_own_genitive(tmp_path: Path) -> None:
    text = "name: Центр образования\ngenitive: Центра образования\n"
    office = read_office(written(tmp_path, text))
    said = signed_by(shipped("federal-2025").methodology, office, None)
    assert str(said["управление_родительный"]).replace("\xa0", " ") == "Центра образования"
    annex = tmp_path / "annex.txt"
    given = ["criteria", "annex", "federal-2025", "-o", str(annex)]
    assert main([*given, "--office", str(tmp_path / "office.yaml")]) == 0
    assert "к приказу Центра образования" in " ".join(annex.read_text("utf-8").split())
    with pytest.raises(MethodologyError):
        read_office(written(tmp_path, 'name: Отдел\ngenitive: ""\n'))
