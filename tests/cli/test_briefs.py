"""brief on the command line: text, Word, and each way in which it is refused."""

from pathlib import Path

import pytest
from docx import Document

from tests.cli.conftest import Run

DAY = "2023-11-16"


def test_a_brief_is_written_as_text(run: Run, sample: Path, folder: Path) -> None:
    target = folder / "政务 快报.txt"
    done = run("brief", sample, "bulletin", "--as-of", DAY, "--to", target, "--json")
    assert done.code == 0
    assert "cadre_total" in done.out
    assert "村级干部174名" in target.read_text(encoding="utf-8")


def test_a_brief_is_written_as_word_by_its_title(run: Run, sample: Path, folder: Path) -> None:
    target = folder / "快报.docx"
    done = run("brief", sample, "政务快报", "--as-of", DAY, "--to", target)
    assert done.code == 0
    assert "快报.docx" in done.out
    assert any("村级干部174名" in one.text for one in Document(str(target)).paragraphs)


@pytest.mark.parametrize(
    ("name", "ending", "said"),
    [
        ("buletin", ".txt", "bulletin"),
        ("bulletin", ".pdf", ".pdf"),
        ("bulletin", "", ".docx"),
    ],
)
def test_what_cannot_be_made_is_refused(
    run: Run, sample: Path, folder: Path, name: str, ending: str, said: str
) -> None:
    target = folder / f"a{ending}"
    done = run("brief", sample, name, "--as-of", DAY, "--to", target, "--json")
    assert done.code == 1
    assert said in done.problems[0]["message"]
    assert not target.exists()


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("{{ f.cadre_totl }}", "cadre_total"),
        ("{{ rows('cadr') }}", "cadre"),
        ("{{ last('bulletin').titel }}", "title"),
        ("{{ unit", "我的.txt"),
        ("{{ ''.__class__ }}", "__class__"),
    ],
)
def test_a_broken_template_is_refused_and_the_older_file_stays(
    run: Run, sample_copy: Path, folder: Path, source: str, said: str
) -> None:
    own = folder / "王楼镇.files" / "briefs"
    own.mkdir(parents=True)
    (own / "我的.txt").write_text(source, encoding="utf-8")
    target = folder / "出.txt"
    target.write_text("old", encoding="utf-8")
    done = run("brief", sample_copy, "我的", "--as-of", DAY, "--to", target, "--json")
    assert done.code == 1
    assert said in done.problems[0]["message"]
    assert target.read_text(encoding="utf-8") == "old"


def test_a_place_that_cannot_be_written_is_refused(run: Run, sample: Path, folder: Path) -> None:
    done = run("brief", sample, "bulletin", "--as-of", DAY, "--to", folder / "无" / "a.docx")
    assert done.code == 1
    assert "a.docx" in done.err
