"""The first part of the year: a project comes into the plan, its goals are checked, returned, answered and approved."""

from playwright.sync_api import Locator, Page

from tests.e2e.goal_rows import COUNTY, FROM_LIBRARY, LESSONS, ROWS
from tests.e2e.hands import follow, go_on, press, sees, send
from tests.e2e.tour_people import YEAR, Tour, agree, whole

NAME = "塔县骨干教师培训项目"
SCHEME = "national-2020-project-self"
PROPOSAL = {
    "name": NAME,
    "category": "education",
    "nature": "service",
    "owner": COUNTY,
    "place": "塔什库尔干塔吉克自治县",
    "address": "深塔中学",
    "starts_on": "2020-03-01",
    "ends_on": "2020-11-30",
    "content": "培训受援地骨干教师一百人次，每期五天，返岗后开设公开课五十节",
    "estimate_fen": "10 万元",
    "need_city": "10 万元",
    "beneficiaries": "受援地中小学教师",
    "beneficiary_count": "100",
    "benefit_link": "教师返岗授课，学生受益",
    "goal": "十一月底前培训一百人次，满意度百分之九十五以上",
    "department": "深圳市扶贫协作和合作交流办公室",
    "implementer": COUNTY,
}
CRITERIA = {
    "necessity": "19",
    "feasibility": "18",
    "soundness": "14",
    "completeness": "9",
    "money": "14",
    "effect": "18",
}


# --- into the plan ---


def propose(tour: Tour) -> None:
    """The handler enters the project and sends it in."""
    page = tour.at(tour.world.clerk_a, "/projects/new/")
    send(page, "保存草稿", PROPOSAL)
    tour.keep("project", page)
    follow(page, "申报")
    sees(page, "资料齐全")
    press(page, "申报")
    sees(page, "已申报")


def review(tour: Tour) -> None:
    """The headquarters asks an expert, the meeting agrees, the result is public for five days, the project is taken in."""
    head, expert = tour.world.hq_approver, tour.experts[0]
    page = tour.open(head, "project")
    follow(page, "开始评审")
    page.get_by_label(expert.name).check()
    press(page, "开始评审")
    tour.places["review"] = page.url.removeprefix(tour.of(head).base)
    scored = tour.at(expert, tour.places["review"] + "score/")
    send(scored, "提交评分", {f"score_{code}": points for code, points in CRITERIA.items()}, words="同意")
    page = tour.open(head, "review")
    follow(page, "会审结论")
    send(page, "保存", held_on="2020-01-10", verdict="agree", minutes="同意入库")
    follow(tour.open(head, "review"), "登记公示")
    send(page, "保存", published_on="2020-01-10", days="5")
    follow(tour.open(head, "review"), "入库")
    send(page, "入库", objections="无异议")
    sees(page, "已入库")


def plan(tour: Tour) -> None:
    """The handler makes the county's plan out of the library, the head agrees."""
    world = tour.world
    page = tour.at(world.clerk_a, "/projects/plans/new/")
    send(page, "保存", year=str(YEAR), title="塔县 2020 年项目计划")
    follow(page, "从项目库选择")
    page.get_by_label(f"选择“{NAME}”").check()
    press(page, "加入计划")
    follow(page, "报批")
    press(page, "报批")
    agree(tour, "塔县 2020 年项目计划", world.approver_a)
    sees(tour.open(world.clerk_a, "project"), "已列入年度计划")


# --- goals ---


def enter_goals(tour: Tour) -> None:
    """The handler fills in the goals; a cost written as a floor is caught while it is typed."""
    page = tour.open(tour.world.clerk_a, "project")
    follow(page, "报绩效目标")
    send(page, "建立并填写", year=str(YEAR), scheme=SCHEME)
    tour.keep("goals", page)
    page.fill("#expected", "培训受援地教师 100 人次以上，参训教师满意。")
    for number, row in enumerate(ROWS):
        if number:
            page.keyboard.press("Alt+n")
        _fill(page.locator("[data-goal-row]").nth(number), row)
    _mistake(page)
    _bind(page.locator("[data-goal-row]").first)
    _choose(page)
    whole(tour.of(tour.world.clerk_a))
    press(page, "保存并返回")


def _fill(row: Locator, cells: dict[str, str]) -> None:
    for name, text in cells.items():
        box = row.locator(f"[name$='-{name}']")
        if name == "level1":
            box.select_option(label=text)
        else:
            box.fill(text)


def _mistake(page: Page) -> None:
    """The cost as it must not be, then as it must."""
    row = page.locator("[data-goal-row]").nth(2)
    target = row.locator("[name$='-target']")
    target.fill("≥1000")
    target.press("Tab")
    told = row.locator(".goal-block", has_text="成本").first
    told.wait_for()
    assert "≤" in told.inner_text()
    target.fill("≤1000")
    target.press("Tab")
    told.wait_for(state="detached")


def _bind(row: Locator) -> None:
    """The first indicator is measured from the training ledger."""
    row.locator("details summary").click()
    row.locator("[name$='-metric']").fill("persons")


def _choose(page: Page) -> None:
    """An indicator of the dictionary with its own definition and unit."""
    press(page, "保存并选用指标")
    page.fill("main [name=q]", "满意度")
    press(page, "筛选")
    page.get_by_label("服务对象满意度", exact=True).check()
    press(page, "选用")
    row = page.locator("[data-goal-row]").last
    assert row.locator("[name$='-name']").input_value() == "服务对象满意度"
    assert row.locator("[name$='-unit']").input_value() == "%"
    _fill(row, FROM_LIBRARY)


def submit_goals(tour: Tour) -> None:
    """What is warned of is explained, then the goals are on their way."""
    page = tour.open(tour.world.clerk_a, "goals")
    assert page.get_by_role("link", name="说明理由").count()
    while page.get_by_role("link", name="说明理由").count():
        follow(page, "说明理由")
        send(page, "保存", reason="本县第一年举办，没有往年数可比，口径已与教育部门核对")
    press(page, "提交审核")
    sees(page, "审核中")


def return_goals(tour: Tour) -> None:
    """The head wants one indicator changed; the handler answers and hands it straight back."""
    head, clerk = tour.world.approver_a, tour.world.clerk_a
    page = tour.open(head, "goals")
    row = page.locator("main tr", has_text=LESSONS)
    row.get_by_text("写意见", exact=True).click()
    row.locator("[name=words]").fill("请写明公开课以什么为准")
    go_on(row.get_by_role("button", name="记下意见"))
    follow(page, "退回")
    send(page, "退回", reason="一处要补充")
    page = tour.open(clerk, "goals", "edit/")
    sees(page, "一处要补充", "请写明公开课以什么为准")
    page.locator("[data-goal-row]").nth(3).locator("[name$='-definition']").fill(
        "返岗三个月内开设、有教案和听课记录的公开课"
    )
    press(page, "保存并返回")
    follow(page, "回应")
    send(page, "保存", answer="已写明以教案和听课记录为准")
    press(page, "重新提交")
    page = tour.open(head, "goals")
    sees(page, "已写明以教案和听课记录为准")
    whole(tour.of(head))
    press(page, "同意")
    sees(page, "已批准")


def measured(tour: Tour) -> None:
    """The business manager declares how people trained are counted."""
    page = tour.at(tour.world.division_manager, "/metrics/new/")
    send(
        page,
        "保存",
        code="persons",
        name="培训人次",
        definition="当年举办的培训人次，按培训台账求和",
        measure="sum",
        unit="人次",
        field="training.persons",
    )
    sees(page, "培训人次", "求和")
