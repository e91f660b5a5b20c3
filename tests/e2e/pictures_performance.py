"""Pictures of the performance cycle and of what the platform tells of itself. The year 2020 as published; the rest is invented."""

import re
from collections.abc import Callable

from playwright.sync_api import Locator, Page

from tests.e2e.demonstration import TODAY, Demonstration, day
from tests.e2e.goal_rows import FROM_LIBRARY, LESSONS, ROWS
from tests.e2e.hands import follow, go_on, press, send
from tests.e2e.pictures_projects import COUNTY, FUND, OFFICE, YEAR, project

HANDLER = "funds-handler"
COUNTY_UNIT = "察隅县对口支援主管部门"
OPINION_OF_PEOPLE = {
    **FROM_LIBRARY,
    "name": "服务对象满意度",
    "unit": "%",
    "definition": "问卷中满意和很满意的份数 ÷ 有效问卷份数",
}
SCHEME = "national-2020-project-self"
EXCHANGE = "扶贫合作交流"
PLATFORM = "管理平台"
TARGET = re.compile(r"≥\s*(\d+)\s*(\w+)")
SUMMARY = 300  # pixels, of what stays above the rows
COST = {"name": "人均培训成本", "target": "≥1000", "unit": "元/人", "points": "10", "level2": "成本指标"}


def record(demo: Demonstration, account: str, tab: str, words: str, year: int | str = YEAR) -> Page:
    """The page of one form of the cycle; an empty year: of any."""
    page = demo.go(account, f"/performance/?tab={tab}&year={year}&q={words}")
    page.locator("main table a", has_text=words).first.click()
    page.wait_for_load_state()
    return page


def ex_ante(demo: Demonstration) -> None:
    """An assessment, criterion by criterion."""
    page = project(demo, COUNTY, "猕猴桃分拣线")
    number = page.url.rstrip("/").rpartition("/")[2]
    page = demo.go(COUNTY, f"/performance/ex-ante/new/?project={number}&year={TODAY.year}")
    press(page, "建立并填写")
    for box in page.locator("main [name$='-score']").all():
        box.fill("17")
    for box in page.locator("main textarea[name$='-words']").all():
        box.fill("依据可研报告和专家意见（演示数据）")
    page.locator("[name=conclusion]").select_option(index=1)
    page.fill("[name=assessed_on]", day(-1))
    press(page, "保存")
    demo.shoot("JX01", page)


def goals(demo: Demonstration) -> None:
    """The goals as published; the next year's, copied, with what the check says of them; the library; a new version."""
    page = record(demo, OFFICE, "goals", FUND)
    demo.shoot("JX02", page)
    page = project(demo, HANDLER, EXCHANGE)
    number = page.url.rstrip("/").rpartition("/")[2]
    page = demo.go(HANDLER, f"/performance/goals/new/?project={number}&year={YEAR + 1}")
    page.check("[name=copy]")
    send(page, "建立并填写", scheme=SCHEME)
    demo.shoot("JX05", page, at="[data-goal-row]", above=SUMMARY)
    row = page.locator("[data-goal-row]").first
    for name, text in COST.items():
        row.locator(f"[name$='-{name}']").fill(text)
    row.locator("[name$='-target']").press("Tab")
    row.locator(".goal-block").first.wait_for()
    demo.shoot("JX04", page, at="[data-goal-row]", above=SUMMARY)
    press(page, "保存并选用指标")
    demo.shoot("JX03", page)


def review(demo: Demonstration) -> None:
    """Goals on their way, with an opinion of the one who reviews them."""
    page = project(demo, COUNTY, "医护人员进修")
    number = page.url.rstrip("/").rpartition("/")[2]
    page = demo.go(COUNTY, f"/performance/goals/new/?project={number}&year={TODAY.year}")
    send(page, "建立并填写", scheme=SCHEME)
    page.fill("#expected", "选派医护人员到深圳进修 100 人次，学成返岗（演示数据）。")
    for count, cells in enumerate((*ROWS, OPINION_OF_PEOPLE)):
        if count:
            page.keyboard.press("Alt+n")
        fill(page.locator("[data-goal-row]").nth(count), {**cells, "data_owner": COUNTY_UNIT})
    press(page, "保存并返回")
    while page.get_by_role("link", name="说明理由").count():
        follow(page, "说明理由")
        send(page, "保存", reason="第一年举办，没有往年数可比（演示数据）")
    press(page, "提交审核")
    page = demo.go("chayu-reviewer", page.url.removeprefix(demo.base))
    row = page.locator("main tr", has_text=LESSONS)
    row.get_by_text("写意见", exact=True).click()
    row.locator("[name=words]").fill("请写明公开课以什么为准（演示数据）")
    go_on(row.get_by_role("button", name="记下意见"))
    demo.shoot("JX06", page)


