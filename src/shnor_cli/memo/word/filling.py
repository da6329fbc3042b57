"""Filling a Word template: docxtpl made strict, safe, Russian and repeatable.

docxtpl alone loses text after a bare `&`, prints nothing for a mistyped name, runs whatever a tag
asks for, and names no place of an error; Word's Russian autocorrect breaks its tags. The subclass
here mends these and leaves the rest to the library.
"""

import io
import re
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from operator import attrgetter
from pathlib import Path

import jinja2
from docx.exceptions import PythonDocxError
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.opc.part import Part
from docx.oxml.exceptions import XmlchemyError
from docx.parts.story import StoryPart
from docx.shared import Pt
from docxtpl import DocxTemplate
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from lxml import etree
from markupsafe import Markup, escape

from shnor_cli.errors import refusal as system_refusal
from shnor_cli.memo.blocks import Chart, Picture
from shnor_cli.memo.ooxml import Node
from shnor_cli.memo.word.faults import (
    NOTHING,
    Unprintable,
    fault_in_words,
    nearest,
    paragraph_at,
    paragraph_of,
    refusal,
)
from shnor_cli.memo.word.grid import Letters, free_breaks, free_looped_rows, repair
from shnor_cli.memo.word.losing import losses
from shnor_cli.memo.word.package import FILLED
from shnor_cli.memo.word.people import forget_people
from shnor_cli.memo.word.sandbox import VALUES, Sandbox, rendered
from shnor_cli.memo.word.straight import ended, straightened, typed
from shnor_cli.memo.word.tags import strays, torn
from shnor_cli.putting import UNDATED, printable, repacked
from shnor_cli.russian import DASH, join_and, number, percent, plural

_FAULTS = (
    jinja2.TemplateError,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    SyntaxError,
    TypeError,
    ValueError,
)
"""What filling may raise because of what the template says."""

_MOST_BYTES = 128 * 2**20
"""A document that unpacks to more is no template."""

_BROKEN = (
    AttributeError,
    KeyError,
    OSError,
    PackageNotFoundError,
    PythonDocxError,
    ValueError,
    XmlchemyError,
    etree.XMLSyntaxError,
    zipfile.BadZipFile,
)
"""What python-docx raises where a part is missing, is of another kind or is no XML."""


def fill(template: Path, context: Mapping[str, object], day: date | None) -> bytes:
    """Return the filled document; the same template, context and day give the same bytes.

    Raises:
        TemplateError: the template is not a Word document or a tag in it is wrong.
    """
    return Template(template, context).fill(context, day)


class Template:
    """A template read once and filled many times; no filling knows of another.

    What costs the most is kept between them: the tags made whole and compiled.
    """

    def __init__(self, path: Path, names: Collection[str] = ()) -> None:
        """Read a template; `names` are suggested for mistyped ones.

        Raises:
            TemplateError: there is no such file.
        """
        self.path = path
        self.names = frozenset(names)
        self.environment = environment(names, self._drawn)
        self.patched: dict[str, str] = {}
        """XML as stored -> the same with whole tags."""
        self.compiled: dict[str, jinja2.Template] = {}
        """XML with whole tags -> what fills it."""
        self._draw: Callable[[Chart | Picture], object] = attrgetter("alt")
        """Puts a chart into the document that is being filled."""
        self.letters: dict[str, Letters] = {}
        """Paragraph style -> how its words are set."""
        try:
            self._content = path.read_bytes()
        except OSError as error:
            fault = system_refusal(error) if path.exists() else "файл не найден"
            raise refusal(path, fault) from error

    def fill(self, context: Mapping[str, object], day: date | None) -> bytes:
        """Return the filled document; the same context and day give the same bytes.

        Raises:
            TemplateError: the template is not a Word document or a tag in it is wrong.
        """
        document = self.opened()
        self._draw = document.draw
        self.environment.refill()
        with self.readable():
            self._render(document, context)
            if not any(_TAG_STARTS.search(part) for part in self.compiled):
                raise refusal(self.path, _NOTHING_TO_FILL)
            _stamp(document, day)
            content = io.BytesIO()
            document.save(content)
        return repacked(content.getvalue())

    def _render(self, document: "_Memo", context: Mapping[str, object]) -> None:
        try:
            document.render(dict(context), self.environment)
        except etree.XMLSyntaxError as error:
            places = (paragraph_at(torn(source), source) for source in self.compiled)
            where = next(filter(None, places), "")
            raise refusal(self.path, _TORN if where else _UNREADABLE, where) from error

    def _drawn(self, drawn: Chart | Picture) -> object:
        return self._draw(drawn)  # that of the document at hand

    def opened(self) -> "_Memo":
        """Open the template.

        Raises:
            TemplateError: it is not a Word document.
        """
        document = _Memo(self, io.BytesIO(self._content))
        with self.readable():
            with zipfile.ZipFile(io.BytesIO(self._content)) as packed:
                size = sum(each.file_size for each in packed.infolist())
            if size > _MOST_BYTES:
                raise refusal(self.path, "слишком велик")
            document.init_docx()
            _unify_properties(document)
            forget_people(document.docx)
        return document

    @contextmanager
    def readable(self) -> Iterator[None]:
        """Refuse the template where python-docx finds it broken."""
        try:
            yield
        except _BROKEN as error:
            raise refusal(self.path, _UNREADABLE) from error


