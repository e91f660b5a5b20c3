"""Pictures of projects and money: the year 2020 where it was published, invented projects of this year for what was not."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page

from tests.e2e.demonstration import TODAY, Demonstration, day
from tests.e2e.hands import follow, press, send

OFFICE, COUNTY = "funds-head", "chayu-handler"
FUND = "市扶贫合作专项资金"
YEAR = 2020
SUPPLIER = "示例供应商（演示数据）"
SOURCE = "东部县产业帮扶补助（演示数据）"
PROPOSAL = {
    "name": "村卫生室诊疗床（第二批，演示数据）",
    "category": "health",
    "place": "喀什市",
    "content": "为村卫生室购置诊疗床和检查床",
    "estimate_fen": "60 万元",
}
RECIPIENTS = {
    "东兰县对口扶贫协作办": ("12", "8600"),
    "察隅县对口支援主管部门": ("5", "3100"),
    "喀什市对口支援主管部门": ("9", "14200"),
}


def project(demo: Demonstration, account: str, words: str) -> Page:
    """The page of the project whose name has these words."""
    page = demo.go(account, f"/projects/?q={words}")
    page.locator("main table a", has_text=words).first.click()
    page.wait_for_load_state()
    return page


def pipeline(demo: Demonstration) -> None:
    """A proposal and its twins, a review, a plan."""
    page = demo.go("kashi-handler", "/projects/new/")
    send(page, "保存草稿", PROPOSAL)
    demo.shoot("XM01", page, at="#checks")
    page = project(demo, OFFICE, FUND)
    page.goto(f"{page.url.split('#')[0]}review/1/")
    demo.shoot("XM02", page)
    page = demo.go(OFFICE, "/projects/plans/")
    page.click(f"main table a:has-text('{YEAR} 年度项目计划')")
    demo.shoot("XM03", page)


def sources(demo: Demonstration) -> None:
    """A source of the year and what was paid from it; an allocation by factors."""
    page = demo.go(OFFICE, f"/funds/sources/?year={YEAR}")
    page.click("main table a:has-text('当年财政拨款')")
    demo.shoot("XM05", page)
    page = demo.go(OFFICE, "/funds/sources/new/")
    send(
        page,
        "保存",
        year=str(TODAY.year),
        level="city",
        name=SOURCE,
        document_number="示例〔2026〕1 号（演示数据）",
        amount_fen="1000 万元",
        permitted_use="产业帮扶",
        owner="专项资金处",
    )
    follow(page, "编制分配方案")
    factors = {
        "name_1": "脱贫村数",
        "unit_1": "个",
        "weight_1": "40",
        "name_2": "脱贫人口",
        "unit_2": "人",
        "weight_2": "60",
    }
    # it tells at once what is still missing
    send(page, "保存", factors, refused=True, title="东部县产业帮扶补助分配（演示数据）", amount_fen="1000 万元")
    follow(page, "填数值")
    for number, (name, values) in enumerate(RECIPIENTS.items()):
        page.fill(f"[name=who_{number}]", name)
        for box, value in zip(
            page.locator(f"main [name$='_{number}']:not([name=who_{number}])").all(), values, strict=True
        ):
            box.fill(value)
    press(page, "保存")
    press(page, "计算")
    demo.shoot("XM06", page)


def money(demo: Demonstration) -> None:
    """A payment with its five stops, the four figures, a change of a budget."""
    page = demo.go(OFFICE, f"/funds/payments/?q={FUND}")
    page.click("main table a[href^='/funds/payments/'] >> nth=0")
    demo.shoot("XM07", page)
    demo.shoot("XM09", demo.go(OFFICE, f"/funds/figures/?year={YEAR}&by=project"))
    demo.shoot("XM10", demo.go(OFFICE, f"/funds/changes/?year={YEAR}"))


def contracts(demo: Demonstration) -> None:
    """A contract that is not what was awarded."""
    page = project(demo, COUNTY, "医护人员进修")
    page.goto(f"{page.url}procurements/new/")
    send(page, "保存", name="进修住宿服务（演示数据）", method="consultation", planned_fen="30 万元")
    page.locator("main a[href$='/award/']").first.click()
    send(page, "保存", awarded_fen="28 万元", awarded_on=day(-40), supplier_name=SUPPLIER)
    page.locator("main table a[href*='contracts/new/']").first.click()
    send(
        page,
        "保存",
        number="YS-001",
        name="进修住宿服务合同（演示数据）",
        signed_fen="31 万元",
        signed_on=day(-30),
        ends_on=day(60),
    )
    demo.shoot("XM11", page)


def work(demo: Demonstration) -> None:
    """A node's progress with its photograph; a change with what it touches."""
    page = project(demo, COUNTY, "医护人员进修")
    page.goto(f"{page.url}milestones/")
    follow(page, "填报进度")
    page.fill("[name=percent]", "60")
    page.fill("[name=words]", "第一批 12 人已到岗进修（演示数据）")
    page.set_input_files("[name=photographs]", photograph())  # type: ignore[arg-type]
    press(page, "提交")
    demo.shoot("XM12", page)
    follow(page, "调整节点")
    send(page, "保存", {"nodes-0-ends_on": day(-20)}, reason="照合同写明期限（演示数据）")
    page = project(demo, OFFICE, "扶贫合作交流")
    page.goto(f"{page.url}changes/content/")
    demo.shoot("XM15", page)


def photograph() -> dict[str, object]:
    """What a phone would send."""
    data = BytesIO()
    Image.radial_gradient("L").resize((640, 420)).convert("RGB").save(data, "PNG")
    return {"name": "现场.png", "mimeType": "image/png", "buffer": data.getvalue()}


def endings(demo: Demonstration) -> None:
    """An acceptance with what is still missing, what the rules warn of, a settlement, the problems to be put right."""
    page = project(demo, COUNTY, "务工人员包车")
    page.goto(f"{page.url}acceptances/new/")
    send(page, "准备", due_on=day(-5))
    demo.shoot("XM16", page)
    demo.shoot("XM13", demo.go(COUNTY, "/projects/warnings/"))
    page = project(demo, COUNTY, "文化走亲活动")
    page.goto(f"{page.url}settlement/")
    demo.shoot("XM17-settlement", page)
    demo.shoot("XM17", demo.go(OFFICE, "/rectification/"))


def chain(demo: Demonstration) -> None:
    """From a payment to its results; from a figure to its records."""
    page = demo.go(OFFICE, f"/funds/payments/?q={FUND}")
    page.click("main table a[href^='/funds/payments/'] >> nth=0")
    follow(page, "全链")
    demo.shoot("XM20", page)
    demo.shoot("JC13", demo.go(OFFICE, f"/metrics/sz2020-heyuan-training/?since={YEAR}-01-01&until={YEAR}-12-31"))


PARTS: tuple[Callable[[Demonstration], None], ...] = (
    pipeline,
    sources,
    money,
    contracts,
    work,
    endings,
    chain,
)
