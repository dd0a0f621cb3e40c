"""Order numbers that are easy to read out and say nothing about how many orders there are."""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # without 0 O 1 I L, which look alike


def new_number() -> str:
    """Like 7KD3Q-WX9FM: one of 8 × 10¹⁴."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(10))
    return f"{drawn[:5]}-{drawn[5:]}"


def new_access_key() -> str:
    return secrets.token_urlsafe(32)
