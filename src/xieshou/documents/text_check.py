"""Text that no format can hold is refused before anything is written, with the place where it stands."""

import re

from xieshou.documents.document import Document
from xieshou.documents.errors import TextError

LONGEST = 32_767  # characters in an Excel cell
FORBIDDEN = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def check_text(document: Document) -> None:
    """Raise `TextError` at the first text that XML or Excel cannot hold."""
    for where, text in document.texts():
        found = FORBIDDEN.search(text)
        if found:
            what = f"the control character U+{ord(found[0]):04X} cannot be printed"
            raise TextError(where, what, "Delete it; it often comes from copying out of another program")
        if len(text) > LONGEST:
            raise TextError(
                where, f"the text has {len(text)} characters, a cell holds {LONGEST}", "Shorten or divide it"
            )
