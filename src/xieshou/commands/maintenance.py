"""`xieshou doctor`, `backup`, `restore`, `audit`, `keys`: keeping an installation well."""

import json
import os
import sys
from pathlib import Path

import click

from xieshou.commands.output import WRONG_INPUT
from xieshou.commands.platform import start_django
from xieshou.lib import environment
from xieshou.lib.problems import Invalid

FOUND_SOMETHING = 1


@click.command()
def doctor() -> None:
    """检查安装：数据库、结构、密钥、磁盘、后台任务、审计链，并说明怎么修。/ Say what is wrong and how to mend it."""
    start_django()
    from xieshou.config.doctor import examine  # noqa: PLC0415 the other commands run without the platform

    wrong = 0
    for finding in examine():
        wrong += not finding.is_well
        click.echo(f"{'✓' if finding.is_well else '✗'} {finding.subject}：{finding.seen}")
        if not finding.is_well and finding.remedy:
            click.echo(f"  怎么办：{finding.remedy}")
    sys.exit(FOUND_SOMETHING if wrong else 0)


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False))
def backup(path: Path) -> None:
    """把数据库和全部文件备份成一个文件（不含密钥）。/ Back up the database and all files, without the keys."""
    start_django()
    from xieshou.config.backup import backup as make  # noqa: PLC0415

    if path.exists():
        click.echo(f"{path} 已存在，没有覆盖；换个文件名。", err=True)
        sys.exit(WRONG_INPUT)
    report = make(path)
    click.echo(f"已备份 {report.tables} 张表 {report.rows} 行、{report.files} 个文件（{report.bytes} 字节）到 {path}")
    click.echo("密钥文件 secrets.json 不在其中，请另外保管：没有它，加密的字段无法解密。")


@click.command()
@click.argument("path", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(path: Path) -> None:
    """把备份恢复到空的安装，并逐表逐文件核对校验值。/ Restore into an empty installation, every hash compared."""
    start_django()
    from django.core.management import call_command  # noqa: PLC0415

    from xieshou.config.backup import restore as take  # noqa: PLC0415

    call_command("migrate", interactive=False, verbosity=0)
    try:
        report = take(path)
    except Invalid as error:
        click.echo(f"没有恢复：{error}", err=True)
        sys.exit(WRONG_INPUT)
    click.echo(f"已恢复 {report.tables} 张表 {report.rows} 行、{report.files} 个文件，校验值全部一致")


@click.group()
def audit() -> None:
    """审计日志。/ The audit log."""


@audit.command()
def verify() -> None:
    """逐条核对审计日志的校验链。/ Verify the hash chain of the log."""
    start_django()
    from xieshou.platform.audit.api import verify as verify_chain  # noqa: PLC0415

    count, breaks = verify_chain()
    for one in breaks:
        click.echo(f"✗ 第 {one.number} 条：{one.what}")
    click.echo(f"读了 {count} 条，{'没有被改动或删除' if not breaks else f'{len(breaks)} 处不衔接'}")
    sys.exit(FOUND_SOMETHING if breaks else 0)


@click.group()
def account() -> None:
    """账号。/ Accounts, from the server itself."""


@account.command("add")
@click.argument("username")
@click.option("--name", required=True, help="姓名或岗位 / the person's name or function")
@click.option("--role", required=True, help="角色代码，如 system_admin / the role's code")
@click.option("--organisation", required=True, help="单位全称 / the organisation's full name")
def account_add(username: str, name: str, role: str, organisation: str) -> None:
    """建立账号并任职；第一个系统管理员由此产生。/ Make an account in a role; the first administrator comes from here."""
    start_django()
    from xieshou.config.first_account import account_add as add  # noqa: PLC0415

    try:
        password = add(username=username, name=name, role=role, organisation=organisation)
    except Invalid as error:
        for problem in error.problems:
            click.echo(f"没有建立：{problem}", err=True)
        sys.exit(WRONG_INPUT)
    click.echo(f"账号 {username} 已建立，首次密码（只显示这一次，登录后须修改）：{password}")


@click.group()
def keys() -> None:
    """字段加密密钥的更换：new（加新钥）→ 重启服务 → rotate（全部重新加密）→ retire（去掉旧钥）。/ Changing the field keys."""


@keys.command()
def new() -> None:
    """在密钥文件最前面加一个新密钥；旧的留着解密。/ Put a fresh key first; the old ones still decrypt."""
    from cryptography.fernet import Fernet  # noqa: PLC0415

    fresh = Fernet.generate_key().decode()
    if "XIESHOU_FIELD_KEYS" in os.environ:
        click.echo(f"密钥由环境变量给出：请把下面这个加到 XIESHOU_FIELD_KEYS 最前面，用逗号隔开\n{fresh}")
        return
    path = environment.home() / environment.SECRETS_FILE
    known = environment.secrets()
    _write_keys(path, known.secret_key, (fresh, *known.field_keys))
    click.echo(f"已在 {path} 最前面加入新密钥（共 {len(known.field_keys) + 1} 个）。")
    click.echo("下一步：备份密钥文件，重启网页服务和后台任务，再运行 xieshou keys rotate。")


@keys.command("rotate")
def rotate_keys() -> None:
    """用最新的密钥把全部加密字段重新加密；可中断、可重复。/ Encrypt everything again under the newest key."""
    start_django()
    from xieshou.platform.accounts.api import WrongFieldKey, rotate, still_old  # noqa: PLC0415

    try:
        for table, count in rotate():
            click.echo(f"{table}：重新加密 {count} 行")
        left = still_old()
    except WrongFieldKey as error:
        click.echo(f"没有换完：{error}", err=True)
        sys.exit(WRONG_INPUT)
    click.echo("全部只需最新的密钥即可解密。" if not left else f"还有 {left} 行在换钥期间被旧密钥写入，请再运行一次。")
    sys.exit(FOUND_SOMETHING if left else 0)


@keys.command()
def retire() -> None:
    """去掉旧密钥；还有数据要用旧密钥时拒绝。/ Drop the old keys, unless something still needs them."""
    start_django()
    from xieshou.platform.accounts.api import WrongFieldKey, still_old  # noqa: PLC0415

    try:
        left = still_old()
    except WrongFieldKey as error:
        click.echo(f"没有去掉：{error}", err=True)
        sys.exit(WRONG_INPUT)
    if left:
        click.echo(f"没有去掉：还有 {left} 行要用旧密钥，先运行 xieshou keys rotate。", err=True)
        sys.exit(FOUND_SOMETHING)
    if "XIESHOU_FIELD_KEYS" in os.environ:
        click.echo("密钥由环境变量给出：现在可以只留 XIESHOU_FIELD_KEYS 的第一个。")
        return
    known = environment.secrets()
    _write_keys(environment.home() / environment.SECRETS_FILE, known.secret_key, known.field_keys[:1])
    click.echo(f"已去掉 {len(known.field_keys) - 1} 个旧密钥。早先的备份仍需旧密钥才能解密，请按备份的保存期保管。")


def _write_keys(path: Path, secret_key: str, field_keys: tuple[str, ...]) -> None:
    """Written whole beside the old file and put in its place, so that a break leaves one or the other."""
    content = json.dumps({"secret_key": secret_key, "field_keys": list(field_keys)})
    beside = path.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
