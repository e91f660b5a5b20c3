"""The middle of the year: money, the ledger, monitoring in June, the self-evaluation at the end."""

from playwright.sync_api import Page

from tests.e2e.goal_rows import COST, LESSONS, PERSONS
from tests.e2e.hands import follow, go_on, press, put, sees, send
from tests.e2e.tour_people import YEAR, Tour, agree, cite, upload, whole

BOOK = "骨干教师培训签到册"
PURPOSE = "培训费首付款"
TRAINING = "骨干教师培训班"
# what is entered by hand, with the file that proves it
REACHED = {
    "参训教师考核合格率": ("88%", "考核成绩单"),
    COST: ("950元/人次", "培训费决算"),
    LESSONS: ("40节", "公开课登记表"),
    "服务对象满意度": ("96%", "满意度问卷汇总"),
}
WITHOUT = COST  # the one whose evidence comes late: 10 points of the form
REASON = "有 10 节公开课因疫情延期，已列入下年计划"


# --- money ---


def budget(tour: Tour) -> None:
    """The headquarters arranges the year's money."""
    page = tour.open(tour.world.hq_approver, "project")
    follow(page, "安排预算")
    send(page, "保存", year=str(YEAR), row="appropriation", initial_fen="10 万元")
    sees(page, "10.00")


def payment(tour: Tour) -> None:
    """The handler asks for more than there is, is told the arithmetic, mends it; three levels agree; the money goes out."""
    world = tour.world
    page = tour.open(world.clerk_a, "project")
    follow(page, "申请拨付")
    page.locator("[name=budget]").select_option(index=1)
    send(page, "提交审核", refused=True, amount_fen="12 万元", purpose=PURPOSE, payee_name="深塔中学")
    told = page.inner_text(".xs-problems")
    for words in ("超计划（预算）", "-20,000.00", "超进度", "120.00%"):
        assert words in told, told
    send(page, "提交审核", amount_fen="3 万元")
    tour.keep("payment", page)
    agree(tour, PURPOSE, world.approver_a, world.hq_approver, world.division_manager)
    page = tour.open(world.division_manager, "payment")
    follow(page, "登记支付")
    send(page, "保存", paid_on="2020年5月20日", voucher="记-2020-0520")
    sees(page, "已支付", "记-2020-0520")
    whole(tour.of(world.division_manager))


# --- the ledger ---


def record(tour: Tour) -> None:
    """The handler enters the training with its sheet of signatures; the metric counts it."""
    clerk = tour.world.clerk_a
    upload(tour, clerk, BOOK)
    page = tour.at(clerk, "/ledger/training/new/")
    send(page, "保存", title=TRAINING, occurred_on="2020-05-10", persons="115")
    tour.keep("record", page)
    cite(page, BOOK, "培训 115 人次")
    page = tour.at(clerk, f"/metrics/persons/?since={YEAR}-01-01&until={YEAR}-12-31")
    assert page.inner_text(".xs-kpi-value .xs-number") == "115"
    sees(page, TRAINING, "1 份")


# --- June ---


def monitor(tour: Tour) -> None:
    """Money at 30 %, targets ahead of it: the gap is told with its arithmetic, explained, submitted, approved."""
    clerk, head = tour.world.clerk_a, tour.world.approver_a
    page = tour.open(clerk, "goals")
    follow(page, "运行监控")
    send(page, "建立并填写", month="6")
    tour.keep("monitoring", page)
    for name, (value, _proof) in REACHED.items():
        row = page.locator("fieldset.self-row", has_text=name)
        row.locator("[name$='-actual']").fill(value)
        row.locator("[name$='-possibility']").select_option("certain" if name == "服务对象满意度" else "possible")
    row = page.locator("fieldset.self-row", has_text=PERSONS)
    assert "115" in row.locator(".self-greyed").inner_text()
    row.locator("[name$='-possibility']").select_option("certain")
    press(page, "保存并检查")
    sees(page, "资金与目标进度不一致", "30")
    put(page, "words", "支付进度慢于培训进度，尾款待审计后支付")
    press(page, "保存并返回")
    sees(page, "预警")
    whole(tour.of(clerk))
    press(page, "提交审核")
    page = tour.open(head, "monitoring")
    press(page, "同意")
    sees(page, "已批准")


# --- the end of the year ---


def evaluate(tour: Tour) -> None:
    """One value without evidence costs its points; with it they come back; the head approves."""
    clerk, head = tour.world.clerk_a, tour.world.approver_a
    for name, (_value, proof) in REACHED.items():
        if name != WITHOUT:
            upload(tour, clerk, proof)
    page = tour.open(clerk, "goals")
    follow(page, "绩效自评")
    press(page, "建立并填写")
    tour.keep("self", page)
    _values(page)
    for name, (value, proof) in REACHED.items():
        if name != WITHOUT:
            _prove(tour, name, proof, value)
    page = tour.open(clerk, "self")
    sees(page, "缺 1 份佐证，预计扣 10 分")
    before = _total(page)
    upload(tour, clerk, REACHED[WITHOUT][1])
    _prove(tour, WITHOUT, REACHED[WITHOUT][1], REACHED[WITHOUT][0])
    page = tour.open(clerk, "self")
    assert "预计扣" not in page.inner_text("main")
    assert _total(page) == before + 1000
    whole(tour.of(clerk))
    press(page, "提交审核")
    page = tour.open(head, "self")
    press(page, "同意")
    sees(page, "已批准", "已冻结的数")


def _values(page: Page) -> None:
    """What was reached, where it stands, and why it was not all."""
    for name, (value, _proof) in REACHED.items():
        row = page.locator("fieldset.self-row", has_text=name)
        row.locator("[name$='-actual']").fill(value)
        row.locator("[name$='-source']").fill("培训档案")
        row.locator("[name$='-deviation']").fill(REASON)
    put(page, "funds_note", "尾款待审计后支付")
    put(page, "achieved", "培训 115 人次，总体完成。")
    press(page, "保存并返回")


def _prove(tour: Tour, name: str, proof: str, value: str) -> None:
    """From the value to its evidence."""
    page = tour.open(tour.world.clerk_a, "self", "edit/")
    row = page.locator("fieldset.self-row", has_text=name)
    go_on(row.get_by_role("link", name="引用佐证"))
    cite(page, proof, value)


def _total(page: Page) -> int:
    """The points in hundredths."""
    text = page.locator(".datagrid-content .self-score").first.inner_text()
    whole, _point, rest = text.partition(".")
    return int(whole) * 100 + int(rest.ljust(2, "0") or 0)
