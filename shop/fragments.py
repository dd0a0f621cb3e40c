"""Part of a page or the whole page: the same template part serves both."""

from collections.abc import Sequence

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.errors import InvalidInput, NotFound


def is_fragment(request: HttpRequest) -> bool:
    """htmx wants a part; only when it restores a page of the browser's history it wants the whole."""
    return bool(request.htmx) and not request.htmx.history_restore_request


def page_number(request: HttpRequest) -> int:
    """The page that the query string asks for."""
    given = request.GET.get("page", "1")
    if not (given.isdecimal() and len(given) < 7 and int(given) > 0):
        raise InvalidInput(_("The page must be a whole number from 1 on."))
    return int(given)


def page_of(rows: QuerySet | Sequence, *, number: int, size: int, count: int | None = None) -> Page:
    """`count` says how many rows there are, where that is known already."""
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    if number > paginator.num_pages:
        pages = paginator.num_pages
        sentence = ngettext(
            "This list has only %(pages)d page.", "This list has only %(pages)d pages.", pages
        )
        raise NotFound(sentence % {"pages": pages})
    return paginator.page(number)
