"""Each role sees its part of the administration, and no other."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.urls import reverse

from accounts.roles import ADMINISTRATOR, ANALYST, CATALOG_EDITOR, OPERATOR, ORDER_CLERK, ROLES
from config.audit import record_action
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import ProductFactory
from tests.security.test_rights import MODELS, page_name
from tests.security.world import browser

pytestmark = pytest.mark.django_db
EDITED = {"shop.product", "shop.category", "shop.review"}
SEEN = {
    CATALOG_EDITOR: EDITED | {"shop.voucher", "recommender.businessrule"},
    ORDER_CLERK: {"shop.order", "shop.product", "shop.category", "shop.voucher", "accounts.user"},
    ANALYST: {model for model in MODELS if model.startswith(("recommender.", "shop."))},
    OPERATOR: {model for model in MODELS if model.startswith("recommender.")}
    | {"shop.product", "shop.category"},
    ADMINISTRATOR: set(MODELS),
}


def staff(role: str):
    account = UserFactory(is_staff=True)
    account.groups.add(Group.objects.get(name=role))
    return account


@pytest.mark.parametrize("role", SEEN)
def test_a_role_sees_its_part_and_nothing_else(role):
    client = browser(staff(role))
    opened = {
        model for model in MODELS if client.get(reverse(page_name(model, "changelist"))).status_code == 200
    }
    assert opened == SEEN[role]
    links = client.get(reverse("admin:index")).content.decode()
    assert {
        model for model in MODELS if f'href="{reverse(page_name(model, "changelist"))}"' in links
    } <= opened


@pytest.mark.parametrize("role", SEEN)
def test_only_an_editor_and_an_administrator_change_goods(role):
    product = ProductFactory(title="Kettle")
    address = reverse("admin:shop_product_change", args=[product.pk])
    answer = browser(staff(role)).post(address, {"title": "Changed"})
    assert (answer.status_code == 403) == (role not in {CATALOG_EDITOR, ADMINISTRATOR})


def test_roles_are_brought_back_with_each_migrate_and_their_people_stay():
    account = staff(ORDER_CLERK)
    clerks = Group.objects.get(name=ORDER_CLERK)
    clerks.permissions.add(Permission.objects.get(codename="delete_user"))
    call_command("migrate", verbosity=0)
    assert {
        f"{right.content_type.app_label}.{right.codename}" for right in clerks.permissions.all()
    } == ROLES[ORDER_CLERK]
    assert clerks.user_set.get() == account


def test_an_administrator_cannot_change_what_staff_did():
    chief = staff(ADMINISTRATOR)
    assert chief.has_perm("admin.view_logentry")
    assert not [
        right for right in chief.get_all_permissions() if right.startswith("admin.") and "view" not in right
    ]


def test_what_staff_do_is_listed_with_who_did_it(client):
    chief, product = staff(ADMINISTRATOR), ProductFactory(title="Kettle")
    record_action(chief, product, "Had its lists made anew.")
    page = browser(chief).get(reverse("admin:admin_logentry_changelist")).content.decode()
    assert "Had its lists made anew." in page
    assert "Kettle" in page
    assert chief.email in page


def test_a_sign_in_of_staff_is_written_down_and_of_members_not(client):
    chief, member = staff(ADMINISTRATOR), UserFactory()
    for account in (member, chief):
        client.post("/accounts/login/", {"login": account.email, "password": PASSWORD})
        client.post("/accounts/logout/")
    entry = LogEntry.objects.get()
    assert (entry.user, entry.change_message) == (chief, "Signed in.")
