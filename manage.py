#!/usr/bin/env python
"""Runs the project's commands: `python manage.py help` lists them."""

import os
import sys

# These only read and write files, so the embedded servers need not run for them.
WITHOUT_SERVERS = {
    "check",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "help",
    "makemessages",
    "spectacular",
    "startapp",
    "version",
    "write_evaluation",
}


def needs_servers(arguments: list[str]) -> bool:
    command = arguments[0] if arguments else "help"
    return not (command in WITHOUT_SERVERS or command.startswith("-") or {"-h", "--help"} & set(arguments))


def main() -> None:
    # Before anything of `config` is imported: Celery looks for the settings when its application is made.
    demo = os.environ.get("DEMO", "").lower() in {"1", "true", "yes", "on"}
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"config.settings.{'production' if demo else 'dev'}")

    from django.core.management import execute_from_command_line

    from config import console, embedded

    with console.clear_errors():
        if needs_servers(sys.argv[1:]):
            embedded.ensure_running()
            console.require_database()
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
