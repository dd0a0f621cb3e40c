"""The small supervisor of the embedded servers.

Without DATABASE_URL and REDIS_URL the project brings its own PostgreSQL and Valkey. Every process that needs them is a
*user* and says so by a shared lock on `embedded.lock`, which the kernel takes back however the process ends. The last
user to leave stops the servers. Servers that a killed user left behind are found by their data folder and taken over.
"""

import atexit
import fcntl
import json
import os
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from config import env
from config.engines import Engine, Postgres, Valkey
from config.ground import EmbeddedError, Ground

__all__ = ["EmbeddedError", "ensure_running"]

START_ATTEMPTS = 3  # a port that was free a moment ago can be taken by the time the server binds it


class Supervisor:
    """Joins and leaves the users of the embedded servers of one LOCAL_DIR."""

    def __init__(self, local_dir: Path, *, wanted: set[str]) -> None:
        self.local_dir = local_dir
        self.state = local_dir / "embedded.json"
        self.wanted = wanted
        self.ground = Ground(local_dir)
        self.membership: int | None = None

    def join(self) -> None:
        """Become a user; start what is wanted and does not run yet."""
        self.local_dir.mkdir(parents=True, exist_ok=True)
        with self._alone():
            self.membership = os.open(self.local_dir / "embedded.lock", os.O_CREAT | os.O_RDWR, 0o600)
            fcntl.flock(self.membership, fcntl.LOCK_SH)
            urls = self._remembered()
            for variable, engine in self._engines().items():
                if variable in self.wanted:
                    urls[variable] = start(engine, remembered=urls.get(variable))
                    self._remember(urls)

    def leave(self) -> None:
        """Stop being a user; the last one stops the servers."""
        if self.membership is None:
            return
        with self._alone():
            try:
                fcntl.flock(self.membership, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                pass  # others still use the servers
            else:
                for engine in self._engines().values():
                    engine.stop()
            # Unlock, not only close: a child may still hold the same descriptor.
            fcntl.flock(self.membership, fcntl.LOCK_UN)
            os.close(self.membership)
            self.membership = None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One process at a time starts or stops servers."""
        with (self.local_dir / "embedded.turn").open("w") as turn:
            fcntl.flock(turn, fcntl.LOCK_EX)
            yield

    def _engines(self) -> dict[str, Engine]:
        password = env.kept_secret(self.local_dir / "embedded.password")
        return {
            "DATABASE_URL": Postgres(self.ground, password),
            "REDIS_URL": Valkey(self.ground, password),
        }

    def _remembered(self) -> dict[str, str]:
        try:
            return json.loads(self.state.read_text())
        except (FileNotFoundError, ValueError):
            return {}

    def _remember(self, urls: dict[str, str]) -> None:
        draft = self.state.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as file:
            json.dump(urls, file)
        draft.replace(self.state)


def start(engine: Engine, *, remembered: str | None) -> str:
    """The address of the running server, started first where none runs."""
    if port := engine.port():
        return engine.url(port)
    port = urlsplit(remembered).port if remembered else None
    for attempts_left in reversed(range(START_ATTEMPTS)):
        port = port if port and is_free(port) else free_port()
        try:
            engine.start(port)
            break
        except EmbeddedError:
            engine.stop()
            if not attempts_left:
                raise
            port = None
    return engine.url(port)


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


# By process id: a forked child inherits this dictionary, but the membership in it is its parent's.
_memberships: dict[int, Supervisor] = {}


def ensure_running() -> None:
    """Start what neither DATABASE_URL nor REDIS_URL names and nothing runs yet; stop it when its last user ends."""
    given = {"DATABASE_URL": env.DATABASE_URL, "REDIS_URL": env.REDIS_URL}
    wanted = {variable for variable, url in given.items() if not url}
    if not wanted or os.getpid() in _memberships:
        return
    supervisor = _memberships[os.getpid()] = Supervisor(env.LOCAL_DIR, wanted=wanted)
    exit_in_order()
    atexit.register(leave)
    try:
        supervisor.join()
    except PermissionError as error:
        raise EmbeddedError(f"{error.filename} belongs to another user: choose another LOCAL_DIR.") from error


def leave() -> None:
    """Give up this process's membership, if it has one."""
    supervisor = _memberships.pop(os.getpid(), None)
    if supervisor is None:
        return
    if threading.current_thread() is threading.main_thread():
        # A second Ctrl-C must not interrupt the stop and leave the servers behind.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    supervisor.leave()


def exit_in_order() -> None:
    """Let a polite end (kill, a closed terminal) run the exit functions too; by default Python just dies."""
    if threading.current_thread() is not threading.main_thread():
        return
    for polite in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(polite) is signal.SIG_DFL:
            signal.signal(polite, lambda number, _frame: sys.exit(128 + number))
