"""The state of an unfinished training run, so that a killed one loses an epoch at most."""

import json
import zipfile
from pathlib import Path
from pickle import UnpicklingError

import torch


def leave(path: Path, state: dict, *, identity: list) -> None:
    """Written beside and moved into place: whoever reads finds the old state or the new one, never half of it."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    torch.save({"identity": json.dumps(identity), **state}, unfinished)
    unfinished.replace(path)


def take_up(path: Path | None, *, identity: list, device: torch.device) -> dict | None:
    """The state that the same run left; None where there is none, it is damaged, or it is another run's."""
    if path is None or not _intact(path):
        return None
    try:
        state = torch.load(path, map_location=device, weights_only=True)
    except (OSError, ValueError, KeyError, RuntimeError, UnpicklingError):
        return None
    ours = isinstance(state, dict) and state.get("identity") == json.dumps(identity)
    return state if ours else None


def _intact(path: Path) -> bool:
    """Whether the file is there and every checksum in it holds; torch itself does not look."""
    if not zipfile.is_zipfile(path):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None
    except (OSError, zipfile.BadZipFile):
        return False
