"""How gunicorn serves the platform: `gunicorn wsgi:app` from the project's root."""

import os
import sys

bind = os.environ.get("STUDYVISIT_BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("STUDYVISIT_WORKERS", "2"))
threads = int(os.environ.get("STUDYVISIT_THREADS", "4"))
worker_class = "gthread"
timeout = 60
keepalive = 15
control_socket_disable = True


def post_worker_init(worker: object) -> None:
    """Let threads take turns sooner: one that comes back from the disk may be holding the write lock."""
    sys.setswitchinterval(0.0005)
