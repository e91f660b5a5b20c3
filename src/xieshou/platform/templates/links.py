"""Figures of a filled template that open to their pages: relations of a part, links around what was filled in.

A figure is a link where its placeholder stands alone in a paragraph or a cell; in running text it stays text, and the
annex names it. The look of the template is not changed.
"""

import posixpath
from collections.abc import Iterable

from lxml import etree

from xieshou.platform.templates.office_file import OfficeFile

R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_WAITING = "opens"  # the address of a link until its relation is made


def relate(file: OfficeFile, part: str, kind: str, target: str, *, is_external: bool = False) -> str:
    """The id of a new relation of a part; `kind` is the last word of its type."""
    folder, name = posixpath.split(part)
    place = f"{folder}/_rels/{name}.rels"
    file.parts.setdefault(place, f'<Relationships xmlns="{_RELATIONS}"/>'.encode())
    root = file.tree(place)
    taken = {str(one.get("Id")) for one in root if isinstance(one.tag, str)}
    number = next(n for n in range(len(taken) + 1, 2 * len(taken) + 3) if f"xs{n}" not in taken)
    made = etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=f"xs{number}", Type=f"{_TYPES}/{kind}")
    made.set("Target", target)
    if is_external:
        made.set("TargetMode", "External")
    return f"xs{number}"


def wrap(runs: Iterable[etree._Element], paragraph: etree._Element, address: str) -> None:
    """Puts the runs of a Word paragraph into a link; a run that stands inside something else stays as it is."""
    own = [run for run in dict.fromkeys(one.getparent() for one in runs) if run is not None]
    if not own or any(run.getparent() is not paragraph for run in own):
        return
    link = etree.Element(f"{_W}hyperlink", {_WAITING: address})
    own[0].addprevious(link)
    for run in own:
        link.append(run)


def relate_waiting(file: OfficeFile, part: str) -> None:
    """Gives every link of a Word part its relation."""
    for link in file.tree(part).iter(f"{_W}hyperlink"):
        address = str(link.attrib.pop(_WAITING, ""))
        if address:
            link.set(f"{R}id", relate(file, part, "hyperlink", address, is_external=True))
