"""How allauth meets the shop: what happens around sign-in and sign-out."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest, HttpResponse

from accounts.models import User
from accounts.preferences import bring
from accounts.services import join_guest
from accounts.sessions.notices import tell_of_sign_in
from recommender.services import forget_visitor


class AccountAdapter(DefaultAccountAdapter):
    def login(self, request: HttpRequest, user: User) -> None:
        guest_id = request.visitor.id
        super().login(request, user)
        join_guest(request, user, guest_id=guest_id)
        bring(request, user)

    def post_login(self, request: HttpRequest, user: User, *, signup: bool, **facts) -> HttpResponse:
        response = super().post_login(request, user, signup=signup, **facts)
        if not signup:
            tell_of_sign_in(request, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        super().logout(request)
        forget_visitor(request)