def fill(row: Locator, cells: dict[str, str]) -> None:
    """One indicator of the form."""
    for name, text in cells.items():
        box = row.locator(f"[name$='-{name}']")
        if name == "level1":
            box.select_option(label=text)
        else:
            box.fill(text)


def versions(demo: Demonstration) -> None:
    """A goal changed in the middle of the year, each version kept."""
    page = record(demo, HANDLER, "goals", EXCHANGE)
    follow(page, "年中调整")
    send(page, "建立新版", reason="展会取消，相应调整目标（演示数据）", basis="会议纪要（演示数据）")
    page.locator("[data-goal-row]").first.locator("[name$='-target']").fill("≥45 次")
    press(page, "保存并返回")
    follow(page, "变更清单")
    demo.shoot("JX07", page)


def monitoring(demo: Demonstration) -> None:
    """Money and targets beside the time that has passed."""
    page = record(demo, HANDLER, "goals", EXCHANGE)
    follow(page, "运行监控")
    send(page, "建立并填写", month="9")
    for row in page.locator("fieldset.self-row").all():
        asked = TARGET.search(row.inner_text())
        box = row.locator("[name$='-actual']")
        if asked and box.count():
            box.fill(f"{int(asked[1]) * 6 // 10}{asked[2]}")  # nothing is published of the middle of the year
    page.locator("[name=words]").fill("演示数据：年中执行情况没有公开")
    press(page, "保存并检查")
    press(page, "保存并返回")
    demo.shoot("JX08", page)


def self_evaluations(demo: Demonstration) -> None:
    """What has no evidence, and the total out of the rules."""
    page = record(demo, OFFICE, "self", PLATFORM)
    demo.shoot("JX09", page, at="article.self-row")
    demo.shoot("JX10", record(demo, OFFICE, "self", EXCHANGE))


def appraisals(demo: Demonstration) -> None:
    """Both scores side by side, what the check finds before signing, what follows for the budget, the dossier."""
    page = record(demo, OFFICE, "appraisal", FUND)
    address = page.url
    page.goto(f"{address}reconcile/")
    demo.shoot("JX11", page)
    page.goto(f"{address}check/")
    demo.shoot("JX13", page)
    page = record(demo, OFFICE, "application", FUND, "")
    demo.shoot("JX14", page)
    page = project(demo, OFFICE, FUND)
    number = page.url.rstrip("/").rpartition("/")[2]
    demo.shoot("JX15", demo.go(OFFICE, f"/performance/dossier/{number}/{YEAR}/"))


def survey(demo: Demonstration) -> None:
    """A sample drawn, answers by code, the rate with its arithmetic."""
    page = demo.go(COUNTY, "/surveys/new/")
    send(
        page, "保存", title="医护人员进修项目满意度调查（演示数据）", owner=COUNTY_UNIT,
        opens_on=day(0), closes_on=day(20), least_answers="6",
    )  # fmt: skip
    survey = page.url
    send(page, "加一题", text="您对进修安排是否满意")
    follow(page, "录入名单")
    send(page, "核对并保存", text="\n".join(f"医护人员，演示{number}" for number in range(1, 13)))
    follow(page, "抽样")
    send(page, "抽样", wanted="10", seed="2020")
    page.goto(survey)
    press(page, "开始调查")
    press(page, "打印答卷码")
    codes = re.findall(r"\b([0-9A-Z]{5}) ([0-9A-Z]{5})\b", page.inner_text("main"))
    for count, code in enumerate(codes[:8]):
        answer = demo.go("school-respondent", f"/surveys/answer/{''.join(code)}/")
        answer.locator("[type=radio]").nth(count % 3).check()
        go_on(answer.locator("form button").first)
    page.goto(survey)
    page.fill("[name=reason]", "样本已收齐（演示数据）")
    press(page, "结束调查")
    page.goto(f"{survey}results/")
    demo.shoot("JX12", page)


def platform(demo: Demonstration) -> None:
    """The marks a unit's own form may have; what the platform measured of itself."""
    page = demo.go(OFFICE, "/templates/")
    page.click("main table a:has-text('自评')")
    demo.shoot("ZC13", page)
    demo.shoot("ZC16", demo.go(OFFICE, "/service/"))


PARTS: tuple[Callable[[Demonstration], None], ...] = (
    ex_ante,
    goals,
    review,
    monitoring,
    versions,
    self_evaluations,
    appraisals,
    survey,
    platform,
)
