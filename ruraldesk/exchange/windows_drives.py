"""Drives under Windows, asked of kernel32; what its answers mean stands apart from the asking.

Source: Microsoft, "Volume Management Functions", "STORAGE_DEVICE_DESCRIPTOR", "Calling
DeviceIoControl", and KB 165721, "How to eject removable media".
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PureWindowsPath
from typing import Protocol

from ruraldesk.exchange.volumes import Volume

_REMOVABLE, _FIXED = 2, 3  # DRIVE_REMOVABLE, DRIVE_FIXED
_BUS_USB = 7  # BusTypeUsb of STORAGE_BUS_TYPE
_FIRST_LETTER = 2  # A and B were floppy drives
_READ_ONLY_VOLUME = 0x0008_0000  # FILE_READ_ONLY_VOLUME
_LOCK_TRIES, _LOCK_PAUSE = 10, 0.3  # seconds between them
_BUS_AT = 28  # bytes before BusType in STORAGE_DEVICE_DESCRIPTOR

_FILE_DEVICE_FILE_SYSTEM, _IOCTL_STORAGE_BASE = 0x09, 0x2D
_ANY_ACCESS, _READ_ACCESS = 0, 1


def control_code(device: int, function: int, access: int = _ANY_ACCESS) -> int:
    """Return the number of a buffered device operation, as Microsoft's macro CTL_CODE does."""
    return device << 16 | access << 14 | function << 2


LOCK_VOLUME = control_code(_FILE_DEVICE_FILE_SYSTEM, 6)
DISMOUNT_VOLUME = control_code(_FILE_DEVICE_FILE_SYSTEM, 8)
MEDIA_REMOVAL = control_code(_IOCTL_STORAGE_BASE, 0x201, _READ_ACCESS)
EJECT_MEDIA = control_code(_IOCTL_STORAGE_BASE, 0x202, _READ_ACCESS)
QUERY_PROPERTY = control_code(_IOCTL_STORAGE_BASE, 0x500)
# STORAGE_PROPERTY_QUERY: StorageDeviceProperty, PropertyStandardQuery, one byte and its filling.
DEVICE_PROPERTY = bytes(12)
ALLOW_REMOVAL = b"\0"  # PREVENT_MEDIA_REMOVAL with PreventMediaRemoval = FALSE


@dataclass(frozen=True, slots=True)
class VolumeInformation:
    """The answers of GetVolumeInformationW."""

    label: str
    serial: int
    flags: int
    file_system: str


class Device(Protocol):
    """A volume that was opened as a whole."""

    def control(self, code: int, sent: bytes = b"", answer: int = 0) -> bytes:
        """Do one device operation and return up to `answer` bytes; OSError when it is refused."""


class Kernel(Protocol):
    """What is asked of Windows about drives; each refusal is an OSError."""

    def logical_drives(self) -> int:
        """Return a bit for each letter."""

    def drive_type(self, root: str) -> int:
        """Return a DRIVE_… number for `root`, the letter with a backslash."""

    def information(self, root: str) -> VolumeInformation:
        """Return what the volume at `root` says of itself."""

    def device(self, letter: str, *, change: bool) -> AbstractContextManager[Device]:
        """Open the volume `letter` (E:) as a whole, to ask it or, with `change`, to eject it."""


def removable_volumes(kernel: Kernel) -> list[Volume]:
    """Return the drives that can be pulled out and hold something that can be read."""
    found = []
    for letter in _letters(kernel.logical_drives()):
        root = f"{letter}\\"
        if not _can_be_pulled(kernel, letter):
            continue
        try:
            found.append(_volume(root, letter, kernel.information(root)))
        except OSError:  # an empty slot of a card reader, or a stick that is not formatted
            continue
    return found


def volume_at(kernel: Kernel, folder: Path) -> Volume:
    """Return the drive that `folder` lies on.

    Raises:
        OSError: the drive does not answer.
    """
    path = PureWindowsPath(folder.absolute())
    letter = path.drive if path.drive.endswith(":") else ""  # a share of the network has none
    return _volume(path.anchor, letter, kernel.information(path.anchor))


