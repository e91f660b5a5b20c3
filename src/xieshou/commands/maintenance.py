"""`xieshou doctor`, `backup`, `restore`, `audit`: keeping an installation well."""

import sys
from pathlib import Path

import click

from xieshou.commands.output import WRONG_INPUT
from xieshou.commands.platform import start_django
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
