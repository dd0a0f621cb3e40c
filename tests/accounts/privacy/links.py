"""Which tables have to do with an account or a visitor, read from the models."""

from django.apps import apps
from django.db.models import CASCADE, Field, Model

from accounts.models import User
from recommender.models import Visitor


def linked_models() -> set[type[Model]]:
    """Those that name an account or a visitor, and those whose rows are part of such a row and go with it."""
    linked, grown = set(), {User, Visitor}
    while grown != linked:
        linked = grown
        grown = linked | {model for model in all_models() if any(_leads(f, linked) for f in fields_of(model))}
    return linked


def all_models() -> list[type[Model]]:
    return apps.get_models(include_auto_created=True)


def fields_of(model: type[Model]) -> list[Field]:
    return list(model._meta.concrete_fields)


def _leads(field: Field, linked: set[type[Model]]) -> bool:
    if field.attname == "visitor_id" or field.related_model in {User, Visitor}:
        return True
    return field.related_model in linked and field.remote_field.on_delete is CASCADE
