"""The `xieshou` command."""

import click

from xieshou import __version__
from xieshou.commands.bench import bench
from xieshou.commands.demo import demo
from xieshou.commands.explain import explain
from xieshou.commands.render import render
from xieshou.commands.schemes import schemes
from xieshou.commands.score import score


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__)
def main() -> None:
    """Xieshou 携手: published evaluations scored, explained and printed, every figure with its source."""


for command in (score, explain, render, schemes, bench, demo):
    main.add_command(command)
