"""The questionnaires of credit that a new installation starts with: the eleven items of the credit investigation (F06)
with weights, points and classes, and the entry file of a modern-trade customer. Companies change them as data."""

from __future__ import annotations

from typing import Any

INVESTIGATION, ENTRY = "credit-investigation", "entry-file"
KEYS = {"credit": INVESTIGATION, "entry": ENTRY}
Text = tuple[str, str]


def _text(text: Text) -> dict[str, str]:
    return {"zh": text[0], "en": text[1]}


def _item(key: str, weight: int, text: Text, *options: Text, hint: Text | None = None) -> dict[str, Any]:
    """An item with four answers from good to bad; or it is marked unknown."""
    points = (100, 70, 40, 0)
    item: dict[str, Any] = {
        "key": key,
        "kind": "choice",
        "text": _text(text),
        "weight": weight,
        "require": True,
        "may_be_unknown": True,
        "options": [
            {"value": f"p{point}", "text": _text(option), "points": point}
            for point, option in zip(points, options, strict=True)
        ],
    }
    if hint:
        item["hint"] = _text(hint)
    return item


def _years(key: str, of: str, years: int, text: Text) -> list[dict[str, Any]]:
    """The figures of the last years behind an item, asked once the item itself is known."""
    return [
        {
            "key": f"{key}_{year}",
            "kind": "money",
            "text": {"zh": f"{text[0]}（前 {year} 年）", "en": f"{text[1]}, {year} year(s) ago"},
            "show": {"q": of, "answered": True},
        }
        for year in range(1, years + 1)
    ]


ITEMS = (
    *("principal", "firm", "selling", "operating", "capital", "profit"),
    *("employees", "suppliers", "banks", "peers", "outlook"),
)


