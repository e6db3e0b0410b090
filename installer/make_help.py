"""Write resources/help/机制去处.md: where each of the 282 mechanisms of the source documents lives.

    python installer/make_help.py

The mechanisms are the rows of resources/help/systems.csv; a form names those it holds in `systems`.
"""

import csv
import sys
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from ruraldesk.definitions.loader import load  # noqa: E402
from ruraldesk.definitions.model import Definitions, FormDef  # noqa: E402

HELP = ROOT / "resources" / "help"
TABLE = HELP / "机制去处.md"
HEAD = """# 各项机制在哪本台账

来源文件写到的 282 项机制，每一项登记在哪里。本表由台账定义生成，不要手改。

级：A 为结构化台账，B 为辅助台账或字段，C 为文件记录。

| 序号 | 文件 | 机制 | 原文 | 级 | 登记在 |
|---|---|---|---|---|---|
"""


def homes(definitions: Definitions) -> Mapping[int, list[str]]:
    """Return where each mechanism lives, by its number: “台账” or “台账 › 部分”."""
    found: dict[int, list[str]] = defaultdict(list)
    for form in definitions.forms.values():
        for text in form.systems:
            number, _, part = text.partition(" ")
            found[int(number)].append(
                f"{form.title} › {_title(form, part)}" if part else form.title
            )
    return found


def rows() -> list[dict[str, str]]:
    """Return the mechanisms: number, document, name, phrase, family, tier."""
    with (HELP / "systems.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table(definitions: Definitions) -> str:
    """Return the whole page; a mechanism without a home shows a dash."""
    where = homes(definitions)
    lines = []
    for row in rows():
        told = [row[key] for key in ("number", "document", "name", "phrase", "tier")]
        told.append("；".join(where.get(int(row["number"]), ["—"])))
        lines.append(f"| {' | '.join(told)} |")
    return HEAD + "\n".join(lines) + "\n"


def _title(form: FormDef, part: str) -> str:
    """Return what a part of a form is called: a field, lines, a view, a print or a state."""
    titles = {one.key: one.label for one in form.fields}
    titles |= {one.key: one.title for one in form.lines}
    titles |= {one.key: one.title for one in form.views}
    titles |= {one.key: one.title for one in form.prints}
    for lines in form.lines:
        titles |= {one.key: f"{lines.title} › {one.label}" for one in lines.fields}
    if form.states is not None:
        choices = form.field(form.states.field).choices
        titles |= {one.code: one.label for one in choices.items} if choices else {}
    return titles[part]


def main() -> None:
    """Write the table."""
    TABLE.write_text(table(load(ROOT / "forms")), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
