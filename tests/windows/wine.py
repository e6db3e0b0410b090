"""A Windows for the tests: a Wine prefix with a Chinese user, and programs run in it."""

import codecs
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from installer.windows.runtime import MINGW

LONGEST_S = 60.0  # that a program may take to end
STUBS = Path(__file__).resolve().parent / "stubs"
FONTS = Path(__file__).resolve().parents[2] / "resources" / "fonts"
FACE = "RuralDesk UI"  # stands in for the faces that dialogs of a Chinese Windows are set in
STANDS_FOR = ("SimSun", "宋体", "MS Shell Dlg", "MS Shell Dlg 2", "Tahoma", "Microsoft YaHei")
USER = "王会计"
SERVER = "/usr/lib/wine/wineserver64"
ACTIVATABLE = r"HKLM\Software\Microsoft\WindowsRuntime\ActivatableClassId"
C_RUNTIME = "vcruntime140,vcruntime140_1,msvcp140,msvcp140_1,msvcp140_2,concrt140"
FOLDERS = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\User Shell Folders"
STICKS = ("e:", "f:")
OWN_FOLDERS: Mapping[str, str] = {
    "AppData": r"AppData\Roaming",
    "Local AppData": r"AppData\Local",
    "Desktop": "Desktop",
    "Personal": "Documents",
    "Programs": r"AppData\Roaming\Microsoft\Windows\Start Menu\Programs",
    "Start Menu": r"AppData\Roaming\Microsoft\Windows\Start Menu",
}


