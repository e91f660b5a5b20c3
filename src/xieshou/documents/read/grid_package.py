"""Opening the zip packages of Word and Excel safely: sizes are checked before unpacking, XML is read without entities.

A zip bomb, an XML entity bomb or a link to outside gives an `UnreadableError`, never a hang or a request to the network.
"""

import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from lxml import etree

MAX_PART = 48 << 20  # bytes of one unpacked part; the report of a ministry has some 5 MB
MAX_ALL = 192 << 20  # bytes of all parts that are read
MAX_PARTS = 5_000
MAX_TAGS = 2_000_000  # of a part that is held as a tree, some 200 bytes each; the report of a ministry has some 250,000
SMALL = 2 << 20  # bytes of a part that may be in memory as a tree


class UnreadableError(Exception):
    """A file or a part of it cannot be read; the text says why, in words for the reader of the report."""


class Package:
    """A zip package by its bytes."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError, EOFError) as error:
            raise UnreadableError("压缩包损坏或不完整，请重新取得原文件") from error
        self._read = 0
        if len(self._zip.infolist()) > MAX_PARTS:
            raise UnreadableError(f"压缩包内有超过 {MAX_PARTS} 个部件，不是正常的办公文件")

    def names(self) -> frozenset[str]:
        """The names of the parts."""
        return frozenset(self._zip.namelist())

    def read(self, name: str) -> bytes:
        """A part, unpacked; never more than `MAX_PART` bytes, whatever its header says."""
        try:
            if self._zip.getinfo(name).file_size > MAX_PART:
                raise UnreadableError(f"{name} 解压后超过 {MAX_PART >> 20} MB，没有读取")
            with self._zip.open(name) as part:
                data = part.read(MAX_PART + 1)
        except KeyError as error:
            raise UnreadableError(f"缺少部件 {name}") from error
        except RuntimeError as error:  # zipfile's word for an encrypted part
            raise UnreadableError(f"{name} 有密码或用了不支持的压缩方式") from error
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError) as error:
            raise UnreadableError(f"{name} 损坏，请重新取得原文件") from error
        if len(data) > MAX_PART:
            raise UnreadableError(f"{name} 解压后超过 {MAX_PART >> 20} MB，没有读取")
        self._read += len(data)
        if self._read > MAX_ALL:
            raise UnreadableError(f"文件解压后超过 {MAX_ALL >> 20} MB，其后没有读取")
        return data

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part."""
        return parse_xml(self.read(name), name)


def parse_xml(data: bytes, name: str) -> etree._Element:
    """The root of an XML text that declares no document type: office files have none, entity bombs need one."""
    _refuse_document_type(data, name)
    if data.count(b"<") > MAX_TAGS:
        raise UnreadableError(f"{name} 的标记超过 {MAX_TAGS} 个，不是正常的办公文件，没有读取")
    try:
        return etree.fromstring(data, _parser())
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"{name} 不是完好的 XML，请重新取得原文件") from error


def iterate_xml(data: bytes, name: str, tags: tuple[str, ...]) -> Iterator[etree._Element]:
    """The elements with one of the tags. Of a large part each is emptied after it was used, so that memory stays flat; of a
    broken one those before the fault are given, then `UnreadableError` is raised."""
    _refuse_document_type(data, name)
    root = _small(data)
    if root is not None:
        yield from root.iter(*tags)
        return
    try:
        for _, element in etree.iterparse(BytesIO(data), tag=tags, resolve_entities=False, no_network=True):
            yield element
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UnreadableError(f"{name} 不是完好的 XML，其后的内容没有读到") from error


def _small(data: bytes) -> etree._Element | None:
    """The root of a small sound part, which is read faster as a whole."""
    try:
        return etree.fromstring(data, _parser()) if len(data) <= SMALL else None
    except (etree.XMLSyntaxError, ValueError):
        return None


def _refuse_document_type(data: bytes, name: str) -> None:
    if b"<!DOCTYPE" in data[:4096] or b"<!ENTITY" in data:
        raise UnreadableError(f"{name} 含有文档类型或实体声明，可能有害，没有读取")
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"} and "<!" in data[:8192].decode("utf-16", "ignore"):
        raise UnreadableError(f"{name} 含有文档类型或实体声明，可能有害，没有读取")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
