"""`pulso demo` as a process on a machine of its own: it starts, serves, ends, and is killed."""

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import psycopg
import pytest

from db import installation
from db.engine import async_engine, embedded
from db.keyring import Keyring
from db.server import Refusal, open_server
from db.server_locks import hold_alone
from db.transaction import transaction
from deploy.settings import load

ROOT = Path(__file__).parents[2]
PEOPLE = "40"
READY = "Ctrl-C para terminar"
FILLED = "Los datos de demostración están cargados."
START_WITHIN = 45.0  # seconds; 15 is promised, and each run tells its own
END_WITHIN = 60.0
PORTS = ("PULSO_SIMULATOR_PORT", "PULSO_BOT_PORT", "PULSO_WEB_PORT")


def until(condition: Callable[[], bool], within: float, what: str) -> None:
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within} s: {what}"
        time.sleep(0.02)  # between two looks; the condition decides


def free_ports() -> dict[str, str]:
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in PORTS]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        return {name: str(one.getsockname()[1]) for name, one in zip(PORTS, sockets, strict=True)}


class Started:
    """A command of ours in a terminal of its own, and everything it printed."""

    def __init__(self, data: Path, *arguments: str, **environment: str) -> None:
        self.began = time.monotonic()
        self.data = data
        self.ports = free_ports()
        clean = {name: it for name, it in os.environ.items() if not name.startswith("PULSO_")}
        self.process = subprocess.Popen(  # noqa: S603 - our own command
            [sys.executable, "-m", "deploy.cli", *arguments],
            cwd=ROOT,
            env=clean | self.ports | {"PULSO_DATA": str(data)} | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.printed = ""
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.printed += line

    def wait_for(self, words: str, within: float) -> float:
        """The seconds from the start until *words* are printed."""
        ended = self.process.poll
        until(lambda: words in self.printed or ended() is not None, within, words)
        assert words in self.printed, self.printed
        return time.monotonic() - self.began

    def ctrl_c(self) -> None:
        os.killpg(self.process.pid, signal.SIGINT)

    def end(self) -> int:
        """The code it ends with, once it has; nothing of it may be left."""
        code = self.process.wait(END_WITHIN)
        self._reader.join(END_WITHIN)
        for pipe in (self.process.stdin, self.process.stdout):
            pipe.close()
        return code

    def abandon(self) -> None:
        """After a failed test: nothing that we started stays behind."""
        if self.process.poll() is None:
            self.process.kill()
        self.end()

    def parts(self) -> dict[str, int]:
        """The processes it started, by the name of what they run."""
        listing = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid=,args="],  # noqa: S607 - wherever the system keeps it
            capture_output=True,
            text=True,
            check=True,
        )
        rows = (line.split(None, 2) for line in listing.stdout.splitlines())
        return {
            args.split()[-1]: int(pid)
            for pid, parent, args in rows
            if int(parent) == self.process.pid and "deploy.cli" in args
        }


