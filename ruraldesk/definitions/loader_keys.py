"""Words that definitions may use: keys, and members of small closed lists."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Iterable, Mapping

from ruraldesk.definitions.loader_source import Node
from ruraldesk.texts.translate import listed, tr

_KEY = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
_LONGEST_KEY = 40

# Columns of every table, and names that expressions give a meaning of their own.
RESERVED = frozenset(
    {
        *("id", "uuid", "revision", "created", "changed", "changed_by", "deleted"),
        *("parent_id", "position", "this", "parent", "as_of", "span_start"),
    }
)


def check_key(node: Node, key: object) -> bool:
    """Say whether `key`, the key of this table, may name a form, field or lines; note why not.

    Two underscores in a row join a ledger's key and its lines' key in table names, so no key may
    hold them.
    """
    if not isinstance(key, str) or not key:
        return False  # missing or of the wrong kind, which is noted already
    if not _KEY.fullmatch(key) or len(key) > _LONGEST_KEY:
        message = tr(
            "“{key}” cannot be a key: use small letters, digits and single underscores, starting "
            "with a letter, {limit} characters at most, like net_weight."
        )
        node.fault(message.format(key=key, limit=_LONGEST_KEY), "key")
    elif key in RESERVED or keyword.iskeyword(key) or key.startswith("sqlite_"):
        message = tr("“{key}” is a word of the program itself; choose another key.")
        node.fault(message.format(key=key), "key")
    else:
        return True
    return False


def check_twice(node: Node, word: str, seen: Collection[str], key: str = "key") -> bool:
    """Say whether `word` is new; note that it is there twice where it is not."""
    if word not in seen:
        return True
    node.fault(tr("“{key}” is there twice; each may be used once.").format(key=word), key)
    return False


def check_one_of(node: Node, key: str, word: str, known: Collection[str]) -> bool:
    """Say whether `word`, what `key` holds, is one of `known`; note what there is otherwise."""
    if word in known:
        return True
    message = (
        tr("There is no “{word}”. There are: {known}.")
        if known
        else tr("There is no “{word}”: none is defined so far.")
    )
    node.unknown(message.format(word=word, known=listed(known)), key, word, known)
    return False


def check_all_of(node: Node, key: str, words: Iterable[str], known: Mapping[str, object]) -> None:
    """Note each of `words`, what the list `key` holds, that is not known or is there twice."""
    seen: set[str] = set()
    for word in words:
        if check_one_of(node, key, word, known):
            check_twice(node, word, seen, key)
        seen.add(word)
