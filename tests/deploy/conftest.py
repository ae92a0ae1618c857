"""`pulso` as it is called from a terminal, in this process or as one of its own."""

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from deploy import cli

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Said:
    """What a command printed, and the code it ended with."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The text of a refusal, which is never a traceback."""
        assert self.code == 2, self
        assert self.out == ""
        assert "Traceback" not in self.err
        assert self.err.startswith("pulso: ")
        return self.err.removeprefix("pulso: ").rstrip("\n")


Pulso = Callable[..., Said]


def clean_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("PULSO_")}


def obey_permissions() -> None:
    """In a child: root writes everywhere unless it lays that power down."""
    if os.geteuid() == 0:
        drop_from_bounding_set, dac_override = 24, 1  # linux/prctl.h, linux/capability.h
        ctypes.CDLL(None).prctl(drop_from_bounding_set, dac_override)


@pytest.fixture(scope="session")
def powerless() -> Callable[[], None]:
    return obey_permissions


@pytest.fixture
def pulso(url, tmp_path, monkeypatch, capsys) -> Pulso:
    """Runs a command in this process, on a database of its own."""
    for name in [name for name in os.environ if name.startswith("PULSO_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PULSO_DATABASE_URL", url)
    monkeypatch.setenv("PULSO_DATA", str(tmp_path / "data"))

    def run(*arguments: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["pulso", *arguments])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return Said(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture(scope="session")
def pulso_process() -> Pulso:
    """Runs a command as a process that must end by itself."""

    def run(*arguments: str, powerless: bool = False, **environment: str) -> Said:
        done = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "deploy.cli", *arguments],
            cwd=ROOT,
            env=clean_environment() | environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            preexec_fn=obey_permissions if powerless else None,
        )
        return Said(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """A folder that the embedded server's account can reach, which pytest's own may not be."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
    roomy = memory.is_dir() and shutil.disk_usage(memory).free > 2**30
    folder = Path(tempfile.mkdtemp(prefix="pulso-deploy-", dir=memory if roomy else None))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
