"""Looking at the shop as one of the demo's simulated shoppers. Never as somebody real, and never outside of the demo.

It is no sign-in: nobody is asked for anything, no mail is sent, no guest's things join the account. The session of before
stays as it is, and the way back leads into it; where it was ended meanwhile, the way back leads to a guest.
"""

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user
from django.contrib.auth.backends import BaseBackend
from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.utils.translation import gettext as _

from accounts.models import User
from config.errors import NotFound
from recommender.services import observe_visitor, stop_observing, visitor_before

BACKEND = "accounts.looking.LookingBackend"
# In the session: the key of the one before, empty where there was none.
SESSION_BEFORE = "session_before"


def may_be_looked_at() -> QuerySet[User]:
    """Nobody outside of the demo; in it, who was made up and has no rights."""
    if not settings.DEMO:
        return User.objects.none()
    return User.objects.filter(is_simulated=True, is_active=True, is_staff=False, is_superuser=False)


class LookingBackend(BaseBackend):
    """Whose session it is, asked anew with each request: outside of the demo such a session is nobody's."""

    def get_user(self, user_id: int) -> User | None:
        return may_be_looked_at().filter(pk=user_id).first()


def is_looking(request: HttpRequest) -> bool:
    return SESSION_BEFORE in request.session


def look_as(request: HttpRequest, *, account_id: int) -> User:
    """From the next page on this browser is that shopper's."""
    account = may_be_looked_at().filter(pk=account_id).first()
    if account is None:
        raise NotFound(_("There is no such simulated shopper."))
    before, visitor = _session_before(request), visitor_before(request)
    if is_looking(request):
        request.session.flush()
    session = type(request.session)()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session[SESSION_BEFORE] = before
    _go_on_with(request, session)
    observe_visitor(request, account, before=visitor)
    return account


def go_back(request: HttpRequest) -> None:
    """To be who one was before. Whoever does not look stays who they are."""
    if not is_looking(request):
        return
    before = _session_before(request)
    stop_observing(request)
    request.session.flush()
    session = type(request.session)(before or None)
    session.modified = bool(before)  # so that the browser is told its key
    _go_on_with(request, session)


def _session_before(request: HttpRequest) -> str:
    return request.session.get(SESSION_BEFORE, request.session.session_key or "")


def _go_on_with(request: HttpRequest, session: SessionBase) -> None:
    request.session = session
    vars(request).pop("_cached_user", None)  # Django's note of who it was
    request.user = get_user(request)
    rotate_token(request)
