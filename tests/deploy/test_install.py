"""`deploy/install.sh`: what stops an installation is one line that says what to do."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def clone(place) -> Path:
    """A folder with what `make run` reads first."""
    folder = place / "una copia"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "deploy").mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "install.sh", folder / "deploy")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    (folder / "requirements.txt").touch()
    return folder


def make_run(folder: Path, python: str, before=None) -> list[str]:
    """The lines that a failing `make run` prints, make's own left out."""
    of_ours = {name: it for name, it in os.environ.items() if not name.startswith(("MAKE", "MFL"))}
    done = subprocess.run(  # noqa: S603 - our own Makefile
        ["make", "--no-print-directory", "run", f"PYTHON={python}"],  # noqa: S607
        cwd=folder,
        env=of_ours,  # a make that runs us must not make this one its child
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=before,
    )
    assert done.returncode != 0
    lines = (done.stdout + done.stderr).splitlines()
    return [line for line in lines if not line.startswith("make: ")]


def script(path: Path, body: str) -> str:
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_without_python_one_line_says_so(clone):
    (line,) = make_run(clone, "python-que-no-hay")
    assert line.startswith("No se encuentra «python-que-no-hay». Instale Python 3.11")


@pytest.mark.parametrize("version", ["3.8.19", "3.10.14"])
def test_an_old_python_is_told_in_one_line(clone, tmp_path, version):
    old = script(
        tmp_path / "python3",
        f'[ "$1" = --version ] && echo "Python {version}" && exit 0; exit 1',
    )
    (line,) = make_run(clone, old)
    assert line.startswith(f"Python {version} es muy antiguo: hace falta Python 3.11")
    assert not (clone / ".venv").exists()


def test_a_python_without_its_venv_module_is_told_which_package_is_missing(clone, tmp_path):
    bare = script(tmp_path / "python3", '[ "$1" = -c ] && exit 0; echo Falla >&2; exit 1')
    *_, line = make_run(clone, bare)
    assert line.endswith("apt install python3-venv")


def test_a_read_only_folder_is_told_in_one_line(clone, powerless, tmp_path):
    python = script(tmp_path / "python3", "exit 0")
    clone.chmod(0o555)
    try:
        (line,) = make_run(clone, python, powerless)
    finally:
        clone.chmod(0o755)
    assert line.startswith(f"No se puede escribir en esta carpeta: {clone}.")


def test_an_installation_that_fails_ends_with_what_to_do_and_is_tried_again(clone, tmp_path):
    fake = r"""
        [ "$1" = -c ] && exit 0
        mkdir -p "$3/bin"
        printf '#!/bin/sh\necho Sin red >&2\nexit 1\n' >"$3/bin/python"
        chmod +x "$3/bin/python"
    """
    for _ in range(2):
        *_, why, line = make_run(clone, script(tmp_path / "python3", fake))
        assert why == "Sin red"
        assert line.startswith("No se pudo instalar lo que nombra requirements.txt")
    assert not (clone / ".venv" / "runtime").exists()
