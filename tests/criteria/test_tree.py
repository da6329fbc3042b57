import re
from pathlib import Path
from typing import cast, get_args

import pytest
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import ErrorDetails
from pydantic_core.core_schema import ErrorType

from shnor_cli.criteria.faults import _fault
from shnor_cli.criteria.tree import check, parse, read_file, read_tree
from shnor_cli.errors import MethodologyError, Place


def said(text: str) -> list[str]:
    with pytest.raises(MethodologyError) as caught:
        read_tree(text, "м.yaml")
    return [problem.in_words() for problem in caught.value.problems]


def test_every_scalar_is_text_as_written_and_only_null_is_nothing() -> None:
    text = """
yes: Yes
no: [NO, on, true, 01, 1.50, 1_000, 0x1F, 2025-12-29, 12:30:00, .inf]
quoted: ["null", '~', ""]
nothing: [null, ~, Null]
empty:
inside: {a: , b: 1}
"""
    assert read_tree(text, "м.yaml").data == {
        "yes": "Yes",
        "no": ["NO", "on", "true", "01", "1.50", "1_000", "0x1F", "2025-12-29", "12:30:00", ".inf"],
        "quoted": ["null", "~", ""],
        "nothing": [None, None, None],
        "empty": None,
        "inside": {"a": None, "b": "1"},
    }


def test_a_directive_of_yaml_1_1_changes_nothing() -> None:
    assert read_tree("%YAML 1.1\n---\na: yes\nb: 010\n", "м.yaml").data == {"a": "yes", "b": "010"}


def test_texts_are_composed_so_that_equal_letters_are_equal() -> None:
    assert read_tree("кра\u0438\u0306: 1", "м.yaml").data == {"кра\u0439": "1"}


def test_values_and_keys_know_their_places() -> None:
    tree = read_tree("a: 1\nсписок:\n  - x\n  - {b: 2, в: }\n", "м.yaml")
    assert tree.place(["a"]) == Place("м.yaml", row=1, position=4)
    assert tree.key_place(["список"]) == Place("м.yaml", row=2, position=1)
    assert tree.place(["список", 0]) == Place("м.yaml", row=3, position=5)
    assert tree.place(["список", 1, "b"]) == Place("м.yaml", row=4, position=9)
    assert tree.key_place(["список", 1, "b"]) == Place("м.yaml", row=4, position=6)
    assert tree.place(["список", 1, "в"]) == Place("м.yaml", row=4, position=12)


def test_a_path_that_is_not_there_is_at_the_nearest_thing_around_it() -> None:
    tree = read_tree("a:\n  b: 1\n", "м.yaml")
    assert tree.place(["a", "c", "d"]) == Place("м.yaml", row=2, position=3)
    assert tree.key_place(["a", "c"]) == Place("м.yaml", row=2, position=3)
    assert tree.key_place([]) == Place("м.yaml", row=1, position=1)


SYNTAX = [
    ("", "строка 1, позиция 1: файл пуст"),
    ("# одни примечания\n", "строка 1, позиция 1: файл пуст"),
    ("---\n", "строка 1, позиция 1: файл пуст"),
    ("a: 1\n\tb: 2\n", "строка 2, позиция 1: табуляция в отступе; отступы пишут пробелами"),
    ("a:\t1\n", "строка 1, позиция 3: табуляция; отступы и промежутки пишут пробелами"),
    (
        "a: б: в\n",
        (
            "строка 1, позиция 5: лишнее двоеточие или неверный отступ; "
            "текст с двоеточием берут в кавычки"
        ),
    ),
    ("a: @б\n", "строка 1, позиция 4: значение, которое начинается с @, берут в кавычки"),
    ("a: %б\n", "строка 1, позиция 4: значение, которое начинается с %, берут в кавычки"),
    ("a: 1\nb: 'в\nг: 2\n", "строка 2, позиция 4: кавычка не закрыта"),
    (
        'a: "\\q"\n',
        (
            "строка 1, позиция 6: неизвестный знак после обратной косой черты; "
            "возьмите текст в одинарные кавычки"
        ),
    ),
    (
        "a: {b: 1\nc: 2\n",
        "строка 2, позиция 2: пропущена запятая или не закрыта скобка из строки 1",
    ),
    ("a: [б, в", "строка 1, позиция 4: не закрыта скобка или кавычка"),
    ("a: 1\nб\nв: 2\n", "строка 3, позиция 1: после ключа нет двоеточия"),
    ("a:\n   b: 1\n  c: 2\n", "строка 3, позиция 3: неверный отступ или лишний текст"),
    ("a: 1\n- б\n", "строка 2, позиция 1: неверный отступ или лишний текст"),
    ("a: \x07\n", "строка 1, позиция 4: непечатаемый знак"),
    ("a: 1\n---\nb: 2\n", "строка 2, позиция 1: в файле второй документ (---), а нужен один"),
    ("? [a]\n: 1\n", "строка 1, позиция 3: ключ должен быть текстом в одну строку"),
    ("~: 1\n", "строка 1, позиция 1: ключ должен быть текстом в одну строку"),
    ("a: 1\nb: 2\na: 3\n", "строка 3, позиция 1: ключ «a» уже есть в строке 1"),
    ("[" * 100_000, "строка 1, позиция 52: вложенность глубже 50 уровней"),
]


@pytest.mark.parametrize(("text", "message"), SYNTAX)
def test_a_fault_of_writing_is_said_in_russian_at_its_place(text: str, message: str) -> None:
    assert said(text) == [f"м.yaml, {message}"]