def dismount(kernel: Kernel, letter: str, pause: Callable[[float], None] = time.sleep) -> None:
    """Lock the volume `letter` (E:) and dismount it: then it can be pulled out; and eject it.

    Raises:
        OSError: a file on it stays open (the lock is refused), or the drive does not answer.
    """
    with kernel.device(letter, change=True) as device:
        _lock(device, pause)
        device.control(DISMOUNT_VOLUME)
        with suppress(OSError):  # KB 165721: dismounted it is safe; not every stick can be ejected
            device.control(MEDIA_REMOVAL, sent=ALLOW_REMOVAL)
            device.control(EJECT_MEDIA)


def _lock(device: Device, pause: Callable[[float], None]) -> None:
    """Lock a volume; a virus scanner or the file manager may hold it for a moment."""
    for _ in range(_LOCK_TRIES - 1):
        with suppress(OSError):
            device.control(LOCK_VOLUME)
            return
        pause(_LOCK_PAUSE)
    device.control(LOCK_VOLUME)


def _letters(bits: int) -> Iterator[str]:
    return (f"{chr(ord('A') + n)}:" for n in range(_FIRST_LETTER, 26) if bits >> n & 1)


def _can_be_pulled(kernel: Kernel, letter: str) -> bool:
    """Say whether a drive is a stick: large ones and USB disks call themselves fixed."""
    kind = kernel.drive_type(f"{letter}\\")
    return kind == _REMOVABLE or (kind == _FIXED and _is_usb(kernel, letter))


def _is_usb(kernel: Kernel, letter: str) -> bool:
    try:
        with kernel.device(letter, change=False) as device:
            described = device.control(QUERY_PROPERTY, sent=DEVICE_PROPERTY, answer=1024)
    except OSError:  # no disk: made by a program, such as a drive of a virtual machine
        return False
    return int.from_bytes(described[_BUS_AT : _BUS_AT + 4], "little") == _BUS_USB


def _volume(root: str, letter: str, told: VolumeInformation) -> Volume:
    return Volume(
        root=Path(root),
        label=told.label,
        letter=letter,
        file_system=told.file_system,
        write_protected=bool(told.flags & _READ_ONLY_VOLUME),
        identity=f"{told.serial >> 16:04X}-{told.serial & 0xFFFF:04X}",
    )


