"""What other definitions would change, told field by field so that a clerk can judge it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from ruraldesk.definitions.model import ChoiceList, Definitions, FieldDef, FormDef, RuleDef
from ruraldesk.store.packs import KeptPack, PackDone
from ruraldesk.texts.translate import listed, tr

DUE_DAY = "due_day"  # the setting of the last day on which a month is in time
_SHOWN = 8  # fields or choices that one sentence names


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that becomes different, as a whole sentence.

    `kind` is a stable word: ledger, lines, field, rule, layout, choices, figure, brief, group,
    setting, records or key; `form` and `field` are keys where it concerns one ledger or one field.
    """

    kind: str
    message: str
    form: str = ""
    field: str = ""

    def as_json(self) -> dict[str, str]:
        """Return the shape that the command line prints."""
        return {
            "kind": self.kind,
            "form": self.form,
            "field": self.field,
            "message": self.message,
        }


def definition_changes(before: Definitions, after: Definitions) -> list[Change]:
    """Return what differs: ledgers first, then lists of choices, figures, briefs and groups."""
    return [
        *_ledgers(before.forms, after.forms),
        *_lists(before.choices, after.choices),
        *_figures(before, after),
        *_briefs(before, after),
        *_groups(before, after),
    ]


def _ledgers(before: Mapping[str, FormDef], after: Mapping[str, FormDef]) -> Iterator[Change]:
    for key, form in after.items():
        old = before.get(key)
        if old is None:
            names = _some([tr(one.label) for one in form.asked()])
            message = tr("New ledger “{form}”: {fields}.")
            yield Change(
                kind="ledger", form=key, message=message.format(form=tr(form.title), fields=names)
            )
        elif old != form:
            yield from _ledger(old, form)
    message = tr("“{form}” is no longer kept; its records stay in the book and return with it.")
    for key in before.keys() - after.keys():
        yield Change(kind="ledger", form=key, message=message.format(form=tr(before[key].title)))


def _ledger(old: FormDef, new: FormDef) -> Iterator[Change]:
    if old.title != new.title:
        message = tr("“{old}” is called “{new}” now.").format(old=tr(old.title), new=tr(new.title))
        yield Change(kind="ledger", form=new.key, message=message)
    yield from _fields(new.key, old, new)
    lines = {one.key: one for one in old.lines}
    for part in new.lines:
        known = lines.pop(part.key, None)
        if known is None:
            message = tr("“{form}”: new lines “{lines}”.")
            told = message.format(form=tr(new.title), lines=tr(part.title))
            yield Change(kind="lines", form=new.key, field=part.key, message=told)
        else:
            yield from _fields(new.key, known, part)
    for gone in lines.values():
        message = tr("“{form}”: “{lines}” are no longer asked; what was entered stays.")
        told = message.format(form=tr(new.title), lines=tr(gone.title))
        yield Change(kind="lines", form=new.key, field=gone.key, message=told)
    yield from _rules(old, new)
    if _asked(old) == _asked(new) and _rest(old) != _rest(new):  # else lists follow the fields
        message = tr("“{form}”: lists, papers, reminders or states are arranged in another way.")
        yield Change(kind="layout", form=new.key, message=message.format(form=tr(new.title)))


def _fields(key: str, old: FormDef, new: FormDef) -> Iterator[Change]:
    """Yield what becomes of the fields of a ledger or of its lines; `key` is the ledger's."""
    known = {one.key: one for one in old.fields if not one.behind}
    for one in (one for one in new.fields if not one.behind):
        for sentence in _field(known.pop(one.key, None), one):
            told = sentence.format(form=tr(new.title), field=tr(one.label))
            yield Change(kind="field", form=key, field=one.key, message=told)
    for gone in known.values():
        if not gone.retired:
            told = _no_longer_asked().format(form=tr(new.title), field=tr(gone.label))
            yield Change(kind="field", form=key, field=gone.key, message=told)


def _field(old: FieldDef | None, new: FieldDef) -> Iterator[str]:
    """Yield sentences in which `{form}` and `{field}` are still to be named."""
    if old is None:
        if new.required:
            yield tr("“{form}”: new field “{field}”, which must be filled in.")
        elif not new.retired:
            yield tr("“{form}”: new field “{field}”.")
        return
    if new.retired and not old.retired:
        yield _no_longer_asked()
        return
    if old.label != new.label:
        message = tr("“{{form}}”: “{old}” is called “{{field}}” now.")
        yield message.format(old=tr(old.label).replace("{", "{{").replace("}", "}}"))
    if new.required and not old.required:
        yield tr("“{form}”: “{field}” must be filled in now.")
    elif old.required and not new.required:
        yield tr("“{form}”: “{field}” may stay empty now.")
    if _bare(old) != _bare(new):
        yield tr("“{form}”: “{field}” is asked, checked or computed in another way.")


def _no_longer_asked() -> str:
    return tr("“{form}”: “{field}” is no longer asked; what was entered stays.")


def _bare(field: FieldDef) -> FieldDef:
    """Return the field without what is told by sentences of its own."""
    return replace(field, label="", required=False, choices=None, since=1, section="", width=1)


