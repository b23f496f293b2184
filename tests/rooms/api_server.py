"""A Stacks API on 127.0.0.1 that says what a test tells it to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread


@dataclass
class Api:
    """What the server answers, and what it was asked."""

    url: str = ""
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    silent: bool = False
    released: Event = field(default_factory=Event)


@contextmanager
def api_server() -> Iterator[Api]:
    """The server while it runs."""
    api = Api()

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            api.asked.append(self.path)
            if api.silent:
                api.released.wait(30)
                return
            self.send_response(api.status)
            for name, value in api.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(api.body)))
            self.end_headers()
            try:
                self.wfile.write(api.body)
            except OSError:
                # Who asked didn't wait for the end.
                return

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield api
    finally:
        api.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
