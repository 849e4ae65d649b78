"""Merchants of the demo: some trade, some wait, some came back, one licence runs out in twelve days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from endcap.config.demo import papers
from endcap.config.demo.licences import licence_code
from endcap.config.demo.loading.cast import Cast
from endcap.config.demo.papers import LicencePaper
from endcap.config.demo.plan import stable_id
from endcap.customers.merchants import services as merchants
from endcap.customers.merchants.drafts import (
    BANK_PAPER,
    LICENCE_PHOTO,
    SHOP_PHOTO,
    SUBJECT,
    BankDraft,
    JoinDraft,
    LicenceDraft,
    LinkDraft,
    TermDraft,
)
from endcap.customers.merchants.models import Merchant
from endcap.customers.outlets.models import Outlet
from endcap.kernel.actor import Actor
from endcap.mechanisms.approvals import selectors as approvals_read
from endcap.mechanisms.approvals import services as approvals
from endcap.mechanisms.evidence import services as evidence
from endcap.mechanisms.evidence.services import Sent
from endcap.org.people import selectors as people
from endcap.org.people.models import Person

MANAGER = "jiangxiazhi"
FIRST_CODE = 700_000  # of the codes that no outlet of the demo has
_BANKS = (("东渡银行", "青石支行"), ("江埠农商银行", "渡口支行"), ("东渡银行", "学府路支行"))


@dataclass(frozen=True)
class Part:
    """The story of one merchant: how far it came, and when its licence runs out (days from today)."""

    outcome: str
    days: int | None = None  # None: long term
    note: str = ""
    is_company: bool = False


_STORY: tuple[Part, ...] = (
    Part("waiting", 2_200),
    Part("waiting_differs", 1_480, is_company=True),
    Part("approved", 12),
    Part("approved", 12, is_company=True),
    Part("approved", 26),
    Part("approved", -5),
    Part("returned", 900, "执照照片反光，信用代码最后四位看不清，重新拍一张。"),
    Part("renewal", 18),
    Part("suspended", 3_000, "货款逾期 75 天，结清前停止下单。"),
    Part("rejected", 1_200, "执照是隔壁店的，经营者也对不上。"),
    *(Part("approved", 700 + 210 * n, is_company=n % 4 == 0) for n in range(9)),
    *(Part("approved", None) for _n in range(4)),
    Part("started", 800),
    Part("filled", 1_900),
    Part("filled", None),
    Part("started", 400),
)


def load_merchants(cast: Cast, today: date) -> int:
    """Merchants of the outlets of one office; answers how many."""
    at = cast.moment(today - timedelta(days=46), 10)
    manager = cast.at(MANAGER, at)
    rows = Outlet.objects.visible_to(manager).filter(status="active", archived_at__isnull=True)
    chosen = list(
        rows.filter(owner__is_active=True, grade__in=["A", "B"])
        .select_related("owner")
        .order_by("code")[: len(_STORY) + 2]
    )
    lives = [
        _Life(cast, today, n, part, outlet)
        for n, (part, outlet) in enumerate(zip(_STORY, chosen, strict=False))
    ]
    for life in sorted(lives, key=lambda one: -one.began_days_ago):
        life.live()
    _second_outlet(cast, today, chosen)
    _by_links(cast, today)
    return Merchant.objects.unscoped("how many the demo has made").count()


class _Life:
    """What happens to one merchant, day after day."""

    def __init__(self, cast: Cast, today: date, n: int, part: Part, outlet: Outlet) -> None:
        self.cast, self.today, self.n, self.part, self.outlet = cast, today, n, part, outlet
        self.id = stable_id("merchant", n)

    def rep(self, days_ago: int, hour: int = 9) -> Actor:
        """Who looks after the outlet, so many days ago."""
        at = self.cast.moment(self.today - timedelta(days=days_ago), hour, self.n)
        return self.cast.at(self.outlet.owner.login, at)

    def maker(self, days_ago: int) -> Actor:
        """Who enters it: the rep, or for what waits now the team's manager, so that the office manager decides."""
        rep = self.rep(days_ago)
        if not self.part.outcome.startswith("waiting"):
            return rep
        leading = people.managers_of_unit(self.outlet.unit_id)
        person = people.person_for_job(leading[0]) if leading else None
        return people.actor_of(person, now=rep.now) if person else rep

    @property
    def began_days_ago(self) -> int:
        """When the onboarding began."""
        recent = {"waiting": 1, "waiting_differs": 1, "returned": 6, "filled": 2, "started": 3}
        return recent.get(self.part.outcome, 45 - self.n)

    def live(self) -> None:
        """From the first paper to wherever the story ends."""
        ago = self.began_days_ago
        rep = self.maker(ago)
        merchants.start_merchant(rep, outlet_ids=[self.outlet.pk], id=self.id)
        if self.part.outcome == "started":
            return
        self._fill(rep)
        if self.part.outcome == "filled":
            return
        merchants.submit(rep, merchant_id=self.id)
        if self.part.outcome.startswith("waiting"):
            return
        if self.part.outcome in ("returned", "rejected"):
            self._decide(ago - 1, self.part.outcome, self.part.note)
            return
        self._decide(ago - 1, "approved")
        self._afterwards()

    def _licence(self) -> LicenceDraft:
        number = self.outlet.licence_no or licence_code(FIRST_CODE + self.n, company=self.part.is_company)
        until = None if self.part.days is None else self.today + timedelta(days=self.part.days)
        begins = (self.today - timedelta(days=400 + 131 * self.n)).replace(day=1)
        return LicenceDraft(
            name=self.outlet.name if not self.part.is_company else f"东渡市{self.outlet.name}有限公司",
            kind="company" if self.part.is_company else "individual",
            licence_no=number,
            legal_person=self.outlet.contact_name or "柳青禾",
            address=f"{self.outlet.city}{self.outlet.district}{self.outlet.address}",
            established_on=begins,
            valid_from=begins,
            valid_to=until,
            is_long_term=until is None,
            contact_name=self.outlet.contact_name or "柳青禾",
            contact_phone=self.outlet.phone or "13900000000",
        )

    def _paper(self, draft: LicenceDraft) -> bytes:
        ends = f"{draft.valid_to:%Y年%m月%d日}" if draft.valid_to else "长期"
        return papers.licence(
            LicencePaper(
                number=draft.licence_no,
                name=draft.name,
                kind="有限责任公司" if self.part.is_company else "个体工商户",
                legal_person=draft.legal_person,
                address=draft.address,
                established=f"{draft.established_on:%Y年%m月%d日}",
                term=f"{draft.valid_from:%Y年%m月%d日}至{ends}",
            )
        )

    def _fill(self, rep: Actor) -> None:
        draft = self._licence()
        paper = Sent(self._paper(draft), "营业执照.jpg")
        is_to_be_read = self.part.outcome.startswith("waiting")
        if is_to_be_read:  # by the machine, once a worker runs
            merchants.add_photos(rep, merchant_id=self.id, kind=LICENCE_PHOTO, files=[paper])
        else:
            self._keep(rep, LICENCE_PHOTO, paper)
        if self.part.outcome == "waiting_differs":
            draft = replace(draft, legal_person=draft.legal_person[:1] + "春生")
        merchants.save_licence(rep, merchant_id=self.id, draft=draft)
        bank, branch = _BANKS[self.n % len(_BANKS)]
        account = f"62284800{self.n:04d}{7_100 + 37 * self.n:07d}"
        merchants.save_bank(
            rep,
            merchant_id=self.id,
            draft=BankDraft(
                account_name=draft.name if self.part.is_company else draft.legal_person,
                bank_name=bank,
                branch_name=branch,
                account_no=account,
            ),
        )
        self._keep(rep, BANK_PAPER, Sent(papers.bank_card(draft.legal_person, account[-4:]), "银行卡.jpg"))
        self._keep(rep, SHOP_PHOTO, Sent(papers.shop_front(self.outlet.name, self.n), "门头.jpg"))

    def _keep(self, rep: Actor, kind: str, sent: Sent) -> None:
        evidence.keep(
            rep,
            content=sent.content,
            file_name=sent.file_name,
            kind=kind,
            subject_type=SUBJECT,
            subject_id=self.id,
        )

    def _decide(self, days_ago: int, outcome: str, note: str = "") -> None:
        merchant = Merchant.objects.unscoped("the demo goes on with its merchant").get(pk=self.id)
        assert merchant.request_id is not None  # just submitted
        decide(self.cast, merchant.request_id, self.rep(days_ago, 15), outcome, note)

    def _afterwards(self) -> None:
        if self.part.outcome == "suspended":
            boss = self.cast.at(MANAGER, self.rep(3, 16).now)
            merchants.suspend(boss, merchant_id=self.id, reason=self.part.note)
        if self.part.outcome == "renewal":
            begins = self.today - timedelta(days=4)
            term = TermDraft(begins, begins + timedelta(days=3_652))
            paper = replace(self._licence(), valid_from=begins, valid_to=term.valid_to)
            merchants.request_renewal(
                self.rep(0, 8), merchant_id=self.id, term=term, files=[Sent(self._paper(paper), "新执照.jpg")]
            )


