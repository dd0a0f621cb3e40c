"""The rules of the house, read from the imports of every file."""

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

APPS = ("accounts", "config", "recommender", "shop")
# Insights come last: they look at what all others leave behind, and nothing in the loop depends on them.
STAGES = (
    "behavior",
    "dataset",
    "algorithms",
    "training",
    "evaluation",
    "rules",
    "experiments",
    "serving",
    "insights",
)
# What knows all stages, and what no stage may know.
LOOPS = (
    "turns",
    "judging",
    "outlook",
    "loop",
    "update_loop",
    "arms",
    "shipping",
    "simulation",
    "tasks",
    "operating",
    "visitor_record",
)
WITHOUT_DJANGO = ("dataset", "algorithms", "training", "evaluation", "insights")
# The doors of those stages to the database and to administrators.
WITH_DJANGO = (
    "dataset/extract.py",
    "insights/assignment.py",
    "insights/extract.py",
    "insights/moves.py",
    "models.py",
    "admin.py",
    "charts.py",
    "forms.py",
    "experiment_result/preference.py",
    "experiment_result/results.py",
    "experiment_result/verdict.py",
    "traffic/tables.py",
    "selectors.py",
    "services.py",
    "views.py",
)


def files(folder: str) -> Iterator[Path]:
    yield from sorted((settings.BASE_DIR / folder).rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(settings.BASE_DIR).as_posix()


def dotted(path: Path) -> str:
    return place(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(path: Path) -> Iterator[str]:
    """Dotted names that a file imports, wherever in it; `from a import b` counts as a.b."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            package = place(path).split("/")[: -node.level] if node.level else []
            module = ".".join([*package, *filter(None, [node.module])])
            yield from (f"{module}.{name.name}" for name in node.names)


def is_under(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


def offences(folder: str, is_wrong) -> list[str]:
    return [
        f"{place(path)}: {name}" for path in files(folder) for name in imports(path) if is_wrong(path, name)
    ]


@pytest.mark.parametrize("app", ["shop", "accounts"])
def test_shop_and_accounts_know_only_the_front_door_of_the_recommender(app):
    assert not offences(
        app,
        lambda _path, name: is_under(name, "recommender") and not is_under(name, "recommender.services"),
    )


def test_the_recommender_knows_the_shop_only_through_its_back_door():
    assert not offences(
        "recommender",
        lambda path, name: is_under(name, "shop", "accounts") and place(path) != "recommender/catalog.py",
    )


def test_nothing_below_the_front_door_imports_it():
    assert not offences("recommender", lambda _path, name: is_under(name, "recommender.services"))


def test_stages_import_from_earlier_stages_only():
    for number, stage in enumerate(STAGES):
        later = [f"recommender.{name}" for name in (*STAGES[number + 1 :], *LOOPS)]
        assert not offences(
            f"recommender/{stage}",
            # An administrator's buttons may reach for any stage.
            lambda path, name, later=later: is_under(name, *later) and path.name != "admin.py",
        )


def test_the_learning_zone_knows_nothing_of_django():
    django = ("django", "rest_framework", "celery", "config", "recommender.behavior", "recommender.catalog")
    for stage in WITHOUT_DJANGO:
        assert not offences(
            f"recommender/{stage}",
            lambda path, name: is_under(name, *django) and not place(path).endswith(WITH_DJANGO),
        )


@pytest.mark.parametrize("app", ["shop", "recommender"])
def test_what_a_task_does_lives_in_a_module_that_queues_nothing(app):
    tasks = settings.BASE_DIR / app / "tasks.py"
    does = {place(path) for name in imports(tasks) for path in files(app) if is_under(name, dotted(path))}
    assert does
    circles = [
        path for path in does if any(is_under(n, f"{app}.tasks") for n in imports(settings.BASE_DIR / path))
    ]
    assert circles == []


def test_no_module_is_a_drawer():
    drawers = {"utils", "helpers", "common", "base", "misc"}
    found = [place(path) for app in APPS for path in files(app) if path.stem in drawers]
    assert [path for path in found if path != "config/settings/base.py"] == []


def test_init_files_hold_no_logic():
    logic = ast.FunctionDef | ast.ClassDef | ast.If | ast.For | ast.With
    found = [
        place(path)
        for app in ("shop", "accounts", "recommender")
        for path in files(app)
        if path.name == "__init__.py"
        and any(isinstance(node, logic) for node in ast.parse(path.read_text(encoding="utf-8")).body)
    ]
    assert found == []


@pytest.mark.django_db(transaction=True)
def test_the_web_process_never_imports_torch():
    """A process of its own answers on this test's database; then it looks at what it has loaded."""
    address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**connection.settings_dict)
    answered = subprocess.run(
        [sys.executable, "-c", SERVE_AND_LOOK],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert answered.returncode == 0, answered.stderr
    assert answered.stdout.split("\n")[-2] == "heavy: []", answered.stdout


SERVE_AND_LOOK = """
import sys
from config.wsgi import application
from django.test import Client
for address in ("/health/live", "/", "/search/?q=lamp", "/api/v1/recommendations/", "/admin/login/"):
    answer = Client(headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"}).get(address, follow=True)
    assert answer.status_code == 200, (address, answer.status_code)
print("heavy:", sorted({"torch", "sklearn"} & set(sys.modules)))
"""