def _asked(form: FormDef) -> list[str]:
    """Return the keys of all fields of a ledger and its lines."""
    return [f"{part.key}.{one.key}" for part in (form, *form.lines) for one in part.fields]


def _rest(form: FormDef) -> FormDef:
    """Return the form without what is told by sentences of its own, or concerns nobody."""
    return replace(
        form, title="", fields=(), lines=(), rules=(), version=1, systems=(), example=None
    )


def _rules(old: FormDef, new: FormDef) -> Iterator[Change]:
    known: dict[str, RuleDef] = {one.key: one for one in old.rules}
    for rule in new.rules:
        before = known.pop(rule.key, None)
        if before == rule:
            continue
        message = (
            tr("“{form}”: a new rule: {rule}")
            if before is None
            else tr("“{form}”: a rule is another one now: {rule}")
        )
        told = message.format(form=tr(new.title), rule=tr(rule.message))
        yield Change(kind="rule", form=new.key, field=rule.field, message=told)
    message = tr("“{form}”: no longer checked: {rule}")
    for gone in known.values():
        told = message.format(form=tr(new.title), rule=tr(gone.message))
        yield Change(kind="rule", form=new.key, field=gone.field, message=told)


def _lists(before: Mapping[str, ChoiceList], after: Mapping[str, ChoiceList]) -> Iterator[Change]:
    for key, new in after.items():
        old = before.get(key)
        if old is not None and old != new:
            yield from (
                Change(kind="choices", field=key, message=told) for told in _choices(old, new)
            )


def _choices(old: ChoiceList, new: ChoiceList) -> Iterator[str]:
    title = tr(new.title)
    known = {one.code: one for one in old.items}
    offered = {one.code: one for one in new.items if not one.retired}
    added = [tr(one.label) for code, one in offered.items() if code not in known]
    gone = [tr(one.label) for code, one in known.items() if code not in offered]
    if added:
        yield tr("List “{list}”: new {choices}.").format(list=title, choices=_some(added))
    if gone:
        message = tr("List “{list}”: no longer offered {choices}.")
        yield message.format(list=title, choices=_some(gone))
    for code, one in offered.items():
        if code in known and known[code].label != one.label:
            message = tr("List “{list}”: “{old}” is called “{new}” now.")
            yield message.format(list=title, old=tr(known[code].label), new=tr(one.label))


def _figures(before: Definitions, after: Definitions) -> Iterator[Change]:
    for key, new in after.figures.items():
        old = before.figures.get(key)
        if old != new:
            message = (
                tr("New figure “{figure}”.")
                if old is None
                else tr("Figure “{figure}” is counted or worded in another way.")
            )
            yield Change(kind="figure", field=key, message=message.format(figure=tr(new.label)))
    for key in before.figures.keys() - after.figures.keys():
        message = tr("Figure “{figure}” is no longer counted.")
        told = message.format(figure=tr(before.figures[key].label))
        yield Change(kind="figure", field=key, message=told)


def _briefs(before: Definitions, after: Definitions) -> Iterator[Change]:
    old = {one.key: one for one in before.briefs}
    new = {one.key: one for one in after.briefs}
    for key in new.keys() - old.keys():
        message = tr("New brief “{brief}”.").format(brief=tr(new[key].title))
        yield Change(kind="brief", field=key, message=message)
    for key in old.keys() - new.keys():
        message = tr("Brief “{brief}” is no longer offered.").format(brief=tr(old[key].title))
        yield Change(kind="brief", field=key, message=message)


def _groups(before: Definitions, after: Definitions) -> Iterator[Change]:
    known = {one.key for one in before.groups}
    for group in after.groups:
        if group.key not in known:
            message = tr("New group of ledgers “{group}”.").format(group=tr(group.title))
            yield Change(kind="group", field=group.key, message=message)


def _some(names: list[str]) -> str:
    return listed(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")


def setting_change(key: str, value: str | None, before: str = "") -> Change:
    """Return what a setting of a pack means, in a sentence; None: it is as it was before.

    Args:
        before: what held until then, "" where that is not to be said.
    """
    if key == DUE_DAY and value and before:
        message = tr("The month is due on day {day} of the month after; before, on day {before}.")
        told = message.format(day=value, before=before)
    elif key == DUE_DAY:
        message = tr("The month is due on day {day} of the month after.")
        told = message.format(day=value) if value else tr("The month is due as it was before.")
    else:
        told = tr("Setting {key}: {value}").format(key=key, value=value or tr("none"))
    return Change(kind="setting", field=key, message=told)


def binned_changes(pack: KeptPack, left: PackDone, definitions: Definitions) -> list[Change]:
    """Return which records of a pack go into the recycle bin when it is taken back."""
    message = tr("{form}: {count} records go into the recycle bin")
    known = definitions.forms
    return [
        Change(
            kind="records",
            form=key,
            message=message.format(form=tr(known[key].title) if key in known else key, count=count),
        )
        for key, uuids in left.binned.items()
        if (count := len(set(uuids) - set(pack.done.binned.get(key, ()))))
    ]
