"""`read_file` takes any bytes: it says what it could not read, and does so in time."""

import base64
import io
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import pypdfium2
import pypdfium2.raw
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from pypdf import PdfReader, PdfWriter

from tests.documents.published import documents
from tests.documents.read.work import grows_evenly, in_time
from xieshou.documents.api import render_bytes
from xieshou.documents.read.files import read_file
from xieshou.kernel.reading import ReadFile

WORD = "{}<w:document xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'><w:body>{}</w:body></w:document>"
OLD_BOOK = (
    r"c-rk+4Qv$G5uV+<+uie>?K|5Tu!A`ufH8&~zkxtvgCT%K?(o_CBzFAEViOzVf^kdTQj-_~H7-y>Y^e#s5`_GTq>4(LABd@l)I_B;iV~@*qB?0!"
    r"NYYZLYKVvm*O}S3>pQa`AXSyL?A_aaGjHB}^Zw?|{`~%ozqkA686U!+V-7gra?}k<3{S$8Y7##FGw*UV8a3I`TgSKRxFoI)96Ki_7bY5W6_bX^"
    r"jVS?>2a^|5BBmrv$zt3orHFi*xZXOxJx2uA<F5$<un-#Xx&b!BjU4GXV`BAPPo2xxDR;fcE&Q9ucWday6&Jjk_*+`?y!Jl?8D4ar#52H0m`b6M"
    r"d_zHHeRbf!b<AfQDkZX^2RE6!F(<*}$W4M5nEM)^?}ikkA^8xPC3dM*az5MM!ROI@P6Dd`ORn=ibEZHV{D!^U9@@lY3IFXSMd2xs!Tjitm`^@Y"
    r"nuqIREmT51e7(|fkS`J9Yh(Z>kF)@EcnC{Zz$RRSMVM=VjVu{!+qERGY{lCLs1@Vj;B{*_Xwwf_PA?pyePEH^pl_(G&vGWhVcHYM<c=8=oE!{h"
    r"Io<FSO$>uj;0Q$nnA6~Cj2?*H3$!O3f-j<hnEBTeAU=UH|DV^#mv4{{|9AXD*mrjQJkgNvAIzU{6@Knj_&HbMyKVU{wkHE%Ry<#^_<q0U)SU7B"
    r";aBhhXPpF@0MiHapEC4Z!ME2BSJi*SR*!1(=MLsSeHFevuEzXfas9AQ#^P3p($&}M;H$q?;cH5(ldq|*DqquDUC|2mTiZ~3TOxaHX>-^4<~#JS"
    r"3P0JhSpRhEsrK3(yKpH=_&X}`)j1TAg%d*b@pMV_h=?7JRcrN)wd*&P7gtu*>vM=bgq^@ii4s6@hXkL&0~F}>N4SR4KMag0Q5I@q(=_n(lPi85"
    r"b!f0v!oX4Mk@E4J4_Tl4jL=cT5K<e8=}WwO_!qpdEJyw#4l`|9<TRLx#r>NxTVL26Ib6N1Ts63F?|q_6ixw2RqgXa4)ZKD!&$<1{Abq}W+Df^s"
    r"xoToZxTrL|t5_>84Ic{4TX!H*UwEhlWe=1b*OwRF7Z%zVbiBP6v&6|jbuN&a%0@)mx;k4LbtGyFo66#dnyRHc8g<-El*rs=4v>i6z7grpawVcr"
    r"?Wf8}=bVZsy0BHvg_A-V(W3IEve6xR`njrm>Tqn*0w|aeYASnYOZ{$PKy%@HA<7CBb1I6$=bP19ENSZ+SwmTcY+v};t`c9>8x_AOTnJM3%C@fV"
    r"cIuQ@LZj-o749rry5r%8{}z^lr;9F@JhX0hhc|jKa##5Sg}>{1vn)^ls_aC&H@dUrr`4hG`3HyZmx7`2g|fdRZ+1uarUMbBNh?0JQ!7@QywMNB"
    r"k3V)Klo6u-lY%crx+Bz|QqW&Na?@n&-z6=550-}8nxS*+PC1y5fdov2Ag2IO3&<?J=JodA%DajJxXVmOeon|6CI05BQFQ^7or=6sbq0@`K)fle"
    r"fhccu(Mosq1)W+f1-t9rHDt6mO2d#-GgA-pe7IOrxodybo9%Lt_gnNMbbsQ<D^1r-ypG1}IJ}Ckr3t21bJs%X$QF^^HIQ|Stjmz6?A&Fpf!?3H"
    r"%mY$*+4%>bEb3jMME2CYRWw`w<L+mxkLy_bNa(9Vp{P+mvzM~C5Mz6T*iLZEppTxxokE5?&^%^N!Cx#>8JPOiDXLL%8upUePiDInqxy92YO}zJ"
    r"?At)<UGdzeH!8kUe!AEjJyYl}HC1|}y(?DNkuX{1uAydmqf7U`QBhr`MC4!$It`l3KsUx{0KjP?n@poMQg(;Y0qTGj8p7=xapA1S#*gKQ0R=DU"
    r"#+ZnnqUrd~md=*i;*m8Bxq9?WhMaJ}3CaC11DTWYe5X~U7{I=&+#1q{=D!kJw9?e67`mo_p{=0M>^jY8z*N*V8C}^7t57xcE!N*^7W&R?39U0p"
    r"T+6*W^6uH35jJ_~gHG)BRhfS0WxcAit@+;CV>RKTqwO(6A3w?tVotSKvN7-@H%S$yUYvj*HY8UX^HKDZIrnMwL_f`l8GCC^#m*E`jqYkrg%X(u"
    r"ZWlD_4b^(ho`#I*wOwaI@Y>~pLF=FV@k@oBEuP?ZJ+~&eC4l`p8+&#pqz0y=)O2p{(jByJHJk}<j4w1ScS9atSAp9Br`nas%lhJ4)3htM2rU{9"
    r">W<36f|}ENcNKSI-2;(#>l>>3+Q~pDZ)>hA43r!7>US?MZ!Yugsojxye`iZ(G^ZvhWMGh+&Mzg0-PTO98GHJ^JFE6$i8s2W<;a$lh!T0P=+mv<"
    r"VhC;5FNE5fshOwRzYNuihNNHvXzPta0`6?v72~l<wKfFPKxj5ZT;&Ao9?Tba59Y-&T8*18-L?36!}X!kNd>ok_R-9YymIEZ!hpuH6j4B~v=vKE"
    r"x^lS2L_R;vvS|#ON-@DWD1fv;0A1oT?6tJOBP`Iy!sAe28Xteo8y}O;#(d2hI?m=z!2BAK??&h9MnjDlKt=;{rD0y>k&_j@c}CrL@+4S}B^vyY"
    r"djjB?Bbl#6Q^0b}IY7(!JLVmr9k@D=B@fWF?vE)0G{qXR<rsBHU0Sl}+$0hFfOwFl$v%-^CG$O_l*~Mdd9_k3PqyJXY<Nx^o{M?g;xH5&In{=z"
    r"+3?)V+vkYoCD>qiY<OPgz37bPCE8#l+3=EW^!aS${5HH4o4Tnsa%nblLu};InU@>K8_K*ytL`Q46?1i+;5ro7#{V>yllb8kN3XKN^DtfTWz;Kk"
    r"eWDyl4aHG5%3LT#!>~mrib9O}hdn}4MQWJPF0*#0&@NlrW!CNz+T}RyGHa)KVo*w)q{@<pb_Z)$g`|VEYXZxGvgv~Fz?|EXaw3&rQH15OC<Q66"
    r"MX5+7T9k%VlF;sCWa2v+HQC}5>T$@zoP&BL;>7buC+Nl}DT8jia>VAGi4rQ(6H0gg`itzp<QXmuH#cIx=A>d5s4B>QSPF2t2TzxJlq?zMQ7AVa"
    r"i#4om_?F@M#zObQ0t^Xy@TB&*3{f)5Wf|*YV|~I{moRo1=Io4hi8>12Z~58mOtR@}MjOJK5GDY{0#+C}#p0X53IogRod(V>QO5+PS*9?sEJj0#"
    r"!%;09m2pxnzKNq=14oU+QR8q_3x_C;andY`u!iu=Bo9nj={(zwQWsNZsUk`>w#;o=jQ2)7qYXJXuZw}T;6^Q(?759n8Up$m^FM*L3>Wq!uss<T"
    r"MfPM`6s>{VEQ;2^2#X?1vn(oh4J7ayNU|te10zN6daO2h7&#!MJd8ZbqG)Z8wkRiBIL4w}NZpRqahw|-L>>+vTyVx&6(}0kr`CHJkA5=O_Oj-&"
    r"LYJ2{kFzM!JYHz_#%TV`4Pvf(S#!4N+r&ZI6IuHNp)ZlO=U5bJpD45^vUZiVtCrn~!tMm_y>#}mmzbj7$rYNC7-f=05z1tXB9uD>N|G%~l7*5S"
    r"hmy=FL7^#`QKncFp-i<XLYXE|l5J6vEfilIijPsI3r#*onPE|cGSi|6<xYX(vqkYS3g!IP%<}WhnkBUO8E>{l5#C)EMRR(9atVs?{Cw|6YuY%g"
    r"0>x}qN?fZ_7-f#ol)@-;Es9!ow?$E_?hz;{jPiX(`M!mcVxgqQp`<cOp3syU*Ot_{wxq_jCDpbqsTN9F97-Ca<O@w{j55!ns4ep?irP{jP|_GB"
    r"hf#7Ylr%;m=^>1=fY%PiDUw(_>HH#0!8tqx&m%-oet*9C`0aMupT>Gfe~;2LAA@!DJG`S&4HYTg(DtpgYOt`{qxN7`&8Q(!4Z{izy^-mi$=A~B"
    r"J0s#r=ZC=YKf`MdWx0EW+)!J&K6s1$D)6&FNj%+?I4Uw8FDmTujVFLI|D1d#zJqrp;K;+M;pD4}H(+s3%dw2gSB>`r;3!_=on7Od)XlqtldnW4"
    r"h{xU@@UaaZ^fH9$=f}@Rga_8XqltY*gTLY(4tj+C#m4PZzh*xEbkYlKM}LrCWIOw_neXoR*}N>1A%W{r9SSJ!kyG#v#CYQbxIR|1)Cl%9)>jgA"
    r")M!I7#VV4_7jy~mjX9*4_xQ2z|A{u=|KED2|G#@kIJ%Am;~lb3la2Qi#?-i%f~fn}R&Q9pas8U6z{2lU>-B-zcTOs<tkUc2b)F{k*REMJ>ub(G"
    r"`Rmlb95oz~-MsGI_T)b<hHHJ#?bTr7_?P}b%l%j4+ZIVIV5+%T%<~_JrMW|V@A9bl=H;OH?&WzQ|H&obu#tkKzHQI<{kZ$=PY(B;*cSMt`{j>+"
    r"cJ%C{FZ6AH<>ObMIlF(yx$V!Md!g-I_tRukmZ%>T*yb@f-#X?`i=Wy2ffSp+(f0ET=66rO`}pKc-@Z<4f9}Pjv~9Tt@k+%567w~VFQ$#l*p(Yc"
    r"K$OoC<@welAEU44H8!r$H*8$Hz9GJk$cIdsIys03+&aE_$A9wsAD%yhe285g3S3&nlwFDF8=wxV*p9jzwm(G#BTn%h%=OeE`OTT8pC~}wb<hZ5"
    r"wBezf!gs`cgLA$0mRNo&4E3Pj^!U;3?u~x`L+wu!c^4GHCT#yYsN}I<g0o-^j|p*_U@hhwuAwVi;Ja?1|Ea&uS@;VOp_*;bc?RB?J+p42{i^Wg"
    r"x4!=Z_%|)KlOX"
)


