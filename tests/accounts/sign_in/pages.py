"""Walks of a shopper through the forms, as the browser would send them."""

from bs4 import BeautifulSoup
from django.http import HttpResponse

SIGNUP = "/accounts/signup/"
LOGIN = "/accounts/login/"
BY_CODE = "/accounts/login/code/"
CODE_OF_SIGN_IN = "/accounts/login/code/confirm/"
CODE_OF_ADDRESS = "/accounts/confirm-email/"
CODE_OF_PHONE = "/accounts/phone/verify/"
RESET = "/accounts/password/reset/"
CODE_OF_RESET = "/accounts/password/reset/confirm/"
NEW_PASSWORD = "/accounts/password/reset/complete/"
CHANGE_ADDRESS = "/accounts/email/"
CHANGE_PHONE = "/accounts/phone/change/"
CONFIRM = "/accounts/reauthenticate/"
WRONG_CODE = "This is not the code that we sent last."


def is_in(client) -> bool:
    return "_auth_user_id" in client.session


def said(response: HttpResponse) -> str:
    """What a page says, without what differs from one page to the next by itself."""
    page = BeautifulSoup(response.content, "html.parser")
    for hidden in page.select("[name=csrfmiddlewaretoken], script"):
        hidden.decompose()
    return " ".join(page.main.get_text(" ", strip=True).split())


def errors(response: HttpResponse) -> list[str]:
    page = BeautifulSoup(response.content, "html.parser")
    return [error.get_text(strip=True) for error in page.select("main .field__error, main .notice--error")]
