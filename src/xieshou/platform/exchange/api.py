"""The door of imports and exports."""

from xieshou.platform.exchange import at_once, cells, headers, periods, sheets, small_table
from xieshou.platform.exchange.begin import upload_page
from xieshou.platform.exchange.cells import Unreadable
from xieshou.platform.exchange.columns import FEN_PER, Column, Kind
from xieshou.platform.exchange.models import BatchState, Duplicates, ExportFile, ImportBatch, ImportChange
from xieshou.platform.exchange.selectors import changes_of
from xieshou.platform.exchange.services import (
    expire,
    export_ask,
    import_apply,
    import_begin,
    import_drop,
    import_undo,
)
from xieshou.platform.exchange.targets import (
    ExportSource,
    ImportSession,
    ImportTarget,
    Row,
    RowResult,
    Verdict,
    add_source,
    add_target,
)
from xieshou.platform.exchange.template import write_template

__all__ = [
    "FEN_PER",
    "BatchState",
    "Column",
    "Duplicates",
    "ExportFile",
    "ExportSource",
    "ImportBatch",
    "ImportChange",
    "ImportSession",
    "ImportTarget",
    "Kind",
    "Row",
    "RowResult",
    "Unreadable",
    "Verdict",
    "add_source",
    "add_target",
    "at_once",
    "cells",
    "changes_of",
    "expire",
    "export_ask",
    "headers",
    "import_apply",
    "import_begin",
    "import_drop",
    "import_undo",
    "periods",
    "sheets",
    "small_table",
    "upload_page",
    "write_template",
]
