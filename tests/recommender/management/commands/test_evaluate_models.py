"""The door to all protocols; what each of them does is tested in protocols/."""

import pytest
from django.core.management import CommandError, call_command

from recommender.management.protocols.known import PROTOCOLS


def help_of(capsys, *arguments) -> str:
    with pytest.raises(SystemExit) as ended:
        call_command("evaluate_models", *arguments, "--help")
    assert ended.value.code == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("name", PROTOCOLS)
def test_help_shows_the_options_and_examples_of_the_protocol(name, capsys):
    text = help_of(capsys, "--protocol", name)
    assert f"--protocol {name}: " in text
    assert "examples:\n  evaluate_models" in text
    assert f"docs/results/{PROTOCOLS[name].RECORD}" in text
    of_fits = () if name == "ensemble" else ("--algorithms", "--seeds")
    assert all(option in text for option in (*of_fits, "--dataset", "--again", "--dry-run"))


def test_a_protocol_has_its_own_options_and_refuses_those_of_others(capsys):
    assert "--horizons" in help_of(capsys, "--protocol", "purchases")
    assert "--horizons" not in help_of(capsys)
    with pytest.raises(CommandError, match="unrecognized arguments: --horizons"):
        call_command("evaluate_models", "--horizons", "day")


def test_an_unknown_protocol_is_refused():
    with pytest.raises(CommandError, match="invalid choice: 'magic'"):
        call_command("evaluate_models", "--protocol", "magic")
