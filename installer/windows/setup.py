"""Pack the program's folder: as a setup to be double-clicked, and as a folder for a stick."""

import os
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path

from installer.machine import SetupError

HERE = Path(__file__).resolve().parent
PORTABLE = "portable.txt"
_ABOUT_PORTABLE = (
    "双击 RuralDesk.exe 就能运行，不用安装。\r\n"
    "有这个文件在，程序的设置就存在旁边的“设置”文件夹里，不留在电脑上。\r\n"
    "请把整个文件夹一起拷贝；账本可以放在这个文件夹旁边。\r\n"
)


def make_setup(folder: Path, target: Path, version: str, date: int, *, quick: bool = False) -> None:
    """Write the setup; the same folder and date make the same bytes.

    Args:
        quick: pack it in a quarter of the time, half as large again: for trials.

    Raises:
        SetupError: makensis refused.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    picture = target.with_suffix(".bmp")
    shutil.copyfile(HERE / "beside.bmp", picture)
    paths = [folder, *folder.rglob("*")]
    for path in (picture, *paths):
        os.utime(path, (date, date))
    size = sum(path.stat().st_size for path in paths if path.is_file()) // 1024
    given = {"TREE": folder, "OUTPUT": target, "VERSION": version, "SIZE_KB": size}
    given["PICTURE"] = picture
    words = [f"-D{name}={value}" for name, value in given.items()]
    if quick:
        words.append("-DQUICK")
    command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *words, str(HERE / "setup.nsi")]
    # In a locale without Chinese, makensis finds no file whose path has any.
    told = {**os.environ, "SOURCE_DATE_EPOCH": str(date), "LC_ALL": "C.UTF-8"}
    code = subprocess.run(command, env=told, check=False).returncode
    picture.unlink()
    if code:
        raise SetupError("The setup could not be packed; the lines above say why.")


def make_portable(folder: Path, target: Path, date: int, beside: Path | None = None) -> None:
    """Write the folder for a stick as a zip, with the file that keeps its settings in it.

    Args:
        beside: one more file that goes into the folder.
    """
    dated = datetime.fromtimestamp(date, UTC).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:

        def put(name: str, content: bytes) -> None:
            entry = zipfile.ZipInfo(f"乡村台账/{name}", dated)
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, content)

        put(PORTABLE, _ABOUT_PORTABLE.encode("utf-8-sig"))
        if beside is not None:
            put(beside.name, beside.read_bytes())
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                put(path.relative_to(folder).as_posix(), path.read_bytes())
