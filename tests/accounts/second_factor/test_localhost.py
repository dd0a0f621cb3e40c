import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from accounts.second_factor.middleware import LocalhostMiddleware


def ask(host: str, accept: str = "text/html") -> HttpResponse:
    request = RequestFactory().get("/cart/?a=1", headers={"Host": host, "Accept": accept})
    return LocalhostMiddleware(lambda _request: HttpResponse("the page"))(request)


@pytest.mark.parametrize(
    ("host", "leads_to"),
    [
        ("127.0.0.1:8000", "http://localhost:8000/cart/?a=1"),
        ("[::1]:8000", "http://localhost:8000/cart/?a=1"),
        ("127.0.0.1", "http://localhost:80/cart/?a=1"),
    ],
)
def test_the_demo_leads_from_numbers_to_the_name_for_which_passkeys_are_made(host, leads_to):
    assert ask(host)["Location"] == leads_to


@pytest.mark.parametrize(
    ("host", "accept"),
    [("localhost:8000", "text/html"), ("127.0.0.1:8000", "application/json"), ("", "text/html")],
)
def test_programs_and_the_name_itself_are_answered(host, accept):
    assert ask(host, accept).content == b"the page"
