"""Final accounts taken out cell by cell, or without blanks between cells (invented figures)."""

from xieshou.documents.read.text_file import read_text
from xieshou.kernel.reading import AccountLine, ReadTable

WHOLE = ("收入支出决算总表", "公开01表", "部门：演示局", "单位：万元")
HEADER = ("收入", "支出", "项目", "行次", "决算数", "项目", "行次", "决算数")
SPENDING = ("支出决算表", "公开03表", "部门：演示局", "单位：万元", "科目编码", "科目名称")
COLUMNS = ("本年支出合计", "基本支出", "项目支出", "上缴上级支出", "经营支出", "对附属单位补助支出")


def table(*lines: str) -> ReadTable:
    (found,) = read_text("\n".join(lines), "accounts.txt").tables
    return found


def plain(rows: tuple[AccountLine, ...]) -> list[tuple[str, str, list[str | None]]]:
    return [(row.no or row.code, row.name, [value.text if value else None for value in row.values]) for row in rows]


GLUED = (
    *WHOLE,
    "项目行次决算数项目行次决算数",
    "栏次1栏次2",
    "一、一般公共预算财政拨款收入1364,062.40一、一般公共服务支出317,764.38",
    "二、政府性基金预算财政拨款收入2二、外交支出32",
    "3三、国防支出33356,302.23",
    "年初结转和结余49.81年末结转和结余345.60",
    "总计5364,072.21总计35364,072.21",
)


def test_it_tells_line_numbers_from_amounts() -> None:
    found = table(*GLUED)
    assert plain(found.income)[0] == ("1", "一般公共预算财政拨款收入", ["364,062.40"])
    assert plain(found.spending)[:2] == [("31", "一般公共服务支出", ["7,764.38"]), ("32", "外交支出", [None])]
    assert plain(found.income)[3] == ("4", "年初结转和结余", ["9.81"])
    assert plain(found.spending)[2:4] == [("33", "国防支出", ["356,302.23"]), ("34", "年末结转和结余", ["5.60"])]


def test_it_divides_codes_names_and_amounts() -> None:
    found = table(
        *SPENDING[:4],
        "科目编码科目名称" + "".join(COLUMNS),
        "栏次123456",
        "合计1,300.00800.00500.00",
        "201一般公共服务支出1,300.00800.00500.00",
        "20113商贸事务1,300.00800.00500.00",
        "2011301行政运行800.00800.00",
        "2011399其他商贸事务支出500.00500.00",
    )
    assert [(code, values[:3]) for code, _, values in plain(found.rows)] == [
        ("", ["1,300.00", "800.00", "500.00"]),
        ("201", ["1,300.00", "800.00", "500.00"]),
        ("20113", ["1,300.00", "800.00", "500.00"]),
        ("2011301", ["800.00", "800.00", None]),
        ("2011399", ["500.00", None, "500.00"]),
    ]


def test_it_reads_rows_cell_by_cell() -> None:
    found = table(
        *(*WHOLE, *HEADER, "栏次", "1", "栏次", "2"),
        *("一、一般公共预算财政拨款收入", "1", "20.00", "一、一般公共服务支出", "31", "18.00"),
        *("2", "二、外交支出", "32"),
        *("总计", "3", "20.00", "总计", "33", "18.00"),
    )
    assert plain(found.income) == [
        ("1", "一般公共预算财政拨款收入", ["20.00"]),
        ("2", "", [None]),
        ("3", "总计", ["20.00"]),
    ]
    assert plain(found.spending)[1] == ("32", "外交支出", [None])


def test_it_finds_where_figures_start_when_the_columns_are_counted_below_each_other() -> None:
    found = table(
        *(*SPENDING, *COLUMNS, "栏次", "1", "2", "3", "4", "5", "6"),
        *("合计", "1,300.00", "800.00", "500.00"),
        *("201", "一般公共服务支出", "1,300.00", "800.00", "500.00"),
    )
    assert plain(found.rows)[0] == ("", "合计", ["1,300.00", "800.00", "500.00", None, None, None])


def test_it_finds_the_sentence_on_an_empty_table_behind_a_page_break() -> None:
    found = table(
        *("政府性基金预算财政拨款收入支出决算表", "公开08表", "单位：万元", "栏次123456", "合计"),
        *("注：本表反映政府性基金预算财政拨款收支。", "", "43", "", "我单位2020年度无政府性基金预算收入支出。"),
    )
    assert found.empty_statement is not None
