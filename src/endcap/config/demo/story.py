"""The outlets worth opening first: what is wrong, or right, with each of them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """A named outlet with a fixed place in the town and in the sales ranking."""

    number: int  # of its code
    name: str
    channel: str
    street: str
    door: int
    rank_z: float  # place in the ranking as a standard normal deviate
    archetype: str
    month: int  # of the archetype: when it came or left, 0 for the oldest month
    owner_name: str
    chain: str = ""
    has_position: bool = True
    stale: bool = False
    zh: str = ""
    en: str = ""


STORIES: tuple[Story, ...] = (
    Story(
        417,
        "福满园便利店（东渡路店）",
        "small_convenience",
        "东渡路",
        218,
        2.18,
        "growing",
        0,
        "邱建国",
        zh="A 级，一年里订货一路往上，列本渠道前 8 %。先看它的购买图表和等级理由。",
        en=(
            "Grade A, orders climbing all year, in the top 8 % of its "
            "channel. Open its chart and the reasons for its grade."
        ),
    ),
    Story(
        88,
        "丰茂园批发部",
        "wholesale_market",
        "河埠市场",
        60,
        2.75,
        "loader",
        0,
        "石德茂",
        zh="每到季末压货，下月就退货。购买记录里月底的大单和月初的退货成对出现。",
        en=(
            "Loads up at the end of each quarter and returns goods the "
            "month after: the pairs show in its purchases."
        ),
    ),
    Story(
        733,
        "禾兴超市（河埠街店）",
        "chain_supermarket",
        "河埠街",
        26,
        2.05,
        "steady",
        0,
        "钟敏",
        chain="禾兴超市",
        zh="禾兴连锁的一家店。搜“禾兴超市”，看同一系统各店差多少。",
        en="One store of the Hexing chain. Search for 禾兴超市 to compare its sister stores.",
    ),
    Story(
        952,
        "芳满园水果饮品",
        "grocery",
        "渔市巷",
        31,
        1.30,
        "churned",
        8,
        "方秀兰",
        zh="以前每两周订一次，四个月前停了。等级还靠旧销售撑着，该去问原因。",
        en=(
            "Ordered every fortnight until four months ago. Old sales "
            "still hold its grade up: time to ask why."
        ),
    ),
    Story(
        1186,
        "青禾鲜奶站",
        "school",
        "青禾路",
        3,
        2.0,
        "new",
        8,
        "田佳怡",
        zh="四个月前新开的户，只有几个月的销售，按 12 个月排已进前两成。",
        en=(
            "Opened four months ago; with so few months of sales it "
            "already ranks in the first fifth of the year."
        ),
    ),
    Story(
        301,
        "学宫中学小卖部",
        "school",
        "学宫路",
        12,
        1.20,
        "holiday",
        0,
        "谭志强",
        zh="寒暑假几乎不订货，开学前突增。看季节，别当成流失。",
        en="Next to nothing in the school holidays, a jump before term. A season, not a loss.",
    ),
    Story(
        224,
        "福民园小卖部",
        "grocery",
        "北埠街",
        77,
        0.35,
        "steady",
        0,
        "柳春梅",
        zh="被录了两次：另一条叫“福民园副食小卖部”，电话一样，相距十几米。“疑似重复”视图把它们摆在一起。",
        en=(
            "Typed in twice: the other one has the same phone and stands "
            "a few metres away. The view 疑似重复 pairs them."
        ),
    ),
    Story(
        356,
        "山脚便利店",
        "small_convenience",
        "山脚街",
        5,
        -0.40,
        "declining",
        0,
        "岳根生",
        has_position=False,
        stale=True,
        zh="没有坐标，档案一年多没核实，销售在降。从“档案过期”视图能找到它。",
        en="No position, file not verified for over a year, sales falling. The stale-file view finds it.",
    ),
)
# Two shops, one door: the first closed, another owner opened in its place
SUCCESSION = ("云石饭庄", "云石茶舍", "云石路", 52)
SUCCESSION_ZH = "云石路 52 号换过老板：云石饭庄已关，云石茶舍是新开的户，两家的往来各算各的。"
SUCCESSION_EN = (
    "云石路 52 changed hands: 云石饭庄 has closed, 云石茶舍 is a new customer; their histories stay apart."
)
