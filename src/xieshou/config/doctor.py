"""What is wrong with an installation, and how to mend it."""

import shutil
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from xieshou.lib.environment import SECRETS_FILE
from xieshou.platform.audit import api as audit
from xieshou.platform.jobs.api import Job, JobState

LEAST_FREE = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, what was seen, what to do when it is not."""

    subject: str
    is_well: bool
    seen: str
    remedy: str = ""


def examine() -> Iterator[Finding]:
    """Every examination in turn; one that cannot be made says so and the next goes on."""
    for look in EXAMINATIONS:
        try:
            yield look()
        except (DatabaseError, OSError) as error:
            yield Finding(
                look.__doc__ or look.__name__, False, f"{type(error).__name__}：{error}", "先排除前面的问题再查"
            )


def what_keeps_from_serving() -> Finding | None:
    """The first thing without which no page can be shown: the database, its structure, the folders."""
    for look in (_database, _migrations, _folders):
        finding = look()
        if not finding.is_well:
            return finding
    return None


def _database() -> Finding:
    """数据库"""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return Finding("数据库", False, str(error).strip(), "检查 DATABASE_URL、数据库是否启动、磁盘是否已满")
    return Finding("数据库", True, connection.vendor)


def _migrations() -> Finding:
    """数据库结构"""
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        return Finding("数据库结构", False, f"{len(waiting)} 步升级没有执行", "先备份，再运行 xieshou init")
    return Finding("数据库结构", True, "与程序一致")


def _secrets() -> Finding:
    """密钥文件"""
    path = Path(settings.HOME) / SECRETS_FILE
    if not path.exists():
        return Finding("密钥文件", True, "密钥取自环境变量")
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        return Finding("密钥文件", False, f"{path} 的权限是 {mode:o}，他人可读", f"chmod 600 {path}")
    return Finding("密钥文件", True, "仅本人可读")


def _disk() -> Finding:
    """磁盘空间"""
    free = shutil.disk_usage(settings.HOME).free
    seen = f"剩余 {free / 1024**3:.1f} GB"
    return Finding("磁盘空间", free >= LEAST_FREE, seen, "" if free >= LEAST_FREE else "清理或扩容，至少留 2 GB")


def _folders() -> Finding:
    """文件目录"""
    for folder in (Path(settings.MEDIA_ROOT), Path(settings.STATIC_ROOT)):
        if not folder.is_dir():
            return Finding("文件目录", False, f"缺少 {folder}", "运行 xieshou init")
    probe = Path(settings.MEDIA_ROOT) / ".probe"
    probe.write_bytes(b"")
    probe.unlink()
    return Finding("文件目录", True, "可写")


def _worker() -> Finding:
    """后台任务"""
    waiting = Job.objects.filter(state=JobState.QUEUED, created_at__lt=timezone.now() - timedelta(minutes=5)).exists()
    if waiting:
        return Finding(
            "后台任务", False, "有任务排队超过 5 分钟", "后台进程没有运行：用 xieshou serve 或 xieshou work 启动"
        )
    return Finding("后台任务", True, "没有积压")


def _log() -> Finding:
    """审计日志"""
    count, breaks = audit.verify()
    if breaks:
        return Finding(
            "审计日志", False, f"{len(breaks)} 处不衔接，第一处在第 {breaks[0].number} 条", "立即保全数据库，与备份比对"
        )
    return Finding("审计日志", True, f"{count} 条，首尾相接")


def _security() -> Finding:
    """安全设置"""
    if settings.DEBUG:
        return Finding("安全设置", False, "XIESHOU_DEBUG 打开着，出错时会显示内部信息", "去掉 XIESHOU_DEBUG")
    serious = [one for one in run_checks(tags=[Tags.security], include_deployment_checks=False) if one.is_serious()]
    if serious:
        return Finding("安全设置", False, serious[0].msg, serious[0].hint or "")
    return Finding(
        "安全设置", True, "HTTPS" if settings.IS_HTTPS else "HTTP（正式使用请配 HTTPS 并设 XIESHOU_HTTPS=1）"
    )


EXAMINATIONS: tuple[Callable[[], Finding], ...] = (
    _database,
    _migrations,
    _secrets,
    _disk,
    _folders,
    _worker,
    _log,
    _security,
)
