"""The towns of the sample: the first is the bulletin's, the others are its likes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from hashlib import sha1
from uuid import UUID

from ruraldesk.services.sample.sources import Raw, Sources

NAMESPACE = UUID("5f3a1d52-6a57-4c1e-9d0e-0a7c52410726")  # of all UUIDs of the sample
_NAMESPACE = NAMESPACE.bytes
UNIT = "unit"  # divisions are known by their codes: two towns share what stands above them

_TOWNS_OF_A_COUNTY = 900  # town numbers 100 to 999
_MORE_COUNTIES = 410760  # counties of the like towns: 410761 to 410799 are nobody's
MOST_TOWNS = 39 * _TOWNS_OF_A_COUNTY


class Town:
    """One town: its divisions, what they are called, and the identities of its records.

    The data speak of divisions by the names of the bulletin's town. Here the same names mean this
    town's own: 黄寺村 of the third town has another code and is shown as 黄寺村（3）.
    """

    def __init__(self, data: Sources, number: int) -> None:
        """Number the towns from 1, which is the bulletin's own."""
        first = data.town["code"]
        county, place = divmod(int(first[6:9]) - 100 + number - 1, _TOWNS_OF_A_COUNTY)
        self.number = number
        self.suffix = f"（{number}）" if number > 1 else ""
        self.county = first[:6] if county == 0 else str(_MORE_COUNTIES + county)
        self.code = f"{self.county}{place + 100}000"
        self._data = data
        self._prefix = f"{self.code}/"

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """Division codes by the names that the data use."""
        codes = {one["name"]: one["code"] for one in self._data.town["above"]}
        *_, county = codes
        codes[county] = f"{self.county}000000"
        codes[self._data.town["name"]] = self.code
        first: int = self._data.town["first_village"]
        for place, village in enumerate(self._data.villages, start=first):
            codes[village["name"]] = f"{self.code[:9]}{place}"
        return codes

    @cached_property
    def words(self) -> Mapping[str, str]:
        """What texts of the data may hold in braces."""
        county = self._data.town["above"][-1]["name"]
        other = f"（{int(self.county) - _MORE_COUNTIES + 1}）"
        return {
            "suffix": self.suffix,
            "town": f"{self._data.town['name']}{self.suffix}",
            "county": county if self.county == self._data.town["code"][:6] else f"{county}{other}",
        }

    @cached_property
    def villages(self) -> tuple[Raw, ...]:
        """The villages as the data have them, `shown` being what each is called here."""
        return tuple(
            {**village, "shown": f"{village['name']}{self.suffix}"}
            for village in self._data.villages
        )

    def uuid_of(self, form: str, ref: str) -> str:
        """Return the UUID of the record that the data call `ref`: the same in every book."""
        place = self.codes[ref] if form == UNIT else f"{self._prefix}{ref}"
        return named_uuid(f"{form}/{place}")

    def line_uuid(self, table: str, ref: str, number: int) -> str:
        """Return the UUID of a line, the `number`th of its kind, of the record `ref`."""
        return named_uuid(f"{table}/{self._prefix}{ref}/{number}")


def named_uuid(name: str) -> str:
    """Return `str(uuid5(NAMESPACE, name))`, several times as fast: a large sample has millions."""
    digest = bytearray(sha1(_NAMESPACE + name.encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50  # version 5
    digest[8] = digest[8] & 0x3F | 0x80
    text = digest.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
