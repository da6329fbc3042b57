"""Protocols of РЦОИ: the sample gives the plain table's facts, and every trap is met."""

from decimal import Decimal
from pathlib import Path

import pytest

from shnor_cli.resources import scale_files
from shnor_cli.tables.layouts import rcoi
from shnor_cli.tables.layouts.reports import JOINT, REPORTS
from shnor_cli.tables.scales import Scales
from tests.tables.layouts.beside_plain import (
    SAMPLES,
    facts_of,
    plain_facts,
    read_sample,
    recognisers,
)
from tests.tables.reading import file, read, refused, remarks, rows
from tools.layout_samples import rcoi as sample

EGE, OGE = "ege_2025.csv", "oge_2025.xlsx"
HEAD = "№;Код ОО;Класс;Код ППЭ;Фамилия;Имя;Документ;Первичный балл;Оценка"
SCORED = HEAD.replace("Оценка", "Балл")


def marks(*files: Path) -> list[tuple[object, ...]]:
    return [each[:1] + each[2:] for each in rows(read(*files), "participants", "c0", "c1", "c2")]


@pytest.mark.parametrize("name", [EGE, OGE])
def test_the_sample_is_recognised_and_is_what_its_script_writes(tmp_path: Path, name: str) -> None:
    sample.write(tmp_path)
    assert (tmp_path / name).read_bytes() == (SAMPLES / "rcoi" / name).read_bytes()
    assert recognisers(SAMPLES / "rcoi" / name) == {rcoi.TITLE}


def test_the_sample_gives_the_facts_of_the_plain_table(tmp_path: Path) -> None:
    results = read_sample(tmp_path, f"rcoi/{EGE}", f"rcoi/{OGE}")
    assert facts_of(results) == plain_facts(
        tmp_path, lambda row: row["год"] == "2025" and row["процедура"] in {"ЕГЭ", "ОГЭ"}
    )
    assert [each for each in remarks(results) if "R-alias" not in each][-3:] != []


def test_protocols_are_read_together() -> None:
    assert set(JOINT) <= set(REPORTS)
    assert rcoi in JOINT


def test_nothing_of_a_participant_is_left(tmp_path: Path) -> None:
    results = read_sample(tmp_path, f"rcoi/{EGE}", f"rcoi/{OGE}")
    said = str(remarks(results)) + str(results.attributes) + str(results.sources)
    tables = [str(row) for row in results.connection.execute("SHOW ALL TABLES").fetchall()]
    facts = str(results.connection.execute(f"SELECT * FROM {results.facts}").fetchall())
    for secret in (*sample.SURNAMES, "000100"):
        assert secret not in said + facts + "".join(tables)


def test_columns_of_merged_cells_footers_and_a_code_from_excel(tmp_path: Path) -> None:
    text = """
    01 - Русский язык 2022.06.23;;;;;;;;;;;;
    №;;Код МСУ;;Код ОО;;Класс;;Код ППЭ;;Первичный балл;;Балл;
    1;;111;;111002.0;;11;;1018;;6;;39;
    2;;111;;111002;;11;;1018;;4;;20;
    Средние;;;;;;;;;;5;;29,5
    Минимальная граница;;;;;;;;;24;;;;
    Всего участников;;;;;;;;;2;;;;
    """
    results = read(file(tmp_path, "t.csv", text, "cp1251"))
    assert rows(results, "participants", "c4", "score_sum") == [
        ("111002", 2022, "ЕГЭ, русский язык, 11 класс", 2, 1, Decimal(59))
    ]
    assert remarks(results) == []


def test_an_empty_mark_is_no_result_and_never_the_primary_score(tmp_path: Path) -> None:
    text = f"""
    02 - Математика 2025.06.03
    {HEAD}
    1;501001;9А;1;Тайнова;Ия;1;15;
    2;501001;9А;1;Скрытова;Ия;2;5;5
    """
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants", "c3") == [
        ("501001", 2025, "ОГЭ, математика, 9 класс", 1, 1)
    ]
    assert remarks(results) == ["t.csv: строки без результата: 1 строка, участниками не считаются"]


def test_the_subject_is_told_by_its_name_whatever_its_code(tmp_path: Path) -> None:
    text = f"""
    09 - Обществознание 2025.06.03
    {HEAD}
    1;501001;9;1;Тайнова;Ия;1;15;3
    """
    assert marks(file(tmp_path, "t.csv", text))[0][1] == "ОГЭ, обществознание, 9 класс"


