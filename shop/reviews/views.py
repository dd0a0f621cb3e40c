from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from shop.catalog.models import Product
from shop.reviews.forms import ReviewForm
from shop.reviews.selectors import review_by
from shop.reviews.services import write_review
from shop.shopper import Shopper


@login_required
@require_http_methods(["GET", "POST"])
def review_write(request: HttpRequest, slug: str) -> HttpResponse:
    product = get_object_or_404(Product.objects.for_cards(), slug=slug)
    shopper = Shopper.of(request)
    mine = review_by(shopper, product)
    form = ReviewForm(
        request.POST or None, initial={"rating": mine.rating, "text": mine.text} if mine else None
    )
    if request.method == "POST" and form.is_valid():
        write_review(shopper=shopper, product_id=product.pk, **form.cleaned_data)
        messages.success(request, _("Thank you for your review."))
        return redirect(f"{product.get_absolute_url()}#reviews")
    status = 400 if form.errors else 200
    return render(
        request, "shop/reviews/write.html", {"product": product, "form": form, "mine": mine}, status=status
    )
