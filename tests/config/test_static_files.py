from pathlib import Path

import pytest

from config import env, static_files


@pytest.fixture
def collected(monkeypatch, settings, tmp_path) -> list[str]:
    """Runs of collectstatic, which itself is Django's to test."""
    runs: list[str] = []
    monkeypatch.setattr(env, "LOCAL_DIR", tmp_path)
    monkeypatch.setattr(static_files, "call_command", lambda name, **_: runs.append(name))
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    settings.STATICFILES_DIRS = [tmp_path / "sources"]
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "shop.css").write_text("a {}")
    return runs


def test_files_are_collected_once(collected):
    static_files.collect_if_changed()
    static_files.collect_if_changed()

    assert collected == ["collectstatic"]


def test_files_are_collected_again_after_a_change(collected, tmp_path):
    static_files.collect_if_changed()
    Path(tmp_path / "sources" / "shop.css").write_text("a { color: teal }")
    static_files.collect_if_changed()

    assert collected == ["collectstatic"] * 2


def test_browsers_that_ask_for_an_icon_by_its_old_name_are_led_to_it(client):
    assert client.get("/favicon.ico").url.endswith("static/img/favicon.svg")
