"""Where the embedded servers live, and as whom they run.

PostgreSQL refuses to run as root. When root starts us, the servers run as `nobody`, who must be able to reach the
programs and the data. Where a parent folder is closed to others (root's home is), we do not open it: the servers move
to a folder of their own under /var/tmp.
"""

import hashlib
import logging
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

logger = logging.getLogger("aisle.embedded")


class EmbeddedError(Exception):
    """An embedded server cannot run; the message is one sentence for the user."""


@dataclass(frozen=True)
class Ground:
    """A folder for the servers' data, and the user who owns that data."""

    local_dir: Path

    @cached_property
    def user(self) -> pwd.struct_passwd | None:
        """The user to drop to: who owns the folder, else nobody. None where we are not root and stay who we are."""
        if os.geteuid() != 0:
            return None
        self.local_dir.mkdir(parents=True, exist_ok=True)
        owner = self.local_dir.stat().st_uid
        try:
            return pwd.getpwuid(owner) if owner else pwd.getpwnam("nobody")
        except KeyError:
            return pwd.getpwnam("nobody")

    @cached_property
    def folder(self) -> Path:
        self.local_dir.mkdir(parents=True, exist_ok=True)
        here = self.local_dir.resolve()
        if self._reachable(here):
            return here
        elsewhere = Path("/var/tmp") / f"aisle-{hashlib.sha256(bytes(here)).hexdigest()[:12]}"  # noqa: S108
        if not elsewhere.exists():
            elsewhere.mkdir(mode=0o755)
            logger.warning(
                "%s is closed to the user '%s'; the servers keep their data in %s.",
                here,
                self.user.pw_name,
                elsewhere,
            )
        if elsewhere.lstat().st_uid != os.geteuid() or not stat.S_ISDIR(elsewhere.lstat().st_mode):
            raise EmbeddedError(
                f"{elsewhere} belongs to someone else: remove it, or set LOCAL_DIR to an open folder."
            )
        return elsewhere

    def own(self, name: str) -> Path:
        """A folder that only the servers' user may enter."""
        path = self.folder / name
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._give(path)
        return path

    def write(self, path: Path, text: str) -> Path:
        """A file that only the servers' user may read."""
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
        self._give(path)
        return path

    def programs(self, folder: Path, *, within: Path, version: str) -> Path:
        """`folder` (inside the package folder `within`), or its copy where the servers' user cannot reach it."""
        if self._reachable(folder):
            return folder
        copy = self.folder / "programs" / version
        if not copy.exists():
            draft = copy.with_name(f"{version}.new")
            shutil.rmtree(draft, ignore_errors=True)
            shutil.copytree(
                within,
                draft / within.name,
                ignore=shutil.ignore_patterns("__pycache__", "include"),
            )
            libraries = within.with_name(f"{within.name}.libs")
            if libraries.exists():
                shutil.copytree(libraries, draft / libraries.name)
            draft.rename(copy)
        return copy / folder.relative_to(within.parent)

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        """Run a program as the servers' user, with little of our environment, and wait for it."""
        dropped = {}
        if self.user:
            dropped = {
                "user": self.user.pw_uid,
                "group": self.user.pw_gid,
                "extra_groups": [],
            }
        kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        return subprocess.run(
            [str(part) for part in command],
            **dropped,
            cwd="/",
            env=kept | {"TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def _give(self, path: Path) -> None:
        if self.user:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _reachable(self, path: Path) -> bool:
        path = path.resolve()
        return not self.user or all(self._may_enter(folder.stat()) for folder in (path, *path.parents))

    def _may_enter(self, folder: os.stat_result) -> bool:
        mine = stat.S_IXUSR if folder.st_uid == self.user.pw_uid else stat.S_IXOTH
        return bool(folder.st_mode & mine)