def lives(pid: int) -> bool:
    state = subprocess.run(  # noqa: S603 - our own child's number
        ["ps", "-o", "stat=", "-p", str(pid)],  # noqa: S607 - wherever the system keeps it
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


def server_is_down(data: Path) -> bool:
    alone = hold_alone(embedded(data) / "running.lock")
    if alone is None:
        return False
    os.close(alone)
    return True


def count(address: str, table: str) -> int:
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    return row[0]


def execute(address: str, statement: str) -> None:
    with psycopg.connect(address.replace("+psycopg", "")) as connection:
        connection.execute(statement)


def embedded_count(data: Path, table: str) -> int:
    server = open_server(embedded(data))
    assert not isinstance(server, Refusal)
    with server:
        return count(server.url, table)


def page(address: str) -> str:
    with urllib.request.urlopen(address, timeout=5) as answer:  # noqa: S310 - loopback
        assert answer.status == 200
        return answer.read().decode()


Start = Callable[..., Started]


@pytest.fixture
def start() -> Iterator[Start]:
    begun: list[Started] = []

    def run(data: Path, *arguments: str, **environment: str) -> Started:
        begun.append(Started(data, *arguments, **environment))
        return begun[-1]

    yield run
    for one in begun:
        one.abandon()


@pytest.fixture(scope="module")
def first(place) -> Iterator[Started]:
    """The very first start on a fresh machine, looked at, and ended by Ctrl-C."""
    demo = Started(place / "data", "demo", "--people", PEOPLE)
    try:
        demo.seconds = demo.wait_for(READY, 60)
        demo.addresses = re.findall(r"http://\S+", demo.printed)
        demo.wait_for(FILLED, 30)
        demo.pages = [page(it) for it in demo.addresses]
        demo.pids = demo.parts()
        demo.ctrl_c()
        demo.code = demo.end()
        yield demo
    finally:
        demo.abandon()


@pytest.fixture(scope="module")
def data(first) -> Path:
    """A data folder with a demonstration in it that nobody runs."""
    return first.data


def test_a_first_start_prints_addresses_that_answer_and_tells_how_long_it_took(first):
    sys.stdout.write(f"first start: {first.seconds:.1f} s\n")
    assert first.seconds < START_WITHIN
    assert len(first.addresses) == 5
    assert {it.partition("/?")[0].rstrip("/") for it in first.addresses} == {
        f"http://127.0.0.1:{first.ports[name]}" for name in (PORTS[0], PORTS[2])
    }
    assert all("<html" in it for it in first.pages)
    assert "demostración" in first.pages[-1].lower()


def test_ctrl_c_ends_everything_well(first):
    """It is the announced way to end the demonstration, so it is no failure: code 0."""
    assert first.code == 0
    assert first.printed.endswith("\nDeteniendo todo…\nTodo quedó detenido.\n")
    assert "Traceback" not in first.printed
    assert set(first.pids) == {"simulator", "bot", "serve", "worker", "web"}
    assert not any(map(lives, first.pids.values()))


def test_a_second_start_joins_the_same_data_and_a_killed_supervisor_takes_its_parts_along(
    data, start
):
    before = embedded_count(data, "interview")
    assert before == int(PEOPLE) + int(PEOPLE) // 10  # of the two surveys
    demo = start(data, "demo", "--people", PEOPLE)
    seconds = demo.wait_for(READY, 60)
    sys.stdout.write(f"second start: {seconds:.1f} s\n")
    assert seconds < START_WITHIN
    demo.wait_for(FILLED, 10)
    assert embedded_count(data, "interview") == before

    pids = demo.parts()
    assert len(pids) == 5
    demo.process.kill()
    until(lambda: not any(map(lives, pids.values())), END_WITHIN, "the parts end")
    assert embedded_count(data, "interview") == before  # joins the orphaned server and stops it
    assert server_is_down(data)
    for log in (data / "logs").iterdir():
        assert "Traceback" not in log.read_text()


def starting(data: Path, start: Start, part: str) -> Started:
    """A demonstration whose *part* has just begun to start: ready it is much later."""
    log = data / "logs" / f"{part}.log"
    log.unlink(missing_ok=True)
    demo = start(data, "demo", "--people", PEOPLE)
    until(log.exists, 30, f"{part} starts")
    return demo


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_whoever_stops_it_while_it_starts_leaves_nothing_behind(data, start, sign):
    demo = starting(data, start, "simulator")
    os.killpg(demo.process.pid, sign)
    assert demo.end() == 0, demo.printed
    assert READY not in demo.printed
    assert "Traceback" not in demo.printed
    assert server_is_down(data)


def test_a_part_that_dies_is_one_clear_line_with_its_last_words_and_ends_the_rest(data, start):
    demo = starting(data, start, "bot")
    pids = demo.parts()
    os.kill(pids["simulator"], signal.SIGKILL)
    assert demo.end() == 2
    assert demo.printed.splitlines()[-3:] == [
        "pulso: «simulator» se detuvo. [parte-detenida]",
        f"Lo último que anotó en {data / 'logs' / 'simulator.log'}:",
        "(nada)",
    ]
    assert "Traceback" not in demo.printed
    assert not any(map(lives, pids.values()))
    assert server_is_down(data)


def test_pages_whose_supervisor_is_gone_close_the_database_behind_them(data, start):
    web = start(data, "web", PULSO_TETHERED="1")
    address = f"http://127.0.0.1:{web.ports['PULSO_WEB_PORT']}/health"

    def answers() -> bool:
        with suppress(OSError):
            return bool(page(address))
        return False

    until(answers, 30, "the pages answer")
    web.process.stdin.close()
    assert web.end() == 0
    assert web.printed == ""
    assert server_is_down(data)


def test_one_scripted_citizen_changes_the_national_number_by_exactly_one_answer(
    url, pulso, place, start
):
    """On a database that somebody else runs, and whose network a planner has corrected."""
    pulso("consulates", "load")
    execute(url, "UPDATE consulate SET city = 'Corregida' WHERE code = 'LIS'")
    demo = start(place / "once", "demo", "--once", "--people", "150", PULSO_DATABASE_URL=url)
    code = demo.end()
    assert code == 0, demo.printed + (place / "once" / "logs" / "bot.log").read_text()
    assert "Traceback" not in demo.printed
    assert "Gracias" in demo.printed
    assert "datos de demostración" in demo.printed
    assert count(url, "interview") == 150 + 15 + 1
    assert count(url, "consent WHERE purpose = 'survey'") == 1
    assert count(url, "consulate WHERE city = 'Corregida'") == 1
    before, after = (
        re.search(rf"{when}: +(.+)", demo.printed)[1] for when in ("antes", "después")
    )
    figures = [re.match(r"[\d.]+ % \((\d+) de (\d+);", it) for it in (before, after)]
    if not all(figures):  # in a semester's first days fewer than ten have answered
        assert before in {"sin dato", "oculto"}
        return
    (satisfied, people), (satisfied_after, people_after) = (
        map(int, it.groups()) for it in figures
    )
    assert (satisfied_after, people_after) == (satisfied + 1, people + 1)


@pytest.mark.parametrize("name", PORTS)
def test_a_busy_port_is_one_line_that_names_the_setting(pulso, monkeypatch, name):
    for each, port in free_ports().items():
        monkeypatch.setenv(each, port)
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        monkeypatch.setenv(name, str(port))
        refusal = pulso("demo").refusal
    assert len(refusal.splitlines()) == 1
    assert refusal.startswith(f"El puerto {port} está ocupado.")
    assert f"{name}=" in refusal


def test_two_parts_at_one_port_are_one_line(pulso, monkeypatch):
    for each in PORTS:
        monkeypatch.setenv(each, "8731")
    refusal = pulso("demo").refusal
    assert refusal == f"{', '.join(PORTS)} deben ser puertos distintos. [puerto-repetido]"


@pytest.mark.parametrize("command", ["demo", "simulator"])
@pytest.mark.parametrize("name", ["PULSO_CITIZEN_TOKEN", "PULSO_STAFF_TOKEN"])
def test_a_real_token_in_the_environment_refuses_what_is_simulated(
    pulso, monkeypatch, name, command
):
    monkeypatch.setenv(name, "42:no-es-un-token")
    refusal = pulso(command).refusal
    assert len(refusal.splitlines()) == 1
    assert refusal.endswith("[demostracion-sin-token]")
    assert "42:" not in refusal


def test_a_read_only_folder_is_one_line(pulso_process, place):
    closed = place / "closed"
    closed.mkdir(mode=0o555)
    environment = free_ports() | {"PULSO_DATA": str(closed / "data")}
    said = pulso_process("demo", powerless=True, **environment)
    assert len(said.refusal.splitlines()) == 1
    assert said.refusal.startswith(f"No se puede escribir en {closed / 'data'} ")
    assert said.refusal.endswith("[carpeta-sin-permiso]")


def claim(url: str, key: bytes, kind: installation.Kind) -> None:
    async def work() -> None:
        engine = async_engine(url)
        async with transaction(engine) as session:
            assert await installation.claim(session, Keyring(key), kind) is None
        await engine.dispose()

    asyncio.run(work())


def test_the_demonstration_keeps_off_a_real_database(url, tmp_path, pulso_process):
    key = load({"PULSO_DATA": str(tmp_path)}).keyring_secret(create=True)
    claim(url, key, "real")
    said = pulso_process("demo", PULSO_DATABASE_URL=url, PULSO_DATA=str(tmp_path), **free_ports())
    assert len(said.refusal.splitlines()) == 1
    assert said.refusal.endswith("[datos-no-se-mezclan]")
    assert count(url, "consulate") == 0


def test_the_simulator_keeps_off_a_real_database(url, tmp_path, pulso):
    """Beside one of the demonstration it starts: every demonstration above has done so."""
    key = load({"PULSO_DATA": str(tmp_path)}).keyring_secret(create=True)
    claim(url, key, "real")
    refusal = pulso("simulator").refusal
    assert len(refusal.splitlines()) == 1
    assert refusal.endswith("[simulador-sin-base-real]")


def test_a_real_bot_keeps_off_a_demonstration_database(url, tmp_path, pulso, monkeypatch):
    key = load({"PULSO_DATA": str(tmp_path / "data")}).keyring_secret(create=True)
    claim(url, key, "demonstration")
    monkeypatch.setenv("PULSO_CITIZEN_TOKEN", "42:no-es-un-token")
    refusal = pulso("bot").refusal
    assert len(refusal.splitlines()) == 1
    assert refusal.endswith("[datos-no-se-mezclan]")
