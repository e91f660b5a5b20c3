"""What every command shares: the console, the language, and errors that end with exit code 2 and no traceback."""

import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar

import click
from rich.console import Console
from rich.progress import track

from xieshou.datasets import UnknownDatasetError
from xieshou.documents.errors import DocumentError
from xieshou.engines.embedded import OutOfBoundsError
from xieshou.kernel.strict import LoadError
from xieshou.kernel.wording import Words
from xieshou.schemes import UnknownSchemeError

P = ParamSpec("P")
R = TypeVar("R")
T = TypeVar("T")

WRONG_INPUT = 2


class Lang:
    """The language of what is printed: Chinese unless English is asked for."""

    def __init__(self, code: str) -> None:
        self.is_english = code == "en"

    def __call__(self, zh: str, en: str) -> str:
        return en if self.is_english else zh

    def words(self, words: Words | None) -> str:
        """A text of both languages."""
        return "" if words is None else self(words.zh, words.en)


def language_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--lang zh|en`; XIESHOU_LANG sets the default."""
    default = os.environ.get("XIESHOU_LANG", "zh")
    choice = click.Choice(["zh", "en"])
    return click.option("--lang", type=choice, default=default, show_default=True, help="Language of the output.")(
        command
    )


def console() -> Console:
    """Standard output, a wide and plain one when it is not a terminal. Brackets in data stay brackets (no markup)."""
    return Console(markup=False) if sys.stdout.isatty() else Console(width=160, color_system=None, markup=False)


def progress(things: Iterable[T], what: str, total: int | None = None) -> Iterable[T]:
    """The things one after the other, with a bar on standard error that vanishes at the end."""
    return track(things, description=what, total=total, console=Console(stderr=True), transient=True)


def fail(lines: list[str]) -> NoReturn:
    """Say what is wrong on standard error and end with exit code 2."""
    for line in lines:
        click.echo(line, err=True)
    sys.exit(WRONG_INPUT)


def reports_wrong_input(command: Callable[P, R]) -> Callable[P, R]:
    """Turns the errors a user can mend into their messages."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except LoadError as error:
            count = len(error.problems)
            fail([f"{count} 处需要改正 / {count} to mend:", *(str(problem) for problem in error.problems)])
        except (UnknownDatasetError, UnknownSchemeError) as error:
            fail([str(error.args[0])])
        except (DocumentError, OutOfBoundsError) as error:
            fail([str(error)])

    return run
