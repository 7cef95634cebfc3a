"""A receiver of webhooks on loopback, as the operator's product would have one: checks the signature, and notes the
message (Standard Webhooks 1.0).

Run as a program it is the product of deploy/demo:

    python3 deploy/lib/receiver.py PORT-FILE SECRET-FILE MESSAGES-FILE

takes a free port, writes it to PORT-FILE, and for every message whose signature is right with the secret in
SECRET-FILE adds a line to MESSAGES-FILE: the milliseconds since 1970, the message's identifier and its body.
"""

import base64
import binascii
import hashlib
import hmac
import http.server
import os
import sys
import threading
import time
from pathlib import Path

from trial import free_port

# How far the clock of a sender may be off, by the specification.
TOLERANCE_SECONDS = 300


def is_signed(headers, body, secret):
    """Whether one of the signatures is right, and the message is of now."""
    identifier, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not identifier or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE_SECONDS:
        return False
    try:
        key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except binascii.Error:
        return False
    signed = f"{identifier}.{timestamp}.".encode() + body
    expected = b"v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    return any(hmac.compare_digest(expected, found.encode())
               for found in headers.get("webhook-signature", "").split(" "))


class Receiver:
    """Takes messages on a free port of loopback, in threads of its own.

    `secret` is asked for each message, so that it can become known after the port is. `note` is called with the
    identifier and the body of each message that is signed, before the message is acknowledged.
    """

    def __init__(self, secret, note):
        receiver = self
        self.secret = secret
        self.note = note
        self.refused = 0
        # How many seconds an answer takes. Drills make it slow.
        self.delay = 0

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                if self.server is not receiver.server:
                    self.close_connection = True  # Closed meanwhile: connections from before get no answer either.
                    return
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status = receiver.take(self.headers, body)
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True  # Whoever asked has gone, as drills make them.

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            daemon_threads = True
            # A worker opens as many connections at once as it has jobs.
            request_queue_size = 128

            def handle_error(self, *_):
                pass  # A connection that breaks is part of every drill.

        self.handler, self.kind = Handler, Server
        self.server = None
        self.open(free_port())

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}/muster-webhooks"

    def open(self, port=None):
        """Listens, on the port of before unless another is given."""
        self.server = server = self.kind(("127.0.0.1", self.port if port is None else port), self.handler)
        self.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def close(self):
        """Is gone: connections are refused, and those there are get no answer."""
        server, self.server = self.server, None
        server.shutdown()
        server.server_close()

    def take(self, headers, body):
        if not is_signed(headers, body, self.secret()):
            self.refused += 1
            return 401
        time.sleep(self.delay)
        self.note(headers["webhook-id"], body)
        return 204


def main(port_file, secret_file, messages_file):
    lock = threading.Lock()

    def note(identifier, body):
        with lock, open(messages_file, "ab") as messages:
            messages.write(f"{time.time() * 1000:.0f} {identifier} ".encode() + body + b"\n")

    receiver = Receiver(lambda: Path(secret_file).read_text().strip(), note)
    # Written whole or not at all: the demo waits for this file.
    Path(port_file + ".new").write_text(f"{receiver.port}\n")
    os.rename(port_file + ".new", port_file)
    threading.Event().wait()


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])
