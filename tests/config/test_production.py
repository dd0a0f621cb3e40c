"""What production is started with, tried in processes of its own."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

from config import env

LOOK = """
import json
import django
django.setup()
from django.core.management import call_command
from django.conf import settings
from django.test import Client

call_command("check", deploy=True, fail_level="WARNING")
shopper = Client(headers={"Host": "shop.example.org"})
over_https = shopper.get("/health/live", secure=True)
print(json.dumps({
    "headers": dict(over_https.headers),
    "over_http": shopper.get("/cart/").headers.get("Location"),
    "cookies": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE, settings.LANGUAGE_COOKIE_SECURE],
    "hidden": [settings.SESSION_COOKIE_HTTPONLY, settings.LANGUAGE_COOKIE_HTTPONLY],
    "debug": settings.DEBUG,
    "hashers": settings.PASSWORD_HASHERS,
}))
"""


def run(*program: str, **environment: str) -> subprocess.CompletedProcess:
    known = {
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "DATABASE_URL": env.database_url(),
        "REDIS_URL": env.redis_url(),
        "SECRET_KEY": "a-key-for-tests-" + "0123456789abcdef" * 4,
        "ALLOWED_HOSTS": "shop.example.org",
        "DEMO": "",
    }
    return subprocess.run(
        [sys.executable, *program],
        cwd=settings.BASE_DIR,
        env=os.environ | known | environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def seen() -> dict:
    looked = run("-c", LOOK)
    assert looked.returncode == 0, looked.stderr
    return json.loads(looked.stdout.splitlines()[-1])


def test_djangos_own_list_for_a_deployment_has_no_complaint(seen):
    assert seen["debug"] is False


def test_browsers_are_told_to_come_by_https_for_a_year(seen):
    assert seen["headers"]["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains; preload"
    assert seen["over_http"] == "https://shop.example.org/cart/"


def test_cookies_travel_by_https_only(seen):
    assert seen["cookies"] == [True, True, True]
    assert seen["hidden"] == [True, True]


def test_every_answer_says_what_browsers_may_do_with_it(seen):
    headers = seen["headers"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    policy = headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "script-src 'self'", "frame-ancestors 'none'"} <= set(policy.split("; "))


def test_passwords_are_kept_as_argon2(seen):
    assert seen["hashers"][0].endswith("Argon2PasswordHasher")


@pytest.mark.parametrize(
    ("switches", "says"),
    [
        ({"DEMO": "1"}, "DEMO=1 opens every account to everybody"),
        ({"SMS_BACKEND": "demo"}, "SMS_BACKEND=demo shows every code on a page"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    ],
    ids=["the demo on a public name", "codes on a page", "no secret"],
)
def test_what_only_the_demo_may_stops_production(switches, says, tmp_path):
    refused = run("manage.py", "check", **switches, LOCAL_DIR=str(tmp_path))
    assert refused.returncode == 1
    assert refused.stderr.startswith(says)
