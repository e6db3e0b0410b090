"""RuralDesk.exe and RuralDesk.com, with icon, version and manifest."""

import subprocess
from pathlib import Path
from shutil import copyfile

from installer.windows.runtime import LIBRARY, MINGW

HERE = Path(__file__).resolve().parent
WINDRES = "x86_64-w64-mingw32-windres"


def make(folder: Path, work: Path, icon: Path, version: str) -> None:
    """Make the launchers in `folder`; `work` is an empty folder for what lies between."""
    copyfile(icon, work / "ruraldesk.ico")
    for name in ("launcher.rc", "launcher.manifest", "launcher.c"):
        copyfile(HERE / name, work / name)
    numbers = ",".join([*version.split("."), "0", "0", "0", "0"][:4])
    resources = [WINDRES, f"-DVERSION_NUMBERS={numbers}", f'-DVERSION_TEXT=\\"{version}\\"']
    subprocess.run([*resources, "launcher.rc", "launcher.o"], cwd=work, check=True)
    compile_launcher(work, folder / "RuralDesk.exe", "-mwindows")
    compile_launcher(work, folder / "RuralDesk.com", "-DCONSOLE")


def make_python(target: Path, work: Path) -> None:
    """Make a plain Python for a console; `work` is the folder in which `make` has worked."""
    compile_launcher(work, target, "-DCONSOLE", "-DPLAIN")


def compile_launcher(work: Path, target: Path, *options: str) -> None:
    """Compile the launcher as `options` say."""
    command = [MINGW, "-municode", "-O2", "-s", "-Wall", "-Werror", "-static"]
    command += ["-Wl,--no-insert-timestamp,--dynamicbase,--nxcompat", "-finput-charset=UTF-8"]
    command += [f'-DPYTHON_DLL=L"{LIBRARY}"', "launcher.c", "launcher.o", "-o", str(target)]
    subprocess.run([*command, *options], cwd=work, check=True)
