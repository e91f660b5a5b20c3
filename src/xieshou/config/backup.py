"""A whole installation as one file, and back: every row of every table, and every stored file, each with its hash.

The database goes as lines of JSON, so that a backup of SQLite can be restored into PostgreSQL and the other way
round. The rows are of one moment: one transaction reads all, and nobody waits for it.
The keys (`secrets.json`) are not in it: whoever finds a backup must not be able to read the encrypted fields.
"""

import hashlib
import io
import json
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.db.migrations.recorder import MigrationRecorder

from xieshou.business.metrics import api as metrics
from xieshou.lib.problems import Invalid, Problem
from xieshou.platform.accounts.api import EncryptedTextField
from xieshou.platform.audit import triggers

FORMAT = 1
MANIFEST = "manifest.json"
SKIPPED_FOLDERS = {"incoming"}
BATCH = 500


@dataclass(frozen=True)
class Report:
    """What was put into a backup, or taken out of one."""

    tables: int
    rows: int
    files: int
    bytes: int


def backup(path: Path) -> Report:
    """Writes the installation to a file; the file appears when it is complete."""
    part = path.with_name(path.name + ".part")
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "migrations": _migrations(),
        "tables": {},
        "files": {},
    }
    try:
        with (
            tempfile.TemporaryDirectory(prefix="xieshou-backup-", dir=path.parent) as folder,
            tarfile.open(part, "w") as archive,
        ):
            _put_tables(archive, manifest, Path(folder))
            _put_files(archive, manifest)
            _put_bytes(archive, MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return _report(manifest)


def _put_tables(archive: tarfile.TarFile, manifest: dict[str, Any], folder: Path) -> None:
    with _one_moment():
        for model in all_models():
            place = folder / f"{model._meta.db_table}.jsonl"
            rows, digest = _write_rows(model, place)
            archive.add(place, f"tables/{place.name}")
            place.unlink()
            manifest["tables"][model._meta.label_lower] = {"rows": rows, "sha256": digest}


def _put_files(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    root = Path(settings.MEDIA_ROOT)
    for file in sorted(root.rglob("*")) if root.exists() else []:
        name = file.relative_to(root)
        if file.is_file() and name.parts[0] not in SKIPPED_FOLDERS:
            manifest["files"][name.as_posix()] = {"size": file.stat().st_size, "sha256": _file_hash(file)}
            archive.add(file, f"files/{name.as_posix()}")


def _put_bytes(archive: tarfile.TarFile, name: str, data: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    archive.addfile(entry, io.BytesIO(data))


def all_models() -> list[type[models.Model]]:
    """Every table of the installation, the join tables of many-to-many fields among them, in a fixed order."""
    found = apps.get_models(include_auto_created=True)
    return sorted(
        (model for model in found if model._meta.managed and not model._meta.proxy), key=lambda one: one._meta.db_table
    )


def table_hash(model: type[models.Model]) -> tuple[int, str]:
    """The number of rows of a table, and a SHA-256 over all of them in the order of their keys."""
    digest, count = hashlib.sha256(), 0
    for line in _lines(model):
        digest.update(line)
        count += 1
    return count, digest.hexdigest()


def _lines(model: type[models.Model]) -> Iterator[bytes]:
    rows = model._base_manager.order_by("pk").iterator(chunk_size=BATCH)
    for row in rows:
        fields = {
            field.attname: field.value_to_string(row) if _as_text(field, row) else None for field in _columns(model)
        }
        yield (json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


def _columns(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.column is not None]


def _as_text(field: Any, row: models.Model) -> bool:
    return getattr(row, field.attname) is not None


def _write_rows(model: type[models.Model], place: Path) -> tuple[int, str]:
    digest, count = hashlib.sha256(), 0
    with place.open("wb") as file:
        for line in _lines(model):
            digest.update(line)
            file.write(line)
            count += 1
    return count, digest.hexdigest()


@contextmanager
def _one_moment() -> Iterator[None]:
    """All reading inside sees the database as it was at the first of it; writers are not held up."""
    if connection.vendor != "sqlite":
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            yield
        return
    connection.ensure_connection()
    connection.connection.execute("BEGIN DEFERRED")  # under WAL a reader keeps its moment while others write
    try:
        yield
    finally:
        connection.connection.execute("COMMIT")


def restore(path: Path) -> Report:
    """Puts a backup into an installation whose database and files are empty, in one transaction.

    Everything is checked against the manifest's hashes; on any difference nothing is kept.
    """
    with _opened(path) as archive:
        manifest = _manifest(archive)
        _refuse_unfit(manifest)
        _take_files(archive, manifest)
        with _constraints_off(), transaction.atomic():
            triggers.remove(connection)
            metrics.unwatch()
            for model in reversed(all_models()):
                model._base_manager.all()._raw_delete(connection.alias)
            for model in all_models():
                _take_table(archive, model, manifest)
            connection.check_constraints()
            _reset_sequences()
            triggers.install(connection)
            metrics.watch()
    return _report(manifest)


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path) as archive:
            yield archive
    except (tarfile.TarError, EOFError) as error:
        raise Invalid(Problem("不是完整的备份文件", str(path), remedy="换一份备份")) from error


def _manifest(archive: tarfile.TarFile) -> dict[str, Any]:
    try:
        file = archive.extractfile(MANIFEST)
        manifest = json.load(file) if file is not None else None
    except (KeyError, ValueError) as error:
        raise Invalid(Problem("备份文件没有目录，可能没有写完", remedy="换一份备份")) from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise Invalid(Problem("备份文件的格式不认得", remedy="用与备份时同一版本的程序恢复"))
    return manifest


def _refuse_unfit(manifest: dict[str, Any]) -> None:
    missing = sorted(set(manifest["migrations"]) - set(_migrations()))
    if missing:
        raise Invalid(Problem(f"备份来自较新的版本（{missing[0]} 等 {len(missing)} 步）", remedy="先升级程序再恢复"))
    user = apps.get_model(settings.AUTH_USER_MODEL)
    if user._base_manager.exists():
        raise Invalid(Problem("这个安装里已有数据", remedy="在新的 XIESHOU_HOME 或空数据库中恢复，核对无误后再换过去"))


def _take_table(archive: tarfile.TarFile, model: type[models.Model], manifest: dict[str, Any]) -> None:
    label = model._meta.label_lower
    said = manifest["tables"].get(label)
    if said is None:
        return
    file = archive.extractfile(f"tables/{model._meta.db_table}.jsonl")
    assert file is not None
    with _times_as_they_were(model):
        for rows in _batched((_row(model, json.loads(line)) for line in file), BATCH):
            model._base_manager.bulk_create(rows)
    if [said["rows"], said["sha256"]] != list(table_hash(model)):
        raise Invalid(Problem("恢复后的内容与备份的校验值不符", label, remedy="换一份备份；没有改动任何数据"))


def _batched(rows: Iterable[models.Model], size: int) -> Iterator[list[models.Model]]:
    """The rows in lists of at most so many."""
    source = iter(rows)
    while batch := list(islice(source, size)):
        yield batch


@contextmanager
def _times_as_they_were(model: type[models.Model]) -> Iterator[None]:
    """Fields that take the moment of saving keep what is given to them."""
    fields: list[Any] = [field for field in _columns(model) if isinstance(field, models.DateField | models.TimeField)]
    before = [(field, field.auto_now, field.auto_now_add) for field in fields]
    for field in fields:
        field.auto_now = field.auto_now_add = False
    try:
        yield
    finally:
        for field, now, now_add in before:
            field.auto_now, field.auto_now_add = now, now_add


def _row(model: type[models.Model], values: dict[str, Any]) -> models.Model:
    row = model()
    for field in _columns(model):
        value = values.get(field.attname)
        setattr(row, field.attname, None if value is None else _value(field, value))
    return row


def _value(field: Any, value: Any) -> Any:
    if isinstance(field, models.JSONField):
        return value
    if isinstance(field, EncryptedTextField):  # still encrypted: it is taken as the database would give it
        return field.from_db_value(value)
    return (field.target_field if field.is_relation else field).to_python(value)


def _take_files(archive: tarfile.TarFile, manifest: dict[str, Any]) -> None:
    root = Path(settings.MEDIA_ROOT).resolve()
    for name, said in manifest["files"].items():
        place = (root / name).resolve()
        if not place.is_relative_to(root):
            raise Invalid(Problem("备份里有指向别处的文件名", name, remedy="不要使用来历不明的备份"))
        place.parent.mkdir(parents=True, exist_ok=True)
        source = archive.extractfile(f"files/{name}")
        assert source is not None
        with place.open("wb") as target:
            while chunk := source.read(1024 * 1024):
                target.write(chunk)
        if _file_hash(place) != said["sha256"]:
            raise Invalid(Problem("文件与备份的校验值不符", name, remedy="换一份备份"))


@contextmanager
def _constraints_off() -> Iterator[None]:
    """Rows refer to rows of later tables; PostgreSQL checks at the commit, SQLite must be told."""
    off = connection.disable_constraint_checking()
    try:
        yield
    finally:
        if off:
            connection.enable_constraint_checking()


def _reset_sequences() -> None:
    statements = connection.ops.sequence_reset_sql(no_style(), all_models())
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _migrations() -> list[str]:
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _file_hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _report(manifest: dict[str, Any]) -> Report:
    return Report(
        len(manifest["tables"]),
        sum(table["rows"] for table in manifest["tables"].values()),
        len(manifest["files"]),
        sum(file["size"] for file in manifest["files"].values()),
    )
