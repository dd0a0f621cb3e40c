import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Permission
from django.urls import reverse

from tests.factories.accounts import AdministratorFactory, UserFactory

pytestmark = pytest.mark.django_db

OURS = [
    model
    for model in admin.site._registry
    if model._meta.app_label in {"accounts", "shop", "recommender", "auth"}
]
NAMES = [model._meta.label_lower for model in OURS]
LOG = ["event", "impression", "slate", "visitor", "visitsession", "dismissal"]


def page(model, name: str) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{name}")


@pytest.mark.parametrize("model", OURS, ids=NAMES)
def test_every_list_opens_for_an_administrator(client, model):
    client.force_login(AdministratorFactory())
    assert client.get(page(model, "changelist")).status_code == 200


@pytest.mark.parametrize("model", OURS, ids=NAMES)
def test_no_list_opens_for_a_customer(client, model):
    client.force_login(UserFactory())
    assert client.get(page(model, "changelist")).status_code == 302


@pytest.mark.parametrize("name", LOG)
def test_the_behavior_log_cannot_be_written(client, name):
    model = apps.get_model("recommender", name)
    client.force_login(AdministratorFactory())
    assert client.get(page(model, "add")).status_code == 403


def test_the_first_page_leads_an_administrator_everywhere(client):
    client.force_login(AdministratorFactory())
    content = client.get("/admin/").content.decode()
    assert "img/favicon" in content
    assert [
        name for model, name in zip(OURS, NAMES, strict=True) if page(model, "changelist") not in content
    ] == []


def test_the_first_page_leads_others_only_where_they_may_go(client):
    clerk = UserFactory(is_staff=True)
    clerk.user_permissions.add(Permission.objects.get(codename="view_order"))
    client.force_login(clerk)
    content = client.get("/admin/").content.decode()
    assert [
        name for model, name in zip(OURS, NAMES, strict=True) if page(model, "changelist") in content
    ] == ["shop.order"]


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("recommender_modelversion_health", "Health"),
        ("recommender_modelversion_health_retrain", "Health"),
        ("recommender_modelversion_health_drift", "Drift"),
        ("recommender_attention", "Attention"),
        ("recommender_modelversion_changelist", "Model versions"),
        ("shop_product_reorder", "Reorder list"),
    ],
)
def test_a_page_lights_only_its_own_line_of_the_sidebar(client, name, line):
    client.force_login(AdministratorFactory())
    groups = client.get(reverse(f"admin:{name}")).context["sidebar_navigation"]
    lit = [str(item["title"]) for group in groups for item in group["items"] if item["active"]]
    assert lit == [line]
