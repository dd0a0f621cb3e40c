"""Where the links of mails lead. Nobody needs to be signed in: what is signed is the link."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from config.errors import NotFound
from recommender.services import record_mail_click
from shop.catalog.models import Product
from shop.mails.links import Click, WayOut
from shop.mails.services import unsubscribe


@require_safe
@never_cache
def follow(request: HttpRequest, click_key: str) -> HttpResponse:
    """To the product that a mail showed, and to nowhere else."""
    click = Click.in_key(click_key)
    product = click and Product.objects.only("slug").filter(pk=click.product_id).first()
    if not product:
        raise NotFound(_("What this link led to is not there any more."))
    if request.method == "GET":
        record_mail_click(request.visitor, product_id=product.pk, slate_id=click.slate_id)
    return redirect(product)


@csrf_exempt  # RFC 8058: mail programs send the POST, and have neither a session nor a token; the signed link is what allows it
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def stop(request: HttpRequest, way_out_key: str) -> HttpResponse:
    """A GET changes nothing: scanners of mails open every link. The answer says the same whoever the account is, or was."""
    way_out = WayOut.in_key(way_out_key)
    if way_out is None:
        raise NotFound(
            _("This link is too old, or was not copied whole. Sign in to choose your mails under “Privacy”.")
        )
    if request.method == "POST":
        unsubscribe(way_out)
    context = {"kind": way_out.kind, "is_done": request.method == "POST"}
    return render(request, "shop/mails/stop.html", context)