def opened(template: Path) -> "_Memo":
    """Open a template.

    Raises:
        TemplateError: it is not a Word document.
    """
    return Template(template).opened()


_TAG_STARTS = re.compile(r"\{[{%]")
_NOTHING_TO_FILL = "в документе нет ни одного тега: это не шаблон, а, похоже, готовый документ"
_TORN = "начало и конец тега стоят в разных ячейках, строках или абзацах"
_UNREADABLE = (
    "файл не открывается как документ Word (.docx); "
    "если Word его открывает, сохраните его там как «Документ Word (*.docx)»"
)


def _unify_properties(document: "_Memo") -> None:
    """Find the properties where LibreOffice puts them: else a second part of one name is added."""
    for relation in document.docx.part.package.rels.values():
        if relation.reltype.endswith("/metadata/core-properties"):
            relation._reltype = RELATIONSHIP_TYPE.CORE_PROPERTIES  # noqa: SLF001 - no public way


def environment(
    names: Collection[str] = (), draw: Callable[[Chart | Picture], object] = attrgetter("alt")
) -> Sandbox:
    """Return the Jinja environment of memos; `names` are suggested for mistyped ones.

    `draw` puts a chart or a picture into the document and returns what stands for it there; else
    its alt text.
    """

    @jinja2.pass_context  # then Jinja prints no constant before this sees it
    def printable(_: Context, value: object) -> object:
        if isinstance(value, Chart | Picture):
            return draw(value)
        if isinstance(value, list | tuple | Mapping):
            raise TypeError
        if not isinstance(value, VALUES):
            raise Unprintable(value)
        return _printable(value)

    made = Sandbox(
        autoescape=True, optimized=False, undefined=_undefined(names), finalize=printable
    )
    made.add_filters({"число": number, "процент": percent, "слово": plural, "перечень": join_and})
    return made


def _undefined(names: Collection[str]) -> type[jinja2.Undefined]:
    class Missing(jinja2.StrictUndefined):
        """A name that is not there: any use of it is an error, said in Russian."""

        __slots__ = ()

        @property
        def _undefined_message(self) -> str:
            if issubclass(self._undefined_exception, SecurityError):
                return "тег обращается к внутреннему устройству программы, это запрещено"
            name: object = self._undefined_name
            if name is None:
                return NOTHING
            if isinstance(name, int):
                return f"в перечне нет номера {name}: счёт начинается с нуля"
            owner = self._undefined_obj
            known = owner if isinstance(owner, Mapping) else names
            return f"нет имени «{name}»{nearest(str(name), known)}"

    return Missing


def _printable(value: object) -> object:
    """Fit a value for a document: no control characters, a comma in numbers, a dash for none."""
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, bool):
        return "да" if value else "нет"
    if isinstance(value, float | Fraction | Decimal):
        return number(value)
    return DASH if value is None else value


