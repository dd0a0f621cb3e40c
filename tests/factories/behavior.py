"""Rows of the behavior log."""

import factory
from factory.django import DjangoModelFactory

from recommender.behavior.models import (
    Dismissal,
    Event,
    EventKind,
    Impression,
    Placement,
    Slate,
    Visitor,
    VisitSession,
)
from recommender.behavior.visitor import RequestVisitor


class VisitorFactory(DjangoModelFactory):
    class Meta:
        model = Visitor


class VisitSessionFactory(DjangoModelFactory):
    class Meta:
        model = VisitSession

    visitor = factory.SubFactory(VisitorFactory)
    device = "desktop"


class SlateFactory(DjangoModelFactory):
    class Meta:
        model = Slate

    visitor = factory.SubFactory(VisitorFactory)
    placement = Placement.HOME_FOR_YOU
    product_ids = factory.LazyFunction(lambda: [11, 12, 13, 14])
    source = "popular"


class ImpressionFactory(DjangoModelFactory):
    class Meta:
        model = Impression

    slate = factory.SubFactory(SlateFactory)
    visitor_id = factory.SelfAttribute("slate.visitor_id")
    position = 1
    product_id = factory.LazyAttribute(lambda seen: seen.slate.product_ids[seen.position - 1])


class EventFactory(DjangoModelFactory):
    class Meta:
        model = Event

    session = factory.SubFactory(VisitSessionFactory)
    visitor = factory.SelfAttribute("session.visitor")
    kind = EventKind.VIEW
    product_id = factory.Sequence(lambda number: number + 1)


class DismissalFactory(DjangoModelFactory):
    class Meta:
        model = Dismissal

    visitor = factory.SubFactory(VisitorFactory)
    product_id = factory.Sequence(lambda number: number + 1)


def request_visitor(**fields) -> RequestVisitor:
    """A visitor whose session is written already, as after a first event."""
    visit = VisitSessionFactory(visitor__account_id=fields.get("account_id"))
    return RequestVisitor(id=visit.visitor_id, session_id=visit.pk, **fields)