@pytest.mark.parametrize(
    ("title", "head", "said"),
    [
        ("22 - Математика базовая 2025.05.27", HEAD, "ЕГЭ, математика (база), 11 класс"),
        ('"Математика (база) 27.05.2025"', HEAD, "ЕГЭ, математика (база), 11 класс"),
        (";;;Математика профильная 2025.05.27", SCORED, "ЕГЭ, математика (профиль), 11 класс"),
        ("Математика 2025.05.27", SCORED, "ЕГЭ, математика (профиль), 11 класс"),
        ("Английский язык п:2025.05.27; у:2025.06.10", SCORED, "ЕГЭ, английский язык, 11 класс"),
        ('"Английский язык п:2025.05.27; у:2025.06.10"', SCORED, "ЕГЭ, английский язык, 11 класс"),
        ("25 - Информатика (КЕГЭ) 2025.06.10", SCORED, "ЕГЭ, информатика, 11 класс"),
    ],
)
def test_titles_of_exams(tmp_path: Path, title: str, head: str, said: str) -> None:
    text = f"""
    {title};;;;
    {head}
    1;501001;11Б;1;Тайнова;Ия;1;9;4
    Минимальная граница;;;;;;;22
    """
    assert marks(file(tmp_path, "t.csv", text))[0][1] == said


def test_a_header_of_two_rows_repeated_on_every_page(tmp_path: Path) -> None:
    text = """
    ОГЭ 01 - Русский язык 2025.06.03;;;;
    №;Код ОО;Код ППЭ;Текущие;
    ;;;Первичный балл;Оценка
    1;501001;1;20;4
    №;Код ОО;Код ППЭ;Текущие;
    ;;;Первичный балл;Оценка
    2;501001;1;10;2
    Всего участников;2
    """
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants", "c0", "c2") == [
        ("501001", 2025, "ОГЭ, русский язык, 9 класс", 2, 1, 1)
    ]
    assert remarks(results) == []


def test_a_wrong_number_of_participants_below_is_remarked(tmp_path: Path) -> None:
    text = f"""
    02 - Математика 2025.06.03
    {HEAD}
    1;501001;9;1;Тайнова;Ия;1;15;3
    Всего участников;;;;;;;;11
    """
    assert remarks(read(file(tmp_path, "t.csv", text))) == [
        "t.csv, строка 2: «Всего участников» 11, а строк 1, учтены строки, какие есть"
    ]


def test_a_machine_export_is_named_by_its_file(tmp_path: Path) -> None:
    text = """
    SchoolCode;ClassCode;SurnameCell;NameCell;DocumentNumberCode;PrimaryMark;Mark5
    501001;9А;Тайнова;Ия;1;15;3
    501001;9А;Скрытова;Ия;2;15;
    """
    named = file(tmp_path, "Математика_2025.06.03.csv", text, "utf-8-sig")
    assert marks(named) == [("501001", "ОГЭ, математика, 9 класс", 1, 0, 1, 0)]
    coded = file(tmp_path, "09_2025.06.03.csv", text)
    assert refused(coded) == [
        (
            "09_2025.06.03.csv, строка 1: непонятно, что за экзамен: над таблицей нет строки с "
            "предметом и датой"
        )
    ]


@pytest.mark.parametrize(
    ("title", "row", "said"),
    [
        ("Математика 2025.06.03", "1;501001;;1;А;Б;1;15;3", "непонятно, ЕГЭ это или ОГЭ"),
        ("ЕГЭ Русский язык 2025.06.03", "1;501001;9;1;А;Б;1;15;3", "в одном протоколе и ОГЭ, и"),
        ("ЕГЭ Русский язык 2025.06.03", "1;501001;11;1;А;Б;1;15;3", "нет столбца «Балл»"),
    ],
)
def test_what_cannot_be_told_is_a_problem(tmp_path: Path, title: str, row: str, said: str) -> None:
    (found,) = refused(file(tmp_path, "t.csv", f"{title};\n{HEAD}\n{row}\n"))
    assert said in found


def test_scores_without_a_border_are_a_problem(tmp_path: Path) -> None:
    text = f"01 - Русский язык 2025.06.03;\n{SCORED}\n1;501001;11;1;А;Б;1;15;39\n"
    (found,) = refused(file(tmp_path, "t.csv", text))
    assert "нет строки «Минимальная граница»" in found