if sys.platform == "win32":
    import ctypes
    import msvcrt
    import os
    from ctypes import wintypes

    _GENERIC_READ, _GENERIC_WRITE = 0x8000_0000, 0x4000_0000
    _SHARE_ALL = 0x1 | 0x2 | 0x4  # FILE_SHARE_READ, _WRITE, _DELETE
    _OPEN_EXISTING = 3
    _NO_BUFFERING, _SEQUENTIAL = 0x2000_0000, 0x0800_0000  # FILE_FLAG_…
    _INVALID_HANDLE = wintypes.HANDLE(-1).value
    _FAIL_CRITICAL_ERRORS = 1  # SEM_FAILCRITICALERRORS: no "insert a disk" before the user's eyes
    _LONGEST = 261  # MAX_PATH + 1 characters

    class Kernel32:
        """Windows itself."""

        def __init__(self) -> None:
            self._dll = dll = ctypes.WinDLL("kernel32", use_last_error=True)
            dll.GetLogicalDrives.restype = wintypes.DWORD
            dll.GetDriveTypeW.argtypes = [wintypes.LPCWSTR]
            dll.GetDriveTypeW.restype = wintypes.UINT
            number = ctypes.POINTER(wintypes.DWORD)
            dll.GetVolumeInformationW.argtypes = [
                wintypes.LPCWSTR,
                *(wintypes.LPWSTR, wintypes.DWORD),
                *(number, number, number),
                *(wintypes.LPWSTR, wintypes.DWORD),
            ]
            dll.GetVolumeInformationW.restype = wintypes.BOOL
            dll.CreateFileW.argtypes = [
                wintypes.LPCWSTR,
                *(wintypes.DWORD, wintypes.DWORD, wintypes.LPVOID),
                *(wintypes.DWORD, wintypes.DWORD, wintypes.HANDLE),
            ]
            dll.CreateFileW.restype = wintypes.HANDLE
            dll.DeviceIoControl.argtypes = [
                *(wintypes.HANDLE, wintypes.DWORD),
                *(wintypes.LPVOID, wintypes.DWORD),
                *(wintypes.LPVOID, wintypes.DWORD),
                *(number, wintypes.LPVOID),
            ]
            dll.DeviceIoControl.restype = wintypes.BOOL
            dll.CloseHandle.argtypes = [wintypes.HANDLE]
            dll.CloseHandle.restype = wintypes.BOOL
            dll.SetThreadErrorMode.argtypes = [wintypes.DWORD, number]
            dll.SetThreadErrorMode.restype = wintypes.BOOL
            dll.SetThreadErrorMode(_FAIL_CRITICAL_ERRORS, None)

        def logical_drives(self) -> int:
            """Return a bit for each letter."""
            return int(self._dll.GetLogicalDrives())

        def drive_type(self, root: str) -> int:
            """Return a DRIVE_… number."""
            return int(self._dll.GetDriveTypeW(root))

        def information(self, root: str) -> VolumeInformation:
            """Return what the volume says of itself."""
            label = ctypes.create_unicode_buffer(_LONGEST)
            kind = ctypes.create_unicode_buffer(_LONGEST)
            serial, longest, flags = wintypes.DWORD(), wintypes.DWORD(), wintypes.DWORD()
            numbers = (ctypes.byref(serial), ctypes.byref(longest), ctypes.byref(flags))
            if not self._dll.GetVolumeInformationW(root, label, _LONGEST, *numbers, kind, _LONGEST):
                raise ctypes.WinError(ctypes.get_last_error())
            return VolumeInformation(label.value, serial.value, flags.value, kind.value)

        @contextmanager
        def device(self, letter: str, *, change: bool) -> Iterator[Device]:
            """Open a volume as a whole; a removable one needs no administrator for `change`."""
            access = _GENERIC_READ | _GENERIC_WRITE if change else 0
            handle = self._open(f"\\\\.\\{letter}", access, 0)
            try:
                yield _Opened(self._dll, handle)
            finally:
                self._dll.CloseHandle(handle)

        def open_unbuffered(self, path: Path) -> int:
            """Return a descriptor that reads `path` from the drive, past Windows' cache.

            Each read must begin and end at a multiple of the sector, into memory that does so too.
            """
            handle = self._open(str(path), _GENERIC_READ, _NO_BUFFERING | _SEQUENTIAL)
            return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY)

        def _open(self, name: str, access: int, flags: int) -> int:
            handle: int | None = self._dll.CreateFileW(
                name, access, _SHARE_ALL, None, _OPEN_EXISTING, flags, None
            )
            if handle is None or handle == _INVALID_HANDLE:
                raise ctypes.WinError(ctypes.get_last_error())
            return handle

    class _Opened:
        """A volume's handle."""

        def __init__(self, dll: ctypes.WinDLL, handle: int) -> None:
            self._dll, self._handle = dll, handle

        def control(self, code: int, sent: bytes = b"", answer: int = 0) -> bytes:
            """Do one device operation."""
            given = ctypes.create_string_buffer(sent, len(sent)) if sent else None
            taken = ctypes.create_string_buffer(answer) if answer else None
            size = wintypes.DWORD()
            done = self._dll.DeviceIoControl(
                self._handle, code, given, len(sent), taken, answer, ctypes.byref(size), None
            )
            if not done:
                raise ctypes.WinError(ctypes.get_last_error())
            return taken.raw[: size.value] if taken else b""
