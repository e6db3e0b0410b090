"""Text as it is stored: without the invisible rubbish that pasting and old systems bring.

Characters are never replaced by look-alikes: 〇, rare characters of names and the CJK compatibility
ideographs (which plain Unicode normalisation would exchange for others) stay what they are.
"""

import re
import unicodedata

# Patterns stay text until one is needed: compiling them all would cost the start of the program.
_SURROGATE = "[\ud800-\udfff]"
# Plain normalisation would exchange these characters, and with them a person's name.
_COMPATIBILITY = "([\uf900-\ufaff\U0002f800-\U0002fa1f]+)"
_FORBIDDEN = (
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"  # these turn the direction of writing around, and hide text
)
_PRIVATE = "[\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd]"
_DOTS = " ?[·•‧∙⋅・･] ?"
_HAN = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff〇"
_POINT_IN_NAME = f"(?<=[{_HAN}]) ?[.．] ?(?=[{_HAN}])"
_SPACED_NAME = f"[{_HAN}](?: [{_HAN}])+"

_BREAKS = "\n\r\x0b\x0c\x85\u2028\u2029"
_BLANKS = "\t\u115f\u1160\u2800\u3164\uffa0"  # the last five show nothing, and count as letters
_WIDTH = 0xFEE0  # from a full-width character to the ordinary one


def clean_text(text: str, *, multiline: bool = False) -> str:
    """Return `text` as it is stored.

    Full-width letters and digits become half-width (punctuation stays), every run of spaces of
    any kind one space, invisible and control characters vanish, both ends are trimmed. With
    `multiline`, line ends stay, as line feeds, and each line is trimmed; otherwise they are spaces.
    Half of a broken surrogate pair becomes �, so that the damage shows and can be stored.
    """
    if re.search(_SURROGATE, text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    text = _composed(text.replace("\r\n", "\n").translate(_CLEANED))
    if not multiline:
        return " ".join(text.split())
    return "\n".join(" ".join(line.split()) for line in text.split("\n")).strip("\n")


def clean_name(text: str) -> str:
    """Return a person's name as it is stored: "张　三" as "张三", "买买提•艾力" as "买买提·艾力".

    Spaces vanish only where single Chinese characters were spread out for looks, so two names in
    one cell stay two. All middle dots become U+00B7, the one on identity cards; so does a full stop
    between Chinese characters, which no name holds.
    """
    name = re.sub(_POINT_IN_NAME, "·", re.sub(_DOTS, "·", clean_text(text)))
    return name.replace(" ", "") if re.fullmatch(_SPACED_NAME, name) else name


def fold_width(text: str) -> str:
    """Return `text` with all full-width ASCII, punctuation too, in half width (for parsing)."""
    return text.translate(_HALF_WIDTH)


def find_control(text: str) -> str | None:
    """Name the first character that no stored text may hold ("U+0007"); None when there is none.

    These are control characters other than tab and line ends, broken surrogates, and marks that
    turn the direction of writing around.
    """
    if text.isprintable():  # none of them is: asked thirty times as quickly as looked for
        return None
    found = re.search(_FORBIDDEN, text)
    return f"U+{ord(found.group()):04X}" if found else None


def shown_path(text: str) -> str:
    """Return a file's name or path as sentences show it and books keep it.

    What a stranger may have put into a name, or an old system left of it, becomes �: broken pairs,
    line ends, and the marks that turn writing around, by which `gpj.exe` reads as `exe.jpg`.
    """
    return re.sub(f"{_FORBIDDEN}|[{_BREAKS}\t]", "\ufffd", text)


def private_use(text: str) -> list[str]:
    """Return the private-use characters of `text`, each once, in order.

    They are the home-made characters of old systems, which look different on every machine.
    """
    return list(dict.fromkeys(re.findall(_PRIVATE, text)))


def _composed(text: str) -> str:
    """Compose letters with their accents (NFC), leaving compatibility ideographs alone."""
    if unicodedata.is_normalized("NFC", text):
        return text
    parts = re.split(_COMPATIBILITY, text)
    parts[::2] = [unicodedata.normalize("NFC", part) for part in parts[::2]]
    return "".join(parts)


class _Cleaned(dict[int, str | None]):
    """What becomes of each character, worked out when it is first met."""

    def __missing__(self, code: int) -> str | None:
        self[code] = result = _cleaned_character(chr(code))
        return result


def _cleaned_character(char: str) -> str | None:
    """Return what `char` is stored as; None when it vanishes."""
    if char in _BREAKS:
        return "\n"
    if char in _BLANKS:
        return " "
    if "０" <= char <= "９" or "Ａ" <= char <= "Ｚ" or "ａ" <= char <= "ｚ":
        return chr(ord(char) - _WIDTH)
    category = unicodedata.category(char)
    if category == "Zs":
        return " "
    noncharacter = ord(char) & 0xFFFE == 0xFFFE
    return None if category in ("Cc", "Cf") or noncharacter else char


_CLEANED = _Cleaned()
_HALF_WIDTH = {code: code - _WIDTH for code in range(0xFF01, 0xFF5F)} | {0x3000: " "}
