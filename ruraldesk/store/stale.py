"""Records that are not what the user saw: changed since, deleted, or not there at all."""

from __future__ import annotations

from ruraldesk.definitions.model import FormDef, Record
from ruraldesk.definitions.names import name_of
from ruraldesk.errors import UserError
from ruraldesk.texts.translate import tr


class NoSuchRecord(UserError):
    """The book does not have the record."""

    code = "no_such_record"

    def __init__(self, form: FormDef, uuid: str) -> None:
        super().__init__(
            tr(
                "“{form}” has no record {uuid}. It may belong to another book; refresh the list."
            ).format(form=tr(form.title), uuid=uuid)
        )
        self.form, self.uuid = form.key, uuid


class InRecycleBin(UserError):
    """The record was deleted; it cannot be changed there."""

    code = "in_recycle_bin"

    def __init__(self, form: FormDef, record: Record) -> None:
        super().__init__(
            tr(
                "“{name}” is in the recycle bin of “{form}”; nothing was saved. Restore it first."
            ).format(name=name_of(form, record), form=tr(form.title))
        )
        self.record = record


class StaleRevision(UserError):
    """The record was changed since it was read; nothing was overwritten.

    `mine` is what was to be saved, `theirs` what the book has now.
    """

    code = "stale_revision"

    def __init__(self, form: FormDef, mine: Record, theirs: Record) -> None:
        super().__init__(
            tr(
                "“{name}” was changed by {who} on {time} after you opened it; nothing was saved. "
                "Compare both versions, then enter your changes again."
            ).format(
                name=name_of(form, theirs),
                who=theirs.changed_by or tr("somebody"),
                time=theirs.changed[:16].replace("T", " "),
            )
        )
        self.form, self.mine, self.theirs = form.key, mine, theirs


def refuse_stale(form: FormDef, record: Record, before: Record | None) -> None:
    """Refuse to save `record` over `before`, what the book has, when it is not what was seen.

    Raises:
        NoSuchRecord: it was saved once, but not in this book.
        StaleRevision: the book has another revision.
        InRecycleBin: it was deleted.
    """
    if before is None:
        if record.revision:
            raise NoSuchRecord(form, record.uuid)
        return
    if record.revision != before.revision:
        raise StaleRevision(form, record, before)
    if before.deleted:
        raise InRecycleBin(form, before)
