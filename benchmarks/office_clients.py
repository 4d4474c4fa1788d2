"""People before a web server: each clicks on a page, waits for it, thinks, and clicks again.

They share a process and a thread, so that the machine is left to the server. Each keeps one connection, as a browser
does, and comes from an address of its own. One crowd is run by one `asyncio.Runner`: connections live in its loop.
"""

import asyncio
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

_TOKEN = "benchmark0benchmark0benchmark0be"  # a form's token, which the page's cookie repeats
_LIMIT_S = 120


@dataclass(frozen=True, slots=True)
class Click:
    """A page that somebody asks for: its name, what is sent, the status that is right, and a word that is on it."""

    name: str
    path: str
    form: dict[str, str] | None = None
    status: int = 200
    word: str = ""
    is_partial: bool = False
    is_anonymous: bool = False


@dataclass(frozen=True, slots=True)
class Seen:
    """How a click went: milliseconds until the whole page was there, and what was wrong; empty where nothing was."""

    name: str
    milliseconds: float
    fault: str = ""


@dataclass(slots=True)
class Person:
    """Somebody with a session, an address, and the pages that are theirs."""

    session: str
    address: str
    clicks: Sequence[tuple[float, Click]]
    chance: random.Random
    is_staff: bool = False
    _line: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None)

    def choose(self) -> Click:
        """Return one of the pages, each as often as its weight says."""
        return self.chance.choices([click for _, click in self.clicks], [weight for weight, _ in self.clicks])[0]

    async def look(self, port: int, click: Click) -> Seen:
        """Ask for a page and read it whole."""
        began = time.perf_counter()
        try:
            status, body = await asyncio.wait_for(self._asked(port, click), _LIMIT_S)
            fault = "" if status == click.status else f"status {status}"
            if not fault and click.word.encode() not in body:
                fault = f"no {click.word!r} on the page"
        except (OSError, ValueError, TimeoutError, asyncio.IncompleteReadError) as error:
            self._line, fault = None, type(error).__name__
        return Seen(click.name, (time.perf_counter() - began) * 1000, fault)

    async def _asked(self, port: int, click: Click) -> tuple[int, bytes]:
        """Ask, and once more where the server had closed the connection after a while without a page."""
        was_open = self._line is not None
        try:
            return await self._ask(port, click)
        except (ConnectionError, asyncio.IncompleteReadError) as error:
            if not was_open or (isinstance(error, asyncio.IncompleteReadError) and error.partial):
                raise
        self._line = None
        return await self._ask(port, click)

    async def _ask(self, port: int, click: Click) -> tuple[int, bytes]:
        if self._line is None:
            self._line = await asyncio.open_connection("127.0.0.1", port)
        reader, writer = self._line
        writer.write(self._message(click))
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
        status = int(head.split(" ", 2)[1])
        if "transfer-encoding: chunked" in head:
            body = await _chunks(reader)
        else:
            body = await reader.readexactly(int(head.partition("content-length:")[2].split("\r", 1)[0] or 0))
        if "connection: close" in head:
            writer.close()
            self._line = None
        return status, body

    def _message(self, click: Click) -> bytes:
        body = urlencode({"csrfmiddlewaretoken": _TOKEN, **click.form}).encode() if click.form is not None else b""
        session = "" if click.is_anonymous else f"; sessionid={self.session}"
        lines = [
            f"{'GET' if click.form is None else 'POST'} /{quote(click.path, safe='/?=&%+-_.')} HTTP/1.1",
            "Host: 127.0.0.1",
            f"X-Forwarded-For: {self.address}",
            f"Cookie: csrftoken={_TOKEN}{session}",
            f"Content-Length: {len(body)}",
        ]
        lines += ["Content-Type: application/x-www-form-urlencoded"] if body else []
        lines += ["HX-Request: true"] if click.is_partial else []
        return "\r\n".join([*lines, "", ""]).encode() + body


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    parts = []
    while size := int(await reader.readuntil(b"\r\n"), 16):
        parts.append((await reader.readexactly(size + 2))[:-2])
    await reader.readexactly(2)
    return b"".join(parts)


async def at_their_pace(port: int, people: Sequence[Person], *, think_s: float, for_s: float) -> list[Seen]:
    """Let people click for a time, each thinking for a while of that mean length (exponential) before every click."""
    until = time.perf_counter() + for_s

    async def one(person: Person) -> list[Seen]:
        seen: list[Seen] = []
        while True:
            await asyncio.sleep(person.chance.expovariate(1 / think_s))
            if time.perf_counter() > until:
                return seen
            seen.append(await person.look(port, person.choose()))

    return [each for some in await asyncio.gather(*map(one, people)) for each in some]


async def in_one_moment(port: int, people: Sequence[Person], *, rounds: int, rest_s: float) -> list[Seen]:
    """Let everybody click in the same moment, several times, with a rest between."""
    seen: list[Seen] = []
    for _ in range(rounds):
        seen += await asyncio.gather(*(person.look(port, person.choose()) for person in people))
        await asyncio.sleep(rest_s)
    return seen


async def one_by_one(port: int, person: Person, click: Click, *, times: int) -> list[Seen]:
    """Let one person look at a page again and again, with nobody else there."""
    return [await person.look(port, click) for _ in range(times)]
