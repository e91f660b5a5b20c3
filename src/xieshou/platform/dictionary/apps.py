from urllib.parse import quote

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DictionaryConfig(AppConfig):
    name = "xieshou.platform.dictionary"
    label = "dictionary"
    verbose_name = "指标字典与代码集"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.platform.dictionary.selectors import indicators_found  # noqa: PLC0415 models are ready only now
        from xieshou.platform.shell import search  # noqa: PLC0415
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(
            Entry("资料", _("指标字典"), "dictionary:indicators", "notebook", (), 30),
            Entry("资料", _("代码集"), "dictionary:code_sets", "list-details", (), 31),
        )
        search.add("指标", indicators_found, lambda words: f"/dictionary/?q={quote(words)}")
