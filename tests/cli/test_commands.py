"""The command line as a user meets it: what it prints, its exit codes, and what it leaves behind when the input is wrong."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from xieshou.cli import main
from xieshou.datasets import load_dataset
from xieshou.schemes import scheme_ids


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def scored(dataset: str) -> list[dict[str, Any]]:
    result = run("score", dataset, "--json")
    assert result.exit_code == 0
    found: list[dict[str, Any]] = json.loads(result.stdout)["evaluations"]
    return found


EVALUATION = """
evaluation: mine
kind: project-self
scheme: shenzhen-2020-project-self
name: 演示项目
year: 2020
department: 演示单位
amount_unit: 万元
funds:
  - {row: total, budget: "100", executed: "80", score: "8", line: 1}
indicators:
  - {code: "1", level1: 产出指标, level2: 数量指标, name: 培训人次, target: ≥100 人次, actual: 90 人次, points: "50", score: "45", line: 2}
  - {code: "2", level1: 效益指标, level2: 社会效益指标, name: 就业人数, target: ≥10 人, actual: 12 人, points: "40", score: "40", line: 3}
published: {score: "93", line: 4}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(EVALUATION, encoding="utf-8")
    return path


def change(file: Path, old: str, new: str) -> str:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    return str(file)


class TestScore:
    def test_it_prints_published_recomputed_and_by_rule(self) -> None:
        result = run("score", "shenzhen-2020")
        assert result.exit_code == 0
        assert "公布 94.37 · 复算 94.37 (一致) · 严格按规则 92.94" in result.stdout

    def test_it_speaks_english(self) -> None:
        assert "published 88.83 · recomputed 88.83 (agree)" in run("score", "shenzhen-2020", "--lang", "en").stdout

    def test_it_gives_numbers_as_text_in_json(self) -> None:
        first = scored("shenzhen-2020")[0]
        assert (first["id"], first["published"], first["computed"], first["by_rule"]) == (
            "exchange",
            "94.37",
            "94.37",
            "92.94",
        )
        assert set(first["items"][0]) >= {
            "code",
            "name",
            "points",
            "target",
            "actual",
            "by_rule",
            "awarded",
            "published",
            "reason",
            "explain",
        }

    def test_it_keeps_what_cannot_be_said_as_null(self) -> None:
        (only,) = scored("guangzhou-2020")
        assert (only["published"], only["computed"], only["by_rule"], only["items"]) == ("87.68", None, None, [])

    def test_it_says_that_no_reason_was_stated(self) -> None:
        items = scored("shenzhen-2020")[0]["items"]
        assert next(item for item in items if item["code"] == "4")["reason"] == "未说明理由"

    def test_it_scores_a_file_of_ones_own(self, file: Path) -> None:
        assert "公布 93 · 复算 93 (一致)" in run("score", str(file)).stdout