def test_scores_in_place_of_marks_are_a_problem(tmp_path: Path) -> None:
    text = f"01 - Русский язык 2025.06.03;\n{SCORED}\n1;501001;9;1;А;Б;1;15;4\n"
    (found,) = refused(file(tmp_path, "t.csv", text))
    assert "нет столбца «Оценка»: по первичному баллу" in found


def test_resits_are_not_counted(tmp_path: Path) -> None:
    text = f"""
    02 - Математика 2025.06.03
    {HEAD}
    1;501001;9;1;Тайнова;Ия;1;5;2
    2;501001;9;1;Тайнова;Ия;2;15;3
    02 - Математика 2025.06.23
    {HEAD}
    1;501001;9;1;ТАЙНОВА;Ия;1;15;3
    2;501001;9;1;Скрытова;Ия;3;15;4
    02 - Математика 2025.09.05
    {HEAD}
    1;501001;9;1;Тихонова;Ия;4;15;3
    """
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants", "c0", "c1", "c2") == [
        ("501001", 2025, "ОГЭ, математика, 9 класс", 3, 1, 1, 1)
    ]
    assert remarks(results) == [
        (
            "t.csv, строка 11: дополнительный период (сентябрь): 1 строка, не учтены: учитывается "
            "основной период"
        ),
        (
            "t.csv, строка 7: участники, которые сдавали тот же предмет в более ранний день: "
            "1 строка, учтён первый результат"
        ),
        (
            "t.csv: у 1 школы один предмет сдавали в несколько дней, участники сложены; "
            "пересдавшие узнаны по ФИО, где они есть"
        ),
    ]


def test_september_alone_leaves_nothing_to_count(tmp_path: Path) -> None:
    text = f"02 - Математика 2025.09.05;\n{HEAD}\n1;501001;9;1;А;Б;1;15;3\n"
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants") == []
    assert len(remarks(results)) == 1


@pytest.mark.parametrize(
    ("name", "title", "words"),
    [
        ("t.csv", "02 - Математика 2025.03.12 (пробный)", "(пробный)"),
        ("t.csv", "Тренировочный экзамен 02 - Математика 2025.03.12", "тренировочный экзамен"),
        ("t.csv", "Пробный экзамен;;\n02 - Математика 2025.03.12", "пробный экзамен"),
        ("Пробный ОГЭ 02 - Математика_2025.03.12.csv", "02 - Математика 2025.03.12", "пробный ОГЭ"),
        ("Пробный ОГЭ/t.csv", "02 - Математика 2025.03.12", "пробный ОГЭ"),
    ],
)
def test_a_trial_is_no_exam(tmp_path: Path, name: str, title: str, words: str) -> None:
    head = HEAD.replace("Код ППЭ", "ППЭ")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    trial = file(tmp_path, name, f"{title}\n{head}\n1;501001;9;1;А;Б;1;15;3\n")
    real = file(
        tmp_path, "real.csv", f"02 - Математика 2025.06.03;\n{HEAD}\n1;501001;9;1;А;Б;1;1;2\n"
    )
    (said,) = refused(real, trial)
    assert f"сказано «{words}»" in said


def test_a_pupil_may_be_called_so(tmp_path: Path) -> None:
    pages = (
        f"02 - {name} 2025.06.03;\n{HEAD}\n1;501001;9;1;Пробный;Б;1;15;3\n"
        for name in ("Математика", "Физика")
    )
    assert len(rows(read(file(tmp_path, "t.csv", "".join(pages))))) == 2


RESERVE = "02 - Математика (резерв) 2025.06.23"
MAIN = "02 - Математика 2025.06.03"


def protocol(title: str, *pupils: str, head: str = "") -> str:
    """Return a protocol: pupils as «school;surname;name;document;score;mark»."""
    lines = []
    for place, pupil in enumerate(pupils, 1):
        school, rest = pupil.split(";", 1)
        lines.append(f"{place};{school};9;1;{rest}")
    return "\n".join([title, head or HEAD, *lines, ""])


def said_of_reserve(folder: Path, *texts: str) -> tuple[list[tuple[object, ...]], list[str]]:
    """Return participants and «2» of schools, and what is said of the reserve day."""
    paths = [file(folder, f"{place}.csv", text) for place, text in enumerate(texts)]
    results = read(*paths)
    found = [each[0::3] + each[4:] for each in rows(results, "participants", "c0")]
    told = [f"{each.text}, {each.done}" for each in results.remarks if each.code == "R-reserve"]
    return found, [each.replace("\u00a0", " ") for each in told]