def decide(cast: Cast, request_id: UUID, at: Actor, outcome: str, note: str = "") -> None:
    """Whoever has a seat decides, step after step, until there is an outcome."""
    admin = cast.at("admin", at.now)
    for _step in range(6):
        file = approvals_read.file_of(admin, request_id)
        here = next((line for line in file.steps if line.standing == "here"), None)
        if here is None:
            return
        decider = people.actor_of(here.seats[0].person, now=at.now)
        approvals.decide(
            decider, request_id=request_id, outcome=outcome, note=note, version=file.request.version
        )


def _second_outlet(cast: Cast, today: date, chosen: Sequence[Outlet]) -> None:
    """One owner has two shops."""
    spare = [outlet for outlet in chosen[len(_STORY) :] if outlet.pk]
    if spare:
        actor = cast.at(MANAGER, cast.moment(today - timedelta(days=2), 11))
        merchants.link_outlets(actor, merchant_id=stable_id("merchant", 11), outlet_ids=[spare[0].pk])


def _by_links(cast: Cast, today: date) -> None:
    """One link is open, by another a shop owner came yesterday."""
    manager = cast.at(MANAGER, cast.moment(today - timedelta(days=3), 9))
    owner = Person.objects.visible_to(manager).filter(login="linxiaoman", is_active=True).first()
    owner_id = owner.pk if owner else manager.person_id
    merchants.create_link(manager, LinkDraft("渡口街新开的五家店", owner_id, days=14, uses=5))
    used = merchants.create_link(manager, LinkDraft("秋季订货会", owner_id, days=30, uses=10))
    at = Actor.system(now=cast.moment(today - timedelta(days=1), 20, 12), name="portal")
    merchants.join(
        at,
        token=merchants.token_of(used.pk),
        draft=JoinDraft(
            shop_name="乐家便利店",
            city="东渡市",
            district="青石区",
            address="渡口街 86 号",
            licence=LicenceDraft(
                name="东渡市青石区乐家便利店",
                licence_no=licence_code(FIRST_CODE + 900, company=False),
                legal_person="姚清和",
                contact_name="姚清和",
                contact_phone="13900000862",
            ),
            has_read_notice=True,
        ),
        photos={SHOP_PHOTO: [Sent(papers.shop_front("乐家便利店", 3), "门头.jpg")]},
    )