class TestWrongInput:
    def test_it_names_the_data_sets_there_are(self) -> None:
        result = run("score", "nowhere-1999")
        assert (result.exit_code, "shenzhen-2020" in result.stderr) == (2, True)

    def test_it_names_the_schemes_there_are(self) -> None:
        result = run("score", "hechi-2018", "--scheme", "nothing")
        assert (result.exit_code, "hechi-2018-project" in result.stderr) == (2, True)

    def test_it_refuses_a_scheme_that_does_not_fit(self) -> None:
        result = run("score", "hechi-2018", "--scheme", "shenzhen-2020-department")
        assert result.exit_code == 2
        assert "scores department, this is project-evaluation" in result.stderr

    def test_it_refuses_a_scheme_of_other_years(self, file: Path) -> None:
        result = run("score", change(file, "year: 2020", "year: 2019"))
        assert (result.exit_code, "valid from 2020 to 2020, not in 2019" in result.stderr) == (2, True)

    def test_it_names_the_line_of_the_file_not_of_the_publication(self, file: Path) -> None:
        change(file, "line: 2}", "line: 3385}")
        result = run("score", change(file, 'points: "50"', 'points: "49"'))
        assert f"{file}:12 indicators" in result.stderr

    def test_it_refuses_control_characters(self, file: Path) -> None:
        result = run("score", change(file, "name: 演示项目", 'name: "a\\x1b[31mred\\u202e"'))
        assert (result.exit_code, "holds control characters" in result.stderr) == (2, True)

    def test_it_refuses_a_huge_file_before_reading_it(self, tmp_path: Path) -> None:
        path = tmp_path / "huge.yaml"
        path.write_bytes(b"#" * 10_000_001)
        assert "the file has 10000001 bytes" in run("score", str(path)).stderr

    def test_it_says_that_a_folder_is_no_data_set(self, tmp_path: Path) -> None:
        assert "neither a data set nor a .yaml file" in run("score", str(tmp_path)).stderr

    def test_it_reports_points_that_do_not_sum(self, file: Path) -> None:
        result = run("score", change(file, 'points: "50"', 'points: "49"'))
        assert (result.exit_code, "give 49 points, the scheme has 50" in result.stderr) == (2, True)

    def test_it_reports_every_mistake_at_once_with_its_line(self, file: Path) -> None:
        change(file, 'points: "50"', "points: fifty")
        result = run("score", change(file, "name: 演示项目", "title: 演示项目"))
        assert result.exit_code == 2
        assert "mine.yaml:5 title: 这里没有“title”这个键" in result.stderr
        assert "the key 'title' is not known here" in result.stderr
        assert "'fifty' is not a number" in result.stderr

    def test_it_reports_mistakes_of_form_and_of_figures_together(self, file: Path) -> None:
        change(file, 'points: "50"', "points: fifty")
        change(file, 'budget: "100"', "budget: x")
        result = run("score", change(file, "name: 演示项目", "title: 演示项目"))
        wrong = [line for line in result.stderr.splitlines() if line.startswith(str(file))]
        told = "\n".join(wrong)
        assert len(wrong) == 4
        assert all(word in told for word in ("'title'", "'name'", "'fifty'", "'x万元' cannot be read"))

    def test_it_reports_an_amount_in_the_wrong_unit(self, file: Path) -> None:
        result = run("score", change(file, "amount_unit: 万元", "amount_unit: 人"))
        assert (result.exit_code, "has the unit 人, the scheme asks for 元" in result.stderr) == (2, True)

    def test_it_reports_a_missing_fact(self, file: Path) -> None:
        result = run("score", change(file, 'executed: "80", ', ""))
        assert (result.exit_code, "the fact 'executed'" in result.stderr) == (2, True)

    def test_it_says_which_line_is_no_yaml(self, file: Path) -> None:
        result = run("score", change(file, "year: 2020", "year: [2020"))
        assert (result.exit_code, "this is not YAML" in result.stderr) == (2, True)

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", "名称：全角冒号".encode(), b"- 1\n- 2\n"])
    def test_it_survives_a_file_that_is_no_evaluation(self, tmp_path: Path, content: bytes) -> None:
        path = tmp_path / "odd.yaml"
        path.write_bytes(content)
        result = run("score", str(path))
        assert result.exit_code == 2
        assert "Traceback" not in result.output
        assert "odd.yaml" in result.stderr

    def test_it_says_that_a_file_is_not_there(self) -> None:
        assert "there is no such file" in run("score", "no-such-file.yaml").stderr


class TestExplain:
    def test_it_shows_facts_lines_and_arithmetic(self) -> None:
        text = run("explain", "shenzhen-2020", "department:B1").stdout
        assert "实际采购金额 = 469.50 万元 [第 1593 行]" in text
        assert "469.50 万元 ÷ 792.67 万元 = 59.230196…%" in text
        assert "→ 合计 1.592301… ≈ 1.59 分" in text

    def test_it_finds_an_item_by_a_part_of_its_name(self) -> None:
        assert "C7 公众或服务对象满意度" in run("explain", "shenzhen-2020", "服务对象满意度").stdout

    def test_it_lists_the_codes_when_there_is_no_such_item(self) -> None:
        result = run("explain", "shenzhen-2020", "Z9")
        assert (result.exit_code, "department: A1 A2" in result.stderr) == (2, True)