def test_pupils_of_a_reserve_day_who_did_not_sit_before_are_counted(tmp_path: Path) -> None:
    main = protocol(MAIN, "501001;Тайнова;Ия;1;5;2", "501001;Скрытова;Ия;2;;не явилась")
    reserve = protocol(
        RESERVE, "501001;ТАЙНОВА;Ия;1;15;3", "501001;Скрытова;Ия;2;5;2", "501001;Тихова;Ия;3;15;3"
    )
    found, told = said_of_reserve(tmp_path, main, reserve)
    assert found == [("501001", 3, 2)]
    assert told == [
        (
            "резервный день: участники, у которых в основной день результата нет: 2 строки, "
            "учтены: это первый результат"
        ),
        (
            "резервный день: участники с результатом основного дня: 1 строка, "
            "не учтены: учтён первый результат"
        ),
    ]


def test_who_was_absent_on_an_earlier_day_has_a_first_result_later(tmp_path: Path) -> None:
    first = protocol(MAIN, "501001;Тайнова;Ия;1;15;3", "501001;Скрытова;Ия;2;;не явилась")
    later = protocol(MAIN.replace("06.03", "06.06"), "501001;Скрытова;Ия;2;5;2")
    assert said_of_reserve(tmp_path, first, later)[0] == [("501001", 2, 1)]


def test_documents_tell_pupils_of_a_reserve_day_apart(tmp_path: Path) -> None:
    head = HEAD.replace("Фамилия;Имя;", "")
    main = protocol(MAIN, "501001;1;5;2", head=head)
    reserve = protocol(RESERVE, "501001;1;15;3", "501001;2;5;2", head=head)
    assert said_of_reserve(tmp_path, main, reserve)[0] == [("501001", 2, 2)]


@pytest.mark.parametrize(
    ("main", "reserve", "why"),
    [
        (
            "01 - Русский язык 2025.06.03;501002;А;Б;9;5;2",
            "501001;Тайнова;Ия;1;5;2",
            "нет протокола основного дня этого экзамена",
        ),
        (
            f"{MAIN};501002;А;Б;9;5;2",
            "501001;Тайнова;Ия;1;5;2",
            "в протоколе основного дня нет участников этой школы",
        ),
        (
            f"{MAIN};501001;А;Б;9;5;2",
            "501001;;;;5;2",
            "нет ФИО и документов, по которым участников можно сравнить с основным днём",
        ),
        (
            f"{MAIN};501001;;;9;5;2",
            "501001;Тайнова;Ия;;5;2",
            "нет ФИО и документов, по которым участников можно сравнить с основным днём",
        ),
    ],
)
def test_pupils_of_a_reserve_day_who_cannot_be_compared_are_not_counted(
    tmp_path: Path, main: str, reserve: str, why: str
) -> None:
    title, row = main.split(";", 1)
    texts = (protocol(title, row), protocol(RESERVE, reserve))
    found, told = said_of_reserve(tmp_path, *texts)
    assert found == [(row.split(";", maxsplit=1)[0], 1, 1)]
    assert told == [f"резервный день: 1 строка, не учтены, потому что {why}"]


def test_a_reserve_day_of_the_additional_period_is_not_counted(tmp_path: Path) -> None:
    main = protocol(MAIN, "501001;Тайнова;Ия;1;5;2")
    later = protocol(
        "02 - Математика (дополнительный период, резерв) 2025.06.25", "501001;А;Б;2;15;3"
    )
    assert said_of_reserve(tmp_path, main, later) == ([("501001", 1, 1)], [])


DAY = f"02 - Математика 2025.06.03;\n{HEAD}\n1;501001;9;1;А;Б;1;15;3\n"
OTHER_DAY = DAY.replace("06.03", "06.06").replace("А;Б;1;15;3", "В;Г;2;15;2")


def test_days_of_one_exam_in_several_files_are_added_each_once(tmp_path: Path) -> None:
    first, second = file(tmp_path, "a.csv", DAY), file(tmp_path, "b.csv", OTHER_DAY)
    assert marks(first, second, first) == [("501001", "ОГЭ, математика, 9 класс", 2, 1, 1, 0)]
    other = file(tmp_path, "c.csv", DAY.replace(";3\n", ";4\n"))
    (found,) = refused(first, second, other)
    assert found.startswith("c.csv: уже есть в a.csv с другими числами")


