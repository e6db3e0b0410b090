"""Make the pinyin tables anew: `python -m ruraldesk.texts.make_pinyin`.

Writes `resources/pinyin/readings.txt` (a syllable and all characters read so) and `polyphones.txt`
(a character and its other readings) from the package pypinyin, which the program itself never
loads: its own tables take many times longer to read. Needed only after a new release of pypinyin.
`surnames.txt` beside them is kept by hand.
"""

from collections import Counter, defaultdict
from pathlib import Path

from pypinyin.contrib.tone_convert import to_normal
from pypinyin.phrases_dict import phrases_dict
from pypinyin.pinyin_dict import pinyin_dict

from ruraldesk.texts.resources import resources_dir

# The everyday reading, where pypinyin puts a rarer one first.
_EVERYDAY = (
    "长=chang 厦=xia 佛=fo 似=si 伺=si 勒=le 卜=bu 泊=bo 茄=qie 琢=zhuo 肋=lei 薄=bo 嚼=jiao "
    "囤=tun 辗=zhan 鹄=hu 龈=yin 靓=liang 诘=jie 柞=zuo 啜=chuo 呱=gua 匙=chi 俟=si 耙=pa 泌=bi"
)
EVERYDAY = dict(pair.split("=") for pair in _EVERYDAY.split())


def readings() -> dict[str, list[str]]:
    """Return the readings of each character without tones, the everyday one first.

    Of the others, only those that a word of today's language uses; the dictionaries list many
    that died out a thousand years ago, and a search for one of them would find what nobody meant.
    """
    used = _readings_in_words()
    table = {}
    for code, toned in pinyin_dict.items():
        char = chr(code)
        known = list(dict.fromkeys(map(_plain, toned.split(","))))
        first = EVERYDAY.get(char, known[0])
        others = [reading for reading in known if reading != first and used[char][reading]]
        table[char] = [first, *others]
    return table


def write_tables(folder: Path) -> None:
    """Write both tables into `folder`, in an order that is the same every time."""
    table = readings()
    by_syllable = defaultdict(list)
    for char in sorted(table):
        by_syllable[table[char][0]].append(char)
    lines = [f"{syllable} {''.join(by_syllable[syllable])}" for syllable in sorted(by_syllable)]
    _write(folder / "readings.txt", lines)
    polyphones = [
        f"{char} {' '.join(table[char][1:])}" for char in sorted(table) if table[char][1:]
    ]
    _write(folder / "polyphones.txt", polyphones)


def _readings_in_words() -> defaultdict[str, Counter[str]]:
    """Count, for each character, the words in which it is read this way and that."""
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for word, syllables in phrases_dict.items():
        for char, variants in zip(word, syllables, strict=False):  # commas have no reading
            counts[char][_plain(variants[0])] += 1
    return counts


def _plain(toned: str) -> str:
    """Return a syllable without its tone, ü as v, as it is typed: lǚ as lv."""
    return str(to_normal(toned))


def _write(path: Path, lines: list[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_tables(resources_dir() / "pinyin")
