from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.kept_forms import member_action, member_form, typed_before
from shop.catalog.models import Product
from shop.fragments import page_number, page_of
from shop.redirects import redirect_back
from shop.reviews.forms import ReviewForm
from shop.reviews.models import Review
from shop.reviews.selectors import own_reviews, review_by, waiting_for_review
from shop.reviews.services import remove_review, write_review
from shop.reviews.voting import take_back_vote, vote_helpful
from shop.shopper import Shopper

WAITING = 6


@member_form
@require_http_methods(["GET", "POST"])
@never_cache
def review_write(request: HttpRequest, slug: str) -> HttpResponse:
    product = get_object_or_404(Product.objects.for_cards(), slug=slug)
    shopper = Shopper.of(request)
    mine = review_by(shopper, product)
    is_sent = request.method == "POST"
    form = ReviewForm(
        request.POST if is_sent else typed_before(request),
        initial={"rating": mine.rating, "text": mine.text} if mine else None,
    )
    if is_sent and form.is_valid():
        write_review(shopper=shopper, product_id=product.pk, **form.cleaned_data)
        messages.success(request, _("Thank you for your review."))
        return redirect(f"{product.get_absolute_url()}#reviews")
    status = 400 if is_sent else 200
    return render(
        request, "shop/reviews/write.html", {"product": product, "form": form, "mine": mine}, status=status
    )


@login_required
@require_safe
@never_cache
def reviews(request: HttpRequest) -> HttpResponse:
    """What the member wrote, and what could be written about."""
    shopper = Shopper.of(request)
    number = page_number(request)
    context = {
        "page": page_of(own_reviews(shopper), number=number, size=settings.REVIEWS_ON_A_PAGE),
        "waiting": waiting_for_review(shopper, limit=WAITING) if number == 1 else [],
    }
    return render(request, "shop/reviews/reviews.html", context)


@member_action(page="reviews")
def review_remove(request: HttpRequest, review_id: int) -> HttpResponse:
    remove_review(shopper=Shopper.of(request), review_id=review_id)
    messages.success(request, _("Your review is deleted."))
    return redirect_back(request, otherwise="reviews")


@require_POST
def review_vote(request: HttpRequest, review_id: int) -> HttpResponse:
    """`helpful` says what is wanted, so that a double click does not undo itself."""
    shopper = Shopper.of(request)
    change = take_back_vote if request.POST.get("helpful") == "0" else vote_helpful
    review = change(shopper=shopper, review_id=review_id)
    if request.htmx:
        counted = Review.objects.with_votes(shopper.owner).get(pk=review.pk)
        return render(request, "shop/reviews/partials/helpful.html", {"review": counted})
    return redirect_back(request, otherwise=review.product)
