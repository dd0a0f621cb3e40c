"""request.visitor and its cookie."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.cache import SessionStore
from django.http import HttpResponse
from django.test import RequestFactory

from recommender.behavior import cookie
from recommender.behavior.middleware import VisitorMiddleware
from recommender.behavior.models import Event, Visitor, VisitSession
from recommender.behavior.services import forget_visitor, record_event
from recommender.behavior.visitor import RequestVisitor
from recommender.visitor_record import answer_consent
from tests.factories.accounts import UserFactory
from tests.factories.behavior import VisitorFactory

OVER = timedelta(seconds=-1)
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148"


class Browser:
    """Keeps the cookie between requests, as browsers do."""

    def __init__(self):
        self.cookies = {}
        self.response = None

    def visit(
        self, page=lambda request: request.visitor.id, *, account=None, method="GET", **headers
    ) -> RequestVisitor:
        request = RequestFactory().generic(method, "/", headers=headers)
        request.COOKIES = dict(self.cookies)
        request.session = SessionStore()
        request.user = account or AnonymousUser()
        if account:
            request.session[SESSION_KEY] = str(account.pk)
            request.session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
            request.session["_auth_user_hash"] = account.get_session_auth_hash()
            request.session.modified = False
        self.response = VisitorMiddleware(lambda request: HttpResponse(page(request)))(request)
        self.cookies |= {name: morsel.value for name, morsel in self.response.cookies.items()}
        return request.visitor

    @property
    def was_told(self) -> bool:
        return "visitor" in self.response.cookies

    def wait(self, quiet: timedelta) -> None:
        """Set the clock of the cookie back."""
        kept = self._kept()
        kept.seen_at -= quiet
        self._keep(kept)

    def _kept(self) -> RequestVisitor:
        request = RequestFactory().get("/")
        request.COOKIES = self.cookies
        return cookie.read(request)

    def _keep(self, visitor: RequestVisitor) -> None:
        response = HttpResponse()
        cookie.write(response, visitor)
        self.cookies["visitor"] = response.cookies["visitor"].value


@pytest.fixture
def browser() -> Browser:
    return Browser()


def view(request):
    record_event(request.visitor, "view", product_id=1)


@pytest.mark.django_db
class TestConsent:
    def test_a_stranger_is_known_for_this_visit_only(self, browser, settings):
        first = browser.visit()
        assert browser.response.cookies["visitor"]["max-age"] == ""
        assert first.is_to_be_asked
        settings.VISIT_COOKIE_AGE = OVER
        assert browser.visit().is_new

    def test_a_yes_makes_a_browser_known_for_a_year(self, browser, settings):
        first = browser.visit(lambda request: answer_consent(request.visitor, allows=True))
        assert browser.response.cookies["visitor"]["max-age"] == 400 * 24 * 3600
        assert browser.response.cookies["consent"].value == "yes"
        assert browser.response.cookies["consent"]["max-age"] == 365 * 24 * 3600
        settings.VISIT_COOKIE_AGE = OVER
        later = browser.visit()
        assert later.id == first.id
        assert not later.is_to_be_asked

    def test_a_no_lets_go_of_a_browser_that_was_remembered(self, browser):
        browser.visit(lambda request: answer_consent(request.visitor, allows=True))
        browser.visit(lambda request: answer_consent(request.visitor, allows=False))
        assert browser.response.cookies["visitor"]["max-age"] == ""
        assert browser.response.cookies["consent"].value == "no"
        assert browser.visit().is_paused

    def test_who_said_no_and_only_looks_around_gets_no_cookie(self, browser):
        browser.cookies["consent"] = "no"
        assert browser.visit().is_paused
        assert not browser.was_told
        browser.visit(method="POST")
        assert browser.was_told
        assert browser.response.cookies["visitor"]["max-age"] == ""

    @pytest.mark.parametrize("header", ["Sec-GPC", "DNT"])
    def test_the_browsers_own_no_counts_until_its_owner_says_otherwise(self, browser, header):
        quiet = browser.visit(**{header: "1"})
        assert quiet.is_paused
        assert not quiet.is_to_be_asked
        assert not browser.was_told
        browser.visit(lambda request: answer_consent(request.visitor, allows=True), **{header: "1"})
        assert not browser.visit(**{header: "1"}).is_paused

    def test_a_header_that_allows_is_no_answer(self, browser):
        assert browser.visit(DNT="0").is_to_be_asked

    def test_anything_else_in_the_cookie_is_no_answer(self, browser):
        browser.cookies["consent"] = "perhaps"
        assert browser.visit().allows is None


class TestCookie:
    def test_it_is_kept_from_scripts_and_other_sites(self, browser):
        browser.visit()
        morsel = browser.response.cookies["visitor"]
        assert morsel["httponly"]
        assert morsel["samesite"] == "Lax"
        assert not morsel["secure"]

    def test_in_production_it_travels_over_https_only(self, browser, settings):
        settings.SESSION_COOKIE_SECURE = True
        browser.visit()
        assert browser.response.cookies["visitor"]["secure"]

    def test_it_makes_a_browser_known_again(self, browser):
        first = browser.visit()
        again = browser.visit()
        assert (again.id, again.session_id) == (first.id, first.session_id)
        assert (first.is_new, again.is_new) == (True, False)

    def test_it_is_not_sent_again_at_every_page(self, browser):
        browser.visit()
        browser.visit()
        assert not browser.was_told
        browser.wait(timedelta(minutes=2))
        browser.visit()
        assert browser.was_told

    @pytest.mark.parametrize("value", ["", "nonsense", "a:b:c", "W10:1abc:xyz"])
    def test_a_changed_one_makes_a_new_visitor(self, browser, value):
        known = browser.visit()
        browser.cookies["visitor"] = value
        stranger = browser.visit()
        assert stranger.is_new
        assert stranger.id != known.id
        assert browser.was_told

    def test_another_visitors_id_cannot_be_written_into_it(self, browser):
        browser.visit()
        payload, rest = browser.cookies["visitor"].split(":", 1)
        browser.cookies["visitor"] = f"{payload[:-2]}AA:{rest}"
        assert browser.visit().is_new

    def test_a_page_that_does_not_ask_gets_none(self, browser):
        browser.visit(lambda request: "a picture")
        assert not browser.was_told


class TestSession:
    def test_it_lasts_while_pages_are_looked_at(self, browser):
        first = browser.visit()
        for _ in range(3):
            browser.wait(timedelta(minutes=29))
            assert browser.visit().session_id == first.session_id

    def test_it_ends_after_a_quiet_time(self, browser):
        first = browser.visit()
        browser.wait(timedelta(minutes=31))
        later = browser.visit()
        assert later.id == first.id
        assert later.session_id != first.session_id

    def test_pages_that_load_together_agree_on_the_next_one(self, browser):
        browser.visit()
        browser.wait(timedelta(hours=2))
        before = dict(browser.cookies)
        one = browser.visit()
        browser.cookies = before
        assert browser.visit().session_id == one.session_id

    @pytest.mark.django_db
    def test_it_knows_the_device_and_where_the_visitor_came_from(self, browser):
        browser.visit(**{"User-Agent": IPHONE, "Referer": "https://blog.example/kettles?q=1"})
        browser.visit(view, **{"User-Agent": IPHONE, "Referer": "http://testserver/c/kitchen/"})
        visit = VisitSession.objects.get()
        assert (visit.device, visit.source) == ("mobile", "blog.example")

    @pytest.mark.parametrize("referer", ["", "http://testserver/", "http://[broken", "no address"])
    def test_our_own_pages_are_no_source(self, browser, referer):
        assert browser.visit(Host="testserver", Referer=referer).source == ""


@pytest.mark.django_db
class TestRows:
    def test_looking_at_pages_writes_nothing(self, browser, django_assert_num_queries):
        with django_assert_num_queries(0):
            browser.visit()
            browser.visit()
        assert not Visitor.objects.exists()

    def test_they_are_written_once_a_session(self, browser):
        for _ in range(3):
            browser.visit(view)
        browser.wait(timedelta(hours=1))
        browser.visit(view)
        assert (Visitor.objects.count(), VisitSession.objects.count(), Event.objects.count()) == (1, 2, 4)


@pytest.mark.django_db
class TestAccounts:
    def test_a_signed_in_visitor_is_the_accounts_on_every_browser(self, browser):
        account = UserFactory()
        here = browser.visit(account=account)
        there = Browser().visit(account=account)
        assert here.id == there.id == account.visitor.pk
        assert here.session_id != there.session_id

    def test_once_they_agree_it_costs_nothing(self, browser, django_assert_num_queries):
        account = UserFactory()
        browser.visit(account=account)
        with django_assert_num_queries(0):
            browser.visit(account=account)
        assert not browser.was_told

    def test_a_cookie_that_names_a_guest_is_healed(self, browser):
        account = UserFactory()
        own = VisitorFactory(account=account)
        guest = browser.visit(view)
        assert browser.visit(account=account).id == own.pk
        assert Event.objects.get().visitor_id == own.pk
        assert not Visitor.objects.filter(pk=guest.id).exists()

    def test_a_cookie_that_names_another_accounts_visitor_keeps_the_two_apart(self, browser):
        first, second = UserFactory(), UserFactory()
        browser.visit(view, account=first)
        browser.visit(view, account=second)
        assert first.visitor.events.count() == second.visitor.events.count() == 1

    def test_during_sign_in_the_guest_is_still_known(self, browser):
        account = UserFactory()
        guest = browser.visit(view)

        def sign_in(request):
            request.session[SESSION_KEY] = str(account.pk)
            assert request.visitor.id == guest.id

        browser.visit(sign_in)
        assert Visitor.objects.get().account is None

    def test_sign_out_makes_a_stranger(self, browser):
        account = UserFactory()
        member = browser.visit(account=account)
        stranger = browser.visit(forget_visitor)
        assert stranger.id != member.id
        assert browser.was_told
        assert browser.visit().id == stranger.id

    def test_an_expired_sign_in_leaves_the_visitor(self, browser):
        account = UserFactory()
        member = browser.visit(account=account)
        assert browser.visit().id == member.id


def test_a_bots_page_is_marked(browser):
    assert browser.visit(**{"User-Agent": "Googlebot/2.1"}).is_bot
