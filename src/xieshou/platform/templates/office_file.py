"""An uploaded Word or Excel file: opened safely, refused when it carries what may do harm, written again part by part."""

import io
import posixpath
import re
import zipfile
from dataclasses import dataclass, field

from lxml import etree

from xieshou.documents.read.grid_package import Package, UnreadableError, parse_xml
from xieshou.lib.problems import Invalid, Problem

MOST_BYTES = 10 << 20
MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_MAIN = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
_MADE_AT = (2020, 1, 1, 0, 0, 0)  # zip entries bear one fixed time: the same content gives the same bytes
# parts, by the beginning of their name, and what they are to a person
_HARMFUL = {
    "word/vbaProject": "宏",
    "xl/vbaProject": "宏",
    "word/activeX": "ActiveX 控件",
    "xl/activeX": "ActiveX 控件",
    "word/embeddings": "嵌入的文件",
    "xl/embeddings": "嵌入的文件",
    "word/afchunk": "嵌入的网页",
    "xl/externalLinks": "指向其他工作簿的链接",
    "xl/connections": "外部数据连接",
    "xl/queryTables": "外部数据查询",
    "xl/macrosheets": "宏表",
    "xl/dialogsheets": "宏对话框",
    "customUI": "自定义功能区",
}
_FETCHING = re.compile(r"(?<![A-Z])(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)(?=\s)")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass
class OfficeFile:
    """The parts of a file; a part that is asked for as a tree is written back as that tree."""

    form: str
    parts: dict[str, bytes]
    _trees: dict[str, etree._Element] = field(default_factory=dict)

    def tree(self, name: str) -> etree._Element:
        """A part as a tree, to be changed in place."""
        if name not in self._trees:
            self._trees[name] = parse_xml(self.parts[name], name)
        return self._trees[name]

    def drop(self, name: str) -> None:
        """Takes a part out."""
        self.parts.pop(name, None)
        self._trees.pop(name, None)

    def named(self, prefix: str, suffix: str = ".xml") -> list[str]:
        """The parts whose names begin and end so."""
        return sorted(name for name in self.parts if name.startswith(prefix) and name.endswith(suffix))

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """The relations of a part: id → (last word of the type, target part)."""
        folder, name = posixpath.split(part)
        place = f"{folder}/_rels/{name}.rels"
        if place not in self.parts:
            return {}
        return {
            str(one.get("Id")): (
                str(one.get("Type", "")).rpartition("/")[2],
                posixpath.normpath(posixpath.join("/", folder, str(one.get("Target", ""))))[1:],
            )
            for one in self.tree(place)
            if isinstance(one.tag, str)
        }

    def bytes(self) -> bytes:
        """The file."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.parts.items():
                tree = self._trees.get(name)
                if tree is not None:
                    data = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
                entry = zipfile.ZipInfo(name, _MADE_AT)
                entry.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(entry, data)
        return stream.getvalue()


def opened(data: bytes, name: str = "") -> OfficeFile:
    """The file, with nothing harmful in it. Raises `Invalid` with every reason to refuse it."""
    if len(data) > MOST_BYTES:
        raise Invalid(
            Problem(f"文件有 {len(data) >> 20} MB", name, f"不超过 {MOST_BYTES >> 20} MB", "请压缩图片后另存")
        )
    try:
        package = Package(data)
        parts = {one: package.read(one) for one in sorted(package.names()) if not one.endswith("/")}
    except UnreadableError as error:
        raise Invalid(
            Problem(str(error), name, "Word（.docx）或 Excel（.xlsx）文件", "请用 Word、Excel 或 WPS 另存为这两种格式")
        ) from error
    form = next((form for form, main in _MAIN.items() if main in parts), "")
    if not form:
        raise Invalid(
            Problem("不是 Word 或 Excel 文件", name, ".docx 或 .xlsx", "旧格式（.doc、.xls、.wps、.et）请先另存")
        )
    file = OfficeFile(form, parts)
    try:
        problems = _harms(file)
    except UnreadableError as error:
        raise Invalid(Problem(str(error), name, remedy="请重新另存后上传")) from error
    if problems:
        raise Invalid(*problems)
    return file


def _harms(file: OfficeFile) -> list[Problem]:
    found = {what for part in file.parts for begin, what in _HARMFUL.items() if part.lower().startswith(begin.lower())}
    if b"macroEnabled" in file.parts.get("[Content_Types].xml", b""):
        found.add("宏")
    problems = [
        Problem(f"文件含有{what}", allowed="不含宏、控件和外部数据的文件", remedy="请删去后另存")
        for what in sorted(found)
    ]
    for name in file.named("", ".rels"):
        problems += [_outside(target) for target in _external(file.tree(name))]
    for name in file.named("word/") if file.form == "docx" else []:
        problems += _fields(file.tree(name))
    return problems


def _external(relations: etree._Element) -> list[str]:
    """Targets outside the file that are fetched or opened by themselves; an ordinary link to click is none."""
    return [
        str(one.get("Target", ""))
        for one in relations
        if isinstance(one.tag, str)
        and one.get("TargetMode") == "External"
        and not (
            str(one.get("Type", "")).endswith("/hyperlink")
            and str(one.get("Target", "")).lower().startswith(("http://", "https://", "mailto:", "#"))
        )
    ]


def _outside(target: str) -> Problem:
    return Problem(
        f"文件会读取外面的内容：{target[:80]}",
        allowed="图片、模板都在文件之内",
        remedy="请改为嵌入图片、把附加模板改回 Normal 后另存",
    )


def _fields(root: etree._Element) -> list[Problem]:
    """Fields that fetch from elsewhere; their codes may be cut into runs."""
    codes = "".join(one.text or "" for one in root.iter(f"{_W}instrText"))
    codes += " ".join(one.get(f"{_W}instr", "") for one in root.iter(f"{_W}fldSimple"))
    return [
        Problem(f"文件含有会读取外部内容的域 {code}", remedy="请选中该处按 Ctrl+Shift+F9 变为普通文字")
        for code in sorted(set(_FETCHING.findall(codes.upper())))
    ]
