"""Editors of numbers that identify: persons, organisations, phones."""

from __future__ import annotations

from ruraldesk.definitions.identity import birth_of, sex_of
from ruraldesk.definitions.model import Value
from ruraldesk.definitions.values import BadValue
from ruraldesk.texts.translate import tr
from ruraldesk.ui.entry.editors.line import LineEditor


class PersonIdEditor(LineEditor):
    """An identity number: in groups while it is not edited; says sex and birth date at once."""

    def shown_text_of(self, value: Value) -> str:
        """Return the number in groups of 6, 8 and 4 as on the card."""
        number = str(value or "")
        return f"{number[:6]} {number[6:14]} {number[14:]}" if len(number) == 18 else number

    def hint(self) -> str:
        """Return sex and birth date, or how many digits are still missing.

        No age: that of the form holds for the day of the book, which need not be today.
        """
        try:
            number = self.value()
        except BadValue:
            count = len(self.typed().replace(" ", ""))
            return tr("{count} of 18 digits").format(count=count)
        birth = birth_of(str(number)) if number else None
        if birth is None:
            return ""
        sex = tr("male") if sex_of(str(number)) == "male" else tr("female")
        return tr("{sex}, born {birth}").format(sex=sex, birth=birth.isoformat())


class PhoneEditor(LineEditor):
    """A telephone number: mobile ones in groups while they are not edited."""

    def shown_text_of(self, value: Value) -> str:
        """Return a mobile number as 138 0000 1234, others as they are."""
        number = str(value or "")
        if len(number) == 11 and number.isdigit() and number.startswith("1"):
            return f"{number[:3]} {number[3:7]} {number[7:]}"
        return number


class CreditCodeEditor(LineEditor):
    """A unified social credit code: in groups while it is not edited."""

    def shown_text_of(self, value: Value) -> str:
        """Return the code in its parts: office and kind, division, organisation, check digit."""
        code = str(value or "")
        return f"{code[:2]} {code[2:8]} {code[8:17]} {code[17]}" if len(code) == 18 else code

    def hint(self) -> str:
        """Return how many characters are still missing."""
        try:
            self.value()
        except BadValue:
            count = len(self.typed().replace(" ", ""))
            return tr("{count} of 18 characters").format(count=count)
        return ""
