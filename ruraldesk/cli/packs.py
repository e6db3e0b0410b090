"""Commands about packs: pack, install, uninstall, packs."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import Any

from ruraldesk.cli.answer import Answer
from ruraldesk.cli.opening import book_of
from ruraldesk.services import packs as service
from ruraldesk.services.pack_age import outdated_forms
from ruraldesk.services.pack_checks import PackRefused
from ruraldesk.services.pack_making import make
from ruraldesk.store.packs import KeptPack, PackState
from ruraldesk.texts.translate import tr


def pack(parsed: Namespace) -> Answer:
    """Make a pack for the units below."""

    def made() -> Answer:
        with book_of(parsed, writing=True) as book:
            done = make(
                book,
                parsed.to,
                folder=parsed.folder,
                records=dict(parsed.records),
                settings=dict(parsed.set),
                title=parsed.title,
                note=parsed.note,
                operator=parsed.operator,
            )
        message = tr("Pack {number}: {file}, check code {code}")
        line = message.format(number=done.pack.number, file=done.path, code=done.check_code)
        return Answer(
            document={
                "files": [str(done.path)],
                "check_code": done.check_code,
                "pack": _described(done.pack),
                "uuids": {form: list(uuids) for form, uuids in done.uuids.items()},
                "changes": [change.as_json() for change in done.changes],
            },
            lines=[line, *(change.message for change in done.changes)],
            problems=done.problems,
            listed=True,
        )

    return _or_refused(made)


def install(parsed: Namespace) -> Answer:
    """Take a pack in, or say what that would change."""

    def installed() -> Answer:
        with book_of(parsed, writing=True, mending=True) as book:
            result = (
                service.preview(book, parsed.file)
                if parsed.dry_run
                else service.install(book, parsed.file, operator=parsed.operator)
            )
            told = service.told(result)
        message = (
            tr("Pack {number} “{title}” of {unit} was installed already; nothing was changed.")
            if result.already
            else tr("Pack {number} “{title}” of {unit} would be installed:")
            if parsed.dry_run
            else tr("Pack {number} “{title}” of {unit} is installed:")
        )
        return _answer(message, result, told, dry_run=parsed.dry_run)

    return _or_refused(installed)


def uninstall(parsed: Namespace) -> Answer:
    """Take an installed pack back, or say what that would change."""

    def taken_back() -> Answer:
        with book_of(parsed, writing=True, mending=True) as book:
            result = service.uninstall(
                book,
                parsed.number,
                unit=parsed.unit,
                operator=parsed.operator,
                dry_run=parsed.dry_run,
            )
            told = service.told(result)
        message = (
            tr("Pack {number} “{title}” of {unit} would be taken back:")
            if parsed.dry_run
            else tr("Pack {number} “{title}” of {unit} was taken back:")
        )
        return _answer(message, result, told, dry_run=parsed.dry_run)

    return _or_refused(taken_back)


def packs(parsed: Namespace) -> Answer:
    """List the packs that hold in the book, and those that its office sent down."""
    with book_of(parsed, writing=False) as book:
        found = [*service.installed(book), *service.made(book)]
        outdated = outdated_forms(book)
    return Answer(
        document={
            "packs": [{**_described(one), "state": one.state.value} for one in found],
            "outdated": [one.as_json() for one in outdated],
        },
        lines=[
            *([_line(one) for one in found] or [tr("No packs.")]),
            *(f"· {one.message}" for one in outdated),
        ],
    )


def _or_refused(act: Callable[[], Answer]) -> Answer:
    """Answer with every problem of a pack that is refused, not only with its sentence."""
    try:
        return act()
    except PackRefused as error:
        return Answer(document={}, problems=error.problems, refused=True, listed=True)


def _answer(
    message: str, result: service.PackResult, told: Sequence[str], *, dry_run: bool
) -> Answer:
    said = result.pack
    head = message.format(number=said.number, title=said.title, unit=said.unit_name)
    return Answer(
        document={
            "pack": _described(said),
            "dry_run": dry_run,
            "already": result.already,
            "changes": [change.as_json() for change in result.changes],
            "records": {form: one.as_json() for form, one in result.records.items()},
            "backup": str(result.backup) if result.backup else None,
        },
        lines=[head, *(f"· {sentence}" for sentence in told)],
        problems=result.problems,
        listed=True,
    )


def _described(one: KeptPack) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "unit_name": one.unit_name,
        "number": one.number,
        "title": one.title,
        "note": one.note,
        "made": one.made,
        "sha256": one.sha256,
    }


def _line(one: KeptPack) -> str:
    message = (
        tr("sent down: {number} “{title}”, made {made}")
        if one.state is PackState.MADE
        else tr("installed: {number} “{title}” of {unit}, made {made}")
    )
    return message.format(
        number=one.number, title=one.title, unit=one.unit_name, made=one.made[:10]
    )
