"""What is left out of the setup, as `trim.toml` says."""

import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Rules:
    """What is kept of one part: names that match `keep` if there are any, and none of `drop`."""

    keep: tuple[str, ...]
    drop: tuple[str, ...]


class Trimming:
    """The rules, by part."""

    def __init__(self, *files: Path) -> None:
        """Read the rules; a part of a later file takes the place of the same of an earlier one."""
        self.rules = {
            part: Rules(tuple(one.get("keep", ())), tuple(one.get("drop", ())))
            for file in files
            for part, one in tomllib.loads(file.read_text(encoding="utf-8")).items()
        }

    def keeps(self, part: str, name: str) -> bool:
        """Say whether a file stays; `name` is its path within the part, with forward slashes."""
        rules = self.rules.get(part)
        if rules is None:
            return True
        if rules.keep and not any(fnmatchcase(name, one) for one in rules.keep):
            return False
        return not any(fnmatchcase(name, one) for one in rules.drop)