def point(*pupils: str, named: bool = True) -> str:
    """Return a protocol of one day: pupils as «school;name;document;mark»."""
    head = HEAD if named else HEAD.replace("Фамилия;Имя;", "")
    lines = []
    for number, pupil in enumerate(pupils, 1):
        school, name, document, mark = pupil.split(";")
        who = f"{name};И;" if named else ""
        lines.append(f"{number};{school};9;1;{who}{document};15;{mark}\n")
    return f"02 - Математика 2025.06.03;\n{head}\n{''.join(lines)}"


def test_participants_of_two_points_are_added(tmp_path: Path) -> None:
    first = file(tmp_path, "a.csv", point("501001;А;1;2", "501001;Б;2;3", "501002;Ж;9;3"))
    second = file(tmp_path, "b.csv", point("501001;В;3;3", "501002;Е;;3"))
    results = read(first, second)
    assert [each[3:] for each in rows(results, "participants", "c0", "c1")] == [
        (3, 1, 2),
        (2, 0, 2),
    ]
    (said,) = remarks(results)
    beside = "b.csv: у 2 школ участники того же экзамена и дня есть и в протоколе a.csv"
    assert said == f"{beside}, это другие участники, они сложены"


def test_points_and_days_of_one_exam_are_added(tmp_path: Path) -> None:
    files = [
        file(tmp_path, "a.csv", point("501001;А;1;2")),
        file(tmp_path, "b.csv", point("501001;В;3;3")),
        file(tmp_path, "c.csv", point("501001;Д;5;4").replace("06.03", "06.06")),
    ]
    assert marks(*files) == [("501001", "ОГЭ, математика, 9 класс", 3, 1, 1, 1)]


@pytest.mark.parametrize(
    "other",
    [
        point("501001;А;1;2", "501001;В;3;4"),
        point("501001;А;;2"),
        point("501001;Другая;1;2"),
        point("501001;;3;3", "501001;;;4", named=False),
    ],
    ids=["a pupil in both", "no document", "one document", "no names"],
)
def test_participants_that_may_be_in_two_protocols_are_not_added(
    tmp_path: Path, other: str
) -> None:
    first = file(tmp_path, "a.csv", point("501001;А;1;2", "501001;Б;;3"))
    (found,) = refused(first, file(tmp_path, "b.csv", other))
    assert found.startswith("b.csv: уже есть в a.csv с другими числами: 501001")


def test_a_protocol_of_all_points_is_not_added_to_theirs(tmp_path: Path) -> None:
    first = file(tmp_path, "a.csv", point("501001;А;1;2", "501002;Д;5;4"))
    second = file(tmp_path, "b.csv", point("501001;В;3;3"))
    both = file(tmp_path, "c.csv", point("501001;А;1;2", "501001;В;3;3", "501002;Д;5;4"))
    found = refused(first, second, both)
    assert len(found) == 2
    assert all("уже есть в a.csv с другими числами: 501001" in each for each in found)


def test_equal_protocols_of_different_participants_are_no_repeat(tmp_path: Path) -> None:
    first = file(tmp_path, "a.csv", point("501001;А;1;2"))
    assert marks(first, file(tmp_path, "b.csv", point("501001;В;3;2")))[0][2:] == (2, 2, 0, 0)


def test_days_are_not_added_to_a_plain_table(tmp_path: Path) -> None:
    days = [file(tmp_path, "a.csv", DAY), file(tmp_path, "b.csv", OTHER_DAY)]
    plain = """
    школа;год;процедура;предмет;участников;2;3;4;5
    501001;2025;ОГЭ;математика;3;0;3;0;0
    """
    (found,) = refused(*days, file(tmp_path, "plain.csv", plain))
    assert found.startswith("a.csv: уже есть в plain.csv, строка 2 с другими числами")


def test_a_resit_in_another_file_is_not_counted_whatever_their_order(tmp_path: Path) -> None:
    first = file(tmp_path, "z.csv", DAY)
    later = DAY.replace("06.03", "06.23").replace(";3\n", ";5\n2;501001;9;1;В;Г;2;20;4\n")
    results = read(file(tmp_path, "a.csv", later), first)
    assert rows(results, "participants", "c1", "c2", "c3")[0][3:] == (2, 1, 1, 0)
    assert remarks(results)[0] == (
        "a.csv, строка 3: участники, которые сдавали тот же предмет в более ранний день: "
        "1 строка, учтён первый результат"
    )


APPEALS = """
    №;Код ОО;Фамилия;Имя;Документ;Предмет;Тип апелляции / перепроверки;Состояние;{};Текущие;;Разница
    ;;;;;;;;;Первичный балл;{};
    """


