"""Making a ledger known everywhere at once: its pages, its line in the menu, its import and its export."""

from xieshou.lib.permission import Permission
from xieshou.platform.exchange import api as exchange
from xieshou.platform.ledger import declaration
from xieshou.platform.ledger.exporting import LedgerSource
from xieshou.platform.ledger.importing import LedgerTarget
from xieshou.platform.shell import navigation


def register(ledger: declaration.Ledger) -> declaration.Ledger:
    """Call it once, in the app's `ready`."""
    declaration.register(ledger)
    exchange.add_target(LedgerTarget(ledger))
    exchange.add_source(LedgerSource(ledger))
    entry = navigation.Entry(
        "业务台账",
        ledger.label,
        f"ledger:{ledger.slug}",
        ledger.icon,
        (Permission.RECORD_READ,),
        ledger.order,
    )
    navigation.add(entry)
    return ledger
