"""Commands run as a script runs them, and the books they work on."""

import io
import json
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ruraldesk.cli.main import main
from ruraldesk.services.books import create_book, open_book
from ruraldesk.services.nil_reports import never_begun, not_kept

HUANGSI, TOWN = "410726104201", "410726104000"


@dataclass(frozen=True)
class Done:
    """What a command did: its exit code, and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one JSON document on standard output."""
        assert self.out.count("\n") == 1, self.out
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found

    @property
    def problems(self) -> list[dict[str, Any]]:
        """The problems in the document, each of the promised shape."""
        found: list[dict[str, Any]] = self.document["problems"]
        for problem in found:
            assert set(problem) == {"form", "record", "row", "field", "level", "code", "message"}
        return found


Run = Callable[..., Done]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process; `stdin` is what it reads."""

    def command(*arguments: object, stdin: bytes = b"") -> Done:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        code = main([str(one) for one in arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return Done(code, out, err)

    return command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as clerks name them."""
    made = tmp_path / "村 台账"
    made.mkdir()
    return made


@pytest.fixture(scope="session")
def empty_book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty book of a village; nobody writes into it."""
    path = tmp_path_factory.mktemp("空 账本") / "黄寺村.rdb"
    create_book(path, unit=HUANGSI, name="黄寺村", level="village", parent=TOWN).close()
    return path


@pytest.fixture
def book(empty_book: Path, folder: Path) -> Path:
    """An empty book of a village to write into."""
    return Path(shutil.copyfile(empty_book, folder / "黄寺 村.rdb"))


def keeps_no_monthly(path: Path, month: str) -> None:
    """Let a book say that it keeps none of the ledgers that must be reported monthly."""
    with open_book(path) as made:
        for form in never_begun(made, month):
            not_kept(made, form, month, "由镇里统一填报")


@pytest.fixture(scope="session")
def sample(sample_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample book; nobody enters anything, but commands keep in it what they found."""
    folder = tmp_path_factory.mktemp("样例 账本") / "账本"
    shutil.copytree(sample_path.parent, folder)
    return folder / sample_path.name


@pytest.fixture
def sample_copy(sample: Path, folder: Path) -> Path:
    """A copy of the sample book to write into."""
    return Path(shutil.copyfile(sample, folder / "王楼镇.rdb"))
