import pytest
import yaml
from django.core.management import call_command

# What front ends rely on; these names are fixed.
PATHS = [
    "products/",
    "products/{slug}/",
    "products/{slug}/reviews/",
    "categories/",
    "search/",
    "suggestions/",
    "cart/",
    "cart/items/",
    "cart/items/{line_id}/",
    "favorites/",
    "orders/",
    "orders/{number}/",
    "recommendations/",
    "events/",
]


@pytest.fixture(scope="module")
def schema(tmp_path_factory) -> dict:
    """Made with warnings as errors, and valid."""
    path = tmp_path_factory.mktemp("schema") / "schema.yml"
    call_command("spectacular", "--validate", "--fail-on-warn", "--file", str(path))
    return yaml.safe_load(path.read_text())


@pytest.mark.parametrize("path", PATHS)
def test_the_schema_knows_every_address_that_front_ends_rely_on(schema, path):
    assert f"/api/v1/{path}" in schema["paths"]


def test_placing_an_order_asks_for_an_idempotency_key(schema):
    parameters = schema["paths"]["/api/v1/orders/"]["post"]["parameters"]
    assert [(p["name"], p["required"]) for p in parameters if p["in"] == "header"] == [
        ("Idempotency-Key", True)
    ]


@pytest.mark.django_db
def test_the_browser_of_the_api_runs_no_inline_script(client):
    page = client.get("/api/docs/").content.decode()
    assert page.count("<script") == page.count("<script src=") > 0
