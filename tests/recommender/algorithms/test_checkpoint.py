import json

import numpy as np
import pytest

from recommender.algorithms.checkpoint import (
    MANIFEST,
    CheckpointError,
    TrainedOn,
    read_arrays,
    read_manifest,
    write_manifest,
)
from recommender.dataset.vocabulary import Vocabulary

TRAINED_ON = TrainedOn("shop", "abc", Vocabulary.of([30, 10, 20]))


@pytest.fixture
def folder(tmp_path):
    np.savez(tmp_path / "arrays.npz", weights=np.arange(4))
    write_manifest(
        tmp_path,
        algorithm="popularity",
        config={"half_life_days": None},
        dataset=TRAINED_ON,
        files=["arrays.npz"],
        facts={"HR@20": np.float32(0.25), "undefined": float("nan")},
    )
    return tmp_path


def edit(folder, **changes):
    path = folder / MANIFEST
    path.write_text(json.dumps(json.loads(path.read_text()) | changes))


def test_everything_written_is_read_back(folder):
    manifest = read_manifest(folder, expected_algorithm="popularity")
    assert manifest["config"] == {"half_life_days": None}
    assert manifest["facts"] == {"HR@20": 0.25, "undefined": None}
    assert manifest["trained_on"].fingerprint == "abc"
    assert manifest["trained_on"].vocabulary.product_ids.tolist() == [10, 20, 30]
    assert read_arrays(folder, "arrays.npz")["weights"].tolist() == [0, 1, 2, 3]


def test_another_algorithm_is_refused(folder):
    with pytest.raises(CheckpointError, match="checkpoint of popularity, but item_knn was expected"):
        read_manifest(folder, expected_algorithm="item_knn")


def test_a_changed_file_is_refused(folder):
    (folder / "arrays.npz").write_bytes(b"something else")
    with pytest.raises(CheckpointError, match=r"arrays\.npz .* checksum"):
        read_manifest(folder)


def test_a_missing_file_is_refused(folder):
    (folder / "arrays.npz").unlink()
    with pytest.raises(CheckpointError, match=r"arrays\.npz is missing"):
        read_manifest(folder)


def test_an_unfinished_checkpoint_is_refused(folder):
    (folder / MANIFEST).unlink()
    with pytest.raises(CheckpointError, match="no finished checkpoint"):
        read_manifest(folder)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"format": "zip"}, "does not describe"),
        ({"format_version": 99}, "format version 99"),
        ({"config": None}, "config is missing"),
        ({"dataset": {}}, "name is missing"),
        ({"files": {}}, "no vocabulary"),
    ],
)
def test_a_foreign_manifest_is_refused(folder, changes, words):
    edit(folder, **changes)
    with pytest.raises(CheckpointError, match=words):
        read_manifest(folder)


def test_a_manifest_that_is_not_json_is_refused(folder):
    (folder / MANIFEST).write_text('{"format": ')
    with pytest.raises(CheckpointError, match="not valid JSON"):
        read_manifest(folder)


def test_a_file_that_the_disk_does_not_give_is_refused(folder):
    (folder / "arrays.npz").unlink()
    (folder / "arrays.npz").symlink_to("/proc/self/mem")  # it opens, and reading is an input/output error
    with pytest.raises(CheckpointError, match="cannot be read: Input/output error"):
        read_manifest(folder)


def test_a_manifest_cannot_name_files_elsewhere(folder):
    files = json.loads((folder / MANIFEST).read_text())["files"]
    edit(folder, files=files | {"../secret": "0"})
    with pytest.raises(CheckpointError, match="outside its folder"):
        read_manifest(folder)


def test_arrays_with_pickled_objects_are_refused(tmp_path):
    np.save(tmp_path / "evil.npy", np.array([{"a": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(CheckpointError, match="not an array file"):
        read_arrays(tmp_path, "evil.npy")
