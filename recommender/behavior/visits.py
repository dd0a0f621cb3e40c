"""The rows of a visitor and of a visit: written once a session, before the first thing that refers to them."""

from recommender.behavior.models import Visitor, VisitSession
from recommender.behavior.visitor import RequestVisitor


def open_visit(visitor: RequestVisitor) -> None:
    """Write the rows of this visitor and session; what is there already stays. Who paused gets no session."""
    row = Visitor(id=visitor.id, account_id=visitor.account_id, allows_personalization=visitor.allows)
    Visitor.objects.bulk_create([row], ignore_conflicts=True)
    if visitor.account_id:
        own = Visitor.objects.filter(account=visitor.account_id).first()
        if own and own.id != visitor.id:
            visitor.become(own.id)
        visitor.is_paused |= bool(own and own.allows_personalization is False)
    if visitor.is_paused:
        return
    visit = VisitSession(
        id=visitor.session_id, visitor_id=visitor.id, device=visitor.device, source=visitor.source
    )
    VisitSession.objects.bulk_create([visit], ignore_conflicts=True)


def ensure_visit(visitor: RequestVisitor) -> None:
    """For rows that name the visitor themselves, as slates do. One read once the session is written."""
    own = VisitSession.objects.filter(pk=visitor.session_id).values_list("visitor_id", flat=True).first()
    if own is None:
        open_visit(visitor)
    else:
        # Its history may have joined an account's in another tab.
        visitor.id = own
