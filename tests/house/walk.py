"""Asking every URL of the project and reading whatever comes back."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from unittest.mock import patch

from django.contrib import auth
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from python_calamine import CalamineWorkbook

from house.recipes import Stop, stops
from house.two_towns import TwoTowns

SHEET = b"PK\x03\x04"


@dataclass(frozen=True)
class Place:
    """One URL pattern of the project."""

    name: str
    route: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """What a request brought."""

    method: str
    url: str
    place: Place
    stop: Stop
    status: int
    text: str

    def __str__(self) -> str:
        return f"{self.method} {self.url} ({self.place.name}): {self.status}"


def places() -> list[Place]:
    """Every pattern below the root URLs."""
    return list(_below(get_resolver().url_patterns, "", ""))


def _below(patterns: list[Any], namespace: str, route: str) -> Iterator[Place]:
    for found in patterns:
        here = route + str(found.pattern)
        if isinstance(found, URLResolver):
            inside = f"{namespace}{found.namespace}:" if found.namespace else namespace
            yield from _below(found.url_patterns, inside, here)
        elif isinstance(found, URLPattern):
            name = f"{namespace}{found.name or ''}"
            yield Place(name, here, tuple(found.pattern.converters))


def without_recipe(towns: TwoTowns) -> list[str]:
    """A sentence for every pattern the walk cannot reach."""
    return [
        f"/{place.route}（{place.name or '没有名称'}）没有走查参数：请给它命名，"
        "并在 tests/house/recipes.py 里登记 recipe"
        for place in places()
        if not place.name or stops(place.name, place.parameters, towns) is None
    ]


def visits(
    client: Client, towns: TwoTowns, *, posts: str = "all", only: Container[str] = ()
) -> Iterator[Answer]:
    """Ask every address, or those of the URL names ``only``; nothing a request writes outlives it.

    ``posts``: "all" posts everywhere, "theirs" only to records of township B, "none" nowhere.
    """
    kept = client.cookies.output()
    with patch.object(auth, "get_user", _read_once(auth.get_user)):
        for place in places():
            if only and place.name not in only:
                continue
            for stop in stops(place.name, place.parameters, towns) or ():
                url = reverse(place.name, kwargs=stop.arguments)
                for query in stop.queries:
                    yield _ask(client, kept, place, stop, "GET", url, query)
                if posts == "all" or (posts == "theirs" and stop.of == "b"):
                    yield _ask(client, kept, place, stop, "POST", url, {})


def _read_once(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The account and its roles of thousands of requests: what one changes is undone anyway."""
    known: dict[str, Any] = {}

    def user(request: Any) -> Any:
        key = request.session.get(auth.SESSION_KEY)
        if key is None:
            return read(request)
        if key not in known:
            known[key] = read(request)
            assert known[key].assignments is not None
        return copy.copy(known[key])

    return user


def _ask(
    client: Client, kept: str, place: Place, stop: Stop, method: str, url: str, query: Any
) -> Answer:
    client.cookies = SimpleCookie(kept.replace("Set-Cookie: ", ""))
    with transaction.atomic():
        mark = transaction.savepoint()
        response = client.post(url) if method == "POST" else client.get(url, query)
        text = written(body(response)) + str(dict(response.headers))
        transaction.savepoint_rollback(mark)
    return Answer(
        method,
        response.request["PATH_INFO"] + f" {query or ''}",
        place,
        stop,
        response.status_code,
        text,
    )


def body(response: Any) -> bytes:
    """All bytes of an answer, streamed or not."""
    parts = response.streaming_content if response.streaming else [response.content]
    return b"".join(parts)


def written(content: bytes) -> str:
    """What can be read in an answer: cells of a spreadsheet, members of an archive, text."""
    if not content.startswith(SHEET):
        return content.decode(errors="replace")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if "xl/workbook.xml" not in archive.namelist():
            return "\n".join(written(archive.read(name)) for name in archive.namelist())
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    cells = (
        str(cell)
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
        for cell in row
    )
    return "\n".join(cells)
