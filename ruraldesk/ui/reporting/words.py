"""The words and colours by which the page about reports tells where a unit's month stands."""

from __future__ import annotations

from ruraldesk.services.reporting_board import ReportState, UnitLine, UnitMonth
from ruraldesk.texts.translate import tr


def state_of(one: UnitMonth) -> tuple[str, str]:
    """Return in a word where a unit's month stands, and the tone of its chip."""
    if one.state is ReportState.MISSING:
        return tr("Missing"), "stone"
    if one.state is ReportState.RETURNED:
        return tr("Returned"), "cinnabar"
    if one.state is ReportState.CORRECTED:
        return tr("Corrected"), "sky"
    return (tr("In time"), "pine") if one.on_time else (tr("Late"), "wheat")


def told_state(one: UnitMonth) -> str:
    """Return where a unit's month stands with all that is known of it, for a tool tip."""
    word, _ = state_of(one)
    parts = [one.name, one.month, word]
    if one.sequence and not one.by_hand:
        parts.append(tr("submission {number}").format(number=one.sequence))
    if one.by_hand:
        parts.append(tr("by tables"))
    if one.state is ReportState.ACCEPTED:
        parts.append(tr("accepted"))
    if one.time:
        parts.append(shown_time(one.time))
    return " · ".join(parts)


def shown_time(time: str) -> str:
    """Return an ISO time as the page shows it: month, day, hour, minute."""
    return time[5:16].replace("T", " ")


def agreement(line: UnitLine) -> tuple[str, str]:
    """Return what there is to say of a unit's report in a few words, and its tone."""
    last = line.last
    if last.state is ReportState.MISSING:
        return (tr("remind"), "cinnabar") if last.on_time is False else ("", "stone")
    agrees = tr("by tables") if last.by_hand else f"{tr('totals agree')} ✓"
    if line.open_comments:
        asked = tr("{count} comments").format(count=line.open_comments)
        return f"{agrees} · {asked}", "cinnabar"
    return agrees, "stone" if last.by_hand else "pine"
