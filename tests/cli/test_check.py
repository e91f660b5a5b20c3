"""`xieshou check` as a user meets it: output, exit codes, many files, broken files, reports."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from xieshou.cli import main
from xieshou.commands import check as command
from xieshou.commands.check import Checked, Wanted, check_all, check_one
from xieshou.commands.check_bench import KINDS, make_files
from xieshou.documents.read.files import read_file

HEAD = """项目支出绩效自评表

项目名称 医疗人才组团支援

主管部门 北原市对口支援办公室 实施单位 北原市对口支援办公室

项目资金（元） 年初预算数 全年预算数 全年执行数 分值 执行率 得分

年度资金总额 400.00 400.00 360.00 10 90% 9

一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分 偏差原因分析及改进措施

产出指标 数量指标 选派医疗人员数量 ≥45人次 48人次 50 50

效益指标 社会效益指标 诊疗群众人次 ≥900人次 950人次 40 40

"""
CLEAN, WRONG = HEAD + "总分 100 99\n", HEAD + "总分 100 97\n"


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    return _file(tmp_path / "clean.txt", CLEAN)


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    return _file(tmp_path / "wrong.txt", WRONG)


def _file(path: Path, text: str) -> Path:
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments)])


def data(*arguments: str | Path) -> list[dict[str, Any]]:
    files: list[dict[str, Any]] = json.loads(run("--json", *arguments).stdout)["files"]
    return files


class TestExitCode:
    def test_it_is_0_when_everything_holds(self, clean: Path) -> None:
        assert run(clean).exit_code == 0

    def test_it_is_1_when_something_does_not(self, clean: Path, wrong: Path) -> None:
        assert run(clean, wrong).exit_code == 1

    def test_it_is_2_when_nothing_could_be_read(self, tmp_path: Path) -> None:
        assert run(tmp_path / "nowhere.docx").exit_code == 2

    def test_it_is_2_for_an_empty_folder(self, tmp_path: Path) -> None:
        assert run(tmp_path).exit_code == 2

    def test_it_is_130_after_an_interrupt(self, clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def interrupted(paths: Sequence[Path], wanted: Wanted) -> Iterator[Checked]:
            yield check_one(wanted, paths[0])
            raise KeyboardInterrupt

        monkeypatch.setattr(command, "check_all", interrupted)
        result = run(clean)
        assert (result.exit_code, "已中断" in result.stderr) == (130, True)


class TestText:
    def test_it_says_place_figures_arithmetic_and_advice(self, wrong: Path) -> None:
        said = run(wrong).stdout
        for part in ("不符 自评总分 SE-TOTAL", "行", "公布  97", "复算  99", "9+50+40=99", "影响  ", "建议  "):
            assert part in said

    def test_it_gives_one_line_to_a_file_without_findings(self, clean: Path) -> None:
        assert len(run(clean).stdout.splitlines()) == 1

    def test_it_lists_what_holds_when_asked(self, clean: Path) -> None:
        assert "相符 自评总分 SE-TOTAL" in run("--all", clean).stdout

    def test_it_counts_at_the_end_of_several_files(self, clean: Path, wrong: Path) -> None:
        assert "共 2 个文件：1 个有不符或存疑，0 个没有读到内容" in run(clean, wrong).stdout


class TestUnread:
    def test_it_names_a_missing_file(self, tmp_path: Path) -> None:
        assert "未能读取：没有这个文件" in run(tmp_path / "nowhere.docx").stdout

    def test_it_goes_on_after_a_broken_file(self, clean: Path, tmp_path: Path) -> None:
        (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 broken")
        result = run(tmp_path)
        assert (result.exit_code, "broken.docx" in result.stdout, "clean.txt" in result.stdout) == (0, True, True)

    def test_it_names_a_file_whose_check_fails(self, clean: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def fails(_: object) -> None:
            raise ValueError("七")

        monkeypatch.setattr(command, "check_files", fails)
        (part,) = check_one(Wanted(), clean).check.unread
        assert part.reason == "核对时出错（ValueError：七）"


class TestJson:
    def test_it_has_the_keys_of_a_file(self, wrong: Path) -> None:
        (file,) = data(wrong)
        assert set(file) == {"file", "tables", "findings", "unread"}
        assert file["file"] == str(wrong)

    def test_it_gives_values_as_published_and_null_for_what_is_missing(self, wrong: Path) -> None:
        (table,) = data(wrong)[0]["tables"]
        assert (table["kind"], table["total"], table["amount_unit"]) == ("project-self", "97", "元")
        assert table["funds"][0] == {
            "row": "年度资金总额", "budget_initial": "400.00", "budget": "400.00", "executed": "360.00", "points": "10", "rate": "90%", "score": "9",
        }  # fmt: skip
        assert (table["indicators"][0]["target"], table["indicators"][0]["note"]) == ("≥45人次", None)

    def test_it_gives_each_finding_its_place(self, wrong: Path) -> None:
        (finding,) = data(wrong)[0]["findings"]
        assert (finding["code"], finding["verdict"], finding["published"], finding["recomputed"]) == (
            "SE-TOTAL",
            "mismatch",
            "97",
            "99",
        )
        assert set(finding["place"]) >= {"line", "page", "cell", "quote"}
        assert finding["place"]["line"] == len(WRONG.splitlines())

    def test_it_leaves_out_what_holds_unless_asked(self, clean: Path) -> None:
        assert data(clean)[0]["findings"] == []
        assert {finding["verdict"] for finding in data(clean, "--all")[0]["findings"]} == {"ok"}

    def test_it_is_whole_without_files(self, tmp_path: Path) -> None:
        assert data(tmp_path) == []

    def test_it_names_unread_parts(self, tmp_path: Path) -> None:
        (part,) = data(tmp_path / "nowhere.pdf")[0]["unread"]
        assert part["reason"] == "没有这个文件"


class TestReport:
    @pytest.mark.parametrize("name", ["report.docx", "report.xlsx", "report.pdf", "report.html"])
    def test_it_writes_each_format(self, wrong: Path, clean: Path, tmp_path: Path, name: str) -> None:
        assert run(wrong, clean, "--out", tmp_path / name).exit_code == 1
        assert (tmp_path / name).stat().st_size > 3000

    def test_it_leaves_nothing_half_written(self, wrong: Path, tmp_path: Path) -> None:
        folder = tmp_path / "report.html"
        folder.mkdir()
        assert run(wrong, "--out", folder).exit_code == 2
        assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")] == []

    def test_it_refuses_another_format_before_reading(self, wrong: Path) -> None:
        result = run(wrong, "--out", "report.odt")
        assert (result.exit_code, ".docx" in result.stderr, result.stdout) == (2, True, "")

    def test_it_refuses_a_folder_that_does_not_exist(self, wrong: Path, tmp_path: Path) -> None:
        assert run(wrong, "--out", tmp_path / "no" / "report.html").exit_code == 2


OFFICE = "北原市对口支援办公室"
TOLD = f"{OFFICE}2020年度绩效自评报告\n\n一、主要工作\n\n2020年选派医疗人员数量60人次，诊疗群众人次950人次，完成了全年任务。\n"


class TestSeveralFilesOfOneOffice:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        folder = tmp_path / "year"
        _file(folder / "table.txt", CLEAN.replace("项目支出绩效自评表", "项目支出绩效自评表（2020年度）"))
        _file(folder / "text.txt", TOLD)
        return folder

    def test_it_compares_the_text_of_one_with_the_table_of_the_other(self, folder: Path) -> None:
        result = run(folder)
        assert result.exit_code == 1
        assert "文件之间" in result.stdout
        assert "《text.txt》 第 5 行；另见 《table.txt》" in result.stdout

    def test_it_names_both_files_in_the_data(self, folder: Path) -> None:
        found = json.loads(run("--json", folder).stdout)["between"]
        assert [one["code"] for one in found] == ["TX-SAME"]
        assert found[0]["place"]["file"].endswith("text.txt")
        assert found[0]["others"][0]["file"].endswith("table.txt")

    def test_it_links_both_files_in_the_page(self, folder: Path, tmp_path: Path) -> None:
        run(folder, "--out", tmp_path / "report.html")
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert "<h1>文件之间</h1>" in page
        assert '<a href="#f1L5">《text.txt》 第 5 行</a>' in page

    def test_it_leaves_one_file_alone(self, folder: Path) -> None:
        assert run(folder / "text.txt").exit_code == 0


class TestEnglish:
    def test_it_tells_a_finding_in_english(self, wrong: Path) -> None:
        told = run(wrong, "--lang", "en").stdout
        for part in ("mismatch Total of the self-evaluation SE-TOTAL", "sum of the scores: ", "published", "to do"):
            assert part in told

    def test_it_writes_the_page_in_english(self, wrong: Path, tmp_path: Path) -> None:
        run(wrong, "--lang", "en", "--out", tmp_path / "report.html")
        page = (tmp_path / "report.html").read_text(encoding="utf-8")
        assert '<html lang="en">' in page
        assert "The total is not the sum of the scores" in page

    def test_it_gives_both_languages_as_data(self, wrong: Path) -> None:
        found = data(wrong)[0]["findings"][0]
        assert "各项得分之和" in found["explanation"]
        assert "sum of the scores" in found["explanation_en"]


class TestFolder:
    def test_it_leaves_out_hidden_and_lock_files(self, tmp_path: Path, clean: Path) -> None:
        for name in (".hidden.txt", "~$lock.docx"):
            _file(tmp_path / name, "x")
        assert [file["file"] for file in data(tmp_path)] == [str(clean)]

    def test_it_gives_files_in_order_when_they_are_read_in_parallel(self, tmp_path: Path) -> None:
        paths = [
            _file(tmp_path / f"{number}.txt", WRONG if number % 2 else CLEAN)
            for number in range(command.PARALLEL_FILES)
        ]
        entries = list(check_all(paths, Wanted()))
        assert [entry.check.file for entry in entries] == [str(path) for path in paths]
        assert [entry.check.is_wrong for entry in entries] == [bool(number % 2) for number in range(len(paths))]


class TestBench:
    def test_it_makes_as_many_of_each_kind_and_each_can_be_read(self, tmp_path: Path) -> None:
        paths = make_files(tmp_path, len(KINDS))
        assert [path.parent.name for path in paths] == list(KINDS)
        for path in paths:
            (table,) = read_file(path).tables
            assert (path.parent.name, len(table.indicators)) == (path.parent.name, 13)
            assert not any(row.uncertain for row in table.indicators)

    def test_it_prints_speed_memory_and_ratios(self) -> None:
        result = CliRunner().invoke(main, ["bench", "check", "--files", "8", "--runs", "1", "--lang", "en"])
        assert result.exit_code == 0
        for part in (
            "8 files checked",
            "files a second",
            "memory of a process",
            "pdf",
            "docx",
            "xlsx",
            "xls ",
            "txt-broken",
            "txt-cells",
            "txt-dense",
            "≤ 1.3 ×",
        ):
            assert part in result.stdout
