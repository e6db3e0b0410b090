"""Catalogues are merged, looked up in both directions, and never invent a text."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ruraldesk.texts import translate
from ruraldesk.texts.resources import resources_dir
from ruraldesk.texts.translate import language, tr, use_language


@pytest.fixture
def catalogues(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty translations folder that `tr` reads from, and the default language afterwards."""
    monkeypatch.setattr(translate, "resources_dir", lambda: tmp_path)
    translate._catalogue.cache_clear()
    yield tmp_path / "translations"
    translate._catalogue.cache_clear()
    use_language("zh_CN")


def write(folder: Path, code: str, name: str, texts: dict[str, str]) -> None:
    (folder / code).mkdir(parents=True, exist_ok=True)
    (folder / code / name).write_text(json.dumps(texts, ensure_ascii=False), encoding="utf-8")


def test_the_default_language_is_chinese() -> None:
    assert language() == "zh_CN"


def test_all_catalogues_of_a_language_are_merged(catalogues: Path) -> None:
    write(catalogues, "zh_CN", "store.json", {"The book is locked.": "台账本已被占用。"})
    write(catalogues, "zh_CN", "ui.json", {"Save": "保存"})

    assert (tr("Save"), tr("The book is locked.")) == ("保存", "台账本已被占用。")


def test_english_maps_the_chinese_of_forms(catalogues: Path) -> None:
    write(catalogues, "zh_CN", "ui.json", {"Save": "保存"})
    write(catalogues, "en", "forms.json", {"村级干部": "Village cadres"})
    assert tr("村级干部") == "村级干部"

    use_language("en")

    assert (language(), tr("村级干部"), tr("Save")) == ("en", "Village cadres", "Save")


def test_a_text_without_translation_comes_back_unchanged(catalogues: Path) -> None:
    assert tr("Nobody translated {name}.") == "Nobody translated {name}."


def test_english_has_narrow_quotation_marks(catalogues: Path) -> None:
    write(catalogues, "en", "forms.json", {"“{name}”不在": "“{name}” isn’t there"})
    use_language("en")

    assert tr("“{name}”不在").format(name="“甲”") == '"“甲”" isn\'t there'
    assert tr("No “{name}”.") == 'No "{name}".'


def test_placeholders_survive_translation(catalogues: Path) -> None:
    write(catalogues, "zh_CN", "a.json", {"The file {name} is damaged.": "文件{name}已损坏。"})

    assert tr("The file {name} is damaged.").format(name="{月报}") == "文件{月报}已损坏。"


def test_an_unknown_language_is_refused_and_changes_nothing(catalogues: Path) -> None:
    with pytest.raises(ValueError, match="fr"):
        use_language("fr")

    assert language() == "zh_CN"


def test_a_damaged_catalogue_is_named(catalogues: Path) -> None:
    write(catalogues, "zh_CN", "ui.json", {})
    (catalogues / "zh_CN" / "ui.json").write_text('{"Save": ', encoding="utf-8")

    with pytest.raises(json.JSONDecodeError) as caught:
        tr("Save")

    assert "ui.json" in caught.value.__notes__[0]


@pytest.mark.parametrize("code", translate.LANGUAGES)
def test_shipped_catalogues_do_not_contradict_each_other(code: str) -> None:
    seen: dict[str, str] = {}
    for path in sorted((resources_dir() / "translations" / code).glob("*.json")):
        texts = json.loads(path.read_text(encoding="utf-8"))
        contradicted = {text for text in texts if seen.get(text, texts[text]) != texts[text]}
        assert not contradicted, path.name
        seen |= texts
