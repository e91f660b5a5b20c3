"""`xieshou init`, `serve`, `work`, `manage`: the platform on this machine."""

import json
import logging
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

import click

from xieshou.commands.output import WRONG_INPUT
from xieshou.lib import environment
from xieshou.lib.garbage import leave_out_what_is_loaded
from xieshou.lib.wrong_settings import WrongSettings


def start_django() -> None:
    """Loads the platform; a wrong setting is told in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xieshou.config.settings")
    import django  # noqa: PLC0415 the other commands run without the platform

    try:
        django.setup()
    except WrongSettings as error:
        click.echo(f"配置有误：{error}", err=True)
        sys.exit(WRONG_INPUT)


def write_secrets(home: Path) -> bool:
    """Fresh keys for a new installation, readable by their owner only; existing keys are never touched."""
    from cryptography.fernet import Fernet  # noqa: PLC0415

    home.mkdir(parents=True, exist_ok=True)
    path = home / environment.SECRETS_FILE
    if path.exists():
        return False
    content = {"secret_key": secrets.token_urlsafe(64), "field_keys": [Fernet.generate_key().decode()]}
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        json.dump(content, file)
    return True


@click.command()
@click.option("--demo", is_flag=True, help="也装入演示单位、账号和台账（演示数据）/ with demo data")
def init(*, demo: bool) -> None:
    """建立安装目录：密钥、数据库、静态文件、行政区划和内置角色。可重复运行。/ Set up an installation; safe to repeat."""
    home = environment.home()
    if write_secrets(home):
        click.echo(f"已生成密钥 {home / environment.SECRETS_FILE}（请与备份分开保管）")
    start_django()
    from django.core.management import call_command  # noqa: PLC0415

    for folder in ("files", "static"):
        (home / folder).mkdir(exist_ok=True)
    call_command("migrate", interactive=False, verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    from xieshou.config.setup import set_up  # noqa: PLC0415

    for line in set_up(demo=demo):
        click.echo(line)
    click.echo(f"安装就绪：{home}")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="网页进程数 / web processes")
def serve(*, host: str, port: int, workers: int) -> None:
    """启动网页服务和后台任务进程。Ctrl+C 停止。/ Run the web server and a worker."""
    start_django()
    _stop_if_unfit(host, port)
    environment_of_children = {**address_of_demo(host, port), **os.environ}
    environment_of_children["DJANGO_SETTINGS_MODULE"] = "xieshou.config.settings"
    web = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    web += [
        "--workers",
        str(workers),
        "--blocking-threads",
        "4",
        "--backpressure",
        "64",
        "--no-ws",
        "--log-level",
        "warning",
        "xieshou.config.wsgi:application",
    ]
    children = [
        subprocess.Popen(web, env=environment_of_children),
        subprocess.Popen([sys.executable, "-m", "xieshou", "work"], env=environment_of_children),
    ]
    click.echo(f"携手已启动：http://{host}:{port}/")
    _until_one_ends(children)


def address_of_demo(host: str, port: int) -> dict[str, str]:
    """Where figures in printed documents open: a demonstration is reached where it listens, an installation says it itself."""
    if not environment.flag("XIESHOU_DEMO", default=False) or "XIESHOU_ORIGINS" in os.environ:
        return {}
    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host
    return {"XIESHOU_ADDRESS": f"http://{shown}:{port}"}


def _stop_if_unfit(host: str, port: int) -> None:
    from xieshou.config.doctor import what_keeps_from_serving  # noqa: PLC0415 the other commands run without it

    finding = what_keeps_from_serving()
    if finding is not None:
        click.echo(f"不能启动：{finding.subject}：{finding.seen}。怎么办：{finding.remedy}", err=True)
        sys.exit(WRONG_INPUT)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            click.echo(
                f"不能启动：{host}:{port} 用不了（{error.strerror}）。怎么办：换一个端口，例如 --port {port + 1}",
                err=True,
            )
            sys.exit(WRONG_INPUT)


def _until_one_ends(children: list["subprocess.Popen[bytes]"]) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    try:
        while all(child.poll() is None for child in children):
            time.sleep(0.5)
    except KeyboardInterrupt:
        pass
    finally:
        for child in children:
            child.terminate()
        for child in children:
            child.wait(timeout=30)


@click.command()
@click.option("--once", is_flag=True, help="做完等待的任务就退出 / stop when nothing waits")
def work(*, once: bool) -> None:
    """执行后台任务。/ Run the background worker."""
    start_django()
    from django.db import InterfaceError, OperationalError, close_old_connections  # noqa: PLC0415

    from xieshou.config.recurring import Clock  # noqa: PLC0415
    from xieshou.platform.jobs.api import do, take_one  # noqa: PLC0415

    clock = Clock()
    leave_out_what_is_loaded()
    while True:
        try:
            close_old_connections()
            clock.run_due()
            job = take_one()
            if job is not None:
                do(job)
            elif once:
                return
            else:
                time.sleep(0.5)
        except (OperationalError, InterfaceError):  # away or full: the next round tries again
            if once:
                raise
            logging.getLogger(__name__).exception("database")
            time.sleep(2)


@click.command(context_settings={"ignore_unknown_options": True})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Django 的管理命令，例如 makemigrations、makemessages。/ Django's own commands, for maintainers."""
    start_django()
    from django.core.management import execute_from_command_line  # noqa: PLC0415

    execute_from_command_line(["xieshou manage", *arguments])
