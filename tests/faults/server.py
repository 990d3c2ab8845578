"""The platform served by gunicorn, in processes that can be killed."""

from __future__ import annotations

import os
import random
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import IO

from config import ROOT


class Server:
    """A gunicorn master with its workers; `log` is what they wrote."""

    def __init__(self, process: subprocess.Popen[str], port: int, workers: int) -> None:
        self.process, self.port, self.log = process, port, list[str]()
        output = process.stderr
        assert output is not None
        booted = 0
        while booted < workers:
            line = output.readline()
            assert line, "gunicorn ended before its workers began:\n" + "".join(self.log)
            self.log.append(line)
            booted += "Booting worker" in line
        Thread(target=self._listen, args=(output,), daemon=True).start()

    def _listen(self, output: IO[str]) -> None:
        self.log.extend(output)

    def workers(self) -> list[int]:
        """Return the process ids of the master's children."""
        children = []
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, parent = stat.read_text().rpartition(")")[2].split()[:2]
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(parent) == self.process.pid and state != "Z":
                children.append(int(stat.parent.name))
        return children

    def kill_a_worker(self, choice: random.Random) -> bool:
        """Kill a random worker without warning; return whether there was one."""
        workers = self.workers()
        if not workers:
            return False
        try:
            os.kill(choice.choice(workers), signal.SIGKILL)
        except ProcessLookupError:
            return False
        return True


@contextmanager
def serving(instance: Path, database_url: str, *, workers: int) -> Iterator[Server]:
    """Serve a database from so many processes; the platform is imported once, before they part."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        name: value for name, value in os.environ.items() if not re.match("STUDYVISIT_|PORT$", name)
    } | {
        "STUDYVISIT_INSTANCE": str(instance),
        "STUDYVISIT_DATABASE_URL": database_url,
        "STUDYVISIT_WORKERS": str(workers),
        "PORT": str(port),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "wsgi:app", "--preload"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield Server(process, port, workers)
    finally:
        process.terminate()
        process.wait(30)
        if process.stderr is not None:
            process.stderr.close()
