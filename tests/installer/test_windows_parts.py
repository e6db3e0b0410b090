"""What the setup is made of: compiled modules, the rules of what is left out, dates."""

import os
import sys
import types
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from installer.bundle import modules, packages
from installer.bundle.bytecode import compiled
from installer.bundle.parts import TRIM, version
from installer.bundle.trimming import Trimming
from installer.machine import SetupError
from installer.windows import runtime, setup
from installer.windows.build import HERE
from ruraldesk import __version__

ROOT = Path(setup.__file__).resolve().parent.parent.parent


@pytest.fixture
def trimming() -> Trimming:
    return Trimming(TRIM, HERE / "trim.toml")


def test_a_compiled_module_runs_without_its_source(tmp_path: Path) -> None:
    source = tmp_path / "村.py"
    source.write_text("VALUE = '台账' * 2\n", encoding="utf-8")
    target = tmp_path / "village_module.pyc"
    target.write_bytes(compiled(source, "village_module.py"))
    source.unlink()
    sys.path.insert(0, str(tmp_path))
    try:
        module = __import__("village_module")
    finally:
        sys.path.remove(str(tmp_path))
        sys.modules.pop("village_module", None)
    assert isinstance(module, types.ModuleType)
    assert module.VALUE == "台账台账"


def test_a_module_is_compiled_to_the_same_bytes_whatever_went_before(tmp_path: Path) -> None:
    source = Path(packages.__file__)
    first = compiled(source, "packages.py")
    for other in sorted(HERE.glob("*.py")):
        compiled(other, other.name)
    assert compiled(source, "packages.py") == first


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PySide6/Qt6Core.dll", True),
        ("PySide6/Qt6Quick.dll", False),
        ("PySide6/plugins/platforms/qwindows.dll", True),
        ("PySide6/translations/qtbase_zh_CN.qm", True),
        ("PySide6/translations/qtbase_de.qm", False),
        ("sqlalchemy/dialects/sqlite/base.py", True),
        ("sqlalchemy/dialects/mysql/base.py", False),
        ("stdnum/cn/ric.py", True),
        ("stdnum/de/vat.py", False),
        ("lxml/etree.cp311-win_amd64.pyd", True),
        ("docx/templates/default.docx", True),
        ("setuptools/__init__.py", False),
        ("sqlalchemy/orm/session.py", False),
        ("cffi/api.py", False),
        ("_cffi_backend.cp311-win_amd64.pyd", True),
        ("openpyxl-3.1.5.dist-info/METADATA", True),
    ],
)
def test_packages_lose_what_the_program_never_loads(
    trimming: Trimming, name: str, kept: bool
) -> None:
    assert packages.is_kept(PurePosixPath(name), trimming) is kept


def test_licences_of_packages_stay(trimming: Trimming) -> None:
    for name in ("lxml-6.1.3.dist-info/licenses/LICENSE.txt", "reportlab/license.txt"):
        assert packages.is_kept(PurePosixPath(name), trimming)


def test_the_standard_library_comes_without_its_tests(trimming: Trimming) -> None:
    names = {str(name) for name, _ in modules.modules(trimming)}
    assert {"json/__init__.py", "encodings/gbk.py", "zipfile.py"} <= names
    assert not [name for name in names if name.startswith(("test/", "idlelib/", "tkinter/"))]


def test_another_python_than_the_one_that_builds_is_refused(tmp_path: Path) -> None:
    library = tmp_path / "python.dll"
    library.write_bytes(b"MZ\0" + b"3.99.1\0")
    with pytest.raises(SetupError, match=r"3\.99\.1"):
        runtime.refuse_other_version(library)
    library.write_bytes(b"MZ\0" + modules.VERSION.encode() + b"\0")
    runtime.refuse_other_version(library)


def test_the_folder_for_a_stick_is_the_same_each_time_and_knows_that_it_is_one(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "RuralDesk"
    (folder / "app").mkdir(parents=True)
    (folder / "RuralDesk.exe").write_bytes(b"MZ")
    (folder / "app" / "a.py").write_text("x", encoding="utf-8")
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    setup.make_portable(folder, first, 1_700_000_000)
    (folder / "app" / "a.py").chmod(0o600)
    os.utime(folder / "app" / "a.py", (1, 1))
    setup.make_portable(folder, second, 1_700_000_000)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert set(packed.namelist()) == {
            f"乡村台账/{name}" for name in (setup.PORTABLE, "RuralDesk.exe", "app/a.py")
        }
        # Bit 11: the names are UTF-8, or a Chinese Windows would read them as code page 936.
        assert all(one.flag_bits & 0x800 for one in packed.infolist())


def test_the_version_is_that_of_the_program() -> None:
    assert version(ROOT) == __version__
