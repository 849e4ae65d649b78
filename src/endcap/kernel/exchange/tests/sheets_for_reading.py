"""Sheet declarations that the reading tests share."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from endcap.kernel.exchange.declare import Column, Fill, Kind, Shape

DATA = Path(__file__).resolve().parents[6] / "shared" / "data"


@dataclass(frozen=True)
class Columns:
    """A declaration that is only read."""

    columns: tuple[Column, ...]


OUTLETS = Columns(
    (
        Column("code", "客户编码", "Code", Kind.CODE, synonyms=("终端编码", "store_no", "编码")),
        Column(
            "name",
            "终端名称",
            "Name",
            Kind.TEXT,
            required=True,
            shape=Shape.NAME,
            synonyms=("客户名称", "店名"),
        ),
        Column(
            "address",
            "地址",
            "Address",
            Kind.TEXT,
            shape=Shape.ADDRESS,
            repeats=("province", "city", "district"),
        ),
        Column("province", "省", "Province", Kind.TEXT, synonyms=("省份",)),
        Column(
            "city",
            "城市",
            "City",
            Kind.TEXT,
            shape=Shape.CITY,
            fill=Fill(merged_in="address", postcode="zip", suffix_of="name", group=True),
        ),
        Column("district", "区县", "District", Kind.TEXT),
        Column("zip", "邮编", "Zip", Kind.CODE, shape=Shape.POSTCODE, synonyms=("邮政编码",)),
        Column("position", "坐标", "Position", Kind.COORDINATE, synonyms=("经纬度",)),
        Column("lat", "纬度", "Latitude", Kind.COORDINATE, shape=Shape.LATITUDE, synonyms=("lat",)),
        Column("lon", "经度", "Longitude", Kind.COORDINATE, shape=Shape.LONGITUDE, synonyms=("lon", "lng")),
        Column(
            "status",
            "状态",
            "Status",
            Kind.CHOICE,
            choices={
                "active": ("正常", "Active", "A", "营业", "ok"),
                "suspended": ("暂停", "Suspended"),
                "closed": ("关店", "已关店", "停业", "closed", "I", "×"),
            },
            from_title=True,
        ),
        Column("phone", "电话", "Phone", Kind.PHONE, synonyms=("联系电话", "手机"), personal=True),
        Column("declared_sales", "近12月进货额", "Sales", Kind.MONEY, synonyms=("进货额", "金额")),
        Column("declared_orders", "单数", "Orders", Kind.INTEGER),
        Column("declared_last_order_on", "最近下单日期", "Last order", Kind.DATE, past_only=True),
        Column("grade", "级别", "Grade", Kind.CHOICE, choices={"A": (), "B": (), "C": ()}),
        Column("remark", "备注", "Remark", Kind.TEXT),
    )
)
