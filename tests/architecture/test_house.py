"""The house is built as it says. Every rule is shown twice: the tree keeps it, and a planted offence is
caught."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import translation

from endcap.kernel.rights import all_rights
from tests.architecture import catalogs, contracts, house

pytestmark = pytest.mark.req("HOUSE")
PROJECT = Path(__file__).resolve().parents[2]
ENDCAP = PROJECT / "src" / "endcap"


@pytest.fixture
def plant(tmp_path):
    """Writes a small tree: ``plant({"goods/catalog/views.py": "…"})`` answers its root."""

    def write(files: dict[str, str]) -> Path:
        root = tmp_path / "endcap"
        for name, text in files.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return root

    return write


SCOPED = """
class PlotQuerySet(ScopedQuerySet["Plot"]):
    pass

class Plot(models.Model):
    objects = PlotQuerySet.as_manager()
"""

# rule, an innocent tree, a planted offence, what the rule says about it
PLANTED = [
    (
        house.foreign_doors,
        {
            "config/urls.py": "from endcap.goods.catalog import views\n",
            "goods/catalog/urls.py": "from endcap.goods.catalog import views\n",
        },
        {"goods/sales/services.py": "from endcap.goods.catalog import views\n"},
        "goods/sales/services.py:1 opens the door goods.catalog.views of another area",
    ),
    (
        house.foreign_doors,
        {"goods/sales/services.py": "from endcap.kernel.jobs import services\n"},
        {"goods/sales/services.py": "from endcap.org.people.forms import PersonForm\n"},
        "goods/sales/services.py:1 opens the door org.people.forms of another area",
    ),
    (
        house.foreign_writes,
        {
            "goods/sales/services.py": "from endcap.goods.catalog.models import Sku\n"
            "x = Sku.objects.filter(a=1).first()\n"
        },
        {
            "goods/sales/services.py": "from endcap.goods.catalog.models import Sku\n"
            "Sku.objects.filter(a=1).update(a=2)\n"
        },
        "goods/sales/services.py:2 writes Sku, which belongs to another area",
    ),
    (
        house.foreign_writes,
        {
            "goods/sales/services.py": "from endcap.goods.sales.models import Fact\n"
            "Fact.objects.create()\nFact()\n"
        },
        {
            "goods/sales/services.py": "from endcap.goods.catalog import models as catalog\n"
            "catalog.Sku(code='x')\n"
        },
        "goods/sales/services.py:2 makes a row of Sku, which belongs to another area",
    ),
    (
        house.unscoped_reads,
        {
            "goods/sales/models.py": SCOPED,
            "goods/sales/selectors.py": "Plot.objects.filter(a=1).visible_to(actor).first()\n",
        },
        {
            "goods/sales/models.py": SCOPED,
            "goods/sales/selectors.py": "x = [p for p in Plot.objects.filter(a=1)]\n",
        },
        "goods/sales/selectors.py:1 reads Plot without visible_to(actor)",
    ),
    (
        house.unscoped_reads,
        {
            "goods/sales/models.py": SCOPED,
            "goods/sales/selectors.py": "Plot.objects.unscoped('for a reason').count()\n",
        },
        {"goods/sales/models.py": SCOPED, "config/x.py": "models.Plot.objects.count()\n"},
        "config/x.py:1 reads Plot without visible_to(actor)",
    ),
    (
        house.tables_in_doors,
        {
            "goods/sales/selectors.py": "Sku.objects.all()\n",
            "kernel/jobs/services.py": "JobRun.objects.all()\n",
        },
        {"goods/sales/views/lists.py": "Sku.objects.all()\n"},
        "goods/sales/views/lists.py:1 reads a table in a door",
    ),
    (
        house.rights_declared_twice,
        {
            "goods/sales/rights.py": "right('sales.view', 'x')\n",
            "goods/catalog/rights.py": "right('catalog.view', 'x')\n",
        },
        {"goods/sales/rights.py": "right('sales.view', 'x')\nright('sales.view', 'y')\n"},
        "goods/sales/rights.py:2 declares sales.view again, first in goods/sales/rights.py:1 ",
    ),
    (
        house.rights_declared_twice,
        {},
        {"goods/sales/services.py": "right('sales.odd', 'x')\n"},
        "goods/sales/services.py:1 declares a right outside rights.py",
    ),
    (
        house.long_files,
        {"goods/sales/services.py": "x = 1\n" * 800, "ui/static/vendor/lib.js": "x\n" * 900},
        {"goods/sales/services.py": "x = 1\n" * 801},
        "goods/sales/services.py has 801 lines",
    ),
    (
        house.nameless_files,
        {"goods/sales/grading.py": ""},
        {"goods/sales/utils.py": "", "goods/sales/grading.py": ""},
        "goods/sales/utils.py says nothing by its name",
    ),
    (
        house.unfinished_words,
        {"goods/sales/views.py": "# to do list of the reader\n"},
        {"goods/sales/page.html": "x\n{# " + house.UNFINISHED[0] + " later #}\n"},
        f"goods/sales/page.html:2 {house.UNFINISHED[0]}",
    ),
    (
        house.unfinished_words,
        {"goods/sales/views.py": "except NotImplementedError:\n"},
        {"goods/sales/views.py": f"{house.UNFINISHED[3]}\n"},
        f"goods/sales/views.py:1 {house.UNFINISHED[3]}",
    ),
]


@pytest.mark.parametrize("rule", sorted({rule for rule, *_rest in PLANTED}, key=lambda rule: rule.__name__))
def test_the_house_keeps_the_rule(rule):
    assert rule(ENDCAP) == []


@pytest.mark.parametrize(("rule", "innocent", "offence", "sentence"), PLANTED)
def test_a_planted_offence_is_caught(plant, tmp_path, rule, innocent, offence, sentence):
    assert rule(plant(innocent) if innocent else tmp_path) == []
    assert rule(plant(offence)) == [sentence]


def test_nothing_is_unfinished_outside_the_package_either():
    for folder in ("tests", "benchmarks", "tools", "docs"):
        if (PROJECT / folder).exists():
            assert house.unfinished_words(PROJECT / folder) == []


def test_the_rule_about_readers_knows_the_scoped_models():
    assert {"Person", "Outlet", "SalesFact"} <= house.scoped_models(ENDCAP)


def test_tables_and_migrations_agree(db, capsys):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def test_a_changed_table_without_its_migration_is_caught(db, monkeypatch):
    from endcap.org.units.models import Unit

    monkeypatch.setattr(Unit._meta.get_field("name"), "max_length", 81)
    with pytest.raises(SystemExit):
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)


def labels_without_english(rights) -> list[str]:
    """Rights whose name is missing or still Chinese in English."""
    with translation.override("en"):
        return [
            right.code
            for right in rights
            if not str(right.label) or re.search(r"[\u4e00-\u9fff]", str(right.label))
        ]


def test_every_right_has_a_name_in_both_languages():
    assert labels_without_english(all_rights()) == []
    with translation.override("zh-hans"):
        assert all(re.search(r"[\u4e00-\u9fff]", str(right.label)) for right in all_rights())


def test_a_right_without_english_is_caught():
    from endcap.kernel.rights import Right

    assert labels_without_english([Right("sales.odd", "看奇怪的东西")]) == ["sales.odd"]


def test_every_role_of_a_new_installation_names_rights_that_exist():
    from endcap.org.people.presets import ROLES

    declared = {right.code for right in all_rights()} | {"*"}
    assert {code for role in ROLES for code in role.rights} - declared == set()


def test_every_sentence_is_translated():
    assert catalogs.untranslated(ENDCAP) == []


ENTRY = 'msgid "{0}"\nmsgstr "{1}"\n\n'
HEADER = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.mark.parametrize(
    ("code", "english", "sentence"),
    [
        ("_('新增')", [], "goods/sales/views.py:1 says “新增” in Chinese only"),
        ("pgettext('list', '新增')", [("新增", "Add")], "goods/sales/views.py:1 says “新增” in Chinese only"),
        ("_('新增')", [("新增", "")], "新增 has no settled English"),
        ("_('新增')", [("新增", "增 Add")], "新增 is still Chinese in English"),
        (
            "_('第 %(n)s 行')",
            [("第 %(n)s 行", "Row %(number)s")],
            "第 %(n)s 行 fills other places in English",
        ),
    ],
)
def test_a_sentence_without_english_is_caught(plant, code, english, sentence):
    entries = HEADER + "".join(ENTRY.format(*pair) for pair in english)
    root = plant({"goods/sales/views.py": code, "goods/sales/locale/en/LC_MESSAGES/django.po": entries})
    assert any(said.endswith(sentence) for said in catalogs.untranslated(root))


def test_a_doubtful_or_missing_word_of_a_page_is_caught(plant):
    root = plant(
        {
            "goods/sales/templates/x.html": "{% load i18n %}\n{% translate '新增' %}"
            "{% blocktranslate trimmed %} 共 {{ n }} 行 {% endblocktranslate %}",
            "goods/sales/locale/en/LC_MESSAGES/django.po": HEADER + '#, fuzzy\nmsgid "新增"\nmsgstr "Add"\n',
        }
    )
    assert catalogs.untranslated(root) == [
        "goods/sales/locale/en/LC_MESSAGES/django.po: 新增 has no settled English",
        "goods/sales/templates/x.html:2 says “新增” in Chinese only",
        "goods/sales/templates/x.html:2 says “共 %(n)s 行” in Chinese only",
    ]


def test_a_chinese_word_has_one_english_form_or_a_context():
    assert catalogs.two_meanings(ENDCAP) == []


def test_two_english_forms_of_one_word_are_caught(plant):
    root = plant(
        {
            "goods/sales/locale/en/LC_MESSAGES/django.po": HEADER + ENTRY.format("停用", "Close"),
            "org/people/locale/en/LC_MESSAGES/django.po": HEADER
            + ENTRY.format("停用", "Disable")
            + 'msgctxt "list"\n'
            + ENTRY.format("停用", "Off"),
        }
    )
    assert catalogs.two_meanings(root) == ["停用: “Close” in goods/sales, “Disable” in org/people"]


# contract, the file that breaks it, the line that does
BREAKING = {
    "Wings depend downwards only": ("kernel/money.py", "import endcap.org.units.models\n"),
    "Inside an area: doors, services, selectors, models": (
        "org/units/selectors.py",
        "import endcap.org.units.services\n",
    ),
    "ninja is used at the doors only": ("org/people/passwords.py", "import ninja\n"),
    "Inside mechanisms: no machine knows another": (
        "mechanisms/approvals/levels.py",
        "import endcap.mechanisms.agenda.rights\n",
    ),
    "Inside org: people stand on units": ("org/units/rights.py", "import endcap.org.people.rights\n"),
    "Inside customers: everything stands on outlets": (
        "customers/outlets/keys.py",
        "import endcap.customers.merchants.codes\n",
    ),
    "Inside goods: stock stands on sales, sales stand on the catalogue": (
        "goods/catalog/rights.py",
        "import endcap.goods.sales.rights\n",
    ),
    "Engines know nothing of Django or Endcap": (
        "../endcap_engines/replenish/__init__.py",
        "import django.db\n",
    ),
    "Inside cash: orders stand on money and credit": (
        "cash/credit/moves.py",
        "import endcap.cash.receivables.rights\n",
    ),
}


def test_the_contracts_hold(tmp_path):
    assert contracts.verdicts(contracts.copy_of(PROJECT, tmp_path)) == dict.fromkeys(
        contracts.names(PROJECT), True
    )


def test_each_contract_catches_a_planted_import(tmp_path):
    assert sorted(BREAKING) == sorted(contracts.names(PROJECT)), "plant an offence for each contract"
    copy = contracts.copy_of(PROJECT, tmp_path)
    for name, line in BREAKING.values():
        with (copy / "src" / "endcap" / name).open("a", encoding="utf-8") as file:
            file.write(line)
    assert contracts.verdicts(copy) == dict.fromkeys(BREAKING, False)
