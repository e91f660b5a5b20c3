"""The platform's figures of a period, each with its rule, its numerator and denominator, and where its rows are.

What was not measured has no value and says since when there are records. Nothing is estimated.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Count, Max, Min, Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xieshou.kernel.exact import Exact
from xieshou.platform.service.histogram import quantile
from xieshou.platform.service.models import HIGH_RISK, Defect, PageDay, Severity, Training, UnitActor
from xieshou.platform.service.periods import Period
from xieshou.platform.service.selectors import defects_by
from xieshou.platform.service.uptime import Uptime, measured_since, uptime
from xieshou.platform.shell.sentences import told

RULE_UP = gettext_lazy("有后台心跳或应答了请求的分钟 ÷ 期内有记录以来的分钟，截断到三位小数，不进位")


@dataclass(frozen=True)
class Figure:
    """One figure. `value` None: not measured, `note` says why. `rows` names the page that lists what it is made of,
    `narrowed` what of that page's address leaves only those rows."""

    name: str
    value: str | None
    unit: str
    rule: str
    numerator: str = ""
    denominator: str = ""
    note: str = ""
    rows: str = ""
    narrowed: str = ""
    wanted: str = ""

    @property
    def rows_url(self) -> str:
        """The name of the page with its rows."""
        return f"service:{self.rows}"


@dataclass(frozen=True)
class Figures:
    """All of a period. `asked` are the five indicators that an evaluation once scored 0 for want of proof."""

    period: Period
    asked: tuple[Figure, ...]
    running: tuple[Figure, ...]
    speed: tuple[Figure, ...]
    defects: tuple[Figure, ...]
    training: tuple[Figure, ...]
    use: tuple[Figure, ...]
    uptime: Uptime | None

    @property
    def groups(self) -> Sequence[tuple[str, tuple[Figure, ...]]]:
        """The figures under their headings."""
        return (
            (_("2020 年度信息平台项目评价中因无法佐证得 0 分的五项指标"), self.asked),
            (_("运行"), self.running),
            (_("请求与响应"), self.speed),
            (_("缺陷"), self.defects),
            (_("培训"), self.training),
            (_("使用"), self.use),
        )


def figures(period: Period) -> Figures:
    """Everything, in a number of queries that does not grow with the records."""
    up = uptime(period.minutes)
    running, defects, training = _running(period, up), _defects(period), _training(period)
    asked = (
        _wanted(training[0], _("完成平台用户使用、操作培训场次"), "≥10 次"),
        _wanted(_high_risk(period), _("平台单个功能点 bug（高风险）数量"), "≤3 个"),
        _wanted(defects[-1], _("系统故障修复响应时间"), "≤24 小时"),
        _wanted(running[0], _("系统正常运行率"), "≥100%"),
        _built(),
    )
    return Figures(period, asked, running, _speed(period), defects, training, _use(period), up)


def _wanted(figure: Figure, name: str, wanted: str) -> Figure:
    return replace(figure, name=name, wanted=wanted)


def _built() -> Figure:
    return Figure(
        _("设计功能实现率"),
        None,
        "%",
        _("已验收的功能 ÷ 设计书列明的功能"),
        note=_("未测量：平台不从自身运行数据推断功能是否实现，请以设计书和验收文件佐证"),
        wanted="≥100%",
    )


def _since(first: date | None, period: Period) -> tuple[bool, str]:
    """Whether there are records of the period at all, and what to say of the time before there were any."""
    if first is None:
        return False, _("未测量：还没有记录")
    if first >= period.end:
        return False, _("未测量：%(period)s没有记录，自 %(day)s 起才有记录") % {"period": period.label, "day": first}
    if first > period.start:
        return True, _("%(day)s 以前未测量，自该日起才有记录") % {"day": first}
    return True, ""


