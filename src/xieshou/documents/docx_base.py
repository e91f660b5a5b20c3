"""The empty Word file that every document starts from: styles, page numbers, settings. Made once per process.

Fonts are named as the offices name them (仿宋_GB2312, 楷体_GB2312, 黑体, 方正小标宋简体, 宋体) and come from the reader's machine.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section as WordSection

from xieshou.documents.document import Layout

DIGITS = "Times New Roman"
FANG, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
BODY_LINE = 560
CLOSER = -5  # twips between characters: 16 pt characters stand 15.75 pt apart, 28 to a line
W = nsdecls("w")
FIELD = (
    ("begin", "<w:r><w:instrText xml:space='preserve'> PAGE </w:instrText></w:r>"),
    ("separate", "<w:r><w:t>1</w:t></w:r>"),
    ("end", ""),
)


@dataclass(frozen=True, slots=True)
class Style:
    """A paragraph style. Size in half points; `line` exact twips, 0 for single; `indent` in hundredths of a character."""

    id: str
    font: str
    size: int
    line: int = 0
    align: str = "both"
    indent: int = 0
    before: int = 0
    after: int = 0
    outline: int | None = None
    keep: bool = False
    name: str = ""


STYLES = (
    Style("XsBody", FANG, 32, 560, indent=200),
    Style("XsTitle", TITLE, 44, 700, "center", before=3360, after=1120, name="Title"),
    Style("XsHeading1", HEI, 32, 560, indent=200, outline=0, keep=True, name="heading 1"),
    Style("XsHeading2", KAI, 32, 560, indent=200, outline=1, keep=True, name="heading 2"),
    Style("XsHeading3", FANG, 32, 560, indent=200, outline=2, keep=True, name="heading 3"),
    Style("XsNote", SONG, 16, align="left", before=60, after=40),
    Style("XsTableTitle", TITLE, 32, align="center", after=120, keep=True),
    Style("XsCaption", SONG, 18, align="left", after=40, keep=True),
    Style("XsCell9", SONG, 18, align="left"),
    Style("XsCell10.5", SONG, 21, align="left"),
    Style("XsHead9", HEI, 18, align="left"),
    Style("XsHead10.5", HEI, 21, align="left"),
    Style("XsPage", SONG, 28, align="left"),
    Style("XsPageSmall", SONG, 18, align="center"),
)


@dataclass(frozen=True, slots=True)
class Base:
    """The file's bytes and, for each layout, the relationship ids of its odd-page and even-page footers."""

    data: bytes
    footers: Mapping[Layout, tuple[str, str]]


@cache
def base() -> Base:
    """The empty file."""
    word = docx.Document()
    _replace_styles(word.styles.element)
    word.settings.odd_and_even_pages_header_footer = True
    official = _footers(word.sections[0], ("XsPage", "right"), ("XsPage", "left"))
    form = _footers(word.add_section(), ("XsPageSmall", "center"), ("XsPageSmall", "center"))
    body = word.element.body
    for child in list(body):
        body.remove(child)
    stream = BytesIO()
    word.save(stream)
    return Base(stream.getvalue(), {Layout.OFFICIAL: official, Layout.FORM: form})


def _replace_styles(styles: BaseOxmlElement) -> None:
    for child in list(styles):
        styles.remove(child)
    defaults = (
        f"<w:docDefaults {W}><w:rPrDefault><w:rPr>{_fonts(FANG)}<w:sz w:val='32'/><w:szCs w:val='32'/>"
        "<w:lang w:val='en-US' w:eastAsia='zh-CN' w:bidi='ar-SA'/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    normal = f"<w:style {W} w:type='paragraph' w:default='1' w:styleId='Normal'><w:name w:val='Normal'/></w:style>"
    for xml in (defaults, normal, *map(_style, STYLES)):
        styles.append(parse_xml(xml))


def _style(style: Style) -> str:
    outline = f"<w:outlineLvl w:val='{style.outline}'/>" if style.outline is not None else ""
    snap = "" if style.line == BODY_LINE else "<w:snapToGrid w:val='0'/>"
    closer = f"<w:spacing w:val='{CLOSER}'/>" if style.line == BODY_LINE else ""
    rule = f"w:line='{style.line}' w:lineRule='exact'" if style.line else "w:line='240' w:lineRule='auto'"
    return (
        f"<w:style {W} w:type='paragraph' w:styleId='{style.id}'><w:name w:val='{style.name or style.id}'/>"
        f"<w:basedOn w:val='Normal'/><w:qFormat/><w:pPr>{'<w:keepNext/>' if style.keep else ''}"
        f"{snap}"
        f"<w:spacing w:before='{style.before}' w:after='{style.after}' {rule}/><w:ind w:firstLineChars='{style.indent}' "
        f"w:firstLine='{style.indent * style.size // 10}'/><w:jc w:val='{style.align}'/>{outline}</w:pPr>"
        f"<w:rPr>{_fonts(style.font)}{closer}<w:sz w:val='{style.size}'/><w:szCs w:val='{style.size}'/></w:rPr></w:style>"
    )


def _fonts(font: str) -> str:
    return f"<w:rFonts w:ascii='{DIGITS}' w:hAnsi='{DIGITS}' w:cs='{DIGITS}' w:eastAsia='{font}' w:hint='eastAsia'/>"


def _footers(section: WordSection, odd: tuple[str, str], even: tuple[str, str]) -> tuple[str, str]:
    """Write the footers, each given as (style, alignment); give their relationship ids."""
    for footer, (style, align) in ((section.footer, odd), (section.even_page_footer, even)):
        footer.is_linked_to_previous = False
        _page_number(footer._element, style, align)
    found = {
        reference.get(qn("w:type")): str(reference.get(qn("r:id")))
        for reference in section._sectPr.iterchildren(qn("w:footerReference"))
    }
    return found["default"], found["even"]


def _page_number(footer: BaseOxmlElement, style: str, align: str) -> None:
    """`— 1 —`; the number is a field that Word counts."""
    for child in list(footer):
        footer.remove(child)
    field = "".join(f"<w:r><w:fldChar w:fldCharType='{kind}'/></w:r>{code}" for kind, code in FIELD)
    side = "<w:ind w:leftChars='100' w:rightChars='100'/>" if align in ("left", "right") else ""
    footer.append(
        parse_xml(
            f"<w:p {W}><w:pPr><w:pStyle w:val='{style}'/>{side}<w:jc w:val='{align}'/></w:pPr>"
            f"<w:r><w:t xml:space='preserve'>— </w:t></w:r>{field}<w:r><w:t xml:space='preserve'> —</w:t></w:r></w:p>"
        )
    )
