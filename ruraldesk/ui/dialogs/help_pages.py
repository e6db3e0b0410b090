"""The pages of the help: their order, their text in the window's language, the page of keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.translate import language, tr
from ruraldesk.ui import keys

KEYS = "快捷键"  # the page that is made from `keys.all_keys`
BEGINNING = "从这里开始"

# As a clerk comes to need them; pages that are not named here follow before the last ones.
_FIRST = (
    BEGINNING,
    KEYS,
    *("首页", "表格录入", "录入", "项目与资金", "花名册", "照片与附件", "批注与复核"),
    *("查找与透视", "导入", "导出打印", "月末报送", "优盘", "结账与更正"),
    *("收报", "意见与回执", "汇总表", "下发包", "单位密钥", "简报怎么写"),
    *("备份恢复", "更新程序", "数据体检", "设置", "常见问题"),
)
_LAST = ("机制去处", "录入对比")


@dataclass(frozen=True, slots=True)
class HelpPage:
    """One topic: `key` is the name of its file, whatever language it is read in."""

    key: str
    title: str
    text: str  # Markdown
    headings: tuple[str, ...]  # of the Chinese page, in their order

    def has(self, words: list[str]) -> bool:
        """Say whether all `words` stand in the page; capitals and small letters are alike."""
        text = self.text.casefold()
        return all(word in text for word in words)


def all_pages() -> list[HelpPage]:
    """Return the page of each topic: the one in the window's language, where there is one."""
    found = {path.stem: _read(path) for path in (resources_dir() / "help").glob("*.md")}
    found[KEYS] = _keys_page()
    order = [*_FIRST, *sorted(found.keys() - {*_FIRST, *_LAST}), *_LAST]
    return [found[key] for key in order if key in found]


def _read(chinese: Path) -> HelpPage:
    spoken = chinese.parent / language() / chinese.name
    original = chinese.read_text(encoding="utf-8")
    text = spoken.read_text(encoding="utf-8") if spoken.is_file() else original
    title = text.splitlines()[0].lstrip("# ").strip()
    return HelpPage(chinese.stem, title, text, tuple(headings(original)))


def headings(text: str) -> list[str]:
    """Return the headings of a Markdown page, in their order."""
    return [one.strip() for one in re.findall(r"^#+ +(.+)$", text, re.MULTILINE)]


def _keys_page() -> HelpPage:
    lines = [f"# {tr('Keys')}"]
    for group, known in keys.all_keys():
        lines += ["", f"## {group}", "", f"| {tr('Key')} | {tr('What it does')} |", "|---|---|"]
        lines += [f"| **{key}** | {what} |" for key, what in known]
    text = "\n".join(lines)
    return HelpPage(KEYS, tr("Keys"), text, tuple(headings(text)))
