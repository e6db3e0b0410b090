"""The shipped folders are found in a checkout and in an installed package."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.texts import resources
from ruraldesk.texts.resources import resources_dir


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that holds the package `ruraldesk` and nothing else."""
    (tmp_path / "ruraldesk").mkdir()
    monkeypatch.setattr(resources, "_PACKAGE", tmp_path / "ruraldesk")
    resources._shipped.cache_clear()
    yield tmp_path
    resources._shipped.cache_clear()


def test_this_checkout_has_its_resources() -> None:
    assert (resources_dir() / "translations" / "zh_CN").is_dir()


def test_a_checkout_has_them_beside_the_package(site: Path) -> None:
    (site / "forms").mkdir()

    assert resources.forms_dir() == site / "forms"


def test_an_installed_package_prefers_its_own(site: Path) -> None:
    (site / "resources").mkdir()  # a stranger's
    (site / "ruraldesk" / "_resources").mkdir()

    assert resources.resources_dir() == site / "ruraldesk" / "_resources"


def test_an_incomplete_installation_says_what_is_missing(site: Path) -> None:
    with pytest.raises(FileNotFoundError, match="forms"):
        resources.forms_dir()
