import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env


def run(*command: str, **environment: str) -> subprocess.CompletedProcess:
    inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.run(
        [sys.executable, *command],
        cwd=env.ROOT,
        env=inherited | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_without_a_secret_refuses_in_one_sentence(tmp_path):
    refused = run(
        *("manage.py", "migrate"),
        DJANGO_SETTINGS_MODULE="config.settings.production",
        LOCAL_DIR=str(tmp_path),
        SECRET_KEY="",
        DEMO="",
        DATABASE_URL=env.database_url(),
        REDIS_URL=env.redis_url(),
    )

    assert refused.returncode == 1
    assert refused.stderr.startswith("SECRET_KEY is missing")
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_database_that_is_down_is_one_sentence_and_not_a_traceback(tmp_path):
    refused = run(
        *("manage.py", "migrate"),
        DATABASE_URL="postgres://me@127.0.0.1:1/shop",
        REDIS_URL=env.redis_url(),
        LOCAL_DIR=str(tmp_path),
    )

    assert refused.returncode == 1
    assert refused.stderr.startswith("The database does not answer: ")
    assert "port 1 failed: Connection refused" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_a_generated_secret_stays_the_same_and_is_readable_by_its_owner_only(tmp_path):
    secret = env.kept_secret(tmp_path / "folder" / "secret")

    assert len(secret) > 50
    assert env.kept_secret(tmp_path / "folder" / "secret") == secret
    assert (tmp_path / "folder" / "secret").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in (tmp_path / "folder").iterdir()] == ["secret"]


def test_another_database_engine_is_refused(monkeypatch):
    monkeypatch.setattr(env, "DATABASE_URL", "sqlite:///shop.db")

    with pytest.raises(ImproperlyConfigured, match="PostgreSQL"):
        env.database_config()


def test_without_servers_there_are_addresses_all_the_same(monkeypatch, tmp_path):
    monkeypatch.setattr(env, "DATABASE_URL", None)
    monkeypatch.setattr(env, "EMBEDDED_STATE", tmp_path / "embedded.json")

    assert env.database_config()["PORT"] == 1


@pytest.mark.parametrize("arguments", [["help"], ["check"], ["makemigrations", "--help"]])
def test_commands_that_only_read_files_start_no_server(tmp_path, arguments):
    done = run("manage.py", *arguments, LOCAL_DIR=str(tmp_path), DATABASE_URL="", REDIS_URL="")

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "embedded.json").exists()


def test_emptying_the_cache_leaves_the_queue_alone(settings):
    from django.core.cache import cache
    from redis import Redis

    queue = Redis.from_url(settings.CELERY_BROKER_URL)
    queue.set("waiting", "task", ex=60)
    cache.set("page", "old")
    cache.clear()

    assert cache.get("page") is None
    assert queue.get("waiting") == b"task"


def test_each_parallel_test_process_empties_its_own_cache_only(monkeypatch):
    monkeypatch.setattr(env, "REDIS_URL", "redis://localhost:6379/1")
    addresses = [env.redis_url(), env.cache_url()]
    for worker in ("main", "gw0", "gw1"):
        monkeypatch.setattr(env, "TEST_WORKER", worker)
        addresses.append(env.worker_cache_url())
    assert addresses == [f"redis://localhost:6379/{database}" for database in range(1, 6)]


def test_a_folder_that_is_named_empty_is_the_usual_one():
    """Else a data folder would be made of the project itself."""
    done = run(
        "-c", "from config import env; print(env.LOCAL_DIR, env.MODEL_STORE)", LOCAL_DIR="", MODEL_STORE=""
    )
    assert done.stdout.split() == [str(env.ROOT / ".local"), str(env.ROOT / ".local" / "models")]


def test_a_provider_of_texts_is_named_in_one_address(monkeypatch):
    monkeypatch.setattr(env, "SMS_BACKEND", "twilio://AC1:secret@api.twilio.com?from=%2B491713920001")
    assert env.sms_config() == {
        "backend": "accounts.sms.twilio.TwilioBackend",
        "account": "AC1",
        "token": "secret",
        "sender": "+491713920001",
        "url": "https://api.twilio.com",
    }


@pytest.mark.parametrize(
    "named", ["pigeon", "twilio://", "twilio://AC1@api.twilio.com?from=1", "http://a:b@c?from=1"]
)
def test_an_unknown_provider_of_texts_is_refused(monkeypatch, named):
    monkeypatch.setattr(env, "SMS_BACKEND", named)
    with pytest.raises(ImproperlyConfigured, match="SMS_BACKEND must be"):
        env.sms_config()


def test_texts_are_printed_where_nobody_chose(monkeypatch):
    monkeypatch.setattr(env, "SMS_BACKEND", "console")
    assert env.sms_config() == {"backend": "accounts.sms.backends.ConsoleBackend"}
