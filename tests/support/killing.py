"""Kills a process at many points of a piece of work; runs in a process of its own, once the office has started there.

One process makes an office and, for each point, forks a child that works and kills itself there, and one that looks at
what is left, lets the tick mend it, works again as a person would, and looks once more. It writes both looks of each
point as a line of JSON. A point is a moment at which the disk or the database is about to be touched.
"""

import importlib
import json
import os
import shutil
import signal
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from urllib.parse import urlsplit

import psycopg
from django.conf import settings
from django.db import connection, connections
from tests.office import AT
from tests.support.kill_scenes import SCENES, Scene

from schoolgate.office import tick
from schoolgate.office.seals import SealedFiles
from schoolgate.office.seals.keys import named

# Functions of C by their names; of psycopg, which is written in Python where it matters, by their file too.
TOUCHES = frozenset(
    {"execute", "executemany", "commit", "fsync", "rename", "unlink", "mkdir", "rmdir", "flock", "encrypt", "decrypt"}
)
IN_PSYCOPG = frozenset({"execute", "commit", "rollback"})


class Base:
    """The office as it was before the work, to which every point goes back: its folder, and its database."""

    def __init__(self) -> None:
        self.home = Path(settings.SCHOOLGATE_HOME)
        self.kept = self.home.with_name("base")
        self.name = str(connection.settings_dict["NAME"])
        self.is_server = connection.vendor == "postgresql"

    def keep(self) -> None:
        """Keep the office as it is now."""
        connections.close_all()
        shutil.copytree(self.home, self.kept)
        if self.is_server:
            self._tell(f'CREATE DATABASE "{self.name}_base" TEMPLATE "{self.name}"')

    def restore(self) -> None:
        """Make the office what it was."""
        connections.close_all()
        shutil.rmtree(self.home, ignore_errors=True)
        shutil.copytree(self.kept, self.home)
        if self.is_server:
            self._tell(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')
            self._tell(f'CREATE DATABASE "{self.name}" TEMPLATE "{self.name}_base"')

    def drop(self) -> None:
        """Take both databases away."""
        connections.close_all()
        if self.is_server:
            for name in (self.name, f"{self.name}_base"):
                self._tell(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _tell(self, words: str) -> None:
        with psycopg.connect(urlsplit(os.environ["DATABASE_URL"])._replace(path="/postgres").geturl()) as server:
            server.autocommit = True
            server.execute(words.encode())


def in_child(work: Callable[[], object]) -> int:
    """Run a piece of work in a child and return how that ended."""
    connections.close_all()
    child = os.fork()
    if child == 0:
        try:
            work()
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
    return os.waitpid(child, 0)[1]


def must(work: Callable[[], object]) -> None:
    """Run a piece of work in a child; end everything where it failed."""
    if in_child(work):
        sys.exit("a piece of work failed")


def rehearse(scene: Scene, known: Path) -> None:
    """Do all that will be done once, and write which modules that took."""
    scene.work()
    tick.run(AT + timedelta(minutes=20))
    scene.look()
    known.write_text("\n".join(sys.modules))


def import_all(known: Path) -> None:
    """Import what a rehearsal took: children need not do it each, nor write bytecode where moments are counted."""
    for name in known.read_text().splitlines():
        if name not in sys.modules:
            with suppress(ImportError):  # some are made while a program runs, and are in no file
                importlib.import_module(name)


def killed_at(point: int, work: Callable[[], object], counted: Path) -> None:
    """Work, and be killed at a point; write how many points were met where there are fewer."""
    left = [point]

    def watch(frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        is_touch = event == "c_call" and getattr(argument, "__name__", "") in TOUCHES
        if is_touch or (event == "call" and code.co_name in IN_PSYCOPG and "psycopg" in code.co_filename):
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.setprofile(watch)
    work()
    sys.setprofile(None)
    counted.write_text(str(point - left[0]))


def main(name: str, points: int) -> None:
    """Kill a scene at so many points, the last moments among them."""
    scene, base = SCENES[name], Base()
    counted, known = base.home.with_name("count"), base.home.with_name("modules")

    def after() -> None:
        first = scene.look()
        tick.run(AT + timedelta(minutes=20))
        scene.work()
        SealedFiles().remove_spare(named(), after=timedelta(0))  # as a tick does after a week
        sys.stdout.write(json.dumps([first, scene.look()]) + "\n")
        sys.stdout.flush()

    must(scene.make)
    base.keep()
    try:
        must(partial(rehearse, scene, known))
        import_all(known)
        base.restore()
        must(partial(killed_at, 10**9, scene.work, counted))
        count = int(counted.read_text())
        chosen = {1 + nth * (count - 1) // (points - 1) for nth in range(points)} | {count - 1, count - 2}
        for point in sorted(chosen):
            base.restore()
            if not os.WIFSIGNALED(in_child(partial(killed_at, point, scene.work, counted))):
                sys.exit(f"was not killed at {point} of {count}")
            must(after)
    finally:
        base.drop()
