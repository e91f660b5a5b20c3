"""The encodings of published text files."""

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xieshou.documents.read.encoding import TextEncodingError, decode

TEXT = "项目支出绩效自评表\n年度资金总额 2656500.00\n"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-16", "utf-8-sig"])
def test_it_decodes(encoding: str) -> None:
    assert decode(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_it_decodes_wide_characters_without_any_ascii(encoding: str) -> None:
    text = "本年度部门预算项目资金绩效情况"
    assert decode(text.encode(encoding)) == text


def test_it_reads_an_empty_file_as_nothing() -> None:
    assert decode(b"") == ""


def test_it_refuses_binary_data() -> None:
    with pytest.raises(TextEncodingError, match="save the file as UTF-8"):
        decode(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\xff\xfe\x00")


def test_it_refuses_bytes_of_no_encoding() -> None:
    with pytest.raises(TextEncodingError, match="gb18030"):
        decode(b"\xff\xff\xff")


def test_it_refuses_a_broken_text_after_its_mark() -> None:
    with pytest.raises(TextEncodingError, match="utf-8"):
        decode(codecs.BOM_UTF8 + b"\xff\xff")


@given(st.text(st.characters(codec="gb18030", exclude_characters="\x00"), max_size=60))
def test_it_gives_back_any_text_in_utf_8(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode()) == text


@given(st.binary(max_size=200))
def test_it_decodes_or_says_why_not(data: bytes) -> None:
    with suppress(TextEncodingError):
        assert isinstance(decode(data), str)
