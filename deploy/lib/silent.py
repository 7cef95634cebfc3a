"""Servers that take a request, note its method, and hang up without an answer: two of them, for a proxy to choose from.

    python3 deploy/lib/silent.py NOTES-FILE PORT…
"""

import socket
import sys
import threading


def serve(listener, notes):
    while True:
        connection, _ = listener.accept()
        with connection:
            connection.settimeout(5)
            method = connection.recv(65536).split(b" ", 1)[0].decode("latin-1")
            with open(notes, "a") as file:
                file.write(method + "\n")


def main(notes, *ports):
    listeners = [socket.create_server(("127.0.0.1", int(port))) for port in ports]
    open(notes, "w").close()  # Whoever waits for this file finds everybody listening.
    for listener in listeners:
        threading.Thread(target=serve, args=(listener, notes)).start()


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
