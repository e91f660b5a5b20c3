"""Which template is in force where."""

from xieshou.lib import paths
from xieshou.platform.registry.api import Organisation
from xieshou.platform.templates.models import Template, TemplateVersion


def in_force_at(kind: str, organisation: Organisation) -> TemplateVersion | None:
    """The version printed for an organisation: its own, else that of the nearest one above; None: the starting one."""
    above = paths.ids(organisation.path)
    rows = Template.objects.filter(kind=kind, owner__in=above).exclude(in_force=None)
    # the longest path is the nearest
    found = max(rows.select_related("in_force__file", "owner"), key=lambda one: len(one.owner_path), default=None)
    return None if found is None else found.in_force
