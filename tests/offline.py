"""The beginning of a program whose sockets refuse and tell: ``attempts`` lists what was tried."""

from __future__ import annotations

OFFLINE = """
import json, socket, sys, threading
from pathlib import Path

attempts = []

def refuse(name):
    def refused(*arguments, **_):
        attempts.append(f"{name} {arguments[-1:]}")
        raise OSError("no network in this test")
    return refused

socket.getaddrinfo = refuse("getaddrinfo")
socket.gethostbyname = refuse("gethostbyname")
socket.create_connection = refuse("create_connection")

class Guarded(socket.socket):
    connect = refuse("connect")
    connect_ex = refuse("connect_ex")
    sendto = refuse("sendto")

socket.socket = Guarded
"""
