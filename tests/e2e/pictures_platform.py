"""Pictures of the platform: registers, imports, records, accounts, reports, approvals, evidence."""

from collections.abc import Callable
from io import BytesIO

from PIL import Image
from playwright.sync_api import Page

from tests.e2e.demonstration import HEIGHT, WIDTH, Demonstration, until
from tests.e2e.sheets import as_upload, sheet

KASHI = "喀什市对口支援主管部门"


def upload(demo: Demonstration, *rows: tuple[object, ...]) -> Page:
    page = demo.go("kashi-handler", "/ledger/training/import/")
    page.set_input_files("input[type=file]", as_upload(sheet(*rows)))  # type: ignore[arg-type]
    page.get_by_role("button", name="上传并核对").click()
    until(page, "text=怎样导入")
    return page


def registers(demo: Demonstration) -> None:
    """Divisions, organisations, areas, indicators, code sets."""
    who = "funds-head"
    demo.shoot("JC01", demo.go(who, "/registry/regions/compare/?from=2015-01-01&to=2024-12-31&within=广西壮族自治区"))
    page = demo.go(who, "/registry/organisations/?q=喀什")
    page.click("main table a >> nth=0")
    demo.shoot("JC02", page)
    demo.shoot("JC03", demo.go(who, "/areas/451200/"))
    demo.shoot("JC08", demo.go(who, "/dictionary/indicators/labour.stable/"))
    demo.shoot("JC09", demo.go(who, "/dictionary/codes/funds-source/"))
    demo.shoot("ZC01", demo.go(who, "/registry/tree/"))


def imports(demo: Demonstration) -> None:
    """A sheet with errors, and the same mended."""
    good = [("骨干教师培训班", KASHI, "2020-09-15", 40), ("医护人员培训班", KASHI, "2020-10-09", 25)]
    page = upload(demo, *good, ("村干部培训班", KASHI, "2020年13月1日", 30), ("", KASHI, "2020-11-02", "不详"))
    page.goto(f"{page.url.split('?')[0]}?verdict=wrong")
    demo.shoot("JC10", page)
    page = upload(demo, *good)
    page.get_by_role("button", name="导入", exact=True).click()
    until(page, "text=只看刚导入的")


def records(demo: Demonstration) -> None:
    """A record with what the register knows, an export, the log, who may see it."""
    page = demo.go("kashi-handler", "/ledger/training/?q=骨干")
    page.click("main table a:has-text('骨干教师培训班')")
    record = page.url
    page.click("main a[href$='/edit/']")
    demo.shoot("JC12", page)
    page.fill("[name=persons]", "42")
    page.fill("[name=reason]", "名册核对后更正")
    page.get_by_role("button", name="保存").click()
    page = demo.go("kashi-handler", "/ledger/training/export/")
    page.get_by_role("button", name="生成文件").click()
    until(page, "text=SHA-256")
    demo.shoot("ZC12", page)
    demo.shoot("ZC14", demo.go("audit-administrator", "/audit/?what=骨干教师"))
    page = demo.go("security-administrator", "/people/explain/")
    page.fill("[name=who]", "kashi-reviewer")
    page.fill("[name=address]", record)
    page.select_option("[name=permission]", "ledger:record:read")
    page.click("main form button")
    demo.shoot("ZC03", page)


def accounts(demo: Demonstration) -> None:
    """Posts, masked values, signing in."""
    demo.shoot("ZC02", demo.go("security-administrator", "/people/posts/"))
    page = demo.go("system-administrator", "/people/users/?q=longhua")
    page.click("main table a >> nth=0")
    page.click("main a[href$='/change/']")
    page.fill("[name=mobile]", "13800000000")
    if page.locator("[name=reason]").count():
        page.fill("[name=reason]", "登记联系方式")
    page.click("main .card-footer button.btn-primary, main form button.btn-primary")
    page.wait_for_load_state()
    page = demo.go("system-administrator", "/people/users/?q=longhua")
    demo.shoot("JC14", page)
    page = demo.browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, locale="zh-CN").new_page()
    page.goto(f"{demo.base}/accounts/login/")
    for _ in range(5):
        page.fill("[name=login]", "school-respondent")
        page.fill("[name=password]", "wrong")
        page.click("form[action$='login/'] button.btn-primary")
    demo.shoot("ZC04", page)


def reports(demo: Demonstration) -> None:
    """The calendar's grid, and a report to be approved."""
    page = demo.go("kashi-handler", "/reporting/")
    page.click("main table a >> nth=0")
    page.get_by_role("link", name="填报").first.click()
    for code, value in (
        ("visits", "12"),
        ("trained", "40"),
        ("funds_paid", "36.50"),
        ("employed", "18"),
        ("sales", "9.20"),
    ):
        page.fill(f"[name=value-{code}]", value)
    page.get_by_role("button", name="报送", exact=True).click()
    page.wait_for_load_state()
    above = demo.go("kashi-reviewer", "/reporting/")
    above.click("main h2:has-text('要审核的') + div a >> nth=0")
    demo.shoot("ZC07", above)
    demo.shoot("ZC06", demo.go("funds-head", "/reporting/grid/"))


def approvals(demo: Demonstration) -> None:
    """A flow's drawing, a returned matter, many at once, the inbox."""
    page = demo.go("funds-head", "/workflow/flows/")
    page.click("main a[href*='/workflow/flows/']:has-text('逐级报批'), main table a >> nth=0")
    page.wait_for_selector("svg .djs-element, .djs-container svg")
    demo.shoot("ZC08", page)
    for title in ("购置教学设备", "干部培训方案", "卫生院改造"):
        page = demo.go("donglan-handler", "/workflow/start/?flow=two-step")
        page.fill("[name=title]", f"{title}（演示数据）")
        page.get_by_role("button", name="发起").click()
        page.wait_for_url("**/workflow/matters/*/")
    page = demo.go("donglan-reviewer", "/workflow/todo/")
    page.click("main a:has-text('购置教学设备')")
    page.fill("#comment", "缺三家比价")
    page.get_by_role("button", name="退回", exact=True).click()
    page.wait_for_load_state()
    page = demo.go("donglan-handler", "/")
    page.click("main a:has-text('购置教学设备')")
    page.wait_for_selector(".djs-container svg")
    demo.shoot("ZC09", page)
    page = demo.go("donglan-reviewer", "/workflow/todo/")
    page.check("[data-bulk-all]")
    demo.shoot("ZC10", page)
    demo.shoot("ZC11", demo.go("kashi-handler", "/inbox/"))


def evidence(demo: Demonstration) -> None:
    """A photograph in the store."""
    data = BytesIO()
    Image.linear_gradient("L").resize((640, 420)).convert("RGB").save(data, "PNG")
    page = demo.go("kashi-handler", "/evidence/upload/")
    page.set_input_files("input[type=file]", {"name": "现场.png", "mimeType": "image/png", "buffer": data.getvalue()})
    page.fill("input[name=title]", "骨干教师培训班开班现场（演示数据）")
    page.get_by_role("button", name="存入证据库").click()
    page.wait_for_selector("h1:has-text('开班现场')")
    demo.shoot("ZC15", page)


PARTS: tuple[Callable[[Demonstration], None], ...] = (
    registers,
    imports,
    records,
    accounts,
    reports,
    approvals,
    evidence,
)