@pytest.mark.parametrize(
    ("row", "found"),
    [
        ("1;501001;Тайнова;Ия;1;Математика(2025.06.03);О баллах;Удовлетворена;2;9;3;1", "c1"),
        ("1;501001;Тайнова;Ия;;Математика(2025.06.03);О баллах;Удовлетворена;7;9;3;1", "c1"),
        ("1;501001;Тайнова;Ия;;;О баллах;Рассмотрена;2;7;2;0", "c0"),
    ],
)
def test_an_appeal_overrides_the_result(tmp_path: Path, row: str, found: str) -> None:
    text = f"""
    02 - Математика 2025.06.03
    {HEAD}
    1;501001;9;1;Тайнова;Ия;1;7;2
    2;501002;9;1;Тайнова;Ия;2;7;2
    """ + APPEALS.format("Балл до изменения", "Оценка")
    results = read(file(tmp_path, "t.csv", f"{text}{row}\n"))
    assert rows(results, found)[0][-1] == 1
    assert any("апелляции и перепроверки: 1 строка" in each for each in remarks(results))


def test_the_changed_score_of_an_appeal_is_a_mark_where_the_mark_changed(tmp_path: Path) -> None:
    text = f"""
    02 - Математика 2025.06.03
    {HEAD}
    1;501001;9;1;Тайнова;Ия;1;7;2
    """ + APPEALS.format("Балл до изменения", "Балл")
    row = "1;501001;Тайнова;Ия;1;;О баллах;Удовлетворена;{};9;3;1\n"
    assert marks(file(tmp_path, "t.csv", text + row.format(2)))[0][2:] == (1, 0, 1, 0)
    (found,) = refused(file(tmp_path, "t.csv", text + row.format(7)))
    assert "в апелляции нет текущей оценки" in found


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("1;501001;Чужих;Ия;1;;О баллах;;2;9;3;1", "участника этой апелляции нет"),
        ("1;501001;Тайнова;Ия;;;О баллах;;2;9;3;1", "подходит не один участник"),
        ("1;501001;Тайнова;Ия;1;;О баллах;;4;9;5;1", "балл до изменения не тот"),
    ],
)
def test_an_appeal_that_fits_nobody_is_a_problem(tmp_path: Path, row: str, said: str) -> None:
    text = f"""
    02 - Математика 2025.06.03
    {HEAD}
    1;501001;9;1;Тайнова;Ия;1;7;2
    2;501001;9;1;Тайнова;Ия;2;7;2
    """ + APPEALS.format("Балл до изменения", "Оценка")
    (found,) = refused(file(tmp_path, "t.csv", f"{text}{row}\n"))
    assert said in found
    assert "Чужих" not in found


APPEAL = "1;501001;А;Б;1;Математика(2025.06.03);О баллах;Удовлетворена;3;20;4;1"


def test_appeals_in_a_file_of_their_own_change_the_protocol(tmp_path: Path) -> None:
    text = APPEALS.format("Балл до изменения", "Оценка")
    appeals = file(tmp_path, "a.csv", f"{text}{APPEAL}\n")
    protocol = file(tmp_path, "p.csv", DAY)
    assert marks(appeals, protocol) == [("501001", "ОГЭ, математика, 9 класс", 1, 0, 0, 1)]
    assert marks(protocol, appeals, protocol, appeals) == marks(appeals, protocol)


def test_a_protocol_that_has_the_result_after_an_appeal_is_left_as_it_is(tmp_path: Path) -> None:
    text = APPEALS.format("Балл до изменения", "Оценка")
    appeals = file(tmp_path, "a.csv", f"{text}{APPEAL}\n")
    protocol = file(tmp_path, "p.csv", DAY.replace("15;3\n", "20;4\n"))
    assert marks(appeals, protocol) == [("501001", "ОГЭ, математика, 9 класс", 1, 0, 0, 1)]


def test_appeals_without_a_protocol_are_one_problem(tmp_path: Path) -> None:
    text = APPEALS.format("Балл до изменения", "Оценка")
    assert refused(file(tmp_path, "t.csv", f"{text}{APPEAL}\n")) == [
        "t.csv, строка 3: это протокол апелляций, а протоколов самих экзаменов нет"
    ]


