"""How the administration looks, and where everything is in it."""

from collections.abc import Callable

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse_lazy
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def lights(link: Promise) -> Callable[[HttpRequest], bool]:
    """Of the lines whose address the page's begins with, only the longest: a page may lie below another's."""

    def is_lit(request: HttpRequest) -> bool:
        if not hasattr(request, "lit_line"):
            groups = UNFOLD["SIDEBAR"]["navigation"]
            links = [str(item["link"]) for group in groups for item in group["items"]]
            fitting = [one for one in links if request.path.startswith(one)]
            request.lit_line = max(fitting, key=len, default="")
        return request.lit_line == str(link)

    return is_lit


def page(title: Promise, icon: str, model: str) -> dict:
    """A line of the sidebar, for those who may see the model; icons are Material Symbols."""
    app, name = model.split(".")
    link = reverse_lazy(f"admin:{app}_{name}_changelist")
    return {
        "title": title,
        "icon": icon,
        "link": link,
        "active": lights(link),
        "permission": lambda request: request.user.has_perm(f"{app}.view_{name}"),
    }


def view(title: Promise, icon: str, name: str, right: str) -> dict:
    """A line of the sidebar for a page of its own, for those who have the right."""
    link = reverse_lazy(f"admin:{name}")
    return {
        "title": title,
        "icon": icon,
        "link": link,
        "active": lights(link),
        "permission": lambda request: request.user.has_perm(right),
    }


UNFOLD = {
    "SITE_TITLE": "Aisle",
    "SITE_HEADER": "Aisle",
    "SITE_SYMBOL": "storefront",
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("img/favicon.svg")}
    ],
    "STYLES": [lambda request: static("css/admin.css"), lambda request: static("css/charts.css")],
    "SCRIPTS": [lambda request: static("js/charts.js")],
    "SITE_URL": "/",
    "SHOW_VIEW_ON_SITE": True,
    "GLOBAL_CALLBACK": "config.admin.without_inline_colors",
    "DASHBOARD_CALLBACK": "recommender.insights.traffic.views.add_dashboard",
    "SIDEBAR": {
        "navigation": [
            {
                "title": _("Shop"),
                "items": [
                    page(_("Products"), "inventory_2", "shop.product"),
                    view(_("Reorder list"), "shopping_basket", "shop_product_reorder", "shop.view_product"),
                    page(_("Categories"), "category", "shop.category"),
                    page(_("Orders"), "receipt_long", "shop.order"),
                    page(_("Vouchers"), "redeem", "shop.voucher"),
                    page(_("Reviews"), "reviews", "shop.review"),
                    page(_("Sent mails"), "outgoing_mail", "shop.sentmail"),
                ],
            },
            {
                "title": _("Recommender"),
                "separator": True,
                "items": [
                    view(
                        _("Health"),
                        "monitor_heart",
                        "recommender_modelversion_health",
                        "recommender.view_health",
                    ),
                    view(
                        _("Drift"),
                        "trending_down",
                        "recommender_modelversion_health_drift",
                        "recommender.view_health",
                    ),
                    page(_("Business rules"), "gavel", "recommender.businessrule"),
                    page(_("Experiments"), "science", "recommender.experiment"),
                    view(_("Attention"), "target", "recommender_attention", "recommender.view_health"),
                    page(_("Model versions"), "model_training", "recommender.modelversion"),
                    page(_("Training runs"), "exercise", "recommender.trainingrun"),
                    page(_("Gate decisions"), "rule", "recommender.gatedecision"),
                    page(_("Deployments"), "rocket_launch", "recommender.deployment"),
                    page(_("Recommendation lists"), "format_list_numbered", "recommender.recommendationlist"),
                ],
            },
            {
                "title": _("Behavior"),
                "separator": True,
                "items": [
                    page(_("Events"), "history", "recommender.event"),
                    page(_("Slates"), "view_carousel", "recommender.slate"),
                    page(_("Impressions"), "visibility", "recommender.impression"),
                    page(_("Dismissals"), "thumb_down", "recommender.dismissal"),
                    page(_("Visitors"), "footprint", "recommender.visitor"),
                    view(
                        _("Who comes"),
                        "diversity_3",
                        "recommender_segment_overview",
                        "recommender.view_segment",
                    ),
                    view(_("Why this?"), "help", "recommender_visitor_find", "recommender.view_people"),
                    page(_("Segments"), "groups", "recommender.segment"),
                    page(_("Purchase prediction"), "online_prediction", "recommender.purchasetraining"),
                    view(
                        _("Likely buyers"),
                        "person_search",
                        "recommender_purchasetraining_people",
                        "recommender.view_people",
                    ),
                    page(_("Sessions"), "schedule", "recommender.visitsession"),
                    page(_("Figures by day"), "calendar_month", "recommender.dayfigures"),
                ],
            },
            {
                "title": _("Accounts"),
                "separator": True,
                "items": [
                    page(_("Accounts"), "person", "accounts.user"),
                    page(_("E-mail addresses"), "mail", "account.emailaddress"),
                    page(_("Second factors"), "key", "mfa.authenticator"),
                    page(_("Open sessions"), "devices", "usersessions.usersession"),
                    page(_("Roles"), "group", "auth.group"),
                    page(_("Staff actions"), "history_edu", "admin.logentry"),
                ],
            },
        ],
    },
}