def _ratio(part: int, whole: int) -> str | None:
    """Per cent cut to three decimals: 99.9996 is never printed as 100."""
    return Exact(part * 100_000 // whole, 1000).text(3) if whole else None


# --- running ---


def _running(period: Period, up: Uptime | None) -> tuple[Figure, ...]:
    names = (_("正常运行率"), _("计划维护之外的正常运行率"), _("中断次数"), _("计划外中断分钟"))
    if up is None:
        words = _("未测量：还没有记录") if measured_since() is None else _("未测量：这段时间没有记录")
        return tuple(Figure(name, None, "", str(RULE_UP), note=words, rows="gaps") for name in names)
    span = f"{up.begin:%Y-%m-%d %H:%M} 至 {up.end:%Y-%m-%d %H:%M}"
    note = _("统计 %(span)s") % {"span": span}
    if up.is_cut:
        note += _("；此前未测量")
    unplanned = [gap for gap in up.gaps if not gap.is_planned]
    outside = _("同上，分子分母都不含事先登记的计划维护时间")
    return (
        Figure(names[0], _ratio(up.up, up.total), "%", str(RULE_UP), *_of(up.up, up.total), note, "gaps"),
        Figure(
            names[1],
            _ratio(up.counted_up, up.counted_total),
            "%",
            outside,
            *_of(up.counted_up, up.counted_total),
            "",
            "gaps",
        ),
        Figure(names[2], str(len(unplanned)), _("次"), _("没有心跳也没有应答的连续时间，不含计划维护"), rows="gaps"),
        Figure(names[3], f"{sum(gap.minutes for gap in unplanned):,}", _("分钟"), _("各次计划外中断之和"), rows="gaps"),
    )


def _of(part: int, whole: int) -> tuple[str, str]:
    return _("%(n)s 分钟") % {"n": f"{part:,}"}, _("%(n)s 分钟") % {"n": f"{whole:,}"}


# --- requests ---


def _speed(period: Period) -> tuple[Figure, ...]:
    rows = PageDay.objects.filter(day__gte=period.start, day__lt=period.end).order_by()
    sums = list(rows.values("step").annotate(n=Sum("count"), ms=Sum("total_ms"), bad=Sum("errors")))
    total = sum(row["n"] for row in sums)
    _is_measured, note = _since(PageDay.objects.aggregate(first=Min("day"))["first"], period)
    rules = (_("平台应答的页面请求，不含图片、样式等静态文件"), _("合计毫秒 ÷ 请求数"))
    names = (_("请求数"), _("平均响应时间"), _("半数请求快于"), _("95% 的请求快于"), _("服务器错误率"))
    if not total:
        note = note or _("这段时间没有请求")
        return tuple(Figure(name, None, "", rules[0], note=note, rows="requests") for name in names)
    spent, bad = sum(row["ms"] for row in sums), sum(row["bad"] for row in sums)
    count, milliseconds = _("%(n)s 次") % {"n": f"{total:,}"}, _("毫秒")
    figures = [
        Figure(names[0], f"{total:,}", _("次"), rules[0], note=note, rows="requests"),
        Figure(
            names[1],
            Exact(spent, total).text(1),
            milliseconds,
            rules[1],
            f"{spent:,} {milliseconds}",
            count,
            rows="requests",
        ),
    ]
    for name, percent in ((names[2], 50), (names[3], 95)):
        found = quantile({row["step"]: row["n"] for row in sums}, percent)
        assert found is not None
        rule = _("按固定档计数，取所在档的上限；%(error)s") % {"error": told(found.error)}
        figures.append(Figure(name, found.text, milliseconds, rule, "", count, rows="requests"))
    rate = _("状态码 5xx 的请求 ÷ 请求数")
    bad_count = _("%(n)s 次") % {"n": f"{bad:,}"}
    figures.append(Figure(names[4], Exact(bad * 100, total).text(3), "%", rate, bad_count, count, rows="requests"))
    return tuple(figures)


# --- registers ---


def _defects(period: Period) -> tuple[Figure, ...]:
    is_measured, note = _since(Defect.objects.aggregate(first=Min("found_on"))["first"], period)
    rows = Defect.objects.all()
    found = defects_by(rows, period, "found")
    by_severity = dict(found.order_by().values_list("severity").annotate(n=Count("id")))
    fixed = list(defects_by(rows, period, "fixed"))
    left = defects_by(rows, period, "open").count()
    days = sum(row.days_to_repair or 0 for row in fixed)

    def one(by: str, name: str, value: str | None, unit: str, rule: str, *of: str) -> Figure:
        numerator, denominator = of or ("", "")
        shown = value if is_measured else None
        why = note or ("" if value is not None else _("期内没有修复的缺陷，无从计算"))
        return Figure(name, shown, unit, rule, numerator, denominator, why, "defects", f"by={by}")

    figures = [
        one(
            f"found&severity={severity.value}",
            _("发现缺陷（%(severity)s）") % {"severity": severity.label},
            str(by_severity.get(severity.value, 0)),
            _("个"),
            _("发现日期在期内的登记条数"),
        )
        for severity in Severity
    ]
    figures.append(one("fixed", _("修复缺陷"), str(len(fixed)), _("个"), _("修复日期在期内的登记条数")))
    figures.append(one("open", _("期末未修复"), str(left), _("个"), _("期末以前发现、期末还没有修复")))
    mean = Exact(days, len(fixed)).text(1) if fixed else None
    figures.append(
        one(
            "fixed",
            _("平均修复时长"),
            mean,
            _("天"),
            _("修复日期 − 发现日期之和 ÷ 修复条数"),
            _("%(n)s 天") % {"n": days},
            _("%(n)s 个") % {"n": len(fixed)},
        )
    )
    return (*figures, _response(period, note))


def _response(period: Period, note: str) -> Figure:
    """The slowest response; with how many defects have one on record at all."""
    found = defects_by(Defect.objects.all(), period, "found")
    told = found.aggregate(all=Count("id"), told=Count("response_hours"), most=Max("response_hours"))
    rule = _("期内发现的缺陷，从报告到开始处理的小时数，取最长的一个，不足一小时按一小时")
    name, rows = _("最长响应用时"), "defects"
    if not told["told"]:
        why = note or (_("未测量：期内缺陷没有登记响应用时") if told["all"] else _("期内没有发现缺陷，无从计算"))
        return Figure(name, None, _("小时"), rule, note=why, rows=rows, narrowed="by=found")
    counted = _("%(n)s 个有登记") % {"n": told["told"]}, _("%(n)s 个缺陷") % {"n": told["all"]}
    return Figure(name, str(told["most"]), _("小时"), rule, *counted, note, rows, "by=found")


def _high_risk(period: Period) -> Figure:
    first = Defect.objects.aggregate(first=Min("found_on"))["first"]
    is_measured, note = _since(first, period)
    risky = Defect.objects.filter(severity__in=[one.value for one in HIGH_RISK])
    count = defects_by(risky, period, "found").count()
    value = str(count) if is_measured else None
    rule, narrowed = _("期内发现的“致命”“严重”缺陷条数"), "by=found&severity=high"
    return Figure("", value, _("个"), rule, note=note, rows="defects", narrowed=narrowed)


def _training(period: Period) -> tuple[Figure, ...]:
    is_measured, note = _since(Training.objects.aggregate(first=Min("held_on"))["first"], period)
    rows = Training.objects.filter(held_on__gte=period.start, held_on__lt=period.end)
    sums = rows.aggregate(n=Count("id"), people=Sum("participants"), units=Count("unit", distinct=True))
    made = (
        (_("培训场次"), sums["n"], _("次"), _("期内登记的平台使用、操作培训")),
        (_("参加人次"), sums["people"] or 0, _("人次"), _("各场参加人数之和")),
        (_("参训单位"), sums["units"], _("个"), _("期内参训单位，同一单位只计一次")),
    )
    return tuple(
        Figure(name, str(value) if is_measured else None, unit, rule, note=note, rows="trainings")
        for name, value, unit, rule in made
    )


def _use(period: Period) -> tuple[Figure, ...]:
    first = UnitActor.objects.aggregate(first=Min("month"))["first"]
    rows = UnitActor.objects.filter(month__gte=period.start, month__lt=period.end)
    sums = rows.aggregate(
        units=Count("organisation", distinct=True), people=Count("user", distinct=True), actions=Sum("actions")
    )
    is_measured, note = _since(first, period)
    rule = _("操作日志中在任人员的操作，按当日任职单位计，登录失败不计")
    made = (
        (_("活跃单位"), sums["units"], _("个")),
        (_("活跃人员"), sums["people"], _("人")),
        (_("操作数"), sums["actions"] or 0, _("次")),
    )
    return tuple(
        Figure(name, f"{value:,}" if is_measured else None, unit, rule, note=note, rows="use")
        for name, value, unit in made
    )
