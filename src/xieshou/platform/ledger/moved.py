"""Records that a merge of organisations pointed anew: what makes two rows the same is computed again."""

from collections.abc import Sequence

from django.db import models

from xieshou.platform.ledger.declaration import ledger_of
from xieshou.platform.ledger.models import LedgerRecord
from xieshou.platform.ledger.reading import entered_values
from xieshou.platform.ledger.validation import match_key


def keys_follow(model: type[models.Model], keys: Sequence[int]) -> None:
    """Recomputes the match keys of moved records; other models are not ours."""
    if not issubclass(model, LedgerRecord):
        return
    ledger = ledger_of(model)
    for record in model.every.filter(pk__in=keys).iterator(chunk_size=500):
        record.match_key = match_key(ledger, entered_values(ledger, record))
        record.save(update_fields=["match_key"])
