"""Whether a dossier file that somebody brought is as it was made: its manifest is in the log, each file has its hash."""

import hashlib
import json
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any

from xieshou.business.evaluation.services.dossier import check_reads
from xieshou.business.evaluation.services.dossier_file import LOGGED, MANIFEST, MOST_BYTES
from xieshou.business.projects.api import Project
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import User
from xieshou.platform.audit import api as audit
from xieshou.platform.evidence import storage

MOST_MANIFEST = 64 << 20
UNLOGGED = "清单的校验码不在审计日志中：不是本系统生成的，或清单被改动"
CHANGED, BROKEN, GONE, STRANGE, TWICE = "内容被改动", "文件损坏", "缺少文件", "清单之外的文件", "同名文件出现两次"
MEANINGS = {
    CHANGED: "“内容被改动”：文件能打开，但与生成时登记的不同，有人换过或改过它。",
    BROKEN: "“文件损坏”：压缩包里这个文件读不出来，多半是下载或拷贝时坏了，也可能被改动过。",
    GONE: "“缺少文件”：清单上有、压缩包里没有，有人把它删掉了。",
    STRANGE: "“清单之外的文件”：生成以后有人放进来的，不是档案的内容。",
    TWICE: "“同名文件出现两次”：生成以后有人放进了另一份，打开时看到哪一份不一定。",
}
FETCH_AGAIN = "请在本页“档案文件”重新下载后再核对；没有可下载的，重新生成一份"
_UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of a file that was brought: its manifest, when and by whom that was logged, everything wrong."""

    manifest: str
    logged: Any
    files: int
    problems: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether it is as it was made."""
        return self.logged is not None and not self.problems

    @property
    def meanings(self) -> list[str]:
        """What the kinds of problems that occur mean."""
        return [words for kind, words in MEANINGS.items() if any(one.startswith(kind) for one in self.problems)]


def dossier_verify(*, user: User, project: Project, file: IO[bytes]) -> Verified:
    """What holds of a file and what does not, file by file; `Invalid` where it cannot be read as a dossier at all."""
    check_reads(user, project)
    try:
        archive = zipfile.ZipFile(file)
    except _UNREADABLE as error:
        told = "不是 zip 文件，或没有下载完整、末尾被截掉，打不开"
        raise Invalid(Problem(told, "文件", "本系统生成的绩效档案（.zip）", FETCH_AGAIN)) from error
    with archive:
        return _verified(project, archive)


def _verified(project: Project, archive: zipfile.ZipFile) -> Verified:
    if sum(one.file_size for one in archive.infolist()) > MOST_BYTES:
        told = f"解开后超过 {MOST_BYTES >> 30} GB，不核对"
        raise Invalid(Problem(told, "文件", f"不超过 {MOST_BYTES >> 30} GB", "确认是本系统生成的绩效档案"))
    content, said = _manifest(archive)
    digest = hashlib.sha256(content).hexdigest()
    entry = logged(project, digest)
    unlogged = () if entry is not None else (UNLOGGED,)
    return Verified(digest, entry, len(said), (*unlogged, *_compared(archive, said)))


def _manifest(archive: zipfile.ZipFile) -> tuple[bytes, dict[str, str]]:
    """The manifest's bytes, and the hash of each path that it lists."""
    remedy = f"没有清单就无从核对；{FETCH_AGAIN}"
    if MANIFEST not in archive.namelist():
        raise Invalid(Problem(f"是 zip 文件，但里面没有清单 {MANIFEST}，不是绩效档案", "文件", remedy=remedy))
    try:
        with archive.open(MANIFEST) as stream:
            content = stream.read(MOST_MANIFEST)
        listed = json.loads(content)["files"]
        return content, {str(one["path"]): str(one["sha256"]) for one in listed if one["path"]}
    except (*_UNREADABLE, ValueError, KeyError, TypeError) as error:
        told = f"档案的清单 {MANIFEST} 损坏，读不出来：文件在下载、拷贝时坏了，或被改动过"
        raise Invalid(Problem(told, "文件", remedy=remedy)) from error


def _compared(archive: zipfile.ZipFile, said: Mapping[str, str]) -> Iterator[str]:
    """Everything in which the archive differs from its manifest, by the name of the file."""
    names = Counter(archive.namelist())
    there = set(names) - {MANIFEST}
    yield from (f"{GONE}：{name}" for name in sorted(set(said) - there))
    yield from (f"{STRANGE}：{name}" for name in sorted(there - set(said)))
    yield from (f"{TWICE}：{name}" for name, count in sorted(names.items()) if count > 1)
    for name in sorted(there & set(said)):
        digest = _hash(archive, name)
        if digest is None:
            yield f"{BROKEN}：{name}"
        elif digest != said[name]:
            yield f"{CHANGED}：{name}"


def _hash(archive: zipfile.ZipFile, name: str) -> str | None:
    """The SHA-256 of a file of the archive; None when it cannot be read out."""
    digest = hashlib.sha256()
    try:
        with archive.open(name) as stream:
            while piece := stream.read(storage.CHUNK):
                digest.update(piece)
    except _UNREADABLE:
        return None
    return digest.hexdigest()


def logged(project: Project, manifest: str) -> Any:
    """The entry of the log that tells of this manifest; None: there is none."""
    rows = audit.history_of(project).filter(action="dossier.make", reason__endswith=f"{LOGGED}{manifest}")
    return rows.first()
