"""Row two: movements over HTTP, keep-alive and signed in, against an empty POST handler of the same framework."""

import http.client
import json
import random
import selectors
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import closing

from bench.books import PASSWORD, Stocked, open_stocked
from bench.server import BenchServer
from bench.table import Measured, show

MakeRequest = Callable[[], bytes]
_END = b"\r\n\r\n"


class _Connection:
    """One client: sends the next request when the last is answered."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.got = b""

    def is_answered(self) -> bool:
        """Take in what has come; True once the answer is whole. Raises RuntimeError unless it is 200."""
        self.got += self.socket.recv(65_536)
        head, mark, body = self.got.partition(_END)
        if not mark:
            return False
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(self.got.decode(errors="replace"))
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-l"))
        if len(body) < length:
            return False
        self.got = b""
        return True


def _rate(port: int, make: MakeRequest, *, clients: int, seconds: float) -> float:
    """Requests a second of `clients` connections, after a second of warming up; one thread, epoll."""
    waiting = selectors.DefaultSelector()
    connections = [_Connection(port) for _ in range(clients)]
    for each in connections:
        waiting.register(each.socket, selectors.EVENT_READ, each)
        each.socket.sendall(make())
    done, start, until = 0, 0.0, time.perf_counter() + 1 + seconds
    while (now := time.perf_counter()) < until:
        if not start and now > until - seconds:
            done, start = 0, now
        for key, _ in waiting.select(1):
            if key.data.is_answered():
                done += 1
                key.data.socket.sendall(make())
    for each in connections:
        each.socket.close()
    return done / (time.perf_counter() - start)


def _post(path: str, body: bytes, *headers: str) -> bytes:
    lines = [f"POST {path} HTTP/1.1", "Host: bench", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *headers]).encode() + _END + body


def _token(port: int) -> str:
    with closing(http.client.HTTPConnection("127.0.0.1", port)) as connection:
        body = json.dumps({"login": "keeper", "password": PASSWORD})
        connection.request("POST", "/api/v1/session", body, {"Content-Type": "application/json"})
        return str(json.loads(connection.getresponse().read())["token"])


def _movement(stocked: Stocked, token: str) -> MakeRequest:
    def make() -> bytes:
        command = {"lot_id": random.choice(stocked.lots), "quantity": 1}
        body = json.dumps({**command, "source_id": stocked.store, "destination_id": stocked.shelf}).encode()
        key = f"Idempotency-Key: {uuid.uuid4()}"
        return _post("/api/v1/storing/move-stock", body, f"Authorization: Bearer {token}", key)

    return make


def _serve(what: str) -> tuple["subprocess.Popen[str]", int]:
    process = subprocess.Popen([sys.executable, "-m", "bench.web_server", what], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def on_postgresql(server: BenchServer, *, rounds: int, seconds: int, clients: tuple[int, ...]) -> None:
    """In turns: the office's own app on PostgreSQL, and the empty handler."""
    server.make_database("over_http")
    url = server.sqlalchemy_url("over_http")
    stocked = open_stocked(url)
    processes = [_serve(url), _serve("empty")]
    try:
        make = _movement(stocked, _token(processes[0][1]))
        rows = []
        for count in clients:
            ours, theirs = [], []
            for _ in range(rounds):
                theirs.append(_rate(processes[1][1], lambda: _post("/empty", b"{}"), clients=count, seconds=seconds))
                ours.append(_rate(processes[0][1], make, clients=count, seconds=seconds))
            rows.append(Measured(f"{count} connections", tuple(ours), tuple(theirs), "0.5"))
    finally:
        for process, _ in processes:
            process.terminate()
            process.wait()
        stocked.database.dispose()
    show(
        "Movements over HTTP, keep-alive, signed in, PostgreSQL",
        "an empty async POST handler of FastAPI on uvicorn, one process each, the same client",
        rows,
    )
