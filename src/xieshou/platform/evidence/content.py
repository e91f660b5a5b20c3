"""What a file is, judged by its bytes and not by its name; and what a photograph says of its time and place."""

import zipfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone
from PIL import ExifTags, Image

from xieshou.lib.problems import Invalid, Problem

MEGABYTE = 1024 * 1024
MOST_BYTES = 200 * MEGABYTE
MOST_UNPACKED = 1024 * MEGABYTE
MOST_RATIO = 200
MOST_PIXELS = 120_000_000

ALLOWED = "图片（JPG、PNG、GIF、WebP）、PDF、Word、Excel、PowerPoint、文本（TXT、CSV）、视频（MP4）"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PARTS = {
    "word/": _OFFICE + "wordprocessingml.document",
    "xl/": _OFFICE + "spreadsheetml.sheet",
    "ppt/": _OFFICE + "presentationml.presentation",
}
_SIGNATURES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"%PDF-", "application/pdf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
)


@dataclass(frozen=True)
class PhotoFacts:
    """Time and place written into a photograph by the camera; None where it says nothing."""

    taken_at: datetime | None = None
    latitude_e6: int | None = None
    longitude_e6: int | None = None


def media_type_of(path: Path, name: str) -> str:
    """The media type of an allowed file. Raises `Invalid` naming what is wrong with it."""
    size = path.stat().st_size
    if size == 0:
        raise Invalid(Problem("文件是空的", name, remedy="请重新选择文件"))
    if size > MOST_BYTES:
        raise Invalid(
            Problem(f"文件有 {size // MEGABYTE} MB", name, f"不超过 {MOST_BYTES // MEGABYTE} MB", "压缩或拆分后再传")
        )
    with path.open("rb") as file:
        head = file.read(4096)
    for signature, media_type in _SIGNATURES:
        if head.startswith(signature):
            return _picture(path, name, media_type) if media_type.startswith("image/") else media_type
    return _other(path, name, head)


def _other(path: Path, name: str, head: bytes) -> str:
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _picture(path, name, "image/webp")
    if head[4:8] == b"ftyp":
        return "video/mp4"
    if head.startswith(b"PK\x03\x04"):
        return _package(path, name)
    if b"\x00" not in head and not head.lstrip().lower().startswith(
        (b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml")
    ):
        return "text/plain"
    raise Invalid(Problem("不认得这种文件，或不允许上传", name, ALLOWED, "请转成上述格式再传"))


def _package(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as package:
            parts = package.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Invalid(Problem("文件损坏或不完整", name, remedy="请重新取得原文件")) from error
    unpacked, packed = sum(part.file_size for part in parts), max(1, path.stat().st_size)
    if unpacked > MOST_UNPACKED or unpacked // packed > MOST_RATIO or len(parts) > 10_000:
        raise Invalid(Problem("文件解压后过大，不是正常的办公文件", name, remedy="请检查文件来源"))
    for folder, media_type in _PARTS.items():
        if any(part.filename.startswith(folder) for part in parts):
            if any(part.filename.endswith("vbaProject.bin") for part in parts):
                raise Invalid(Problem("文件含有宏", name, "不含宏的办公文件", "另存为 .docx、.xlsx 或 .pptx 再传"))
            return media_type
    raise Invalid(Problem("是压缩包", name, ALLOWED, "请解压后逐个上传"))


def _picture(path: Path, name: str, media_type: str) -> str:
    try:
        with Image.open(path) as picture:
            pixels = picture.width * picture.height
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Invalid(Problem("图片损坏或过大", name, remedy="请重新拍摄或另存后再传")) from error
    if pixels > MOST_PIXELS:
        raise Invalid(Problem(f"图片有 {pixels // 1_000_000} 百万像素", name, "不超过 120 百万像素", "缩小后再传"))
    return media_type


def photo_facts(path: Path) -> PhotoFacts:
    """What a JPEG's EXIF says; a broken or absent EXIF says nothing. Local time is taken as Beijing time."""
    try:
        with Image.open(path) as picture:
            exif = picture.getexif()
            when = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal) or exif.get(
                ExifTags.Base.DateTime
            )
            gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    except (OSError, ValueError, SyntaxError, KeyError, Image.DecompressionBombError):
        return PhotoFacts()
    latitude = _degrees(gps.get(ExifTags.GPS.GPSLatitude), gps.get(ExifTags.GPS.GPSLatitudeRef) == "S", 90)
    longitude = _degrees(gps.get(ExifTags.GPS.GPSLongitude), gps.get(ExifTags.GPS.GPSLongitudeRef) == "W", 180)
    return PhotoFacts(_moment(when), latitude, longitude)


def _moment(text: object) -> datetime | None:
    try:
        return timezone.make_aware(datetime.strptime(str(text).strip("\x00 "), "%Y:%m:%d %H:%M:%S"))  # noqa: DTZ007 made aware
    except ValueError:
        return None


def _degrees(parts: object, is_negative: bool, most: int) -> int | None:
    try:
        degrees, minutes, seconds = (float(part) for part in parts)  # type: ignore[attr-defined]
        value = round((degrees + minutes / 60 + seconds / 3600) * 1_000_000)
    except (TypeError, ValueError, ZeroDivisionError, OverflowError):
        return None
    if not 0 <= value <= most * 1_000_000:
        return None
    return -value if is_negative else value
