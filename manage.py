#!/usr/bin/env python
"""Runs the project's commands: `python manage.py help` lists them."""

import os
import sys

# These read or write files only, so the embedded servers need not run for them.
WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "help",
    "makemessages",
    "makemigrations",
    "spectacular",
    "startapp",
    "version",
}


def needs_servers(arguments: list[str]) -> bool:
    command = arguments[0] if arguments else "help"
    return not (command in WITHOUT_SERVERS or command.startswith("-") or {"-h", "--help"} & set(arguments))


def main() -> None:
    demo = os.environ.get("DEMO", "").lower() in {"1", "true", "yes", "on"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{'production' if demo else 'dev'}")

    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError
    from redis.exceptions import ConnectionError as RedisConnectionError

    from config import embedded

    try:
        if needs_servers(sys.argv[1:]):
            embedded.ensure_running()
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, embedded.EmbeddedError) as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"The database does not answer: {str(error).strip().splitlines()[0]}")
    except RedisConnectionError as error:
        sys.exit(f"The queue (Redis or Valkey) does not answer: {error}")
    except KeyboardInterrupt:
        sys.exit("Stopped.")


if __name__ == "__main__":
    main()
