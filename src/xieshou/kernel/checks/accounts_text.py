"""The text that explains the final accounts against the tables it explains."""

import re
from collections.abc import Iterator, Mapping

from xieshou.kernel.checks.accounts_cross import side, whole
from xieshou.kernel.checks.accounts_sheet import Sheet, classes, plain_name, starting
from xieshou.kernel.checks.accounts_within import public_sides
from xieshou.kernel.checks.figures import Figure, judge_equal
from xieshou.kernel.checks.mentions import Mention
from xieshou.kernel.checks.report import MISMATCH, OK, QUESTION, TEXT, finding
from xieshou.kernel.checks.story import Story, Told
from xieshou.kernel.reading import Finding
from xieshou.kernel.wording import Words

_OTHER_YEAR = re.compile("上年|去年|上一年")
_CLASS = re.compile(r"(?P<name>[一-龥]{2,16})(?:（类）|\(类\))(?:支出)?(?:决算)?(?:支出)?(?:数|为)?$")
_NAMES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(f"(?:{form})(?:决算)?(?:数)?(?:为|共)?$"), name)
    for form, name in (
        ("(?<!拨款)收入(?:合计|总计)|总收入", "income"),
        ("(?:决算)?支出(?:合计|总计)|总支出", "spending"),
        ("年初(?:财政拨款)?结转和结余", "carried-in"),
        ("年末(?:财政拨款)?结转和结余", "carried-out"),
        ("(?<!预算)基本支出", "basic"),
        ("项目支出", "project"),
        ("人员经费", "staff"),
        ("公用经费|机关运行经费(?:支出)?", "office"),
        ("财政拨款(?:决算)?收入", "fiscal-income"),
        ("“?三公”?经费(?:决算)?(?:实际)?支出", "public"),
        ("公务接待费(?:决算)?支出", "reception"),
        ("“?三公”?经费(?:财政拨款)?(?:全年)?预算", "public-budget"),
    )
)


def check_accounts_text(story: Story) -> Iterator[Finding]:
    """FA-TEXT: amounts of the report's year in 万元, by what they are said of."""
    if not story.accounts:
        return
    known = {
        name: found for name, figures in _known(story.accounts).items() if (found := [one for one in figures if one])
    }
    year = next((sheet.table.year for sheet in story.accounts.values() if sheet.table.year), None)
    for told, mention in story.amounts():
        if mention.is_money and _is_of_year(told, mention, year):
            yield from _one(story, told, mention, known)


def _is_of_year(told: Told, mention: Mention, year: int | None) -> bool:
    lead = told.lead(mention)
    return (year is None or mention.year in (None, year)) and not _OTHER_YEAR.search(lead)


def _one(story: Story, told: Told, mention: Mention, known: Mapping[str, list[Figure]]) -> Iterator[Finding]:
    lead = told.lead(mention)
    figures = _of_class(story, lead)
    name = ""
    for form, key in _NAMES:
        if not figures and form.search(lead) and key in known:
            figures, name = known[key], key
    figures = [one for one in figures if one.unit == mention.scale + mention.unit]
    if figures:
        yield _finding(mention, figures, is_budget=name.endswith("budget"))


def _finding(mention: Mention, figures: list[Figure], *, is_budget: bool) -> Finding:
    printed = Figure(mention.printed.value, mention.places, mention.text, mention.spot, mention.scale + mention.unit)
    judged = [(judge_equal(printed, one, rounded=True), one) for one in figures]
    order = (OK, *(verdict for verdict, _ in judged))
    verdict, best = min(judged, key=lambda pair: (pair[0] is MISMATCH, pair[0] is not order[0]))
    if verdict is MISMATCH and is_budget:
        verdict = QUESTION
    text = Words(
        f"文中“{mention.subject} {mention.text}”，决算表{best.label} {best}",
        f"text “{mention.subject} {mention.text}”, accounts {best.label} {best}",
    )
    if verdict is QUESTION:
        text += Words(
            "；一处可能是年初预算，一处是全年预算，须写明", "; one may be the initial budget, one the year's: say which"
        )
    return finding("FA-TEXT", verdict, mention.spot, TEXT, mention.text, str(best), text, others=[best.spot])


def _of_class(story: Story, lead: str) -> list[Figure]:
    """`一般公共服务（类）决算支出`: the class row of 05, else of 03."""
    found = _CLASS.search(lead)
    if not found or "预算" in lead[found.end("name") :]:
        return []
    for number in ("05", "03"):
        sheet = story.accounts.get(number)
        for line in classes(sheet.table.rows) if sheet else []:
            cell = sheet.at(line) if sheet else None
            name = plain_name(line).removesuffix("支出").removesuffix("等")
            if cell and name and found["name"].endswith(name):
                return [cell]
    return []


def _known(sheets: Mapping[str, Sheet]) -> dict[str, list[Figure | None]]:
    public = public_sides(sheets["07"]) if "07" in sheets else {}
    spent, planned = public.get("决算数", {}), public.get("预算数", {})
    six = sheets.get("06")
    named = {name: six.at(starting(six.table.rows, name)) if six else None for name in ("人员经费", "公用经费")}
    return {
        "income": [side(sheets, "01", "本年收入合计"), _grand(sheets, "01", income=True)],
        "spending": [side(sheets, "01", "本年支出合计"), whole(sheets, "05"), _grand(sheets, "01", income=False)],
        "carried-in": [_starting(sheets, number, "年初") for number in ("01", "04")],
        "carried-out": [_starting(sheets, number, "年末") for number in ("01", "04")],
        "basic": [whole(sheets, number, 1) for number in ("03", "05")],
        "project": [whole(sheets, number, 2) for number in ("03", "05")],
        "staff": [named["人员经费"]],
        "office": [named["公用经费"]],
        "fiscal-income": [
            whole(sheets, "02", 1),
            side(sheets, "04", "本年收入合计"),
            _grand(sheets, "04", income=True),
        ],
        "public": [spent.get("total")],
        "reception": [spent.get("reception")],
        "public-budget": [planned.get("total")],
    }


def _grand(sheets: Mapping[str, Sheet], number: str, *, income: bool) -> Figure | None:
    sheet = sheets.get(number)
    if sheet is None:
        return None
    return sheet.at(starting(sheet.table.income if income else sheet.table.spending, "总计"))


def _starting(sheets: Mapping[str, Sheet], number: str, start: str) -> Figure | None:
    sheet = sheets.get(number)
    if sheet is None:
        return None
    lines = (*sheet.table.income, *sheet.table.spending)
    return sheet.at(next((line for line in lines if plain_name(line).startswith(start)), None))
