"""`make demo`: everything from an empty machine to a running shop, and in seconds when it has been done before."""

import argparse
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from typing import IO

from config import console, embedded, env
from config.ground import EmbeddedError
from config.processes import Processes, die_with_parent

READY_SECONDS = 120


class Steps:
    """Numbered lines that say what happens, and how long it took."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.number = 0

    def run(self, text: str, action: Callable[[], object], *, talks: bool = False) -> None:
        """`talks`: the action prints progress of its own, below its heading."""
        self.number += 1
        say(f"[{self.number}/{self.total}] {text} …", end="\n" if talks else " ")
        started = time.monotonic()
        try:
            action()
        except BaseException:
            say("")  # what comes next starts on a line of its own
            raise
        seconds = f"{time.monotonic() - started:.1f} s"
        say(f"      … {seconds}" if talks else seconds)

    def skip(self, text: str) -> None:
        self.number += 1
        say(f"[{self.number}/{self.total}] {text}")


def main() -> None:
    port = arguments().port
    embedded.exit_in_order()
    with console.clear_errors(), sole_demo(port):
        processes = Processes(env.LOCAL_DIR / "logs")
        try:
            prepare(port, processes)
            welcome(port)
            wait_for_end(processes)
        except KeyboardInterrupt:
            say("\nStopping …")
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a second Ctrl-C must not leave half of it behind
            processes.stop()
            embedded.leave()
        say("Everything is stopped. `make demo` goes on where you left it.")


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make demo", description=__doc__)
    parser.add_argument("--port", type=int, default=8000)
    return parser.parse_args()


def sole_demo(port: int) -> IO:
    """A lock that lives as long as this demo: two schedulers on one database would do all work twice."""
    env.LOCAL_DIR.mkdir(parents=True, exist_ok=True)
    lock = (env.LOCAL_DIR / "demo.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        raise EmbeddedError(
            "The demo already runs from this folder. Stop it there with Ctrl-C first."
        ) from None
    if not embedded.is_free(port):
        raise EmbeddedError(f"Port {port} is taken. Choose another: make demo PORT={port + 123}")
    return lock


def prepare(port: int, processes: Processes) -> None:
    """Each step looks first whether it has been done."""
    steps = Steps(8)
    steps.run("Starting PostgreSQL and Valkey", start_servers)
    steps.run("Bringing the database up to date", migrate)
    fill_shop(steps)
    train_first_model(steps)
    group_visitors(steps)
    steps.run("Collecting static files", collect_static_files)
    steps.run("Starting web, workers and scheduler", lambda: start_processes(port, processes))
    steps.run("Waiting for the shop to answer", lambda: wait_until_ready(port, processes))


def start_servers() -> None:
    embedded.ensure_running()
    console.require_database()
    console.require_queue()


def migrate() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False, verbosity=0)


def fill_shop(steps: Steps) -> None:
    """A filling that was cut short is recognized by its mark, and done again from the start."""
    from shop.models import Product

    mark = env.LOCAL_DIR / "demo.filling"
    if Product.objects.exists() and not mark.exists():
        steps.skip("The shop is filled")
        return
    words = ["reset_demo", "--without-model"] if mark.exists() else ["seed_demo"]
    mark.touch()
    steps.run("Filling the shop: products, shoppers, their behavior", lambda: command(*words), talks=True)
    mark.unlink()


def train_first_model(steps: Steps) -> None:
    from recommender.models import Deployment

    if Deployment.objects.filter(ended_at=None).exists():
        steps.skip("A model is live")
    else:
        steps.run("Training the first model and putting it live", lambda: command("run_loop"), talks=True)


def group_visitors(steps: Steps) -> None:
    """The night's work, for who tries the shop by day."""
    from recommender.models import SegmentSet

    if SegmentSet.objects.exists():
        steps.skip("Visitors are in segments")
    else:
        steps.run(
            "Finding segments of visitors who behave alike", lambda: command("refresh_segments"), talks=True
        )


def collect_static_files() -> None:
    from config.static_files import collect_if_changed

    collect_if_changed()


def command(*words: str) -> None:
    """In a process of its own: what it needed, torch above all, is given back when it ends."""
    release_database()
    child = subprocess.Popen(
        [sys.executable, env.ROOT / "manage.py", *words],
        preexec_fn=die_with_parent,  # noqa: PLW1509  the database's threads have just ended
    )
    try:
        code = child.wait()
    except BaseException:
        end(child)
        raise
    if code != 0:
        raise EmbeddedError(
            f"`{words[0]}` did not finish, so the demo cannot go on. `make demo` tries again."
        )


def end(child: subprocess.Popen) -> None:
    """Wait for it, by force if need be: while it lives it is a user of the servers."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    child.terminate()
    try:
        child.wait(timeout=5)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def release_database() -> None:
    """End the threads of the connection pool, which must not run while we fork."""
    from django.db import connection

    connection.close()
    connection.close_pool()


def start_processes(port: int, processes: Processes) -> None:
    """As in docker-compose.yml, sized for one small machine. Background work gives way to pages."""
    release_database()
    # Inherited by all of them: mails that no request asks for must know where their links lead.
    os.environ.setdefault("SITE_URL", f"http://localhost:{port}")
    python = [sys.executable, "-m"]
    gunicorn = [*python, "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--preload"]
    celery = [*python, "celery", "-A", "config"]
    worker = [*celery, "worker", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    processes.start(
        "web",
        [*gunicorn, "--workers", "2", "--threads", "4", "--graceful-timeout", "2", "--no-control-socket"],
    )
    processes.start("realtime", [*worker, "-n", "realtime@%h", "-Q", "realtime", "-c", "1"])
    # Two, so that a mail need not wait for the end of a training.
    processes.start("worker", [*worker, "-n", "worker@%h", "-Q", "default,train", "-c", "2"], niceness=10)
    schedule = str(env.LOCAL_DIR / "celerybeat-schedule")
    processes.start("beat", [*celery, "beat", "--schedule", schedule], niceness=10)


def wait_until_ready(port: int, processes: Processes) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not answers(f"http://127.0.0.1:{port}/health/ready"):
        fail_if_ended(processes)
        if time.monotonic() > deadline:
            raise EmbeddedError(f"The shop does not answer; see {processes.log('web')}")
        time.sleep(0.1)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:  # noqa: S310  our own http address
            return response.status == 200
    except OSError:
        return False


def wait_for_end(processes: Processes) -> None:
    while True:
        fail_if_ended(processes)
        time.sleep(0.5)


def fail_if_ended(processes: Processes) -> None:
    if name := processes.ended():
        raise EmbeddedError(
            f"The process '{name}' ended unexpectedly. Its last words:\n{processes.last_words(name)}"
        )


def welcome(port: int) -> None:
    from shop.demo.accounts import DEMO_SIGN_INS, DEMO_STAFF

    address = f"http://localhost:{port}"
    say(f"\n  The shop       {address}/")
    say(f"  Administration {address}/admin/")
    say(f"  API            {address}/api/docs/\n")
    for role, email, password in DEMO_SIGN_INS + DEMO_STAFF:
        say(f"  {role.lower():<20} {email} / {password}")
    say(f"\n  Logs in {env.LOCAL_DIR / 'logs'}. Ctrl-C stops everything.\n")


def say(text: str, *, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