class Wine:
    """One Windows, in a folder: code page 936, a user with a Chinese name, as a clerk has it."""

    def __init__(self, folder: Path, display: str = "", printers: str = "") -> None:
        """Say where it lies, on which X screen its windows are shown, and who has its printers."""
        self.folder = folder
        self.home = folder / "drive_c" / "users" / USER
        self.local = self.home / "AppData" / "Local"
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("QT_")},
            "WINEPREFIX": str(folder),
            "WINEDEBUG": "-all",
            # Wine has Microsoft's runtime of its own, which a fresh Windows lacks: ours must do.
            "WINEDLLOVERRIDES": f"winemenubuilder.exe=d;mscoree=d;mshtml=d;{C_RUNTIME}=n",
            "LC_ALL": "zh_CN.UTF-8",
            "DISPLAY": display,
            "USERPROFILE": f"C:\\users\\{USER}",
            "APPDATA": f"C:\\users\\{USER}\\AppData\\Roaming",
            "LOCALAPPDATA": f"C:\\users\\{USER}\\AppData\\Local",
            **({"CUPS_SERVER": printers} if printers else {}),
        }

    def make(self) -> None:
        """Make the prefix: a user's folders, Windows 10, Chinese letters, and what Wine 8 lacks."""
        self.run("wineboot", "-i")
        system = self.folder / "drive_c" / "windows" / "system32"
        for name, library in (("bcryptprimitives", "-ladvapi32"), ("uisettings", "-lole32")):
            command = [MINGW, "-shared", "-O2", "-s", str(STUBS / f"{name}.c"), library]
            subprocess.run([*command, "-o", str(system / f"{name}.dll")], check=True)
        self.set(rf"{ACTIVATABLE}\Windows.UI.ViewManagement.UISettings", "DllPath",
                 r"C:\windows\system32\uisettings.dll")  # fmt: skip
        self.set(r"HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug", "Debugger", "false")
        for name, path in OWN_FOLDERS.items():
            (self.home / path.replace("\\", "/")).mkdir(parents=True, exist_ok=True)
            self.set(FOLDERS, name, f"C:\\users\\{USER}\\{path}")
        for letter in STICKS:
            self.set(r"HKLM\Software\Wine\Drives", letter, "floppy")  # Wine's word for removable
        self.run("wine", "winecfg", "-v", "win10")
        for name in ("ui.ttf", "ui-bold.ttf"):
            shutil.copy(FONTS / name, self.folder / "drive_c" / "windows" / "Fonts")
        for name in STANDS_FOR:
            self.set(r"HKCU\Software\Wine\Fonts\Replacements", name, FACE)
        self.set(r"HKCU\Control Panel\Desktop", "FontSmoothing", "2")
        self.stop()  # the registry is written when the server ends

    def set(self, key: str, name: str, value: str, kind: str = "REG_SZ") -> None:
        """Write a value into the registry."""
        self.run("wine", "reg", "add", key, "/v", name, "/t", kind, "/d", value, "/f")

    def plug_in(self, folder: Path, letter: str, label: str = "") -> None:
        """Let a folder be the drive `letter` (e:, f:) from now on; those two are sticks."""
        if label:
            (folder / ".windows-label").write_text(f"{label}\n", encoding="utf-8")
        (self.folder / "dosdevices" / letter).symlink_to(folder)

    def pull_out(self, letter: str) -> None:
        """Take the drive away."""
        (self.folder / "dosdevices" / letter).unlink()

    def tool(self, name: str) -> Path:
        """Return a small program of the folder `stubs`, compiled for Windows."""
        made = self.folder / "drive_c" / f"{name}.exe"
        if not made.exists():
            command = [MINGW, "-municode", "-O2", "-s", "-static", str(STUBS / f"{name}.c")]
            subprocess.run([*command, "-o", str(made)], check=True)
        return made

    def get(self, key: str, name: str = "") -> str | None:
        """Return a text of the registry; None where there is none."""
        which = ["/v", name] if name else ["/ve"]
        told = self.run("wine", "reg", "query", key, *which, check=False, encoding="gbk")
        lines = [line for line in told.stdout.splitlines() if "REG_" in line]
        return lines[0].split("REG_")[1].split(maxsplit=1)[1].strip() if lines else None

    def run(
        self,
        *command: str | Path,
        check: bool = True,
        seconds: float = 300,
        encoding: str = "utf-8",
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; its streams are pipes, as Wine wants them."""
        return subprocess.run(
            list(map(str, command)), env=self._environment, check=check, timeout=seconds,
            input="", capture_output=True, text=True, encoding=encoding, errors="replace",
        )  # fmt: skip

    def shown(self, *command: str | Path) -> int:
        """Run a program to its end, however long, and show what it says; return its exit code."""
        decoder = codecs.getincrementaldecoder("gbk")(errors="replace")
        with subprocess.Popen(
            list(map(str, command)), env=self._environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            assert process.stdout is not None
            while piece := os.read(process.stdout.fileno(), 1 << 16):
                print(decoder.decode(piece), end="", flush=True)
        return process.returncode

    @contextmanager
    def started(self, *command: str | Path) -> Iterator[subprocess.Popen[bytes]]:
        """Start a program with a window; at the end of the block it has ended by itself."""
        with subprocess.Popen(
            list(map(str, command)), env=self._environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        ) as process:  # fmt: skip
            try:
                yield process
                process.wait(LONGEST_S)  # its output may stay open: of a setup that it started
            except BaseException:
                process.kill()  # or the block would wait for it for ever
                raise

    @contextmanager
    def talking(self, *command: str | Path) -> Iterator[subprocess.Popen[bytes]]:
        """Start a program that reads and tells; at the end of the block it has ended by itself."""
        with subprocess.Popen(
            list(map(str, command)), env=self._environment, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) as process:  # fmt: skip
            yield process
            process.wait(timeout=LONGEST_S)

    def stop(self) -> None:
        """End whatever still runs."""
        subprocess.run([SERVER, "-k"], env=self._environment, check=False)
        subprocess.run([SERVER, "-w"], env=self._environment, check=False)

    def path(self, path: Path) -> str:
        """Return a path of this machine as Windows sees it."""
        inside = self.folder / "drive_c"
        if path.is_relative_to(inside):
            return "C:\\" + str(path.relative_to(inside)).replace("/", "\\")
        return "Z:" + str(path).replace("/", "\\")
