"""A bounded load generator: virtual users that ask, read the answer, think, and ask again.

``python load.py`` reads JSON from standard input: ``port``, ``seconds``, ``think`` (mean pause of a
user in seconds, spread evenly from half to one and a half), ``users`` (a list of {cookie, asks}) and
``kinds`` (name: path, a list by user kind). It prints the milliseconds of every answer by kind as JSON.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time
from typing import Any

Taken = dict[str, list[float]]


async def answer(reader: asyncio.StreamReader) -> int:
    """The status of one answer, read to its end."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    status = int(head.split(" ", 2)[1])
    if "transfer-encoding: chunked" in head:
        while size := int(await reader.readline(), 16):
            await reader.readexactly(size + 2)
        await reader.readline()
    else:
        length = head.partition("content-length:")[2].partition("\r\n")[0]
        await reader.readexactly(int(length or 0))
    return status


async def user(port: int, one: dict[str, Any], think: float, until: float, taken: Taken) -> None:
    """One virtual user on one connection."""
    dice = random.Random(one["seed"])
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await asyncio.sleep(dice.random() * think)
    while time.monotonic() < until:
        kind, path = dice.choice(one["asks"])
        begun = time.perf_counter()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {one['cookie']}\r\n\r\n".encode()
        )
        status = await answer(reader)
        taken.setdefault(kind, []).append((time.perf_counter() - begun) * 1000)
        if status != 200:
            raise SystemExit(f"{path} answered {status}")
        await asyncio.sleep(think * (0.5 + dice.random()))
    writer.close()


async def main(plan: dict[str, Any]) -> Taken:
    """All users at once; what each question took."""
    taken: Taken = {}
    until = time.monotonic() + plan["seconds"]
    await asyncio.gather(
        *(user(plan["port"], one, plan["think"], until, taken) for one in plan["users"])
    )
    return taken


if __name__ == "__main__":
    print(json.dumps(asyncio.run(main(json.load(sys.stdin)))))
