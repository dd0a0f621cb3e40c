"""A checkpoint is a folder that explains itself.

`manifest.json` names the algorithm, its config, what it was trained on, the facts of the run and the SHA-256 of each
file beside it; `product_ids.npy` is the vocabulary. The manifest is written last, so that a folder without one is an
unfinished checkpoint and is refused as such.
"""

import hashlib
import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from recommender.dataset.sequences import Dataset
from recommender.dataset.vocabulary import Vocabulary

FORMAT = "aisle-checkpoint"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
VOCABULARY = "product_ids.npy"


class CheckpointError(Exception):
    """A checkpoint that cannot be used; the message says why, in one sentence."""


@dataclass(frozen=True)
class TrainedOn:
    """What a fitted algorithm keeps of its dataset, so that a loaded one can be saved again."""

    name: str
    fingerprint: str
    vocabulary: Vocabulary

    @classmethod
    def of(cls, dataset: Dataset) -> "TrainedOn":
        return cls(dataset.name, dataset.fingerprint, dataset.vocabulary)


def write_manifest(
    folder: Path,
    *,
    algorithm: str,
    config: dict,
    dataset: Dataset | TrainedOn,
    files: Iterable[str],
    facts: dict,
) -> None:
    """Seal a checkpoint whose `files` already lie in `folder`; writes the vocabulary and, last, the manifest."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / VOCABULARY, dataset.vocabulary.product_ids, allow_pickle=False)
    manifest = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "algorithm": algorithm,
        "config": config,
        "dataset": {"name": dataset.name, "fingerprint": dataset.fingerprint},
        "facts": facts,
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "files": {name: _sha256(folder / name) for name in sorted({*files, VOCABULARY})},
    }
    unfinished = folder / (MANIFEST + ".part")
    unfinished.write_text(json.dumps(_plain(manifest), indent=2, allow_nan=False) + "\n", encoding="utf-8")
    unfinished.replace(folder / MANIFEST)


def read_manifest(folder: Path, *, expected_algorithm: str | None = None) -> dict:
    """The checked manifest: algorithm, config, dataset, facts, created, files, and `trained_on` (TrainedOn).

    Every file's checksum is verified. Raises CheckpointError where anything is missing, changed, foreign or unreadable.
    """
    folder = Path(folder)
    try:
        return _checked(folder, expected_algorithm)
    except OSError as error:  # a disk that fails, a folder that this process may not enter
        raise CheckpointError(f"{folder} cannot be read: {error.strerror}.") from error


def read_arrays(folder: Path, name: str):
    """The array of an .npy file, or a dict of the arrays of an .npz file; never unpickles."""
    try:
        loaded = np.load(Path(folder) / name, allow_pickle=False)
        if isinstance(loaded, np.ndarray):
            return loaded
        with loaded:
            return {key: loaded[key] for key in loaded.files}
    except Exception as error:  # numpy, zipfile and zlib each raise their own kinds on damaged files
        raise CheckpointError(f"{name} in {folder} is damaged or not an array file.") from error


def _checked(folder: Path, expected_algorithm: str | None) -> dict:
    manifest = _parsed(folder)
    if expected_algorithm and manifest["algorithm"] != expected_algorithm:
        raise CheckpointError(
            f"{folder} is a checkpoint of {manifest['algorithm']}, but {expected_algorithm} was expected."
        )
    for name, checksum in manifest["files"].items():
        _check_file(folder, name, checksum)
    product_ids = read_arrays(folder, VOCABULARY)
    manifest["trained_on"] = TrainedOn(
        manifest["dataset"]["name"],
        manifest["dataset"]["fingerprint"],
        Vocabulary(product_ids),
    )
    return manifest


def _parsed(folder: Path) -> dict:
    path = folder / MANIFEST
    if not path.is_file():
        raise CheckpointError(f"{folder} holds no finished checkpoint: {MANIFEST} is missing.")
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise CheckpointError(f"{path} is damaged: it is not valid JSON.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise CheckpointError(f"{path} does not describe a checkpoint of this shop.")
    if manifest.get("format_version") != FORMAT_VERSION:
        raise CheckpointError(
            f"{path} has format version {manifest.get('format_version')}; this code reads version {FORMAT_VERSION}."
        )
    _check_shape(path, manifest)
    return manifest


def _check_shape(path: Path, manifest: dict) -> None:
    kinds = {
        "algorithm": str,
        "config": dict,
        "dataset": dict,
        "facts": dict,
        "files": dict,
    }
    for key, kind in kinds.items():
        if not isinstance(manifest.get(key), kind):
            raise CheckpointError(f"{path} is incomplete: {key} is missing or malformed.")
    for key in ("name", "fingerprint"):
        if not isinstance(manifest["dataset"].get(key), str):
            raise CheckpointError(f"{path} is incomplete: the dataset's {key} is missing.")
    if VOCABULARY not in manifest["files"]:
        raise CheckpointError(f"{path} is incomplete: it names no vocabulary.")


def _check_file(folder: Path, name: str, checksum: str) -> None:
    if name != Path(name).name:  # a foreign manifest must not make us read outside its folder
        raise CheckpointError(f"{folder / MANIFEST} names a file outside its folder: {name}.")
    if not (folder / name).is_file():
        raise CheckpointError(f"The checkpoint {folder} is incomplete: {name} is missing.")
    if _sha256(folder / name) != checksum:
        raise CheckpointError(f"{name} in {folder} is truncated or was changed: its checksum does not match.")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _plain(value):
    """JSON's own types: numpy scalars and paths unwrapped, undefined numbers as null."""
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    if isinstance(value, np.generic | np.ndarray):
        return _plain(value.tolist())
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return str(value) if isinstance(value, Path) else value