def test_outsiders_and_other_exams_are_left_out(tmp_path: Path) -> None:
    text = f"""
    01 - Русский язык 2025.06.03;
    {HEAD};Категория
    1;501001;9;1;Тайнова;Ия;1;7;2;
    2;501001;9;1;Скрытова;Ия;2;7;2;ВПЛ
    3;;9;1;Тихонова;Ия;3;7;2;
    51 - Русский язык ГВЭ 2025.06.03;
    {HEAD}
    1;501001;9;1;Ночкина;Ия;4;7;2
    """
    results = read(file(tmp_path, "t.csv", text))
    assert rows(results, "participants") == [("501001", 2025, "ОГЭ, русский язык, 9 класс", 1)]
    assert remarks(results) == [
        "t.csv, строка 4: участники без кода ОО или не из школ (ВПЛ, СПО): 2 строки, не учтены",
        "t.csv, строка 8: ГВЭ: 1 строка, не учтены: это другой экзамен",
    ]


SCORES = """
    01 - Русский язык 2025.05.30
    {head}
    1;501001;11А;1;Тайнова;Ия;1;6;{score}
    2;501001;{group};1;Скрытов;Пётр;2;40;80
    Минимальная граница;;;;;;;;{border}
"""


def scored(folder: Path, score: str = "39", group: str = "11А", border: str = "24") -> Path:
    """Write a protocol of ЕГЭ with one odd cell."""
    text = SCORES.format(head=SCORED, score=score, group=group, border=border)
    return file(folder, "t.csv", text)


@pytest.mark.parametrize("score", ["-5", "150", "101", "39,5"])
def test_a_test_score_is_a_whole_number_up_to_a_hundred(tmp_path: Path, score: str) -> None:
    found = refused(scored(tmp_path, score))
    assert found == [f"t.csv, строка 3, столбец «балл»: «{score}» не тестовый балл ЕГЭ"]


@pytest.mark.parametrize("score", ["0", "100", "39.0"])
def test_the_ends_of_the_scale_are_test_scores(tmp_path: Path, score: str) -> None:
    assert [row[3] for row in rows(read(scored(tmp_path, score)), "participants")] == [2]


def test_a_border_that_is_not_that_of_the_scales_is_remarked(tmp_path: Path) -> None:
    results = read(scored(tmp_path, "30", border="36"), scales=Scales(scale_files(tmp_path)))
    assert [row[3:] for row in rows(results, "participants", "c4")] == [(2, 1)]
    (said,) = remarks(results)
    assert said == (
        "t.csv, строка 2: минимальная граница в протоколе 36, а минимальный балл по шкале 24 "
        "(минимальные баллы ЕГЭ для аттестата, с 2019 года не менялись, с документом не сверено, "
        "файл ege.yaml), «ниже порога» определено по протоколу"
    )
    same = read(scored(tmp_path, "30", border="24"), scales=Scales(scale_files(tmp_path)))
    assert remarks(same) == []


@pytest.mark.parametrize("group", ["ВПЛ", "СПО"])
def test_those_who_are_of_no_class_are_no_pupils(tmp_path: Path, group: str) -> None:
    results = read(scored(tmp_path, group=group))
    assert [row[3] for row in rows(results, "participants")] == [1]
    text = "t.csv, строка 4: участники без кода ОО или не из школ (ВПЛ, СПО): 1 строка, не учтены"
    assert remarks(results) == [text]


@pytest.mark.parametrize(
    ("state", "after", "said"),
    [
        ("Отклонена", "20;4;1", "отклонённые апелляции, в которых результат другой"),
        ("Не удовлетворена", "15;3;0", "отклонённые апелляции"),
        ("В обработке", ";;", "апелляции, по которым нет решения"),
        ("На рассмотрении", "20;4;1", "апелляции, по которым нет решения"),
    ],
)
def test_an_appeal_that_was_not_satisfied_changes_nothing(
    tmp_path: Path, state: str, after: str, said: str
) -> None:
    row = f"1;501001;А;Б;1;Математика(2025.06.03);О баллах;{state};3;{after}"
    appeals = file(tmp_path, "a.csv", APPEALS.format("Балл до изменения", "Оценка") + f"{row}\n")
    results = read(appeals, file(tmp_path, "p.csv", DAY))
    assert [each[3:] for each in rows(results, "participants", "c1", "c2")] == [(1, 1, 0)]
    assert f"a.csv, строка 3: {said}: 1 строка, остаётся прежний результат" in remarks(results)


