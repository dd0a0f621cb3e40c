"""Who may do what: every address of the site against everybody who may ask for it.

The list of addresses is the URL map itself. A new address fails here until it has a row, which is one word; an address of
the admin takes its row from its model.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories.behavior import VisitorFactory
from tests.routes import Route, named_routes
from tests.security.world import administrator, all_but, browser, clerk, row_of

pytestmark = pytest.mark.django_db

EVERYBODY = {"guest", "owner", "other", "staff", "administrator"}
# Who gets an answer; everybody else is sent to sign in, refused, or told that there is no such thing.
PUBLIC = EVERYBODY
MEMBERS = EVERYBODY - {"guest"}
OWNER = {"owner"}
NOBODY = set()
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PAGES = ("GET", "POST")
ANY = "any other method"

ANSWERED, REFUSED, METHOD_NOT_ALLOWED = "answered", "refused", "method not allowed"
SIGN_IN = ("/accounts/login/", "/admin/login/")

# One row an address: who may ask for it, in one word where that is the same for all methods.
# What stands in the address belongs to the owner, so OWNER means: nobody else, not even the staff, who have the admin.
ROWS = {
    # The shop
    "home": PUBLIC,
    "popular_more": PUBLIC,
    "news": PUBLIC,
    "dismiss": PUBLIC,
    "category": PUBLIC,
    "product": PUBLIC,
    "picture": PUBLIC,
    "search": PUBLIC,
    "suggestions": PUBLIC,
    "forget_searches": PUBLIC,
    "favorites": PUBLIC,
    "favorite_toggle": PUBLIC,
    "cart": PUBLIC,
    "cart_add": PUBLIC,
    "cart_add_all": PUBLIC,
    "cart_line": OWNER,
    "cart_line_save": OWNER,
    "cart_saved_move": OWNER,
    "cart_saved_forget": OWNER,
    "cart_voucher": PUBLIC,
    "checkout": PUBLIC,
    "checkout_delivery": PUBLIC,
    "checkout_review": PUBLIC,
    "checkout_totals": PUBLIC,
    "orders": PUBLIC,
    "order": OWNER,
    "order_cancel": OWNER,
    "order_again": OWNER,
    "review_write": MEMBERS,
    "review_vote": PUBLIC,
    "mail_click": PUBLIC,
    "mail_unsubscribe": PUBLIC,  # who has the link
    "choose_theme": PUBLIC,
    "choose_preferences": PUBLIC,
    # The account
    "account": MEMBERS,
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_inactive": PUBLIC,
    "account_signup": PUBLIC,
    "account_reauthenticate": MEMBERS,
    "account_email": MEMBERS,
    "account_email_verification_sent": MEMBERS,
    "account_change_password": MEMBERS,
    "account_set_password": MEMBERS,
    "account_reset_password": PUBLIC,
    "account_confirm_login_code": MEMBERS,  # who are sent home; guests have asked for no code
    "account_profile": MEMBERS,
    "account_security": MEMBERS,
    "account_request_login_code": PUBLIC,
    "account_confirm_password_reset_code": NOBODY,
    "account_complete_password_reset": PUBLIC,
    "account_password_reset_completed": PUBLIC,
    "account_verify_phone": MEMBERS,
    "account_change_phone": MEMBERS,
    "addresses": MEMBERS,
    "address_add": MEMBERS,
    "address_edit": OWNER,
    "address_default": OWNER,
    "address_remove": OWNER,
    "reviews": MEMBERS,
    "review_remove": OWNER,
    "privacy": PUBLIC,
    "privacy_choice": PUBLIC,
    "privacy_mails": MEMBERS,
    "privacy_history": PUBLIC,
    "privacy_forget_history": PUBLIC,
    "privacy_forget_entry": OWNER,
    "privacy_suggestions": PUBLIC,
    "privacy_forget_dismissal": PUBLIC,
    "privacy_download": PUBLIC,
    "privacy_forget_browser": PUBLIC,
    "privacy_delete": MEMBERS,
    # The demo's alone, and there everybody's; elsewhere they are not there.
    "demo_outbox": PUBLIC,
    "demo_shoppers": PUBLIC,
    "demo_look_as": NOBODY,  # of those here, none is a simulated shopper
    "demo_go_back": PUBLIC,
    "session_end": OWNER,
    "usersessions_list": MEMBERS,
    "mfa_index": MEMBERS,
    "mfa_authenticate": MEMBERS,  # who are sent home; guests have given no password
    "mfa_reauthenticate": MEMBERS,
    "mfa_activate_totp": MEMBERS,
    "mfa_deactivate_totp": OWNER,
    "mfa_view_recovery_codes": OWNER,
    "mfa_generate_recovery_codes": MEMBERS,
    "mfa_download_recovery_codes": OWNER,
    "mfa_list_webauthn": MEMBERS,
    "mfa_add_webauthn": MEMBERS,
    "mfa_reauthenticate_webauthn": {"GET": MEMBERS, ANY: MEMBERS - OWNER},  # who has a passkey must show it
    "mfa_remove_webauthn": OWNER,
    "mfa_edit_webauthn": OWNER,
    "mfa_login_webauthn": MEMBERS,  # the same
    # The account's API
    "headless:config": PUBLIC,
    "headless:account:current_session": {"GET": MEMBERS, ANY: NOBODY},  # its end is told as a 401
    "headless:account:reauthenticate": MEMBERS,
    "headless:account:confirm_login_code": PUBLIC,
    "headless:account:request_login_code": PUBLIC,
    "headless:account:resend_login_code": PUBLIC,
    "headless:account:request_password_reset": PUBLIC,
    "headless:account:reset_password": PUBLIC,
    "headless:account:login": PUBLIC,
    "headless:account:signup": PUBLIC,
    "headless:account:verify_email": PUBLIC,
    "headless:account:resend_email_verification_code": PUBLIC,
    "headless:account:verify_phone": PUBLIC,
    "headless:account:resend_phone_verification_code": PUBLIC,
    "headless:account:change_password": MEMBERS,
    "headless:account:manage_email": {"POST": PUBLIC, ANY: MEMBERS},  # guests in the middle of a registration
    "headless:account:manage_phone": {"POST": PUBLIC, ANY: MEMBERS},
    "headless:mfa:authenticate": NOBODY,
    "headless:mfa:reauthenticate": MEMBERS,
    "headless:mfa:authenticate_webauthn": NOBODY,
    "headless:mfa:reauthenticate_webauthn": MEMBERS,
    "headless:mfa:login_webauthn": PUBLIC,
    "headless:mfa:authenticators": MEMBERS,
    "headless:mfa:manage_totp": {"GET": OWNER, ANY: MEMBERS},
    "headless:mfa:manage_recovery_codes": {"GET": OWNER, ANY: MEMBERS},
    "headless:mfa:manage_webauthn": MEMBERS,
    "headless:usersessions:sessions": MEMBERS,
    "headless:openapi_yaml": PUBLIC,
    "headless:openapi_json": PUBLIC,
    # The API
    "api_products": PUBLIC,
    "api_product": PUBLIC,
    "api_categories": PUBLIC,
    "api_search": PUBLIC,
    "api_suggestions": PUBLIC,
    "api_favorites": PUBLIC,
    "api_favorite": PUBLIC,
    "api_cart": PUBLIC,
    "api_cart_bundles": PUBLIC,
    "api_cart_items": PUBLIC,
    "api_cart_item": OWNER,
    "api_cart_item_save": OWNER,
    "api_cart_saved": OWNER,
    "api_cart_saved_move": OWNER,
    "api_cart_voucher": PUBLIC,
    "api_orders": PUBLIC,
    "api_order": OWNER,
    "api_order_cancel": OWNER,
    "api_reviews": {"GET": PUBLIC, ANY: MEMBERS},
    "api_review_vote": PUBLIC,
    "api_own_reviews": MEMBERS,
    "api_own_review": OWNER,
    "api_account": MEMBERS,
    "api_password_reset_by_phone": PUBLIC,
    "api_addresses": MEMBERS,
    "api_address": OWNER,
    "api_events": PUBLIC,
    "api_privacy": PUBLIC,
    "api_privacy_personalization": PUBLIC,
    "api_privacy_mails": MEMBERS,
    "api_privacy_events": PUBLIC,
    "api_privacy_event": OWNER,
    "api_privacy_dismissal": PUBLIC,
    "api_privacy_export": PUBLIC,
    "api_privacy_account": MEMBERS,
    "api_privacy_browser": PUBLIC,
    "api_recommendations": PUBLIC,
    "schema": PUBLIC,
    "api_docs": PUBLIC,
    # For supervisors
    "live": PUBLIC,
    "ready": PUBLIC,
}

# What an administrator may do with each model in the admin; others of the staff may do of it what they have the right to.
# Pages beside Django's own: the page's name, and the rights that it asks for.
FACTS = "view"
ACTED_ON = "view change"
KEPT = "view add change delete"
MODELS = {
    "shop.product": KEPT
    + " import:add+change process_import:add+change export:view reorder:view reorder_file:view",
    "shop.category": KEPT,
    "shop.order": ACTED_ON,
    "shop.review": ACTED_ON,
    "shop.voucher": KEPT,
    "accounts.user": "view add:add+change change delete",
    "admin.logentry": FACTS,
    "auth.group": KEPT,
    "account.emailaddress": KEPT,
    "mfa.authenticator": "view delete",
    "usersessions.usersession": FACTS,
    "shop.sentmail": FACTS,
    "recommender.event": FACTS,
    "recommender.impression": FACTS,
    "recommender.slate": FACTS,
    "recommender.visitor": FACTS,
    "recommender.visitsession": FACTS,
    "recommender.dismissal": FACTS,
    "recommender.trainingrun": FACTS,
    "recommender.modelversion": ACTED_ON
    + " retrain:change update:change roll_back:change health:recommender.view_health health_training:recommender.view_health"
    + " health_drift:recommender.view_health"
    + " health_retrain:change health_deploy:change health_back:change health_refresh:change",
    "recommender.gatedecision": FACTS,
    "recommender.deployment": FACTS,
    "recommender.recommendationlist": FACTS,
    "recommender.segment": FACTS + " overview:view",
    "recommender.purchasetraining": FACTS + " people:recommender.view_people",
    "recommender.dayfigures": FACTS + " table:recommender.view_traffic",
    "recommender.businessrule": KEPT,
    "recommender.experiment": KEPT + " start:change stop:change ship:change result:view told:view table:view",
}
DJANGOS_PAGES = {"changelist": "view", "history": "view", "change": "view", "add": "add", "delete": "delete"}
# Pages of the admin that belong to no model: for all of the staff.
ADMIN = {"index", "search", "password_change", "password_change_done", "autocomplete", "jsi18n", "app_list"}
# Pages of the admin that stand for themselves, and the right that each asks for.
OWN = {
    "recommender_attention": "recommender.view_health",
    "recommender_product": "recommender.view_health",
    "recommender_product_known": "recommender.view_health",
    "recommender_visitor_find": "recommender.view_people",
    "recommender_visitor_why": "recommender.view_people",
    "recommender_visitor_sequence": "recommender.view_people",
}
# What is not asked here: the way in and out, a way to a page of the shop, and the page of a password, which has a test.
ELSEWHERE = {"login", "logout", "view_on_site", "auth_user_password_change"}

NAMED = named_routes()
SITE = {name: route for name, route in NAMED.items() if not route.is_admin}
KINDS = ("api", "headless", "account", "mfa", "")
# What those who write send: enough for every form that somebody else's thing is reached by.
SAID = {"quantity": 1, "rating": 5, "text": "Fine."}


def test_every_address_has_a_row():
    """A new one fails here: add a line to ROWS that says who may ask for it, PUBLIC, MEMBERS, OWNER or NOBODY."""
    assert {row_name(route) for route in SITE.values()} == ROWS.keys()


def test_every_page_of_the_admin_has_a_row():
    """A new model fails here: add a line to MODELS that says what can be done with it. A new page of one needs its name there."""
    alone = {f"admin:{name}" for name in ADMIN | ELSEWHERE | OWN.keys()}
    ours = {page_name(model, page) for model in MODELS for page in pages(model)}
    assert {name for name, route in NAMED.items() if route.is_admin} == alone | ours
    assert {model._meta.label_lower for model in admin.site._registry} == MODELS.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_the_site(world, kind):
    """Where this fails: either the view lets somebody in (or keeps somebody out), or the row in ROWS is wrong."""
    # The owner comes last: what others were refused must still be there.
    people = {"guest": None, "other": world.other, "staff": clerk(), "administrator": administrator(), "owner": world.owner}  # fmt: skip
    assert people.keys() == EVERYBODY
    wrong = []
    for route in [route for route in SITE.values() if kind_of(route) == kind]:
        address = reverse(route.name, kwargs={name: world.addressed()[name] for name in route.parameters})
        browsers = {who: browser(account) for who, account in people.items()}
        for method in METHODS if route.is_api else PAGES:
            with left_as_it_was():
                said = {who: answer(client, method, address) for who, client in browsers.items()}
            # Where anybody hears that there is no such method, there is nothing to be let into.
            fits = METHOD_NOT_ALLOWED in said.values()
            if not fits:
                fits = {who for who in said if said[who] == ANSWERED} == rule_for(route, method)
            wrong += [] if fits else [f"{method} {route.name}: {said}"]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("page", sorted(ADMIN))
def test_the_admin_is_for_the_staff(world, page):
    address = reverse(f"admin:{page}", kwargs={"app_label": "shop"} if page == "app_list" else {})
    address += "?app_label=shop&model_name=product&field_name=category" if page == "autocomplete" else ""
    rights = ["shop.view_category"] if page in {"autocomplete", "app_list"} else []
    assert ask(clerk(*rights), "GET", address) == ANSWERED
    assert [ask(account, "GET", address) for account in (None, world.owner)] == [REFUSED, REFUSED]


@pytest.mark.parametrize("page", OWN)
def test_a_page_of_its_own_asks_for_its_right(world, page, monkeypatch):
    monkeypatch.setattr("recommender.serving.live_answers.current_app.send_task", lambda *_a, **_k: None)
    known = {"visitor_id": VisitorFactory().pk, "product_id": world.things.product.pk}
    route = NAMED[f"admin:{page}"]
    address = reverse(route.name, kwargs={name: known[name] for name in route.parameters})
    lets_in = {"whoever has it": clerk(OWN[page]), "administrator": administrator()}
    keeps_out = {"guest": None, "member": world.owner, "staff": clerk(), "others": all_but(OWN[page])}
    assert {who: ask(account, "GET", address) for who, account in lets_in.items()} == dict.fromkeys(
        lets_in, ANSWERED
    )
    assert {who: ask(account, "GET", address) for who, account in keeps_out.items()} == dict.fromkeys(
        keeps_out, REFUSED
    )


@pytest.mark.parametrize("model", MODELS)
def test_the_admin(world, model):
    """Who has this right alone is let in, and so is an administrator; who has every other right is not."""
    row, chief, idle = row_of(model, world), administrator(), clerk()
    wrong = []
    for page, rights in pages(model).items():
        route = NAMED[page_name(model, page)]
        address = reverse(route.name, kwargs=dict.fromkeys(route.parameters, row.pk))
        method = "POST" if page == "process_import" else "GET"
        needed = [right_to(right, model) for right in rights.split("+")]
        is_possible = page not in {"add", "delete"} or page in allowed(model)
        expected = ANSWERED if is_possible else REFUSED
        for who, account in (("whoever has it", clerk(*needed)), ("administrator", chief)):
            wrong += [f"{page}: {who}"] * (ask(account, method, address) != expected)
        lacking = {right: all_but(*enough_for(right)) for right in needed}
        for who, account in {"guest": None, "member": world.owner, "staff": idle, **lacking}.items():
            wrong += [f"{page}: {who}"] * (ask(account, method, address) != REFUSED)
    assert wrong == []


@pytest.mark.parametrize("model", MODELS)
def test_whoever_may_only_look_changes_nothing(world, model):
    address = reverse(page_name(model, "change"), args=[row_of(model, world).pk])
    assert ask(clerk(right_to("view", model)), "POST", address) == REFUSED
    assert ask(administrator(), "POST", address) == (ANSWERED if "change" in allowed(model) else REFUSED)


def test_only_who_may_change_accounts_sets_a_password(world):
    address = reverse("admin:auth_user_password_change", args=[world.owner.pk])
    assert ask(clerk("accounts.change_user"), "GET", address) == ANSWERED
    assert ask(all_but("accounts.change_user"), "GET", address) == REFUSED
    assert ask(world.owner, "GET", address) == REFUSED


def kind_of(route: Route) -> str:
    return next(kind for kind in KINDS if route.name.startswith(kind))


def rule_for(route: Route, method: str) -> set[str]:
    row = ROWS.get(row_name(route), NOBODY)
    return row.get(method, row[ANY]) if isinstance(row, dict) else row


def row_name(route: Route) -> str:
    return route.name.replace("headless:browser:", "headless:")


def allowed(model: str) -> dict[str, str]:
    """From MODELS: what can be done, and the right that it asks for."""
    return {do: right or do for do, _colon, right in (word.partition(":") for word in MODELS[model].split())}


def pages(model: str) -> dict[str, str]:
    """All pages of the model, and the right that each asks for."""
    return DJANGOS_PAGES | {do: right for do, right in allowed(model).items() if do not in {"view", "change"}}


def page_name(model: str, page: str) -> str:
    return f"admin:{model.replace('.', '_')}_{page}"


def right_to(do: str, model: str) -> str:
    """Django's right to do this with the model; one that is named in full is of its own."""
    app, name = model.split(".")
    return do if "." in do else f"{app}.{do}_{name}"


def enough_for(right: str) -> list[str]:
    """Whoever may change a thing may look at it too."""
    return [right, right.replace(".view_", ".change_")]


@contextmanager
def left_as_it_was() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(account: User | None, method: str, address: str) -> str:
    return answer(browser(account), method, address)


def answer(client: Client, method: str, address: str) -> str:
    if address.startswith("/api/"):
        response = client.generic(method, address, json.dumps(SAID), "application/json")
    else:
        response = client.post(address, SAID) if method == "POST" else client.get(address)
    if response.streaming:
        list(response)  # to its end, which closes the file
    if response.status_code >= 500:
        return f"broken: {response.status_code}"
    if response.status_code == 405:
        return METHOD_NOT_ALLOWED
    sent_to_sign_in = response.status_code == 302 and response["Location"].startswith(SIGN_IN)
    return REFUSED if sent_to_sign_in or response.status_code in {401, 403, 404, 410} else ANSWERED
