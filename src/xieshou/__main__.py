"""`python -m xieshou`."""

from xieshou.cli import run

run()