def test_tags_are_refused() -> None:
    assert said("a: !!int 1\nb: !foo [1]\n") == [
        "м.yaml, строка 1, позиция 4: метка «tag:yaml.org,2002:int»: метки YAML здесь не разрешены",
        "м.yaml, строка 2, позиция 4: метка «!foo»: метки YAML здесь не разрешены",
    ]


def test_aliases_are_refused_before_they_can_unfold() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 30)]
    messages = said("\n".join(lines))
    assert messages[0] == (
        "м.yaml, строка 1, позиция 5: якорь «&a0»: якоря и ссылки YAML здесь не разрешены"
    )
    assert messages[2] == (
        "м.yaml, строка 2, позиция 10: ссылка «*a0»: якоря и ссылки YAML здесь не разрешены"
    )
    assert len(messages) == 30 + 29 * 10


def test_all_faults_that_leave_the_file_readable_are_reported_at_once() -> None:
    tree, problems = parse("a: &x 1\na: 2\nb: !y 3\nc: *x\n", "м.yaml")
    assert [problem.place.row for problem in problems] == [1, 2, 3, 4]
    assert tree.data == {"a": "1", "b": "3", "c": None}


def test_a_long_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "м.yaml"
    path.write_text("a: " + "б" * 600_000, "utf-8")
    with pytest.raises(MethodologyError) as caught:
        read_file(path)
    assert caught.value.problems[0].in_words() == (
        "м.yaml: файл больше 1 МБ; столько такие файлы не занимают"
    )


def test_utf_8_is_read_with_and_without_a_byte_order_mark(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig"):
        path = tmp_path / f"{encoding}.yaml"
        path.write_text("ключ: значение\n", encoding)
        assert read_file(path).data == {"ключ": "значение"}


@pytest.mark.parametrize(
    ("content", "row", "position"),
    [
        ("a: 1\nназвание: Методика\n".encode("cp1251"), 2, 1),
        ("ааа\nбб\ufeff".encode() + b"\xff", 2, 4),
        ("a: 1".encode("utf-16"), 1, 1),
    ],
)
def test_another_encoding_is_said_at_its_first_byte(
    tmp_path: Path, content: bytes, row: int, position: int
) -> None:
    path = tmp_path / "м.yaml"
    path.write_bytes(content)
    with pytest.raises(MethodologyError) as caught:
        read_file(path)
    (problem,) = caught.value.problems
    assert problem.place == Place("м.yaml", row=row, position=position)
    assert problem.fault == "файл не в кодировке UTF-8; сохраните его как UTF-8"


def test_a_missing_file_and_a_folder_are_said_by_name(tmp_path: Path) -> None:
    with pytest.raises(MethodologyError, match=r"^Файл «нет\.yaml» не найден\.$"):
        read_file(tmp_path / "нет.yaml")
    folder = tmp_path / "папка.yaml"
    folder.mkdir()
    with pytest.raises(MethodologyError, match=r"«папка\.yaml» не открывается: это папка, а"):
        read_file(folder)


class Colour(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    share: float = 0


class Palette(BaseModel):
    model_config = ConfigDict(extra="forbid")

    colours: list[Colour]
    mixed: dict[str, int | Colour] = Field(default_factory=dict)


def test_any_model_is_checked_with_all_its_faults_in_the_order_of_lines() -> None:
    text = """colours:
  - {nam: синий}
  - {name: [1], share: много}
mixed:
  a: {nme: x}
звук: 1
"""
    with pytest.raises(MethodologyError) as caught:
        check(Palette, read_tree(text, "п.yaml"))
    assert caught.value.message == "Файл «п.yaml» не принят: 8\u00a0ошибок"
    assert [problem.in_words() for problem in caught.value.problems] == [
        "п.yaml, строка 2, позиция 5: не хватает ключа «name»",
        "п.yaml, строка 2, позиция 6: ключ «nam» неизвестен; возможно, «name»",
        "п.yaml, строка 3, позиция 12: нужен текст, а здесь список",
        "п.yaml, строка 3, позиция 24: нужно число, а здесь «много»",
        "п.yaml, строка 5, позиция 3: не хватает ключа «name»",
        "п.yaml, строка 5, позиция 3: нужно целое число, а здесь ключи и значения",
        "п.yaml, строка 5, позиция 7: ключ «nme» неизвестен; возможно, «name»",
        "п.yaml, строка 6, позиция 1: ключ «звук» неизвестен; здесь бывают: colours, mixed",
    ]


def test_a_right_tree_becomes_the_model() -> None:
    tree = read_tree("colours: [{name: 01, share: 0.5}]\nmixed: {a: 7}", "п.yaml")
    assert check(Palette, tree) == Palette(colours=[Colour(name="01", share=0.5)], mixed={"a": 7})


@pytest.mark.parametrize("kind", get_args(ErrorType))
def test_no_fault_of_pydantic_is_said_in_english(kind: str) -> None:
    bounds = dict.fromkeys(["ge", "gt", "le", "lt", "min_length", "max_length", "expected"], 2)
    error = {
        "type": kind,
        "loc": ("a",),
        "input": "х",
        "ctx": bounds,
        "msg": "Value error, сказано",
    }
    said = _fault(cast("ErrorDetails", error), Colour)
    assert re.search("[а-я]", said)
    assert not set(re.findall("[A-Za-z]{2,}", said)) - {"true", "false", "name", "share"}
