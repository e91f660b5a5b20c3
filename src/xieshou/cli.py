"""The `xieshou` command."""

import io
import os
import sys

import click

from xieshou import __version__
from xieshou.commands.bench import bench
from xieshou.commands.check import check
from xieshou.commands.demo import demo
from xieshou.commands.explain import explain
from xieshou.commands.maintenance import account, audit, backup, doctor, keys, restore
from xieshou.commands.output import WRONG_INPUT
from xieshou.commands.platform import init, manage, serve, work
from xieshou.commands.render import render
from xieshou.commands.schemes import schemes
from xieshou.commands.score import score
from xieshou.lib.garbage import collect_rarely


def _writable_in_any_encoding() -> None:
    """A console or file in another encoding than UTF-8 gets '?' for what it cannot hold, never a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def run() -> None:
    """The program: `main`, with what goes wrong at its edges said in one line."""
    _writable_in_any_encoding()
    collect_rarely()
    try:
        main(standalone_mode=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has gone, such as `head`
        sys.exit(0)
    except OSError as error:
        sys.stderr.write(f"输出写不进去 / the output cannot be written: {error.strerror}\n")
        sys.exit(WRONG_INPUT)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Xieshou 携手: published evaluations scored, explained and printed, every figure with its source."""


for command in (
    score,
    explain,
    render,
    check,
    schemes,
    bench,
    demo,
    init,
    serve,
    work,
    doctor,
    backup,
    restore,
    audit,
    account,
    keys,
    manage,
):
    main.add_command(command)
