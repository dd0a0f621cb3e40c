"""Shoppers arrive at a steady rate, whatever the shop answers (open loop), each with an account of their own.

Yang's load test (Table 1) has 4 users a second for 100 seconds. It buys for real, so it runs against this machine alone;
`make reset` takes it back.
"""

import socket
import threading
import time
from dataclasses import dataclass
from ipaddress import ip_address
from random import Random
from urllib.parse import urlsplit

from benchmarks.load_shopper import FAILURES, PASSWORD, Goods, LoadShopper, Samples
from benchmarks.timing import HEAD, row

ACTIONS = ("sign in", "click", "favorite", "add to cart", "purchase", "review", "recommendation")
GOODS = 200  # products that are bought
PATIENCE = 60  # seconds after the last arrival


@dataclass(frozen=True)
class Load:
    rate: float = 4.0
    """Shoppers a second."""
    seconds: float = 100.0
    visits: int = 1
    """Of each shopper, one after the other; 4 are the 32 requests of a user in the paper."""
    seed: int = 0

    @property
    def shoppers(self) -> int:
        return round(self.rate * self.seconds)


def run(url: str, say, *, load: Load) -> None:
    if not _is_here(url):
        say(f"The load test buys, so it runs against this machine alone, not against {url}.")
        return
    emails, goods = _prepared(load)
    samples, started = Samples(), time.perf_counter()
    late = _let_in(url, load, emails, goods, samples)
    took = time.perf_counter() - started
    _mark(emails)
    say(
        f"Milliseconds by action, {url}: {load.shoppers} shoppers, {load.rate:g} a second, {load.visits} visits each; "
        f"all done after {took:.0f} s, {late} did not finish\n{HEAD}"
    )
    for action in ACTIONS:
        say(row(action, samples.seconds[action], samples.errors[action]))
    everything = [value for action in ACTIONS for value in samples.seconds[action]]
    say(row("all", everything, sum(samples.errors.values())))


def _is_here(url: str) -> bool:
    try:
        return ip_address(socket.gethostbyname(urlsplit(url).hostname or "")).is_loopback
    except OSError:
        return False


def _prepared(load: Load) -> tuple[list[str], list[Goods]]:
    """An account for each shopper, and products of which nobody buys the last one."""
    import django

    django.setup()
    from django.contrib.auth.hashers import make_password

    from accounts.models import User
    from shop.catalog.models import Product

    emails = [f"load-{number}@load.example" for number in range(load.shoppers)]
    word = make_password(PASSWORD)  # one hash for all: it is slow on purpose
    accounts = [User(email=email, password=word, is_simulated=True) for email in emails]
    User.objects.bulk_create(
        accounts, update_conflicts=True, unique_fields=["email"], update_fields=["password"]
    )
    for account in User.objects.filter(email__in=emails, emailaddress__isnull=True):
        account.vouch_for_email()
    enough = Product.objects.active().filter(stock__gt=0).order_by("-stock", "pk")[:GOODS]
    goods = [Goods(product.pk, product.get_absolute_url(), str(product.price)) for product in enough]
    return emails, goods


def _mark(emails: list[str]) -> None:
    """Invented visitors are known as such in the behavior log."""
    from recommender.behavior.models import Visitor

    Visitor.objects.filter(account__email__in=emails).update(is_simulated=True)


def _let_in(url: str, load: Load, emails: list[str], goods: list[Goods], samples: Samples) -> int:
    """Says how many shoppers did not finish, by an error or for want of time."""
    done: list[int] = []

    def shop(number: int) -> None:
        address = f"127.1.{number // 250}.{number % 250 + 1}"  # all of 127/8 is this machine
        shopper = LoadShopper(url, email=emails[number], address=address, samples=samples)
        rng = Random(f"{load.seed}:{number}")
        try:
            for visit in range(load.visits):
                shopper.visit(number + visit, goods, rng)
        except FAILURES:
            return  # counted where it happened
        done.append(number)

    started, shoppers = time.perf_counter(), []
    for number in range(load.shoppers):
        time.sleep(max(0.0, started + number / load.rate - time.perf_counter()))
        shoppers.append(threading.Thread(target=shop, args=(number,), daemon=True))
        shoppers[-1].start()
    deadline = time.perf_counter() + PATIENCE
    for shopper in shoppers:
        shopper.join(max(0.0, deadline - time.perf_counter()))
    return load.shoppers - len(done)
