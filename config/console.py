"""How a failure reaches someone at a terminal: one clear sentence and exit code 1, never a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import redis
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from kombu.exceptions import OperationalError as QueueError

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
    except (redis.ConnectionError, QueueError) as error:
        sys.exit(f"The queue (Redis or Valkey) does not answer: {error}")
    except KeyboardInterrupt:
        sys.exit("Stopped.")


def require_database() -> None:
    """Knock before Django does: its pool would knock again and again, and log each attempt."""
    config = env.database_config()
    where = {"host": config["HOST"], "port": config["PORT"], "dbname": config["NAME"]}
    try:
        psycopg.connect(
            **{name: value for name, value in where.items() if value},
            user=config["USER"] or None,
            password=config["PASSWORD"] or None,
            connect_timeout=5,
        ).close()
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        raise EmbeddedError(
            f"The database does not answer: {reason}. "
            "Look at DATABASE_URL, or unset it to use the PostgreSQL that Aisle brings along."
        ) from error


def require_queue() -> None:
    """The same for Redis or Valkey; `clear_errors` has the sentence."""
    with redis.Redis.from_url(env.redis_url(), socket_timeout=5) as client:
        client.ping()
