from urllib.parse import quote

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "xieshou.platform.registry"
    label = "registry"
    verbose_name = "基础信息"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from xieshou.platform.registry.selectors import organisations_found, regions_found  # noqa: PLC0415 after models
        from xieshou.platform.shell import search  # noqa: PLC0415
        from xieshou.platform.shell.navigation import Entry, add  # noqa: PLC0415

        add(
            Entry("资料", _("机构库"), "registry:organisations", "building-community", (), 20),
            Entry("资料", _("组织机构树"), "registry:tree", "sitemap", (), 21),
            Entry("资料", _("行政区划"), "registry:regions", "map", (), 22),
        )
        search.add("机构", organisations_found, lambda words: f"/registry/organisations/?state=all&q={quote(words)}")
        search.add("行政区划", regions_found, lambda words: f"/registry/regions/?q={quote(words)}")
