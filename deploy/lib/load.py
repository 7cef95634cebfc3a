"""Requests at a given rate or as fast as they are answered, over connections that are kept. Cheap enough not to be what
is measured: plain sockets in one loop, and nothing is parsed that is not asked for."""

import asyncio
import json
import time
from dataclasses import dataclass


@dataclass(frozen=True)
class Reply:
    """What came of one request. `after` are the seconds from when it was due, not from when it could be sent; status 0
    is no answer. `at` is the time of the answer, in seconds since 1970."""

    status: int
    after: float
    at: float
    request_id: str = ""
    body: bytes = b""


@dataclass(frozen=True)
class Target:
    """Where the requests go: one server on loopback, a tenant's host name, and a token."""

    port: int
    hostname: str
    token: str

    def request(self, method, path, body=None):
        content = b"" if body is None else json.dumps(body).encode()
        head = (f"{method} {path} HTTP/1.1\r\nHost: {self.hostname}:{self.port}\r\n"
                f"Authorization: Bearer {self.token}\r\nContent-Type: application/scim+json\r\n"
                f"Content-Length: {len(content)}\r\n\r\n")
        return head.encode() + content


class Connections:
    """Connections to one port. One that is free is used again; a further one is made when all are busy."""

    def __init__(self, port, most):
        self.port = port
        self.free = []
        self.places = asyncio.Semaphore(most)

    async def send(self, request, due=None, seconds=35):
        """Sends a request now. `due` is when it should have been sent, by the loop's clock."""
        loop = asyncio.get_running_loop()
        due = loop.time() if due is None else due
        async with self.places:
            streams = self.take()
            try:
                async with asyncio.timeout(seconds):
                    streams = streams or await asyncio.open_connection("127.0.0.1", self.port)
                    status, request_id, body, stays = await exchange(*streams, request)
            except (OSError, EOFError, ValueError, TimeoutError):
                if streams:
                    streams[1].close()
                return Reply(0, loop.time() - due, time.time())
            if stays:
                self.free.append(streams)
            else:
                streams[1].close()
            return Reply(status, loop.time() - due, time.time(), request_id, body)

    def take(self):
        """A free connection that the server has not closed meanwhile."""
        while self.free:
            reader, writer = self.free.pop()
            if not reader.at_eof():
                return reader, writer
            writer.close()
        return None

    def close(self):
        for _, writer in self.free:
            writer.close()


async def exchange(reader, writer, request):
    """One request and its answer, of which every server of ours tells the length."""
    writer.write(request)
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    fields = dict(line.lower().split(": ", 1) for line in head[1:] if ": " in line)
    body = await reader.readexactly(int(fields.get("content-length", "0")))
    return int(head[0].split(" ")[1]), fields.get("x-request-id", ""), body, fields.get("connection") != "close"


async def send_all(port, requests, at_once=16):
    """Sends requests as fast as they are answered, and returns the replies in the order of the requests."""
    connections = Connections(port, at_once)
    replies = await asyncio.gather(*(connections.send(request) for request in requests))
    connections.close()
    return replies


async def send_at_rate(port, requests, per_second, progress=lambda sent: None):
    """Sends requests when they are due, whether or not those before are answered: an open loop."""
    connections = Connections(port, 1000)
    loop = asyncio.get_running_loop()
    began = loop.time() + 0.1
    sent = []
    for number, request in enumerate(requests):
        due = began + number / per_second
        if (wait := due - loop.time()) > 0:
            await asyncio.sleep(wait)
        sent.append(asyncio.create_task(connections.send(request, due)))
        progress(number + 1)
    replies = await asyncio.gather(*sent)
    connections.close()
    return replies


def percentile(values, share):
    """The value that so large a share of them does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None
