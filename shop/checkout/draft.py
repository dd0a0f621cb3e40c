"""What was typed at the checkout so far. It lies in the session, so that no step back loses it."""

import uuid
from collections.abc import Iterable, Mapping

from django.contrib.sessions.backends.base import SessionBase

KEY = "checkout"
LONGEST = 200


class Draft:
    """Answers as they were typed, right or wrong."""

    def __init__(self, session: SessionBase):
        self.session = session

    @property
    def answers(self) -> dict[str, str]:
        return self.session.get(KEY, {})

    @property
    def country(self) -> str:
        return self.answers.get("country", "")

    @property
    def email(self) -> str:
        return self.answers.get("email", "")

    def keep(self, typed: Mapping[str, str], names: Iterable[str]) -> None:
        """Remember these answers, cut to what anybody would type."""
        self.session[KEY] = self.answers | {name: typed[name][:LONGEST] for name in names if name in typed}

    @property
    def idempotency_key(self) -> str:
        """Of the attempt that failed at the payment, so that another try never pays twice; else a new one."""
        return self.answers.get("idempotency_key") or str(uuid.uuid4())

    def keep_attempt(self, key: str) -> None:
        """An empty key: the next try is a new one."""
        self.keep({"idempotency_key": key}, ["idempotency_key"])

    def forget(self) -> None:
        self.session.pop(KEY, None)
