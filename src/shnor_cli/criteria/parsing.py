"""From the parser's events to nodes; the only module that knows ruamel.yaml's scanner.

Imported when a file is read, not before: the parser is not needed to print `--help`.
"""

import re
from collections.abc import Iterator

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, StreamMark
from ruamel.yaml.events import (
    AliasEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamStartEvent,
)
from ruamel.yaml.reader import Reader, ReaderError

from shnor_cli.criteria.faults import error_of
from shnor_cli.criteria.nodes import NULLS, Entry, Listing, Mapped, Node, Scalar, is_null
from shnor_cli.errors import Place, Problem

MAX_DEPTH = 50

_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_ANCHORS = "якоря и ссылки YAML здесь не разрешены"
_SAID = (
    (r"character '\\t'", "табуляция; отступы и промежутки пишут пробелами"),
    (
        r"character ['\"](.)['\"] that cannot start",
        "значение, которое начинается с {0}, берут в кавычки",
    ),
    (
        r"mapping values are not allowed",
        "лишнее двоеточие или неверный отступ; текст с двоеточием берут в кавычки",
    ),
    (r"could not find expected ':'", "после ключа нет двоеточия"),
    (r"unexpected end of stream", "кавычка не закрыта"),
    (r"unexpected document separator", "кавычка не закрыта"),
    (
        r"unknown escape character",
        "неизвестный знак после обратной косой черты; возьмите текст в одинарные кавычки",
    ),
    (r"sequence entries are not allowed", "дефис списка не на своём месте"),
    (r"<stream end>", "не закрыта скобка или кавычка"),
    (r"expected ',' or", "пропущена запятая или не закрыта скобка из строки {line}"),
    (r"expected <block end>", "неверный отступ или лишний текст"),
    (r"<document start>", "лишний текст после конца"),
)


def build(text: str, name: str) -> tuple[Node, tuple[Problem, ...]]:
    """Return the root of a YAML text with those faults that leave it readable.

    Raises:
        MethodologyError: the text is not YAML at all.
    """
    builder = _Builder(name, _events(text, name))
    return builder.document(), tuple(builder.problems)


def _events(text: str, name: str) -> Iterator[Event]:
    yaml = YAML(typ="safe", pure=True)
    yaml.Reader = _Reader
    try:
        yield from yaml.parse(text)
    except MarkedYAMLError as error:
        raise error_of(name, [_syntax(error, name)]) from None
    except ReaderError as error:
        before = text[: error.position]
        position = len(before) - before.rfind("\n")
        place = Place(name, row=before.count("\n") + 1, position=position)
        raise error_of(name, [Problem(place, "непечатаемый знак")]) from None


class _Reader(Reader):
    def check_printable(self, data: str) -> None:
        """Look for what no YAML may hold; the pattern of it takes longer to compile than to read.

        What is printable to Python is to YAML, but not the other way round.
        """
        if not data.replace("\n", "").isprintable():
            super().check_printable(data)


def _syntax(error: MarkedYAMLError, name: str) -> Problem:
    said = error.problem or ""
    opened = error.context_mark if "stream" in said else None
    place = _marked(name, opened or error.problem_mark)
    for pattern, fault in _SAID:
        if found := re.search(pattern, said):
            line = error.context_mark.line + 1 if error.context_mark else ""
            return Problem(place, fault.format(*found.groups(), line=line))
    return Problem(place, "запись не читается как YAML")


def _marked(name: str, mark: StreamMark | None) -> Place:
    return Place(name) if mark is None else Place(name, row=mark.line + 1, position=mark.column + 1)


class _Builder:
    """Makes nodes of the parser's events and gathers what leaves the file readable."""

    def __init__(self, name: str, events: Iterator[Event]) -> None:
        self.name = name
        self.events = events
        self.problems: list[Problem] = []

    def document(self) -> Node:
        """Return the only document of the stream."""
        event = next(self.events)
        while isinstance(event, StreamStartEvent | DocumentStartEvent):
            event = next(self.events)
        root = self._node(event, 0) if isinstance(event, NodeEvent) else None
        if root is None or is_null(root):
            place = Place(self.name, row=1, position=1)
            raise error_of(self.name, [Problem(place, "файл пуст")])
        for event in self.events:
            if isinstance(event, DocumentStartEvent):
                self._fault(event, "в файле второй документ (---), а нужен один")
        return root

    def _fault(self, event: Event, fault: str) -> None:
        self.problems.append(Problem(_marked(self.name, event.start_mark), fault))

    def _node(self, event: Event, depth: int) -> Node:
        place = _marked(self.name, event.start_mark)
        if depth > MAX_DEPTH:
            raise error_of(self.name, [Problem(place, f"вложенность глубже {MAX_DEPTH} уровней")])
        match event:
            case MappingStartEvent():
                self._refuse_marks(event)
                return self._mapping(place, depth)
            case SequenceStartEvent():
                self._refuse_marks(event)
                return self._listing(place, depth)
            case ScalarEvent():
                self._refuse_marks(event)
                if _SURROGATE.search(event.value):
                    self._fault(event, "половина знака (\\ud800–\\udfff): такого знака нет")
                    return Scalar(_SURROGATE.sub("\ufffd", event.value), place)
                is_null = event.style is None and event.value in NULLS
                return Scalar(None if is_null else event.value, place)
            case AliasEvent():
                self._fault(event, f"ссылка «*{event.anchor}»: {_NO_ANCHORS}")
        return Scalar(None, place)

    def _refuse_marks(self, event: ScalarEvent | CollectionStartEvent) -> None:
        if event.anchor is not None:
            self._fault(event, f"якорь «&{event.anchor}»: {_NO_ANCHORS}")
        if event.ctag is not None:
            self._fault(event, f"метка «{event.ctag}»: метки YAML здесь не разрешены")

    def _listing(self, place: Place, depth: int) -> Listing:
        items = []
        while not isinstance(event := next(self.events), SequenceEndEvent):
            items.append(self._node(event, depth + 1))
        return Listing(tuple(items), place)

    def _mapping(self, place: Place, depth: int) -> Mapped:
        entries: dict[str, Entry] = {}
        while not isinstance(event := next(self.events), MappingEndEvent):
            key, value = self._node(event, depth + 1), self._node(next(self.events), depth + 1)
            if not isinstance(key, Scalar) or key.text is None:
                self._fault(event, "ключ должен быть текстом в одну строку")
            elif key.text in entries:
                first = entries[key.text].place.row
                self._fault(event, f"ключ «{key.text}» уже есть в строке {first}")
            else:
                entries[key.text] = Entry(key.place, _placed(value, key.place))
        return Mapped(entries, place)


def _placed(value: Node, key: Place) -> Node:
    """Put an empty value where its key is: the parser puts it on some later line."""
    return Scalar(None, key) if is_null(value) else value
