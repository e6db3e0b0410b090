"""The help: where each mechanism of the source documents lives is told as the forms say."""

from installer import make_help
from ruraldesk.definitions.loader import load
from ruraldesk.texts.resources import forms_dir


def test_the_table_of_mechanisms_is_what_the_forms_say() -> None:
    told = make_help.TABLE.read_text(encoding="utf-8")
    assert told == make_help.table(load(forms_dir())), "run installer/make_help.py"


def test_every_mechanism_that_a_form_names_exists() -> None:
    known = {int(row["number"]) for row in make_help.rows()}
    assert known == set(range(1, 283))
    assert set(make_help.homes(load(forms_dir()))) <= known


def test_every_mechanism_has_a_home() -> None:
    homeless = {int(row["number"]) for row in make_help.rows()} - set(
        make_help.homes(load(forms_dir()))
    )
    assert not homeless, f"name these rows of systems.csv in the `systems` of a form: {homeless}"
