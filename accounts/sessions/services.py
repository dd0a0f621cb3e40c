"""Where an account is signed in, and how that ends."""

from allauth.account.adapter import get_adapter
from allauth.usersessions.internal.flows.sessions import end_sessions
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from config.errors import NotFound

# Often enough to tell when a session was last used, seldom enough to cost a page nothing.
SECONDS_BETWEEN_LOOKS = 300


def note_activity(request: HttpRequest) -> None:
    """When and from where this session was last used."""
    key = request.session.session_key
    if not key or not cache.add(f"session-seen:{key}", True, SECONDS_BETWEEN_LOOKS):
        return
    seen = UserSession.objects.filter(session_key=key, user=request.user).update(
        last_seen_at=timezone.now(), ip=get_adapter().get_client_ip(request)
    )
    if not seen:
        UserSession.objects.create_from_request(request)


def end_session(request: HttpRequest, session_id: int) -> None:
    """One of the member's own; the other browser is a guest's from its next page on."""
    session = UserSession.objects.filter(pk=session_id, user=request.user).first()
    if session is None:
        raise NotFound
    end_sessions(request, [session])
