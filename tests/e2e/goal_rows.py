"""Indicators of an invented training project, as typed."""

COUNTY = "塔什库尔干塔吉克自治县受援办"
OWN = {"data_owner": COUNTY, "data_source": "培训签到册"}
PERSONS, COST, LESSONS = "培训受援地教师人次", "人均培训成本", "受训教师返岗开设公开课节数"
ROWS: tuple[dict[str, str], ...] = (
    {"level1": "产出指标", "level2": "数量指标", "name": PERSONS, "target": "≥100", "unit": "人次", "points": "20",
     "definition": "全年参加培训的受援地教师人次，按签到册计", **OWN},
    {"level1": "产出指标", "level2": "质量指标", "name": "参训教师考核合格率", "target": "≥90%", "unit": "%",
     "points": "20", "definition": "考核合格人数 ÷ 参训人数", **OWN},
    {"level1": "产出指标", "level2": "成本指标", "name": COST, "target": "≤1000", "unit": "元/人次", "points": "10",
     "definition": "培训支出 ÷ 参训人次", **OWN},
    {"level1": "效益指标", "level2": "社会效益指标", "name": LESSONS, "target": "≥50", "unit": "节", "points": "30",
     "definition": "返岗后三个月内开设的公开课", **OWN},
)  # fmt: skip
FROM_LIBRARY = {
    "level1": "满意度指标",
    "level2": "服务对象满意度指标",
    "target": "≥95%",
    "points": "10",
    "data_owner": COUNTY,
    "data_source": "培训结束时的问卷调查",
}
