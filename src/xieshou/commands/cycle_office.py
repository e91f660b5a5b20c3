"""A made-up office for `xieshou bench cycle`: projects with money, work, goals, monitorings, self-evaluations, appraisals.

What is many is copied inside the database from a few rows that went through Django. Everything is 演示数据.
Runs in the bench's own process, after Django was started.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction

from xieshou.business.evaluation.api import ActualValue, Appraisal, FormState, GoalIndicator, GoalSet, Monitoring
from xieshou.business.evaluation.api import SelfEvaluation as Form
from xieshou.business.evaluation.models import MonitoringRow
from xieshou.business.evaluation.services.prepared import reading_of
from xieshou.business.evaluation.services.scoring import card_json, card_of, lines_of
from xieshou.business.funds.api import FundSource, Payment, PaymentState, ProjectBudget
from xieshou.business.metrics.api import Declaration, Metric, Snapshot, metric_create, rebuild, refresh_all
from xieshou.business.projects.api import Acceptance, Category, Contract, Milestone, Nature, Project, Settlement, Stage
from xieshou.business.talent.api import TrainingSession
from xieshou.commands.lists_bench import places_and_people
from xieshou.platform.accounts.api import User
from xieshou.platform.evidence.api import Citation, Evidence
from xieshou.platform.registry.api import Organisation

LAST_YEAR = 2025
SCHEME = "national-2020-project-self"
WAN = 1_000_000
VARIANTS = 8  # so many different sets of values
SESSIONS, SOURCES, PAYMENTS, MILESTONES = 5, 10, 4, 4  # a county, a year, a budget, a project
_BATCH = 2000
_NOW = datetime(2026, 1, 1, tzinfo=UTC)
_STAGES = (Stage.RUNNING,) * 6 + (Stage.IN_LIBRARY, Stage.ACCEPTED, Stage.SETTLED, Stage.COMPLETED)
_PLACED = ("owner_id", "place_id", "owner_path", "place_path")
Readers = list[tuple[str, User]]


def build(projects: int, indicators: int, years: int) -> Readers:
    """Everything, in one transaction; gives the readers, the reader of all last."""
    with transaction.atomic():
        readers = places_and_people()
        counties = _counties()
        made = _projects(counties, projects)
        span = range(LAST_YEAR - years + 1, LAST_YEAR + 1)
        _work(made)
        _money(made, span)
        metric = _metric(counties, span)
        _cycle(made, span, indicators, metric, readers[-1][1])
        _proofs(readers[-1][1])
    return readers


def _put(model: type[models.Model], rows: Iterable[Any]) -> list[Any]:
    return list(model._base_manager.bulk_create(rows, batch_size=_BATCH))


def _of(record: Any) -> dict[str, Any]:
    """Owner and place, as another record has them."""
    return {name: getattr(record, name) for name in _PLACED}


def _counties() -> list[dict[str, Any]]:
    """Whose and where, county by county; those of the readers come early, so that a small office has them too."""
    rows = Organisation.objects.filter(kind="recipient_office").select_related("region").order_by("pk")
    found = [
        {"owner_id": one.pk, "place_id": one.region_id, "owner_path": one.path, "place_path": one.place_path}
        for one in rows
    ]
    middle = len(found) // 2
    return [found[(middle + number * 7) % len(found)] for number in range(len(found))]


def _projects(counties: list[dict[str, Any]], count: int) -> list[Project]:
    categories = Category.values
    return _put(
        Project,
        (
            Project(
                **counties[number % len(counties)],
                code=f"2021-{number:08d}",
                name=f"演示项目{number}号",
                category=categories[number % len(categories)],
                nature=Nature.SERVICE,
                stage=_STAGES[number % len(_STAGES)],
                rank=number,
                estimate_fen=(100 + number % 400) * WAN,
                similar_key=f"演示{number}",
                content="演示建设任务",
                is_demo=True,
            )
            for number in range(count)
        ),
    )


def _work(projects: list[Project]) -> None:
    """Contracts and nodes of all, acceptances and settlements of those that have come so far."""
    _put(Contract, (_contract(one, number) for one in projects for number in range(2)))
    _put(Milestone, (_milestone(one, order) for one in projects for order in range(1, MILESTONES + 1)))
    done = [one for one in projects if one.stage in {Stage.ACCEPTED, Stage.SETTLED}]
    held = date(LAST_YEAR, 11, 1)
    _put(Acceptance, (Acceptance(**_of(one), project=one, held_on=held, state="passed") for one in done))
    settled = [one for one in projects if one.stage == Stage.SETTLED]
    _put(
        Settlement,
        (
            Settlement(**_of(one), project=one, submitted_fen=WAN, audited_fen=WAN, settled_on=held, closed_on=held)
            for one in settled
        ),
    )


def _contract(project: Project, number: int) -> Contract:
    return Contract(
        **_of(project),
        project=project,
        number=f"HT-{project.pk}-{number}",
        name="演示合同",
        method="open",
        supplier_name="演示供应商",
        signed_fen=40 * WAN,
        amount_fen=40 * WAN,
        signed_on=date(LAST_YEAR - 1, 3, 1),
        is_demo=True,
    )


def _milestone(project: Project, order: int) -> Milestone:
    ends_on = date(LAST_YEAR, 3 * order, 28)
    return Milestone(
        project=project,
        order=order,
        name=f"节点 {order}",
        weight=100 // MILESTONES,
        ends_on=ends_on,
        percent=25 * order,
    )


def _money(projects: list[Project], span: range) -> None:
    """A source document, a budget, quarterly payments of each year; every fiftieth payment names no contract."""
    sources = _sources(span)
    budgets = _put(
        ProjectBudget,
        (
            ProjectBudget(
                **_of(one), project=one, year=year, initial_fen=100 * WAN, is_demo=True,
                source=None if one.pk % 100 == 0 else sources[year][one.pk % SOURCES],
            )
            for one in projects
            for year in span
        ),
    )  # fmt: skip
    contracts = dict(Contract.objects.order_by("-pk").values_list("project_id", "pk"))
    nodes = dict(Milestone.objects.order_by("-pk").values_list("project_id", "pk"))
    _put(Payment, (_payment(one, number, contracts, nodes) for one in budgets for number in range(PAYMENTS)))


def _sources(span: range) -> dict[int, list[FundSource]]:
    top = Organisation.objects.get(name="测速市办")
    whose = {"owner_id": top.pk, "place_id": top.region_id, "owner_path": top.path, "place_path": top.place_path}
    return {
        year: _put(
            FundSource,
            (
                FundSource(
                    **whose, year=year, level="city", name=f"演示专项资金 {number}", amount_fen=100_000 * WAN,
                    document_number=f"演示〔{year}〕{number}号", permitted_use="演示", is_demo=True,
                )
                for number in range(SOURCES)
            ),
        )
        for year in span
    }  # fmt: skip


def _payment(budget: ProjectBudget, number: int, contracts: dict[int, int], nodes: dict[int, int]) -> Payment:
    lacks = (budget.pk * PAYMENTS + number) % 50 == 0
    return Payment(
        **_of(budget),
        project_id=budget.project_id,
        budget=budget,
        contract_id=None if lacks else contracts[budget.project_id],
        milestone_id=nodes[budget.project_id],
        amount_fen=22 * WAN + number,
        purpose="演示进度款",
        payee_name="演示供应商",
        state=PaymentState.PAID,
        paid_on=date(budget.year, 3 * number + 2, 15),
        voucher=f"记-{budget.pk}-{number}",
        is_demo=True,
    )


def _metric(counties: list[dict[str, Any]], span: range) -> Metric:
    """Training sessions of every county, and the metric that adds up who came."""
    _put(
        TrainingSession,
        (
            TrainingSession(
                **whose, title=f"演示培训{number}", occurred_on=date(year, 5, 1 + number),
                listed_on=date(year, 5, 1 + number), persons=25, is_demo=True,
            )
            for whose in counties
            for year in span
            for number in range(SESSIONS)
        ),
    )  # fmt: skip
    told = Declaration("sum", "当年培训人次", "人次", "training", "persons")
    metric = metric_create(actor=None, code="bench", name="演示培训人次", declaration=told)
    refresh_all()  # as the worker does within a minute
    for version in metric.versions.all():
        rebuild(version)
    return metric


# --- the cycle ---


def _cycle(projects: list[Project], span: range, indicators: int, metric: Metric, user: User) -> None:
    state = FormState.APPROVED
    whole: dict[str, Any] = {"scheme": SCHEME, "state": state, "expected": "演示总体目标", "is_demo": True}
    goals = _put(GoalSet, (GoalSet(**_of(one), **whole, project=one, year=year) for one in projects for year in span))
    template = _put(GoalIndicator, _indicators(goals[0], indicators, metric))
    _copied(
        GoalIndicator,
        "evaluation_goalset g",
        f"t.goals_id = {goals[0].pk} AND g.id <> t.goals_id",
        "g",
        goals_id="g.id",
    )
    _monitorings(goals)
    forms = _put(Form, (_form(one) for one in goals))
    _values(forms, template, metric, user)
    _appraisals(projects, span)


def _points(total: int, count: int) -> list[str]:
    """Points that add up, at two decimals."""
    each = total * 100 // count
    parts = [each] * (count - 1) + [total * 100 - each * (count - 1)]
    return [f"{one // 100}.{one % 100:02d}" for one in parts]


def _indicators(goals: GoalSet, count: int, metric: Metric) -> Iterator[GoalIndicator]:
    effects = max(1, count * 4 // 15)
    outputs = max(1, count - 1 - effects)
    rows = [("产出指标", "数量指标", points) for points in _points(50, outputs)]
    rows += [("效益指标", "社会效益指标", points) for points in _points(30, effects)]
    rows.append(("满意度指标", "服务对象满意度指标", "10"))
    for order, (level1, level2, points) in enumerate(rows, 1):
        is_last = order == len(rows)
        yield GoalIndicator(
            **_of(goals),
            goals=goals,
            order=order,
            code=f"I{order}",
            level1=level1,
            level2=level2,
            name=f"演示指标 {order}",
            target="≥95%" if is_last else f"≥{100 + order}",
            unit="%" if is_last else "人次",
            points=points,
            metric=metric if order == 1 else None,
        )


def _monitorings(goals: list[GoalSet]) -> None:
    """One a goal set at mid-year; the rows of the last year."""
    made = _put(
        Monitoring,
        (
            Monitoring(
                **_of(one), project_id=one.project_id, year=one.year, goals=one, month=6, state=FormState.APPROVED,
                spending_e4=4400, targets_e4=5000, gap_e4=600, is_demo=True, funds=[{**row, "forecast_fen": 95 * WAN} for row in _funds(44 * WAN)],
            )
            for one in goals
        ),
    )  # fmt: skip
    last = next(one for one in made if one.year == LAST_YEAR)
    own = GoalIndicator.objects.filter(goals=last.goals_id).order_by("order")
    rows = _put(
        MonitoringRow, (MonitoringRow(**_of(last), monitoring=last, indicator=one, actual="50人次") for one in own)
    )
    _copied(
        MonitoringRow,
        "evaluation_monitoring m JOIN evaluation_goalindicator i ON i.goals_id = m.goals_id",
        f't.id = {rows[0].pk} + i."order" - 1 AND m.year = {LAST_YEAR} AND m.id <> {last.pk}',
        "m",
        monitoring_id="m.id",
        indicator_id="i.id",
    )


def _funds(executed: int) -> list[dict[str, Any]]:
    row = {"initial_fen": 100 * WAN, "budget_fen": 100 * WAN, "executed_fen": executed}
    return [{"row": "total", **row}, {"row": "appropriation", **row}]


def _form(goals: GoalSet) -> Form:
    return Form(
        **_of(goals),
        project_id=goals.project_id,
        goals=goals,
        year=goals.year,
        state=FormState.APPROVED,
        achieved="演示完成情况",
        funds=_funds(88 * WAN + 6),
        is_demo=True,
    )


def _values(forms: list[Form], template: list[GoalIndicator], metric: Metric, user: User) -> None:
    """The values: a few by Django, the rest copied; the first of each form with its frozen figure, then the cards."""
    snapshots = _snapshots(forms, metric, user)
    patterns = forms[:VARIANTS]
    made: list[ActualValue] = []
    for variant, form in enumerate(patterns):
        own = GoalIndicator.objects.filter(goals=form.goals_id).order_by("order")
        frozen = snapshots[variant]
        made += _put(ActualValue, (_value(form, one, variant, frozen if one.metric_id else None) for one in own))
    first, shift = patterns[0].pk, snapshots[0].pk - patterns[0].pk  # keys are given in a row on an empty table
    _copied(
        ActualValue,
        "evaluation_selfevaluation e JOIN evaluation_goalindicator i ON i.goals_id = e.goals_id",
        f't.id = {made[0].pk} + (e.id - {first}) % {len(patterns)} * {len(template)} + i."order" - 1 '
        f"AND e.id >= {first + len(patterns)}",
        "e",
        evaluation_id="e.id",
        indicator_id="i.id",
        figure_id=f"CASE WHEN t.figure_id IS NULL THEN NULL ELSE e.id + {shift} END",
    )
    for variant, form in enumerate(patterns):
        lines = lines_of(form)
        card = card_json(card_of(form, lines, ignores_evidence=True), lines)
        alike = [one.pk for one in forms[variant::VARIANTS]]
        for start in range(0, len(alike), _BATCH):
            mine = Form.objects.filter(pk__in=alike[start : start + _BATCH])
            mine.update(card=card, total=card["total"], grade=card["grade"], scheme_digest=card["digest"])


def _snapshots(forms: list[Form], metric: Metric, user: User) -> list[Snapshot]:
    version = metric.versions.get()
    records = SESSIONS
    return _put(
        Snapshot,
        (
            Snapshot(
                **_of(one), metric_version=version, starts_on=date(one.year, 1, 1), ends_on=date(one.year, 12, 31),
                value=str(25 * SESSIONS), records=records, digest="演示", rows=None, frozen_for=str(one.pk),
                scope_owner_path=one.owner_path, scope_place_path=one.place_path, frozen_by=user,
            )
            for one in forms
        ),
    )  # fmt: skip


def _value(form: Form, indicator: GoalIndicator, variant: int, figure: Snapshot | None) -> ActualValue:
    if figure is not None:
        actual = f"{25 * SESSIONS}人次"
    else:
        actual = f"{90 + variant}%" if indicator.unit == "%" else f"{88 + indicator.order + 3 * variant}人次"
    return ActualValue(
        **_of(form),
        evaluation=form,
        indicator=indicator,
        actual=actual,
        figure=figure,
        source="" if figure else "演示台账",
        deviation="演示原因",
        reading=reading_of(indicator, actual),
    )


def _appraisals(projects: list[Project], span: range) -> None:
    """A tenth of the projects is evaluated every year."""
    chosen = projects[::10]
    _put(
        Appraisal,
        (
            Appraisal(
                **_of(one), project=one, year=year, kind="department", scheme="shenzhen-2020-project-evaluation",
                state=FormState.DRAFT, is_demo=True,
            )
            for one in chosen
            for year in span
        ),
    )  # fmt: skip


def _proofs(user: User) -> None:
    """A file a county; cited by every second payment and by nineteen of twenty entered values."""
    counties = {one.owner_id: one for one in Project.objects.only("pk", *_PLACED)}
    stored = Evidence._meta.get_field("file").related_model
    assert isinstance(stored, type)
    files = _put(stored, (stored(sha256=f"{key:064d}", size=1, media_type="application/pdf") for key in counties))
    _put(
        Evidence,
        (
            Evidence(**_of(one), file=file, name="演示.pdf", title="演示佐证", uploaded_by=user, is_demo=True)
            for one, file in zip(counties.values(), files, strict=True)
        ),
    )
    _cited(Payment, "a.id % 2 = 0", user)
    _cited(ActualValue, "a.figure_id IS NULL AND a.id % 20 <> 0", user)


def _cited(model: type[models.Model], condition: str, user: User) -> None:
    kind, table = ContentType.objects.get_for_model(model).pk, model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Citation._meta.db_table} (evidence_id, content_type_id, object_id, proves, cited_by_id, cited_at) "
            f"SELECT ev.id, %s, a.id, '演示', %s, %s FROM {table} a JOIN {Evidence._meta.db_table} ev "
            f"ON ev.owner_id = a.owner_id WHERE {condition.replace('%', '%%')}",
            [kind, user.pk, _NOW],
        )


def _copied(model: type[models.Model], joined: str, condition: str, whose: str, **given: str) -> None:
    """Copies template rows `t` for every row of a join: owner and place of the row `whose`, the columns as given."""
    given |= {name: f"{whose}.{name}" for name in _PLACED}
    names = [one.column for one in model._meta.concrete_fields if not one.primary_key]
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(given.get(str(name), f't."{name}"') for name in names)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t, {joined} WHERE {condition}")
