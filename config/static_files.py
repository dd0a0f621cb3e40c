"""Collects static files only when something changed: it takes seconds that a second start need not spend."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from config import env


def collect_if_changed() -> None:
    stamp = env.LOCAL_DIR / "static.fingerprint"
    fingerprint = fingerprint_of_sources()
    if stamp.exists() and stamp.read_text() == fingerprint and Path(settings.STATIC_ROOT).exists():
        return
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint)


def fingerprint_of_sources() -> str:
    """Of our own files by time and size; those of packages change only with requirements.txt."""
    digest = hashlib.sha256((env.ROOT / "requirements.txt").read_bytes())
    for path in sorted(_own_files()):
        facts = path.stat()
        digest.update(f"{path} {facts.st_mtime_ns} {facts.st_size}\n".encode())
    return digest.hexdigest()


def _own_files() -> Iterator[Path]:
    for folder in settings.STATICFILES_DIRS:
        yield from (path for path in Path(folder).rglob("*") if path.is_file())
