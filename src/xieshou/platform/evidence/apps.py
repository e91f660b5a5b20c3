from urllib.parse import quote

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EvidenceConfig(AppConfig):
    name = "xieshou.platform.evidence"
    label = "evidence"
    verbose_name = "证据库"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.lib.permission import Permission  # noqa: PLC0415 apps load before their helpers
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(Entry("资料", _("证据库"), "evidence:list", "paperclip", (Permission.EVIDENCE_READ,), 10))

        from xieshou.platform.evidence.selectors import evidence_found  # noqa: PLC0415
        from xieshou.platform.shell import search  # noqa: PLC0415

        search.add("证据", evidence_found, lambda words: f"/evidence/?q={quote(words)}")
