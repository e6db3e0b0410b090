"""Whether a name is what somebody types: by its characters, its pinyin, or its initials."""

from __future__ import annotations


def name_matches(name: str, typed: str) -> bool:
    """Say whether `name` holds `typed`, in characters or as it is spoken; spaces do not matter.

    The first letters of the syllables count wherever they stand: "hmc" finds 村干部花名册.
    """
    from ruraldesk.texts.pinyin import initials_variants, pinyin_variants

    wanted = "".join(typed.lower().split())
    if wanted in "".join(name.lower().split()):
        return True
    if not wanted.isascii():
        return False
    initials = any(wanted in one for one in initials_variants(name))
    return initials or any(one.startswith(wanted) for one in pinyin_variants(name))