class _Memo(DocxTemplate):  # type: ignore[misc]  # docxtpl has no types
    """A template whose tags survive autocorrection and whose errors name their paragraph."""

    current_rendering_part: Part

    def __init__(self, template: Template, content: io.BytesIO) -> None:
        super().__init__(content)
        self.template = template

    def patch_xml(self, src_xml: str) -> str:
        patched = self.template.patched
        if src_xml not in patched:
            straight = straightened(src_xml)
            for where, fault in losses(straight):
                raise refusal(self.template.path, fault, where)
            patched[src_xml] = self._joined(straight)
        return patched[src_xml]

    def parts(self) -> Iterator[tuple[str, str]]:
        """Yield the body, the headers and the footers, each tag straight and with an end.

        Each as it stands in Word and as Jinja sees it.
        """
        with self.template.readable():
            sources = list(self._sources())
        for source in sources:
            straight = straightened(ended(source))
            yield straight, _line_per_paragraph(self._joined(straight))

    def _sources(self) -> Iterator[str]:
        free_looped_rows(self.docx.element.body)
        free_breaks(self.docx.element.body)
        yield self.get_xml()
        for kind in (self.HEADER_URI, self.FOOTER_URI):
            for _, part in self.get_headers_footers(kind):
                yield self.get_part_xml(part)

    def _joined(self, straight: str) -> str:
        return typed(str(super().patch_xml(straight)))

    def build_xml(
        self, context: dict[str, object], jinja_env: jinja2.Environment | None = None
    ) -> str:
        free_looped_rows(self.docx.element.body)
        free_breaks(self.docx.element.body)
        return str(super().build_xml(context, jinja_env))

    def render_xml_part(
        self,
        src_xml: str,
        part: Part,
        context: dict[str, object],
        jinja_env: jinja2.Environment,
    ) -> str:
        source = _line_per_paragraph(src_xml)
        self.current_rendering_part = part
        compiled = self.template.compiled
        try:
            if source not in compiled:
                self._refuse_strays(source)
                compiled[source] = jinja_env.from_string(source)
            filled = rendered(compiled[source], context)
        except _FAULTS as error:
            where = paragraph_of(error, source)
            raise refusal(self.template.path, fault_in_words(error, jinja_env), where) from error
        return filled.replace("\n<w:", "<w:")

    def _refuse_strays(self, source: str) -> None:
        for line, fault in strays(source, self.template.names):
            raise refusal(self.template.path, fault, paragraph_at(line, source))

    def draw(self, drawn: Chart | Picture) -> Markup:
        """Put a chart or a picture where a tag stands: between two runs."""
        drawing = self._picture(drawn) if isinstance(drawn, Picture) else self._chart(drawn)
        between = f'</w:t></w:r><w:r>{drawing}</w:r><w:r><w:t xml:space="preserve">'
        return Markup(between)  # noqa: S704 - all words in it are escaped

    def _chart(self, chart: Chart) -> str:
        from shnor_cli.memo.charts.native import drawing

        page = self.docx.sections[0]
        width = page.page_width - page.left_margin - page.right_margin
        return drawing(chart, self.current_rendering_part, width)

    def _picture(self, picture: Picture) -> str:
        part = self.current_rendering_part
        if not isinstance(part, StoryPart):  # a footnote holds no pictures
            return f"<w:t>{escape(picture.alt)}</w:t>"
        content = io.BytesIO(picture.data)
        size = Pt(picture.width), Pt(picture.height)
        inline = part.new_pic_inline(content, *size)
        inline.docPr.set("descr", picture.alt)
        return f"<w:drawing>{inline.xml}</w:drawing>"

    def render_properties(self, *_: object) -> None:
        """Leave the properties alone: they are stamped, not filled."""

    def fix_tables(self, xml: str) -> Node:
        tree = etree.fromstring(xml, etree.XMLParser(huge_tree=True, resolve_entities=False))
        letters = self.template.letters
        if not letters:
            letters |= {style.style_id: _letters(style) for style in self.docx.styles}
        repair(tree, letters)
        return tree


def _letters(style: object) -> Letters:
    font = getattr(style, "font", None)
    if font is None:
        return Letters()
    return Letters(
        font.size.pt if font.size is not None else Letters().size,
        "Bold" if font.bold else "Regular",
    )


def _line_per_paragraph(xml: str) -> str:
    """Put every paragraph on a line of its own, so that a line number names a paragraph."""
    lines = re.sub(r"<w:p([ >])", r"\n<w:p\1", xml)
    return re.sub(r"(</w:(?:p|tr|tc|tbl)>)(\{[%{])", r"\1\n\2", lines)


def _stamp(document: DocxTemplate, day: date | None) -> None:
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) if day else UNDATED
    properties = document.docx.core_properties
    properties.created = properties.modified = moment
    properties.last_printed = moment
    properties.revision = 1
    properties.content_status = FILLED
