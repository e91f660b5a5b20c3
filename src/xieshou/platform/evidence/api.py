"""The door of the evidence store.

A page of any record shows its evidence with `{% include "evidence/_block.html" %}`; see that template for its context.
Other forms choose a file with `{% evidence_choices as choices %}`, "evidence/_search.html" and "evidence/_select.html".
"""

from xieshou.platform.evidence.choosing import chosen_file, uncite_asked, words_asked
from xieshou.platform.evidence.models import Citation, Evidence
from xieshou.platform.evidence.selectors import citations_of, citing, evidence_matching, evidence_seen_by
from xieshou.platform.evidence.services import cite, evidence_add, uncite, upload_begin, upload_finish, upload_piece

__all__ = [
    "Citation",
    "Evidence",
    "chosen_file",
    "citations_of",
    "cite",
    "citing",
    "evidence_add",
    "evidence_matching",
    "evidence_seen_by",
    "uncite",
    "uncite_asked",
    "upload_begin",
    "upload_finish",
    "upload_piece",
    "words_asked",
]