class TestRender:
    def test_it_writes_the_documents_of_a_data_set(self, tmp_path: Path) -> None:
        result = run("render", "shenzhen-2020", "--out", str(tmp_path / "out"), "--format", "xlsx")
        assert result.exit_code == 0
        names = sorted(path.name for path in (tmp_path / "out").iterdir())
        assert (len(names), names[0]) == (13, "01-项目支出绩效自评表-扶贫合作交流.xlsx")

    def test_it_leaves_nothing_behind_when_the_format_is_unknown(self, tmp_path: Path) -> None:
        result = run("render", "shenzhen-2020", "--out", str(tmp_path / "out"), "--format", "xlsx,odt")
        assert (result.exit_code, (tmp_path / "out").exists()) == (2, False)

    def test_it_says_when_the_folder_cannot_be_made(self, tmp_path: Path) -> None:
        (tmp_path / "taken").write_text("a file", encoding="utf-8")
        result = run("render", "shenzhen-2020", "--out", str(tmp_path / "taken"), "--format", "xlsx")
        assert (result.exit_code, "Traceback" in result.output) == (2, False)


class TestSchemes:
    def test_it_lists_the_nine_schemes(self) -> None:
        text = run("schemes", "list").stdout
        assert all(id in text for id in scheme_ids())
        assert len(scheme_ids()) == 10

    def test_it_runs_every_worked_case(self) -> None:
        result = run("schemes", "check")
        assert result.exit_code == 0
        assert "shenzhen-2020-department: " in result.stdout

    def test_it_refuses_a_broken_scheme(self, tmp_path: Path) -> None:
        path = tmp_path / "broken.yaml"
        path.write_text("scheme: broken\nitems: []\n", encoding="utf-8")
        result = run("schemes", "check", str(path))
        assert (result.exit_code, "the key 'authority' is missing" in result.stderr) == (2, True)

    @pytest.mark.parametrize("lang", ["zh", "en"])
    def test_it_shows_a_scheme_in_words(self, lang: str) -> None:
        text = run("schemes", "show", "shenzhen-2020-department", "--lang", lang).stdout
        assert {"zh": "实际采购金额 ÷ 采购计划金额", "en": "procurement spent ÷ procurement planned"}[lang] in text


class TestDemo:
    def test_it_ends_with_a_table_and_where_the_documents_are(self, tmp_path: Path) -> None:
        result = run("demo", "--out", str(tmp_path / "out"))
        assert result.exit_code == 0
        assert "88.83" in result.stdout
        assert len(list((tmp_path / "out").iterdir())) == 39
        assert len(load_dataset("shenzhen-2020").evaluations) == 11


class TestOutput:
    @pytest.mark.parametrize("encoding", ["gbk", "latin-1", "ascii"])
    def test_it_prints_in_any_encoding(self, encoding: str) -> None:
        environment = {**os.environ, "PYTHONIOENCODING": encoding}
        command = [
            sys.executable,
            "-c",
            "from xieshou.cli import run; run()",
            "explain",
            "shenzhen-2020",
            "department:C2",
        ]
        done = subprocess.run(command, env=environment, capture_output=True, check=False)
        assert (done.returncode, b"5.985" in done.stdout, b"Traceback" in done.stderr) == (0, True, False)

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full to write to")
    def test_it_says_that_the_output_cannot_be_written(self) -> None:
        command = [sys.executable, "-c", "from xieshou.cli import run; run()", "score", "hechi-2018"]
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False)
        assert (done.returncode, b"Traceback" in done.stderr) == (2, False)