def test_an_appeal_without_a_decision_does_not_stop_the_others(tmp_path: Path) -> None:
    waiting = "2;501001;В;Г;2;Математика(2025.06.03);О баллах;В обработке;3;;;"
    text = APPEALS.format("Балл до изменения", "Оценка") + f"{APPEAL}\n{waiting}\n"
    results = read(file(tmp_path, "a.csv", text), file(tmp_path, "p.csv", DAY))
    assert [each[3:] for each in rows(results, "participants", "c1", "c2")] == [(1, 0, 1)]


SURNAMES = """
    01 - Русский язык (ОГЭ) 2025.06.03
    Фамилия;Имя;Код ОО;Класс;Код ППЭ;Первичный балл;Оценка
    Вольнов;Иван;111001;9;1018;30;5
    {};Анна;111001;9;1018;3;2
    Средние;;;;;16;3
    Средний балл;;;;;16;3
"""


@pytest.mark.parametrize("surname", ["Среднев", "Средняя", "Средний", "Средние"])
def test_a_surname_like_a_footer_is_a_pupil(tmp_path: Path, surname: str) -> None:
    found = read(file(tmp_path, "t.csv", SURNAMES.format(surname)))
    assert [row[3:] for row in rows(found, "participants", "c0")] == [(2, 1)]


@pytest.mark.parametrize("number", ["2.", "2)", "2.0", "", "б/н"])
def test_a_number_of_a_row_may_be_written_oddly_or_lost(tmp_path: Path, number: str) -> None:
    drawn_ = f"""
        01 - Русский язык (ОГЭ) 2025.06.03
        №;Код ОО;Класс;Код ППЭ;Первичный балл;Оценка
        1.;111001;9;1018;30;5
        {number};111001;9;1018;20;2
        Итого;111001;;;25;3
        Средние;;;;25;3
    """
    found = read(file(tmp_path, "t.csv", drawn_))
    assert [row[3:] for row in rows(found, "participants", "c0")] == [(2, 1)]


MATHS = """
ЕГЭ Математика 2025.05.27
№;Код ОО;Класс;Предмет;Первичный балл;Балл;Оценка
1;501001;11А;Математика базовая;10;;3
2;501001;11А;Математика базовая;3;;2
3;501001;11А;Математика базовая;3;;2
4;501001;11А;Математика профильная;8;46;
5;501001;11А;Математика профильная;9;50;
Минимальная граница;;;;;;27
Всего участников;;;;;;5
"""


def test_base_and_advanced_maths_of_one_protocol(tmp_path: Path) -> None:
    results = read(file(tmp_path, "мат_2025.05.27.csv", MATHS))
    assert rows(results, "participants", "c0", "c4") == [
        ("501001", 2025, "ЕГЭ, математика (база), 11 класс", 3, 2, 0),
        ("501001", 2025, "ЕГЭ, математика (профиль), 11 класс", 2, 0, 0),
    ]
    assert remarks(results) == []


@pytest.mark.parametrize("said", ["", "Математика"])
def test_marks_among_test_scores_without_a_level_are_asked_about(tmp_path: Path, said: str) -> None:
    text = MATHS.replace("Математика базовая", said).replace("Математика профильная", said)
    assert refused(file(tmp_path, "t.csv", text)) == [
        (
            "t.csv, строка 3: в строке есть оценка, а тестового балла нет: похоже, это базовая "
            "математика (строк с этим: 3)"
        )
    ]


def test_another_exam_in_a_column_of_exams(tmp_path: Path) -> None:
    text = MATHS.replace("8;46;", "8;46;").replace(
        "4;501001;11А;Математика профильная", "4;501001;11А;Физика"
    )
    assert refused(file(tmp_path, "t.csv", text)) == [
        "t.csv, строка 6: в столбце экзамена — физика, а над таблицей — математика"
    ]
    text = MATHS.replace("ЕГЭ Математика", "ЕГЭ Математика базовая")
    assert refused(file(tmp_path, "t.csv", text)) == [
        "t.csv, строка 6: в столбце экзамена — профиль, а над таблицей — база"
    ]


def test_two_columns_of_one_result_are_a_problem(tmp_path: Path) -> None:
    text = """
    02 - Математика 2025.06.03
    №;Код ОО;Класс;Код ППЭ;Оценка;Итоговая оценка
    1;501001;9;1;2;3
    """
    assert refused(file(tmp_path, "t.csv", text)) == [
        (
            "t.csv, строка 2: один и тот же результат стоит в двух столбцах: «оценка» и "
            "«итоговая оценка»"
        )
    ]
