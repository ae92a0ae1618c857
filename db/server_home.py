"""Where the embedded server lives: its folder, its account, its programs and its socket."""

import hashlib
import os
import stat
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from db import server_refusals as refuse
from db.server_account import Account
from db.server_binaries import STATE, binaries_for, make_state
from db.server_refusals import Refusal

# Every process must find the same socket whatever its environment, so neither TMPDIR nor
# XDG_RUNTIME_DIR, which is emptied when its person logs out while the server may live on.
SOCKETS = Path("/tmp")  # noqa: S108  a folder of our own, 0700 and verified, is made in it
# PostgreSQL's own limit is 1024 bytes for a full file name; its files need some 60 of them.
LONGEST_FOLDER = 900
MAKE_LOCKS = 'cd -- "$1" && : >>users.lock && : >>starting.lock && : >>running.lock && test -w .'


@dataclass(frozen=True)
class Home:
    """The server's folder is 0700 and holds nothing else."""

    folder: Path
    account: Account
    binaries: Path

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @property
    def socket(self) -> Path:
        """Short, however long the folder's name: the kernel allows about 100 bytes.

        It is the cluster's own (its identifier opens pg_control): a server whose folder was
        deleted under it takes its socket away when it ends, and that must not be another's.
        """
        with (self.cluster / "global/pg_control").open("rb") as control:
            return SOCKETS / f"pulso-{self.account.uid}-{_digest(self.folder, control.read(8))}"


def find_home(data: Path) -> Home | Refusal:
    """The home of the server that was asked to live in `data`, made if it is missing."""
    data = data.resolve()
    if len(os.fsencode(data)) > LONGEST_FOLDER or not str(data).isprintable():
        return refuse.unsuitable_path(data)
    chosen = _as_root(data) if os.geteuid() == 0 else _as_myself(data)
    if isinstance(chosen, Refusal):
        return chosen
    folder, account = chosen
    binaries = binaries_for(account)
    if isinstance(binaries, Refusal):
        return binaries
    return _prepare(folder, account) or Home(folder, account, binaries)


def make_socket_folder(home: Home) -> Refusal | None:
    """Anybody may make folders in /tmp: one that is not exactly ours is refused."""
    path = home.socket
    with suppress(FileExistsError):
        path.mkdir(mode=0o700)
        if os.geteuid() != home.account.uid:
            os.chown(path, home.account.uid, home.account.gid)
    status = path.lstat()
    ours = stat.S_ISDIR(status.st_mode) and status.st_uid == home.account.uid
    if ours and stat.S_IMODE(status.st_mode) == 0o700:
        return None
    return refuse.socket_folder_taken(path)


def _as_myself(data: Path) -> tuple[Path, Account] | Refusal:
    account = Account.find(os.geteuid())
    return (data, account) if account else refuse.no_name(os.geteuid())


def _as_root(data: Path) -> tuple[Path, Account] | Refusal:
    moved = STATE / _digest(data)
    for folder in (data, moved):
        if os.path.lexists(folder / "cluster"):  # where the data are, there they stay
            account = Account.find(folder.stat().st_uid)
            if account is None or not account.usable or not account.enters(folder):
                return refuse.cut_off(folder)
            break
    else:
        account = _without_privileges(data)
        if account is None:
            return refuse.only_root()
        with suppress(OSError):  # told later, when the folder itself cannot be made
            data.parent.mkdir(parents=True, exist_ok=True)
        folder = data if account.enters(data.parent) else moved
    if folder == moved:
        sys.stderr.write(
            f"pulso: la base de datos de {data} está en {moved}, porque el usuario "
            f"«{account.name}», que la maneja, no entra en esa carpeta.\n"
        )
        if not make_state():
            return refuse.read_only(STATE)
    return folder, account


def _without_privileges(data: Path) -> Account | None:
    owner = _owner(data)
    names: tuple[int | str, ...] = (owner,) if owner else ("pulso", "nobody")
    accounts = (Account.find(name) for name in names)
    return next((account for account in accounts if account and account.usable), None)


def _owner(folder: Path) -> int | None:
    try:
        return folder.stat().st_uid
    except OSError:
        return None


def _prepare(folder: Path, account: Account) -> Refusal | None:
    """Make the folder, closed to others, and its lock files, or say why it cannot be used."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except (FileExistsError, NotADirectoryError):
        return refuse.occupied(folder)
    except OSError as error:
        if _owner(folder) not in {None, account.uid}:
            return refuse.another_owner(folder)
        return refuse.unwritable(folder, str(error))
    try:
        refusal = _take_possession(handle, folder, account)
    finally:
        os.close(handle)
    if refusal is not None:
        return refusal
    made = account.shell(MAKE_LOCKS, folder)
    return None if made.returncode == 0 else refuse.unwritable(folder, made.stderr)


def _take_possession(handle: int, folder: Path, account: Account) -> Refusal | None:
    """By descriptor, so that nobody can put a link in the folder's place meanwhile."""
    status = os.fstat(handle)
    inside = os.listdir(handle)
    if inside and "users.lock" not in inside:
        return refuse.occupied(folder)
    if status.st_uid == 0 and not inside:
        os.fchown(handle, account.uid, account.gid)
    elif status.st_uid != account.uid:
        return refuse.another_owner(folder)
    if status.st_mode & 0o077:
        os.fchmod(handle, stat.S_IMODE(status.st_mode) & 0o700)
    return None


def _digest(folder: Path, cluster: bytes = b"") -> str:
    return hashlib.sha256(os.fsencode(folder) + b"\0" + cluster).hexdigest()[:16]
