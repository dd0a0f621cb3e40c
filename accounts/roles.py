"""Who of the staff may do what: the roles, kept as groups of Django's admin.

Another role is made in the admin as any group; these are brought back to what stands here with each `migrate`.
"""

from fnmatch import fnmatch

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

CATALOG_EDITOR = "Catalog editor"
ORDER_CLERK = "Order clerk"
ANALYST = "Analyst"
OPERATOR = "Recommender operator"
ADMINISTRATOR = "Administrator"


def _of(app: str, do: str, *models: str) -> set[str]:
    return {f"{app}.{verb}_{model}" for verb in do.split() for model in models}


# Rights by name; * stands for all of them, those to come included.
ROLES: dict[str, set[str]] = {
    CATALOG_EDITOR: _of("shop", "view add change delete", "product", "category")
    | _of("shop", "view change", "review")
    | _of("shop", "view", "voucher")
    | _of("recommender", "view add change delete", "businessrule"),
    ORDER_CLERK: _of("shop", "view change", "order")
    | _of("shop", "view", "product", "category", "voucher")
    | _of("accounts", "view", "user"),
    ANALYST: {"recommender.view_*", "shop.view_*"},
    OPERATOR: {"recommender.view_*"}
    | _of("recommender", "change", "modelversion")
    | _of("recommender", "add change delete", "businessrule", "experiment")
    | _of("shop", "view", "product", "category"),
    ADMINISTRATOR: {"*"},
}
# What staff did is written by what they do, and by nobody's hand.
NOBODYS = {"admin.add_logentry", "admin.change_logentry", "admin.delete_logentry"}


def keep_roles(sender: AppConfig, using: str, **_kwargs) -> None:
    """After `migrate`: the groups and their rights are as above. Members of a group stay in it."""
    if sender is not [config for config in apps.get_app_configs() if config.models_module][-1]:
        return  # once, when all rights are there
    for config in apps.get_app_configs():
        create_permissions(config, verbosity=0, using=using)
    rights = {
        f"{right.content_type.app_label}.{right.codename}": right
        for right in Permission.objects.using(using).select_related("content_type")
    }
    for name, patterns in ROLES.items():
        group, _made = Group.objects.using(using).get_or_create(name=name)
        group.permissions.set(
            right
            for known, right in rights.items()
            if known not in NOBODYS and any(fnmatch(known, pattern) for pattern in patterns)
        )
