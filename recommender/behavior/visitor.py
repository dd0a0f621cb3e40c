"""Who is browsing, as one request knows them: what the cookie says, before anything is written down."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone


@dataclass
class RequestVisitor:
    """Goes through the services in place of the request. It may change under them: a guest becomes an account's visitor."""

    id: UUID = field(default_factory=uuid.uuid4)
    session_id: UUID = field(default_factory=uuid.uuid4)
    account_id: int | None = None
    """The account that is signed in, and whose visitor this is."""
    seen_at: datetime = field(default_factory=timezone.now)
    source: str = ""
    """The host that this session came from; empty when it came by itself."""
    device: str = ""
    is_bot: bool = False
    is_new: bool = False
    is_observed: bool = False
    """Somebody looks through this visitor's eyes; see observing.py."""
    allows: bool | None = None
    """Whether this browser may be known again; None: it did not say."""
    is_paused: bool = False
    """Nothing is written down of this visitor, and nothing made for them."""

    @property
    def is_logged(self) -> bool:
        return not (self.is_bot or self.is_paused)

    @property
    def is_to_be_asked(self) -> bool:
        return self.allows is None and self.is_logged and not self.is_observed

    def continue_at(self, now: datetime, *, source: str) -> None:
        """Go on with the session, or begin the next one after a quiet time."""
        if now - self.seen_at >= settings.SESSION_GAP:
            # Not random: requests that arrive together after the quiet time must agree on the new session.
            self.session_id = uuid.uuid5(self.id, self.seen_at.isoformat())
            self.source = source
        self.seen_at = now

    def become(self, visitor_id: UUID) -> None:
        """Be another visitor from here on. A session belongs to one visitor, so this is a new one."""
        self.id = visitor_id
        self.session_id = uuid.uuid4()
