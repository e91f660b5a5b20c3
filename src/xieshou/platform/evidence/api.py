"""The door of the evidence store.

A page of any record shows its evidence with `{% include "evidence/_block.html" %}`; see that template for its context.
"""

from xieshou.platform.evidence.models import Citation, Evidence
from xieshou.platform.evidence.selectors import citations_of, citing, evidence_seen_by
from xieshou.platform.evidence.services import cite, evidence_add, uncite, upload_begin, upload_finish, upload_piece

__all__ = [
    "Citation",
    "Evidence",
    "citations_of",
    "cite",
    "citing",
    "evidence_add",
    "evidence_seen_by",
    "uncite",
    "upload_begin",
    "upload_finish",
    "upload_piece",
]
