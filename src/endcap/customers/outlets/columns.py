"""The columns of the customer list, in both languages, with the words that people use for them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from endcap.kernel.exchange.declare import Column, Fill, Kind, Shape

STATUS_WORDS: Mapping[str, tuple[str, ...]] = {
    "active": (
        "正常",
        "Active",
        "A",
        "营业",
        "营业中",
        "在营",
        "合作",
        "合作中",
        "有效",
        "启用",
        "ok",
        "open",
        "开业",
        "√",
        "1",
    ),
    "prospect": ("待开发", "Prospect", "潜在", "意向", "未开发", "准客户"),
    "suspended": ("暂停", "Suspended", "停供", "暂停合作", "冻结", "歇业", "休业", "装修"),
    "closed": (
        "已关店",
        "Closed",
        "I",
        "关店",
        "停业",
        "倒闭",
        "关闭",
        "注销",
        "撤店",
        "闭店",
        "Inactive",
        "×",
        "x",
        "0",
    ),
}
DATUM_WORDS: Mapping[str, tuple[str, ...]] = {
    "wgs84": ("WGS-84", "WGS84", "GPS", "国际"),
    "gcj02": ("GCJ-02", "GCJ02", "高德", "腾讯", "火星", "国测局"),
    "bd09": ("BD-09", "BD09", "百度"),
}
PARTY_WORDS: Mapping[str, tuple[str, ...]] = {
    "organisation": ("单位", "Organisation", "企业", "公司", "个体户"),
    "person": ("个人", "Person", "自然人"),
}

_IDENTITY = (
    Column(
        "code",
        _("终端编码"),
        "Code",
        Kind.CODE,
        synonyms=(
            "客户编码",
            "客户编号",
            "终端编号",
            "门店编码",
            "门店编号",
            "店号",
            "编码",
            "编号",
            "客户代码",
            "store_no",
            "store no",
            "store number",
            "outlet code",
            "customer code",
            "customer no",
            "customer id",
            "account no",
        ),
        help=_("公司自己的编码；留空由系统编号。"),
    ),
    Column(
        "name",
        _("终端名称"),
        "Name",
        Kind.TEXT,
        required=True,
        shape=Shape.NAME,
        synonyms=(
            "客户名称",
            "门店名称",
            "店名",
            "名称",
            "商户名称",
            "终端",
            "客户",
            "网点名称",
            "药店名称",
            "store name",
            "outlet",
            "outlet name",
            "customer",
            "customer name",
            "shop",
        ),
    ),
    Column(
        "chain_name",
        _("连锁系统"),
        "Chain",
        Kind.TEXT,
        synonyms=("系统", "连锁", "系统名称", "品牌店", "banner"),
    ),
    Column(
        "channel",
        _("渠道"),
        "Channel",
        Kind.TEXT,
        synonyms=(
            "通路",
            "渠道类型",
            "类型",
            "终端类型",
            "业态",
            "店铺类型",
            "门店类型",
            "channel type",
            "trade channel",
        ),
        help=_("写到最末一级，如“食杂店”。"),
    ),
    Column("party_kind", _("客户性质"), "Party", Kind.CHOICE, choices=PARTY_WORDS, synonyms=("性质",)),
)

_PLACE = (
    Column(
        "province", _("省份"), "Province", Kind.TEXT, synonyms=("省", "省/州", "州", "state", "region state")
    ),
    Column(
        "city",
        _("城市"),
        "City",
        Kind.TEXT,
        shape=Shape.CITY,
        synonyms=("市", "地市", "所在城市", "town"),
        fill=Fill(merged_in="address", postcode="zip", suffix_of="name", group=True),
    ),
    Column("district", _("区县"), "District", Kind.TEXT, synonyms=("区", "县", "区/县", "行政区", "county")),
    Column(
        "address",
        _("地址"),
        "Address",
        Kind.TEXT,
        shape=Shape.ADDRESS,
        repeats=("province", "city", "district"),
        synonyms=("详细地址", "门店地址", "客户地址", "收货地址", "街道", "street", "street address"),
    ),
    Column(
        "zip",
        _("邮编"),
        "Zip",
        Kind.CODE,
        shape=Shape.POSTCODE,
        synonyms=("邮政编码", "zip code", "postcode", "postal code"),
    ),
    Column(
        "position",
        _("坐标"),
        "Position",
        Kind.COORDINATE,
        synonyms=("经纬度", "坐标(纬度,经度)", "位置", "定位", "gps", "location", "coordinates"),
        help=_("写成“纬度,经度”。"),
    ),
    Column("latitude", _("纬度"), "Latitude", Kind.COORDINATE, shape=Shape.LATITUDE, synonyms=("lat", "y")),
    Column(
        "longitude",
        _("经度"),
        "Longitude",
        Kind.COORDINATE,
        shape=Shape.LONGITUDE,
        synonyms=("lon", "lng", "long", "x"),
    ),
    Column("datum", _("坐标系"), "Datum", Kind.CHOICE, choices=DATUM_WORDS, synonyms=("坐标类型",)),
)

_PEOPLE = (
    Column(
        "phone",
        _("电话"),
        "Phone",
        Kind.PHONE,
        personal=True,
        synonyms=("联系电话", "手机", "手机号", "联系方式", "店主电话", "tel", "telephone", "mobile"),
    ),
    Column(
        "contact_name",
        _("联系人"),
        "Contact",
        Kind.TEXT,
        personal=True,
        synonyms=("店主", "老板", "负责人姓名", "法人", "contact person", "owner name"),
    ),
    Column(
        "licence_no",
        _("营业执照号"),
        "Licence no",
        Kind.CODE,
        synonyms=("营业执照", "执照号", "统一社会信用代码", "信用代码", "license no", "licence", "license"),
    ),
    Column(
        "owner",
        _("负责人"),
        "Owner",
        Kind.TEXT,
        synonyms=("业代", "业务员", "业务代表", "客户经理", "跟进人", "sales rep", "rep", "salesperson"),
        help=_("写姓名、登录名或工号。"),
    ),
    Column(
        "unit",
        _("单位"),
        "Unit",
        Kind.TEXT,
        synonyms=("办事处", "区域", "所属单位", "部门", "大区", "office"),
    ),
)

_DECLARED = (
    Column(
        "status",
        _("状态"),
        "Status",
        Kind.CHOICE,
        choices=STATUS_WORDS,
        from_title=True,
        synonyms=("营业状态", "客户状态", "终端状态", "合作状态"),
    ),
    Column(
        "declared_sales",
        _("近 12 月进货额"),
        "Declared sales",
        Kind.MONEY,
        synonyms=(
            "近12月进货额",
            "进货额",
            "年进货额",
            "销售额",
            "年销售额",
            "近一年销售额",
            "金额",
            "sales",
            "sales 12m",
            "purchases",
            "amount",
        ),
    ),
    Column(
        "declared_orders",
        _("单数"),
        "Declared orders",
        Kind.INTEGER,
        synonyms=("订单数", "近12月单数", "下单次数", "orders", "orders 12m", "invoices"),
    ),
    Column(
        "declared_last_order_on",
        _("最近下单日期"),
        "Declared last order",
        Kind.DATE,
        past_only=True,
        synonyms=("最后下单日期", "最近进货日期", "最近订货", "上次下单", "last order", "last order date"),
    ),
    Column(
        "declared_grade",
        _("级别"),
        "Declared grade",
        Kind.TEXT,
        synonyms=("等级", "客户等级", "终端等级", "分级", "abc", "grade", "class"),
    ),
    Column(
        "remark",
        _("备注"),
        "Remark",
        Kind.TEXT,
        synonyms=("说明", "备注信息", "注", "note", "notes", "remarks", "comment"),
    ),
    Column(
        "opened_on",
        _("开户日期"),
        "Opened on",
        Kind.DATE,
        past_only=True,
        synonyms=("建档日期", "开业日期", "合作日期", "open date"),
    ),
    Column(
        "verified_on",
        _("最近核实"),
        "Verified on",
        Kind.DATE,
        past_only=True,
        synonyms=("核实日期", "更新日期", "report_date", "report date", "last verified"),
    ),
)

_OURS = (
    Column("grade", _("ABC 等级"), "Grade", Kind.TEXT, writable=False),
    Column("sales_12m", _("近 12 月净销售额"), "Net sales 12m", Kind.MONEY, writable=False),
    Column("sales_30d", _("近 30 天净销售额"), "Net sales 30d", Kind.MONEY, writable=False),
    Column("orders_12m", _("近 12 月单数"), "Orders 12m", Kind.INTEGER, writable=False),
    Column("last_order_on", _("最近一单"), "Last order on", Kind.DATE, writable=False),
    Column("family", _("通路"), "Trade", Kind.TEXT, writable=False),
    Column("tags", _("标签"), "Tags", Kind.TEXT, writable=False),
    Column("predecessors", _("前手编码"), "Predecessors", Kind.TEXT, writable=False),
    Column("flags", _("标记"), "Flags", Kind.TEXT, writable=False),
)

COLUMNS: tuple[Column, ...] = (*_IDENTITY, *_PLACE, *_PEOPLE, *_DECLARED, *_OURS)
