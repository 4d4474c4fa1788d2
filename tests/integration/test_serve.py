"""The office as it is served: by several processes, which all end when the one that started them is told to."""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psutil
from tests.support.ports import free_port


def is_up(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as page:
            return bool(page.status == 200)
    except OSError:
        return False


def test_a_server_that_is_told_to_stop_leaves_no_process_behind(tmp_path: Path) -> None:
    environment = os.environ | {
        "SCHOOLGATE_MODE": "demo",
        "SCHOOLGATE_HOME": str(tmp_path / "office"),
        "DATABASE_URL": "",
        "DJANGO_SETTINGS_MODULE": "schoolgate.config.settings",
    }
    port = free_port()
    command = [sys.executable, "-m", "schoolgate.cli.app", "serve", "--port", str(port), "--workers", "2"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            until = time.monotonic() + 120
            while not is_up(port):
                assert server.poll() is None
                assert time.monotonic() < until
                time.sleep(0.2)
            family = psutil.Process(server.pid).children(recursive=True)
            assert len([one for one in family if "granian" in " ".join(one.cmdline())]) >= 2
        finally:
            server.terminate()
            server.wait(60)
    _, alive = psutil.wait_procs(family, timeout=30)
    assert alive == []
    assert not is_up(port)
