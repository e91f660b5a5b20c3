"""Every action of the log has a word for people."""

import re
from pathlib import Path

import xieshou
from xieshou.platform.audit.words import WORDS

ACTION = re.compile(r'action="([a-z]+\.[a-z_]+)"')


def test_it_has_a_word_for_every_action_in_the_program() -> None:
    sources = Path(xieshou.__file__).parent.rglob("*.py")
    used = {action for source in sources for action in ACTION.findall(source.read_text(encoding="utf-8"))}
    assert used
    assert used <= set(WORDS)
