"""Word (.docx): real merged cells, a header row that repeats, page numbers, headings that Word lists."""

from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from xieshou.documents.document import Document
from xieshou.documents.docx_base import base
from xieshou.documents.docx_xml import NAMESPACES, blocks, section_properties


def word(document: Document, made_at: datetime) -> bytes:
    """The document as a Word file; the same moment gives the same bytes."""
    start = base()
    file = docx.Document(BytesIO(start.data))
    body = file.element.body
    for xml in _body(document):
        body.append(parse_xml(xml))
    for link in body.iter(qn("w:hyperlink")):
        link.set(qn("r:id"), file.part.relate_to(link.get(qn("r:id")), RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    properties = file.core_properties
    properties.title, properties.author, properties.comments = document.name, "", ""
    properties.created = properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    stream = BytesIO()
    file.save(stream)
    return _dated(stream, made_at)


def _dated(stream: BytesIO, made_at: datetime) -> bytes:
    """The same parts with the date of the document instead of the clock's: the same document gives the same bytes."""
    made = BytesIO()
    moment = made_at.timetuple()[:6]
    with ZipFile(stream) as old, ZipFile(made, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = ZipInfo(name, moment)
            part.compress_type = ZIP_DEFLATED
            new.writestr(part, old.read(name))
    return made.getvalue()


def _body(document: Document) -> Iterator[str]:
    """Every block; a section's properties stand in its last paragraph, those of the last section at the end."""
    footers = base().footers
    last = len(document.sections) - 1
    for index, section in enumerate(document.sections):
        yield from blocks(section)
        properties = section_properties(section, footers[section.layout])
        yield properties if index == last else _section_end(properties)


def _section_end(properties: str) -> str:
    thin = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/>'
    return f"<w:p {NAMESPACES}><w:pPr>{thin}{properties}</w:pPr></w:p>"
