"""An office at work: something of every kind belongs to county A, so that there is something to guess, poison and look at.

Figures are invented. `furnish` writes it into the database of the test; it takes seconds, so a whole module shares it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import CharField, ForeignKey, Model, QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.utils import timezone

from tests.factories import office_cycle, office_work
from tests.factories.world import World
from tests.platform.ledger.rows import entered
from tests.platform.reporting.conftest import FULL, figure_values, form_values
from tests.platform.templates.kind_for_tests import KIND, saved, word_form
from xieshou.business.donations.models import Donation
from xieshou.business.meetings.models import Visit
from xieshou.faces.machine.services import token_make
from xieshou.platform.accounts.api import Scoped
from xieshou.platform.dictionary.data_load import dictionary_load
from xieshou.platform.evidence.api import cite, evidence_add, upload_begin
from xieshou.platform.exchange.api import export_ask, import_begin
from xieshou.platform.jobs import api as jobs
from xieshou.platform.ledger.api import ledger_named
from xieshou.platform.ledger.exporting import LedgerSource
from xieshou.platform.ledger.importing import LedgerTarget
from xieshou.platform.reporting.models import Submission
from xieshou.platform.reporting.services.periods import periods_open
from xieshou.platform.reporting.services.setup import assignment_add, form_save
from xieshou.platform.reporting.services.submissions import submission_approve, submission_save
from xieshou.platform.reporting.services.unlocks import unlock_ask
from xieshou.platform.service import services as service
from xieshou.platform.shell.models import SavedView
from xieshou.platform.templates import api as templates
from xieshou.platform.workflow.api import FlowDefinition, delegation_create, load_builtin_flows, matter_start

SECRET = "塔县机密"
OURS = "xieshou."


@dataclass(frozen=True)
class Furnished:
    """The world with work in it."""

    world: World
    record: Any
    evidence: Any
    matter: Any


@contextmanager
def template_kind() -> Iterator[None]:
    """A kind of template, declared as an app declares its own."""
    templates.register(KIND)
    yield
    templates.unregister(KIND.slug)


def furnish(world: World) -> Furnished:
    """Everything, made by the people whose work it is, as far as there is a service for it."""
    dictionary_load()
    load_builtin_flows()
    record = _ledgers(world)
    evidence = _evidence(world, record)
    matter = _matters(world)
    _reporting(world)
    _exchange(world)
    _platform(world)
    office_work.furnish(world)
    office_cycle.furnish(world)
    jobs.work_until_idle()
    return Furnished(world, record, evidence, matter)


def kept_secret(world: World) -> int:
    """Puts the secret word before everything county A has written; returns how many fields have it."""
    count = 0
    for model in apps.get_models():
        rows = belonging(model, world)
        if rows is None:
            continue
        for field in model._meta.concrete_fields:
            if _is_prose(field):
                count += bool(rows.update(**{field.name: Concat(Value(SECRET), field.name, output_field=TextField())}))
    return count


def belonging(model: type[Model], world: World) -> "QuerySet[Any] | None":
    """County A's rows of a model: its own, and what hangs on its own; none for models that are nobody's."""
    if not model.__module__.startswith(OURS):
        return None
    if issubclass(model, Scoped):
        return model._base_manager.filter(owner=world.county_a)
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and issubclass(field.related_model, Scoped):
            return model._base_manager.filter(**{f"{field.name}__owner": world.county_a})
    return None


def _is_prose(field: Any) -> bool:
    """Whether a person writes words into it, not a figure, a code or a choice."""
    names = {"title", "name", "words", "reason", "note", "comment", "content", "summary", "purpose", "expected", "text"}
    names |= {"achieved", "answer", "proves", "conclusion", "minutes", "basis", "measure", "supplier_name", "deviation"}
    is_text = isinstance(field, CharField | TextField) and not field.choices
    return is_text and field.name in names and (field.max_length is None or field.max_length >= 60)


def _ledgers(world: World) -> Any:
    record = entered(world, title="培训", note="备注")
    SavedView.objects.create(user=world.clerk_a, path="/ledger/training/", name=f"{SECRET}视图", query="q=x")
    for model in (Visit, Donation):
        common = {"owner": world.county_a, "place": world.county_a_region, "occurred_on": date(2020, 5, 1)}
        row = model(title=model.__name__, created_by=world.clerk_a, **common)
        for field in model._meta.concrete_fields:  # whatever else the ledger requires
            if not field.null and not field.has_default() and field.get_internal_type().endswith("IntegerField"):
                setattr(row, field.attname, getattr(row, field.attname, None) or 1)
        row.save()
    return record


def _evidence(world: World, record: Any) -> Any:
    upload = SimpleUploadedFile(f"{SECRET}.txt", SECRET.encode())
    evidence, _ = evidence_add(actor=world.clerk_a, owner=world.county_a, upload=upload, title=f"{SECRET}意见")
    cite(actor=world.clerk_a, evidence=evidence, record=record, proves=f"{SECRET}人次")
    upload_begin(actor=world.clerk_a, name=f"{SECRET}.txt", size=10)
    token_make(actor=world.clerk_a, name=f"{SECRET}令牌", scopes=["ledger:record:read"], days=1)
    return evidence


def _matters(world: World) -> Any:
    flow = FlowDefinition.objects.get(code="two-step")
    today = timezone.localdate()
    delegation_create(
        actor=world.clerk_a,
        delegate=world.approver_a,
        starts_on=today + timedelta(days=30),
        ends_on=today + timedelta(days=31),
        reason=f"{SECRET}出差",
    )
    return matter_start(
        actor=world.clerk_a, flow=flow, title=f"{SECRET}办件", owner=world.county_a, summary=f"{SECRET}内容"
    )


def _reporting(world: World) -> None:
    form = form_save(actor=None, form=None, values=form_values(world.office), figures=figure_values())
    for unit in (world.hq, world.county_a, world.county_b):
        assignment_add(
            actor=None, form=form, organisation=unit, is_subtree=False, kinds=(), valid_from=date(2020, 1, 1)
        )
    periods_open(datetime(2020, 2, 3, tzinfo=UTC))
    row = Submission.objects.get(owner=world.county_a, period__code="2020-01")
    submission_save(actor=world.clerk_a, submission=row, opened_version=row.version, typed=FULL, is_final=True)
    row = Submission.objects.get(pk=row.pk)
    submission_approve(actor=world.hq_approver, submission=row, opened_version=row.version)
    row = Submission.objects.get(pk=row.pk)
    unlock_ask(actor=world.clerk_a, submission=row, reason=f"{SECRET}更正", figures=["visits"])


def _exchange(world: World) -> None:
    ledger = ledger_named("training")
    table = f"名称,责任单位,日期,培训人次\n{SECRET}班,塔什库尔干塔吉克自治县受援办,2020-01-02,3\n错,无此单位,x,y\n"
    import_begin(
        actor=world.clerk_a,
        target=LedgerTarget(ledger),
        upload=SimpleUploadedFile(f"{SECRET}.csv", table.encode()),
    )
    export_ask(
        actor=world.clerk_a,
        source=LedgerSource(ledger),
        title=f"{SECRET}导出",
        arguments={"query": "", "columns": ["title", "owner", "persons"]},
        file_format="csv",
    )
    jobs.work_until_idle()


def _platform(world: World) -> None:
    """What the platform keeps of itself, and a template of county A."""
    manager, today = world.division_manager, timezone.localdate()
    templates.template_upload(
        actor=manager, kind=KIND, owner=world.county_a, data=saved(word_form()), name="表.docx", note=f"{SECRET}模板"
    )
    defect = {"title": "演示数据 导出超时", "severity": "serious", "reported_by": "经办", "found_on": today, "note": ""}
    service.defect_record(actor=manager, **defect, response_hours=None, fixed_on=None)
    service.training_record(actor=manager, title="演示数据 培训", held_on=today, unit=world.county_a, participants=9)
    begins = timezone.now() + timedelta(days=1)
    admin = world.system_admin
    service.maintenance_plan(actor=admin, begins_at=begins, ends_at=begins + timedelta(hours=1), reason="升级")
