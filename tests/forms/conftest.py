"""The office that tries the shipped forms."""

import pytest

from tests.forms.office import Office


@pytest.fixture
def office() -> Office:
    """An office without records, on the day of the bulletin."""
    return Office()
