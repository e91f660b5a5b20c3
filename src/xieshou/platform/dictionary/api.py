"""The door of the dictionary."""

from xieshou.platform.dictionary.codes import (
    Codes,
    choices_of,
    code_add,
    code_rename,
    code_retire,
    code_set_create,
    label_of,
)
from xieshou.platform.dictionary.conversion import Converted, compared, convert, factors_to
from xieshou.platform.dictionary.data_load import dictionary_load
from xieshou.platform.dictionary.exact import exact_text, read_number
from xieshou.platform.dictionary.models import (
    Bridge,
    BridgeKind,
    CodeEntry,
    CodeSet,
    Direction,
    Figure,
    Indicator,
    IndicatorVersion,
)
from xieshou.platform.dictionary.selectors import figures_of_area, version_on
from xieshou.platform.dictionary.services import bridge_set, figure_add, indicator_create, indicator_revise

__all__ = [
    "Bridge",
    "BridgeKind",
    "CodeEntry",
    "CodeSet",
    "Codes",
    "Converted",
    "Direction",
    "Figure",
    "Indicator",
    "IndicatorVersion",
    "bridge_set",
    "choices_of",
    "code_add",
    "code_rename",
    "code_retire",
    "code_set_create",
    "compared",
    "convert",
    "dictionary_load",
    "exact_text",
    "factors_to",
    "figure_add",
    "figures_of_area",
    "indicator_create",
    "indicator_revise",
    "label_of",
    "read_number",
    "version_on",
]
