"""The process of the web server: it ends when the process that started it is no more.

`python -m khoso.config.web_server HOST PORT PARENT`, started by `khoso serve`.
"""

from __future__ import annotations

import os
import sys


def serve(host: str, port: int) -> None:
    """Answer requests until SIGTERM or SIGINT."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.environ["KHOSO_END_WITH_PARENT"] = "1"
    Granian(
        "khoso.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=4,
        log_access=False,
        log_level=LogLevels.warning,
    ).serve()


if __name__ == "__main__":
    from khoso.config.commands.worker import end_with

    end_with(int(sys.argv[3]))
    serve(sys.argv[1], int(sys.argv[2]))
