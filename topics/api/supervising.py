"""Several processes that serve one address: started, replaced when they die, ended together.

A death is seen at once, whatever the process was doing. Processes whose supervisor is gone end by themselves.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from multiprocessing.context import SpawnProcess
from socket import socket
from threading import Thread
from typing import Any

import uvicorn
from prometheus_client.multiprocess import mark_process_dead

BEAT = 1.0  # seconds between two signs of life while a process loads
LOOK = 0.5  # seconds between two looks at processes
SILENT = 120.0  # seconds that a process may give no sign before it is taken for dead
ENDING = 10.0  # seconds beyond those that requests are given, until a process that does not end is killed
PAUSE = 1.0  # seconds before a process is replaced that never served, or that gave up by itself
log = logging.getLogger("topics.api")


@dataclass
class _Worker:
    """A process that serves."""

    process: SpawnProcess
    signs: Any  # shared with it: when it last gave a sign of life, and whether it has served (0.0, 1.0)
    started: float

    @property
    def dead(self) -> bool:
        """Is it gone, or has it been silent for too long?"""
        last = max(self.started, self.signs[0])
        return not self.process.is_alive() or time.monotonic() - last > SILENT

    @property
    def served(self) -> bool:
        """Could it be asked?"""
        return bool(self.signs[1])

    @property
    def failed(self) -> bool:
        """Did it end otherwise than by being done: with an error, or by a signal, as where memory ran out?"""
        return self.process.exitcode != 0

    @property
    def hopeless(self) -> bool:
        """Would another one most likely fail alike? Not where it was killed at work."""
        return self.failed and not (self.served and (self.process.exitcode or 0) < 0)


class Supervisor:
    """Looks after the processes of a configuration until it is told to end."""

    def __init__(self, config: uvicorn.Config) -> None:
        self.config = config
        self._spawn = get_context("spawn")
        self._ends = False

    def run(self) -> int:
        """Serve; 0 after SIGTERM or Ctrl-C, 1 where no process could begin to."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._end)
        address = self.config.bind_socket()
        workers: list[_Worker] = []
        try:
            # One by one: where one can't be started, those before it are ended.
            workers.extend(self._start(address) for _ in range(self.config.workers))
            return self._watch(workers, address)
        finally:
            self._stop(workers)
            address.close()

    def _end(self, number: int, frame: object) -> None:
        self._ends = True

    def _start(self, address: socket) -> _Worker:
        signs = self._spawn.Array("d", 2, lock=False)
        process = self._spawn.Process(target=serve, args=(self.config, address, signs, os.getpid()))
        process.start()
        return _Worker(process, signs, time.monotonic())

    def _watch(self, workers: list[_Worker], address: socket) -> int:
        served = False
        while not self._ends:
            wait([one.process.sentinel for one in workers], LOOK)
            for place, one in enumerate(workers):
                if self._ends or not one.dead:
                    continue
                _bury(one)
                served = served or any(one.served for one in workers)
                if one.failed and not served:
                    return 1
                if one.hopeless:
                    time.sleep(PAUSE)
                workers[place] = self._start(address)
        return 0

    def _stop(self, workers: list[_Worker]) -> None:
        """End them as they are told to by themselves: what runs is answered."""
        for one in workers:
            one.process.terminate()
        until = time.monotonic() + (self.config.timeout_graceful_shutdown or 0) + ENDING
        for one in workers:
            one.process.join(max(0.0, until - time.monotonic()))
            _bury(one, expected=True)


def _bury(worker: _Worker, *, expected: bool = False) -> None:
    """Take a process away, and its share of the figures of this moment."""
    process = worker.process
    process.kill()
    process.join()
    if not expected:
        log.error("a process that serves ended process=%s status=%s", process.pid, process.exitcode)
    mark_process_dead(process.pid)  # type: ignore[no-untyped-call]


# --- in the process that serves ------------------------------------------------------------------


def serve(config: uvicorn.Config, address: socket, signs: Any, supervisor: int) -> None:
    """Serve until told to end, or until the supervisor is gone."""
    config.configure_logging()
    server = _Server(config, signs)
    Thread(target=_attend, args=(server, signs, supervisor), daemon=True).start()
    with suppress(KeyboardInterrupt):
        server.run([address])
    if not server.started:
        sys.exit(1)


class _Server(uvicorn.Server):
    """Gives signs of life as its loop turns: a thread would give them though nobody is answered any more."""

    def __init__(self, config: uvicorn.Config, signs: Any) -> None:
        super().__init__(config)
        self._signs = signs

    async def on_tick(self, counter: int) -> bool:
        """What uvicorn does ten times a second while it serves."""
        self._signs[:] = [time.monotonic(), 1.0]
        return await super().on_tick(counter)


def _attend(server: uvicorn.Server, signs: Any, supervisor: int) -> None:
    """Give signs until the loop does, for to open a store may take long; end where the supervisor is gone."""
    while True:
        if not server.started:
            signs[0] = time.monotonic()
        if os.getppid() != supervisor:
            server.should_exit = True
        time.sleep(BEAT)
