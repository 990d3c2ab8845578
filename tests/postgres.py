"""A throwaway PostgreSQL cluster for the tests, gone when they are."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def binaries() -> Path | None:
    """Return the folder of PostgreSQL's server programs, the newest installed, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).resolve().parent if on_path else None


@contextmanager
def cluster(programs: Path) -> Iterator[str]:
    """Start a cluster that listens on a socket of its own; yield its address without a database's name."""
    folder = Path(tempfile.mkdtemp(prefix="studyvisit-pg-"))
    # The server refuses to run as root; Debian's package brings a user for it.
    owner = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
    if os.geteuid() == 0:
        shutil.chown(folder, owner)
    data, log = folder / "data", folder / "log"

    def run(*command: str) -> None:
        subprocess.run(
            command,
            check=True,
            capture_output=True,
            cwd=folder,
            user=owner if os.geteuid() == 0 else None,
            timeout=60,
        )

    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60"
    try:
        run(
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "studyvisit",
            "--auth=trust",
            "-E",
            "UTF8",
            "--no-sync",
        )
        run(str(programs / "pg_ctl"), "-D", str(data), "-l", str(log), "-o", options, "-w", "start")
        yield f"postgresql+psycopg://studyvisit@/{{database}}?host={folder}"
    finally:
        if (data / "postmaster.pid").exists():
            run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
