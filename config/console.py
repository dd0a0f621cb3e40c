"""How a failure reaches someone at a terminal: one clear sentence and exit code 1, never a traceback."""

import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from redis.exceptions import ConnectionError as RedisConnectionError

from config import env
from config.ground import EmbeddedError


@contextmanager
def clear_errors() -> Iterator[None]:
    """Around a whole command."""
    try:
        yield
    except (ImproperlyConfigured, EmbeddedError) as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"The database does not answer: {str(error).strip().splitlines()[0]}")
    except RedisConnectionError as error:
        sys.exit(f"The queue (Redis or Valkey) does not answer: {error}")
    except KeyboardInterrupt:
        sys.exit("Stopped.")


def require_database() -> None:
    """Knock before Django does: its pool would wait, and log each attempt."""
    address = urlsplit(env.database_url())
    if not address.hostname:
        return  # a socket file, which Django finds by itself
    try:
        socket.create_connection((address.hostname, address.port or 5432), timeout=5).close()
    except OSError as error:
        reason = error.strerror or error
        raise EmbeddedError(
            f"The database at {address.hostname}:{address.port or 5432} does not answer ({reason}). "
            "Start it, or unset DATABASE_URL to use the one that Aisle brings along."
        ) from error
