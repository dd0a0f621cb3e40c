import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError
from django.http import Http404
from django.test import Client
from django.urls import path
from kombu.exceptions import OperationalError as QueueError
from redis.exceptions import ConnectionError as CacheError

from config import errors
from config.urls import handler400, handler403, handler404, handler500
from config.urls import urlpatterns as addresses
from tests.factories.catalog import CategoryFactory

FAILURES = {
    "invalid": errors.InvalidInput("The sky is not a number.", fields={"sky": ["Not a number."]}),
    "not-found": errors.NotFound(),
    "forbidden": errors.Forbidden(),
    "conflict": errors.Conflict("Someone was quicker."),
    "fast": errors.TooManyRequests(retry_after=7),
    "closed": errors.Unavailable(),
    "django-400": BadRequest(),
    "django-403": PermissionDenied(),
    "django-404": Http404(),
    "database": OperationalError("no connection to host 10.0.0.1"),
    "queue": QueueError("no connection to host 10.0.0.1"),
    "cache": CacheError("no connection to host 10.0.0.1"),
    "bug": ZeroDivisionError("secret detail"),
}
STATUSES = {
    "invalid": 400,
    "not-found": 404,
    "forbidden": 403,
    "conflict": 409,
    "fast": 429,
    "closed": 503,
    "django-400": 400,
    "django-403": 403,
    "django-404": 404,
    "database": 503,
    "queue": 503,
    "cache": 503,
    "bug": 500,
}


def fail(_request, kind: str):
    raise FAILURES[kind]


urlpatterns = [path("fail/<slug:kind>/", fail), path("api/fail/<slug:kind>/", fail), *addresses]
__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.fixture
def visitor() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("kind", FAILURES)
def test_every_failure_is_a_page_with_a_sentence_and_a_way_on(visitor, kind):
    response = visitor.get(f"/fail/{kind}/")
    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == STATUSES[kind]
    assert page.h1.get_text(strip=True)
    assert page.select_one("main a[href='/']")
    assert "secret detail" not in page.get_text()
    assert "10.0.0.1" not in page.get_text()
    assert "Traceback" not in page.get_text()


@pytest.mark.parametrize("kind", FAILURES)
def test_every_failure_of_the_api_is_a_problem(visitor, kind):
    response = visitor.get(f"/api/fail/{kind}/")
    body = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (response.status_code, body["status"]) == (STATUSES[kind], STATUSES[kind])
    assert body["detail"]
    assert "secret detail" not in str(body)


def test_htmx_gets_a_toast_and_is_told_where_to_put_it(visitor):
    response = visitor.get("/fail/conflict/", headers={"HX-Request": "true"})
    fragment = BeautifulSoup(response.content, "html.parser")
    assert (response.status_code, response["HX-Retarget"], response["HX-Reswap"]) == (
        409,
        "#toasts",
        "beforeend",
    )
    assert fragment.find("html") is None
    assert fragment.select_one("[data-toast] p").get_text(strip=True) == "Someone was quicker."


def test_what_is_not_found_can_be_searched_for_or_looked_around_for(visitor):
    kitchen = CategoryFactory(name="Kitchen")
    page = BeautifulSoup(visitor.get("/nowhere/").content, "html.parser")
    assert page.select_one("main form[action='/search/'] input[name=q]")
    assert page.select_one(f"main a[href='{kitchen.get_absolute_url()}']").get_text() == "Kitchen"


@pytest.mark.parametrize(
    ("came_from", "is_offered"),
    [
        ("http://testserver/c/kitchen/?page=2", True),
        ("http://testserver/nowhere/", False),
        ("https://evil.example/", False),
        ("javascript:alert(1)", False),
    ],
)
def test_a_page_leads_back_to_where_one_was(visitor, came_from, is_offered):
    page = BeautifulSoup(visitor.get("/nowhere/", headers={"Referer": came_from}).content, "html.parser")
    assert bool(page.select(f"main a[href='{came_from}']")) == is_offered
    assert ("Back to where you were" in page.main.get_text()) == is_offered


def test_the_last_resort_can_be_tried_again_in_the_chosen_theme(visitor):
    visitor.cookies["theme"] = "dark"
    page = BeautifulSoup(visitor.get("/fail/bug/?a=1").content, "html.parser")
    assert page.html["data-theme"] == "dark"
    assert page.find("a", string="Try again")["href"] == "/fail/bug/?a=1"


def test_what_was_sent_is_not_offered_to_be_sent_again(visitor):
    page = BeautifulSoup(visitor.post("/fail/bug/").content, "html.parser")
    assert page.find("a", string="Try again") is None


def test_a_page_says_which_field_is_wrong(visitor):
    text = BeautifulSoup(visitor.get("/fail/invalid/").content, "html.parser").main.get_text(" ", strip=True)
    assert "The sky is not a number." in text
    assert "sky: Not a number." in text


def test_who_was_too_fast_is_told_when_to_come_back(visitor):
    assert visitor.get("/fail/fast/")["Retry-After"] == "7"


def test_the_last_resort_needs_no_database(visitor, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = visitor.get("/fail/bug/")
    assert "We have written it down" in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/c/kitchen/", "/p/mug/", "/search/?q=mug", "/cart/"])
def test_a_database_that_is_down_is_a_page_that_needs_none(visitor, monkeypatch, address):
    def down(*_args, **_kwargs):
        raise OperationalError("no connection to host 10.0.0.1")

    cache.clear()
    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", down)
    response = visitor.get(address)
    assert response.status_code == 503
    assert "catching its breath" in response.content.decode()
    assert "10.0.0.1" not in response.content.decode()


def test_an_expired_form_says_so():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/cart/add/", {"product_id": "1"})
    assert response.status_code == 403
    assert "reload the page" in response.content.decode()


@pytest.mark.parametrize(
    ("kind", "can_be_retried"), [("fast", True), ("database", True), ("conflict", False), ("invalid", False)]
)
def test_what_may_pass_can_be_tried_again_on_the_spot(visitor, kind, can_be_retried):
    response = visitor.get(f"/fail/{kind}/", headers={"HX-Request": "true"})
    button = BeautifulSoup(response.content, "html.parser").select("[data-toast] [data-retry]")
    assert bool(button) == can_be_retried


def test_an_expired_form_of_htmx_can_be_reloaded():
    strict = Client(enforce_csrf_checks=True)
    response = strict.post("/cart/add/", {"product_id": "1"}, headers={"HX-Request": "true"})
    toast = BeautifulSoup(response.content, "html.parser").select_one("[data-toast]")
    assert toast.find("a", string="Reload the page")["href"] == ""


def test_an_unknown_address_is_a_page(visitor):
    assert "could not find" in visitor.get("/nowhere/").content.decode()


@pytest.mark.parametrize("address", ["/cart/add/", "/orders/7KD3Q-WX9FM/cancel/"])
def test_what_only_takes_forms_says_so(visitor, address):
    response = visitor.get(address)
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "only takes" in BeautifulSoup(response.content, "html.parser").h1.text


@pytest.mark.parametrize("address", ["/", "/api/v1/products/"])
def test_a_name_that_is_not_ours_is_refused_in_words(visitor, address):
    response = visitor.get(address, headers={"Host": "evil.example"})
    assert response.status_code == 400
    assert "not known under that name" in response.content.decode()