def investigation(years: int) -> dict[str, Any]:
    """The credit investigation; capital and profit are asked for so many years (P-31)."""
    person = [
        _item(
            "principal",
            12,
            ("负责人的品行和信誉", "Personal standing of the principal"),
            ("口碑好，守信", "Well regarded, keeps his word"),
            ("一般，无不良记录", "Ordinary, nothing against him"),
            ("有过拖欠", "Has paid late"),
            ("有诉讼或失信记录", "Lawsuits or a record of default"),
        )
    ]
    firm = [
        _item(
            "firm",
            8,
            ("企业规模和性质", "Size and nature of the firm"),
            ("公司制，规模大", "Company, large"),
            ("公司制，中小规模", "Company, medium or small"),
            ("个体，经营三年以上", "Sole trader for over three years"),
            ("个体，新开", "Sole trader, new"),
        ),
        _item(
            "selling",
            10,
            ("销售能力", "Selling ability"),
            ("强，覆盖广", "Strong, wide reach"),
            ("较好", "Good"),
            ("一般", "Fair"),
            ("弱", "Weak"),
        ),
        _item(
            "operating",
            9,
            ("经营管理水平", "Operating skill"),
            ("规范，账目清楚", "Orderly, clear books"),
            ("较好", "Good"),
            ("一般", "Fair"),
            ("混乱", "Disorderly"),
        ),
    ]
    money = [
        _item(
            "capital",
            10,
            (f"近 {years} 年资本增长", f"Growth of capital over {years} years"),
            ("逐年增长", "Growing every year"),
            ("总体增长", "Growing on the whole"),
            ("持平", "Level"),
            ("下降", "Falling"),
        ),
        *_years("capital", "capital", years, ("净资产", "Net assets")),
        _item(
            "profit",
            12,
            (f"近 {years} 年利润", f"Profit over {years} years"),
            ("逐年盈利并增长", "Profitable and growing"),
            ("年年盈利", "Profitable every year"),
            ("有一年亏损", "One year of loss"),
            ("多年亏损", "Losses in several years"),
        ),
        *_years("profit", "profit", years, ("利润", "Profit")),
    ]
    opinion = [
        _item(
            "employees",
            5,
            ("员工有没有怨言", "Complaints of employees"),
            ("没有", "None"),
            ("个别", "A few"),
            ("较多", "Many"),
            ("拖欠工资", "Wages unpaid"),
        ),
        _item(
            "suppliers",
            10,
            ("供应商的评价", "Opinion of suppliers"),
            ("按时付款", "Pays on time"),
            ("偶尔晚付", "Sometimes late"),
            ("经常晚付", "Often late"),
            ("有供应商停供", "Some have stopped supplying"),
        ),
        _item(
            "banks",
            10,
            ("与银行的往来", "Dealings with banks"),
            ("有授信，无逾期", "Has bank credit, never overdue"),
            ("往来正常", "Normal dealings"),
            ("往来很少", "Hardly any"),
            ("有逾期或被抽贷", "Overdue, or loans called back"),
        ),
        _item(
            "peers",
            7,
            ("同行的评价", "Opinion of peers"),
            ("好", "Good"),
            ("较好", "Fairly good"),
            ("一般", "Fair"),
            ("差", "Poor"),
        ),
    ]
    outlook = [
        _item(
            "outlook",
            7,
            ("所在行业的前景", "Outlook of the industry"),
            ("增长", "Growing"),
            ("平稳", "Steady"),
            ("放缓", "Slowing"),
            ("萎缩", "Shrinking"),
        ),
        {
            "key": "remark",
            "kind": "text",
            "text": _text(("补充说明", "Remarks")),
        },
    ]
    return {
        "title": _text(("客户信用状况调查表", "Credit investigation")),
        "unknown": "zero",
        "bands": [
            {"key": "A", "from": 8000, "factor_bp": 15_000, "text": _text(("优", "Very good"))},
            {"key": "B", "from": 6500, "factor_bp": 10_000, "text": _text(("良", "Good"))},
            {"key": "C", "from": 5000, "factor_bp": 5_000, "text": _text(("中", "Fair"))},
            {"key": "D", "from": 0, "factor_bp": 0, "text": _text(("差", "Poor"))},
        ],
        "sections": [
            _section("person", ("负责人", "Principal"), person),
            _section("firm_part", ("企业", "Firm"), firm),
            _section("money", ("财务", "Finances"), money),
            _section("opinion", ("各方评价", "What others say"), opinion),
            _section("outlook_part", ("前景", "Outlook"), outlook),
        ],
    }


def entry() -> dict[str, Any]:
    """The entry file of a modern-trade customer: six parts, each with its result and its papers."""
    parts: tuple[tuple[str, Text], ...] = (
        ("check", ("对新客户的资信调查", "Credit check of the new customer")),
        ("rivals", ("竞品进店情况调查", "Survey of rivals there")),
        ("evaluation", ("客户评估", "Evaluation of the customer")),
        ("contract", ("谈判与合同", "Negotiation and contract")),
        ("risk", ("降低进店风险的措施", "Measures that lower the risk of entry")),
        ("fee", ("进店费谈判结果", "Result of the entry-fee negotiation")),
    )
    results = (
        ("done", ("完成", "Done")),
        ("condition", ("有条件通过", "With conditions")),
        ("failed", ("没通过", "Not passed")),
    )
    return {
        "title": _text(("现代通路进店档案", "Modern-trade entry file")),
        "sections": [
            _section(
                f"part_{key}",
                text,
                [
                    {
                        "key": f"{key}_result",
                        "kind": "choice",
                        "text": {"zh": f"{text[0]}：结果", "en": f"{text[1]}: result"},
                        "require": True,
                        "options": [{"value": value, "text": _text(said)} for value, said in results],
                        "files": {"min": 1},
                    },
                    {
                        "key": f"{key}_text",
                        "kind": "text",
                        "text": {"zh": f"{text[0]}：说明", "en": f"{text[1]}: findings"},
                        "require": True,
                    },
                ],
            )
            for key, text in parts
        ],
    }


def _section(key: str, title: Text, questions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"key": key, "title": _text(title), "questions": questions}
