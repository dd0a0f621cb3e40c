"""The first step of a member who has an address book: one of its lines, or what is typed."""

from collections.abc import Mapping, Sequence

from shop.addresses.formats import FIELDS
from shop.addresses.models import Address
from shop.orders.details import ADDRESS
from shop.orders.selectors import newest_address
from shop.shopper import Shopper

# The answers beside the address itself: which line of the book, and whether what is typed shall go into it.
CHOICE, KEEP = "address", "keep_address"
ANOTHER = "another"


def chosen_line(answers: Mapping[str, str], book: Sequence[Address]) -> Address | None:
    return next((line for line in book if str(line.pk) == answers.get(CHOICE)), None)


def meant(answers: Mapping[str, str], book: Sequence[Address]) -> dict[str, str]:
    """The answers, with the chosen line of the book in place of what was typed."""
    typed = {name: answers[name] for name in ADDRESS if name in answers}
    line = chosen_line(answers, book)
    return typed | {name: getattr(line, name) for name in FIELDS} if line else typed


def choice_shown(answers: Mapping[str, str], book: Sequence[Address]) -> str:
    """Which line is marked: the one that was chosen; else what was typed; else the default."""
    if line := chosen_line(answers, book):
        return str(line.pk)
    untouched = book and CHOICE not in answers and not answers.get("street")
    return str(book[0].pk) if untouched else ANOTHER


def typed_before(shopper: Shopper, answers: Mapping[str, str], book: Sequence[Address]) -> dict[str, str]:
    """What the fields hold at first. Beside a chosen line they are empty, for another address."""
    if not book:
        return newest_address(shopper) | dict(answers)
    known = {"email": shopper.account.email or "", "full_name": shopper.account.name}
    if choice_shown(answers, book) == ANOTHER:
        return known | dict(answers)
    return known | {name: answers[name] for name in ("email",) if name in answers}


def shall_be_kept(answers: Mapping[str, str]) -> bool:
    """Only what was typed: a line of the book is there already."""
    return bool(answers.get(KEEP)) and answers.get(CHOICE, ANOTHER) == ANOTHER