def read(data: bytes, name: str = "a.bin") -> ReadFile:
    """Bytes read as a file; fails when the reader does not end."""
    with TemporaryDirectory() as folder, in_time():
        path = Path(folder) / name
        path.write_bytes(data)
        return read_file(path)


def reason(data: bytes) -> str:
    """The only reason given for a file of which nothing was read."""
    found = read(data)
    (part,) = found.unread
    assert not found.tables
    return part.reason


@cache
def sample(form: str) -> bytes:
    """A small valid file."""
    if form == "xls":
        return zlib.decompress(base64.b85decode(OLD_BOOK))
    return render_bytes(documents()["hospitality-self"], form)


def package(**parts: bytes | str) -> bytes:
    """A zip with these parts; `__` stands for a slash, `_xml` for the ending."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return stream.getvalue()


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return stream.getvalue()


# --- by content ---


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf", "xls"])
def test_it_knows_a_file_by_its_content(form: str) -> None:
    assert read(sample(form), "表.txt").tables[0].title == "项目支出绩效自评表"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_it_reads_a_text_in_any_encoding(encoding: str) -> None:
    found = read("一、基本情况\n\n全年培训 12 场，支出 30.5 万元。\n".encode(encoding), "a.docx")
    assert any("30.5" in paragraph.text for paragraph in found.paragraphs)


def test_it_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "甲.docx"
    path.write_bytes(sample("docx"))
    assert read_file(path).file == str(path)


def test_it_counts_the_pages_of_a_pdf() -> None:
    assert read(sample("pdf")).pages == 1


# --- what cannot be read is said ---


def test_it_says_that_a_file_is_missing(tmp_path: Path) -> None:
    assert "打不开" in read_file(tmp_path / "none.pdf").unread[0].reason


def test_it_says_that_a_folder_is_no_file(tmp_path: Path) -> None:
    assert "打不开" in read_file(tmp_path).unread[0].reason


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "空的"),
        (b"\x00\x01\x02" * 51, "不是文本"),
        (b"PK\x03\x04", "压缩包损坏"),
        (b"\x89PNG\r\n\x1a\n", "OCR"),
        (b"{\\rtf1 x}", "RTF"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
        ('\ufeff<?xml version="1.0"?><Workbook/>'.encode(), "网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "网页"),
        (b"%PDF-1.7 nothing", "PDF 损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), ".doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "密码"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "损坏"),
    ],
)
def test_it_says_why_nothing_was_read(data: bytes, words: str) -> None:
    assert words in reason(data)


@pytest.mark.parametrize(
    ("part", "words"), [("a.txt", "先解压"), ("content_xml", "OpenDocument"), ("xl__workbook.bin", ".xlsb")]
)
def test_it_says_what_a_package_is(part: str, words: str) -> None:
    assert words in reason(package(**{part: "x"}))


def test_it_says_that_a_pdf_has_a_password() -> None:
    writer = PdfWriter(PdfReader(io.BytesIO(sample("pdf"))))
    writer.encrypt("secret", algorithm="RC4-128")
    stream = io.BytesIO()
    writer.write(stream)
    assert "密码" in reason(stream.getvalue())


def test_it_says_that_a_pdf_is_scanned() -> None:
    stream = io.BytesIO()
    pages = [Image.new("RGB", (60, 80)) for _ in range(3)]
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:])
    found = read(stream.getvalue())
    assert [(part.spot.page, part.reason[:8]) for part in found.unread] == [(1, "第 1–3 页：")]
    assert "OCR" in found.unread[0].reason


def test_it_reads_the_rest_when_one_page_is_scanned() -> None:
    stream, scanned = io.BytesIO(), io.BytesIO()
    Image.new("RGB", (60, 80)).save(scanned, "PDF")
    writer = PdfWriter(PdfReader(io.BytesIO(sample("pdf"))))
    writer.append(PdfReader(scanned))
    writer.write(stream)
    found = read(stream.getvalue())
    assert (len(found.tables), found.unread[0].spot.page, found.pages) == (1, 2, 2)


def test_it_reads_tables_without_lines_from_their_text() -> None:
    document = pypdfium2.PdfDocument(sample("pdf"))
    page = document[0]
    for line in list(page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_PATH])):
        page.remove_obj(line)
    page.gen_content()
    stream = io.BytesIO()
    document.save(stream)
    found = read(stream.getvalue())
    assert "没有框线" in found.unread[0].reason
    assert {line.name.spot.page for line in found.tables[0].indicators} == {1}
    assert {line.name.spot.line for line in found.tables[0].indicators} == {None}


# --- bombs ---


def test_it_does_not_unpack_a_zip_bomb() -> None:
    bomb = package(word__document_xml=b"<a>" + b" " * (60 << 20) + b"</a>")
    assert len(bomb) < 1 << 20
    assert "没有读取" in reason(bomb)


def test_it_does_not_believe_the_size_that_a_bomb_declares() -> None:
    bomb = bytearray(package(word__document_xml=b"<a>" + b" " * (60 << 20) + b"</a>"))
    at = bomb.rfind(b"PK\x01\x02") + 24
    bomb[at : at + 4] = (100).to_bytes(4, "little")
    assert read(bytes(bomb)).unread


def page_of(content: bytes) -> bytes:
    """A PDF of one page with this content, packed; PDFium finds the objects without a table of them."""
    packed = zlib.compress(content, 9)
    head = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj "
    page = (
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>endobj "
    )
    font = b"5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>endobj "
    stream = b"4 0 obj<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream endobj "
    return head + page + font + stream + b"trailer<</Root 1 0 R/Size 6>>"


def test_it_reads_a_page_of_packed_text() -> None:
    assert read(page_of(b"BT /F 10 Tf 10 10 Td (hello) Tj ET")).paragraphs[0].text == "hello"


@pytest.mark.parametrize("content", [b"(hello world) Tj " * 600_000, b" " * (60 << 20)])
def test_it_takes_out_the_content_of_a_pdf_bomb(content: bytes) -> None:
    found = read(page_of(b"BT /F 10 Tf 10 10 Td " + content + b"ET"))
    assert "过大" in found.unread[0].reason


@pytest.mark.parametrize("coding", ["utf-8", "utf-16"])
def test_it_does_not_expand_entities(coding: str) -> None:
    lol = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = WORD.format(f'<!DOCTYPE x [<!ENTITY l0 "lol">{lol}]>', "<w:p><w:r><w:t>&l9;</w:t></w:r></w:p>")
    assert "有害" in reason(package(word__document_xml=text.encode(coding)))


def test_it_fetches_nothing_from_outside() -> None:
    text = WORD.format('<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">', "<w:p/>")
    assert "有害" in reason(package(word__document_xml=text))


def test_it_reads_tables_in_tables_without_end_to_a_depth() -> None:
    inner = "<w:p/>"
    for _ in range(40):
        inner = f"<w:tbl><w:tr><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert "层" in read(package(word__document_xml=WORD.format("", inner))).unread[-1].reason


def test_it_bounds_the_spans_of_word_cells() -> None:
    cell = "<w:tc><w:tcPr><w:gridSpan w:val='999999'/></w:tcPr><w:p><w:r><w:t>x</w:t></w:r></w:p></w:tc>"
    row = f"<w:tr>{cell * 50}</w:tr>"
    once, twice = (package(word__document_xml=WORD.format("", f"<w:tbl>{row * rows}</w:tbl>")) for rows in (20, 40))
    assert grows_evenly(lambda: read(once), lambda: read(twice))


def test_it_reads_two_cells_at_the_ends_of_a_sheet() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
        sheet.merge_range(0, 1, 2, 2, "c")
    ends = changed(stream.getvalue(), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"B1:C3", b"B1:XFD1048576"))
    found = read(ends)
    assert "没有读取" in found.unread[0].reason
    assert found.paragraphs


def test_it_cuts_a_huge_cell() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet().write(0, 0, "长" * 32_767)
    assert len(read(stream.getvalue()).paragraphs[0].text) == 20_000


# --- broken files ---

FORMS = st.sampled_from(["docx", "xlsx", "pdf", "xls"])
LIMIT = 10.0  # seconds for a small file, on a busy machine: beyond it a reader hangs
QUIET = settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))


def says_something(data: bytes) -> None:
    """Reads without an exception, and says something or finds something, without hanging."""
    started = perf_counter()
    found = read(data)
    assert found.unread or found.tables or found.paragraphs or found.pages
    assert perf_counter() - started < LIMIT


@QUIET
@given(FORMS, st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=40))
def test_it_survives_changed_bytes(form: str, changes: list[tuple[float, int]]) -> None:
    data = bytearray(sample(form))
    for part, value in changes:
        data[int(part * (len(data) - 1))] = value
    read(bytes(data))


@QUIET
@given(FORMS, st.floats(0, 1))
def test_it_survives_a_cut_file(form: str, part: float) -> None:
    data = sample(form)
    read(data[: int(len(data) * part)])


@QUIET
@given(FORMS, st.floats(0, 1), st.floats(0, 1))
def test_it_survives_a_doubled_piece(form: str, one: float, other: float) -> None:
    data = sample(form)
    start, end = sorted((int(len(data) * one), int(len(data) * other)))
    read(data[:end] + data[start:])


WORDS = st.sampled_from([b"0", b"-1", b"99999999999", b"1e308", b"XFD1048576", b"", "²".encode(), b"NaN", b"9" * 300])


@QUIET
@given(st.sampled_from([("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml"), ("xlsx", "xl/styles.xml")]),
       st.floats(0, 1), WORDS)  # fmt: skip
def test_it_survives_strange_values(where: tuple[str, str], place: float, word: bytes) -> None:
    def change(data: bytes) -> bytes:
        start = data.find(b'"', int(len(data) * place))
        end = data.find(b'"', start + 1)
        return data[: start + 1] + word + data[end:] if 0 < start < end else data

    read(changed(sample(where[0]), where[1], change))


@QUIET
@given(
    st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"%PDF-1.4\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
)
def test_it_survives_any_bytes(data: bytes, head: bytes) -> None:
    read(head + data)


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf", "xls"])
def test_it_says_something_about_each_cut_file(form: str) -> None:
    data = sample(form)
    for tenth in range(1, 10):
        says_something(data[: len(data) * tenth // 10])
