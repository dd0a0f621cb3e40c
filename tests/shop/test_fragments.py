import pytest
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from config.errors import InvalidInput, NotFound
from shop.fragments import is_fragment, page_number, page_of


def ask(query: str = "", **headers):
    request = RequestFactory().get(f"/{query}", headers=headers)
    request.htmx = HtmxDetails(request)
    return request


def test_only_htmx_gets_a_part_and_not_when_it_restores_a_page():
    assert not is_fragment(ask())
    assert is_fragment(ask(**{"HX-Request": "true"}))
    assert not is_fragment(ask(**{"HX-Request": "true", "HX-History-Restore-Request": "true"}))


def test_the_first_page_is_meant_where_none_is_named():
    assert page_number(ask()) == 1
    assert page_number(ask("?page=7")) == 7


@pytest.mark.parametrize("page", ["", "0", "-1", "1.5", "x", "9999999", "²"])
def test_what_is_no_page_is_refused(page):
    with pytest.raises(InvalidInput):
        page_number(ask(f"?page={page}"))


def test_a_page_beyond_the_last_is_not_found():
    assert list(page_of([1, 2, 3], number=2, size=2)) == [3]
    assert list(page_of([], number=1, size=2)) == []
    with pytest.raises(NotFound, match="only 2 pages"):
        page_of([1, 2, 3], number=3, size=2)
