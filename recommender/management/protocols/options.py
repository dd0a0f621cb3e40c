"""Options that several protocols take, and what they mean."""

import os
import platform
from datetime import UTC, datetime

from django.conf import settings
from django.core.management.base import CommandError, CommandParser


def add_seeds(parser: CommandParser) -> None:
    parser.add_argument("--seeds", default=str(settings.RECOMMENDER_SEED), help="comma-separated numbers")


def add_device(parser: CommandParser) -> None:
    parser.add_argument(
        "--device", default=settings.TORCH_DEVICE, help="auto, cpu or cuda (default: %(default)s)"
    )


def names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def numbers(text: str, *, option: str = "--seeds") -> list[int]:
    try:
        return [int(part) for part in text.split(",")]
    except ValueError:
        raise CommandError(f"{option} takes numbers such as 1,2,3, not “{text}”.") from None


def by_torchrun() -> bool:
    """Whether this is one of several processes that torchrun started."""
    return "TORCHELASTIC_RUN_ID" in os.environ


def making() -> dict:
    """What a row says of its making, wherever it was measured."""
    from recommender.training.services import code_version

    return {
        "commit": code_version(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "date": datetime.now(UTC).date().isoformat(),
    }
