"""Fetching politely: one request at a time, spaced, retried, conditional, within robots.txt."""

import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import httpx

from evidence import Record

USER_AGENT = "tongbao/0.1 (archive of published notices)"
LARGEST_BYTES = 200 * 1024 * 1024
_TRIES = 4
_LONGEST_WAIT_SECONDS = 60.0
_LONGEST_BODY_SECONDS = 600.0
_TRY_AGAIN = frozenset((429, 500, 502, 503, 504))


class FetchError(Exception):
    """A page could not be had; the message names its address and what was answered."""


class Validators(Record):
    """What the server gave to ask «has it changed?» with."""

    etag: str | None = None
    last_modified: str | None = None


class Answer(Record):
    """A page as the server gave it."""

    url: str
    content: bytes
    media_type: str
    charset: str | None
    fetched_at: datetime | None
    """The instant in the answer's own Date header."""
    validators: Validators


class Fetcher:
    """A polite client for one source. Use it as a context manager."""

    def __init__(self, seconds_between_requests: float) -> None:
        self._spacing = seconds_between_requests
        self._last = 0.0
        self._robots: dict[str, RobotFileParser] = {}
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT}, timeout=30.0, follow_redirects=True
        )

    def __enter__(self) -> "Fetcher":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def fetch(self, url: str, known: Validators | None = None) -> Answer | None:
        """Fetch `url`; None if the server says that what we know is still so.

        Raises:
            FetchError: robots.txt forbids it, it is gone or too large, or four tries failed.
        """
        if not self._allowed(url):
            raise FetchError(f"{url}: the site's robots.txt forbids it.")
        headers = {}
        if known and known.etag:
            headers["If-None-Match"] = known.etag
        if known and known.last_modified:
            headers["If-Modified-Since"] = known.last_modified
        response, content = self._request(url, headers)
        if response.status_code == httpx.codes.NOT_MODIFIED and headers:
            return None
        if response.status_code != httpx.codes.OK:
            raise FetchError(f"{url}: answered {response.status_code}.")
        stated = response.headers.get("content-type", "")
        return Answer(
            url=str(response.url),
            content=content,
            media_type=stated.partition(";")[0].strip() or "application/octet-stream",
            charset=response.charset_encoding,
            fetched_at=_instant(response.headers.get("date")),
            validators=Validators(
                etag=response.headers.get("etag"),
                last_modified=response.headers.get("last-modified"),
            ),
        )

    def _request(self, url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes]:
        trouble = ""
        for attempt in range(_TRIES):
            wait = self._last + self._spacing - time.monotonic()
            if wait > 0:
                time.sleep(wait)
            pause = self._spacing * 2**attempt
            try:
                with self._client.stream("GET", url, headers=headers) as response:
                    content = bytearray()
                    began = time.monotonic()
                    for chunk in response.iter_bytes():
                        content += chunk
                        if len(content) > LARGEST_BYTES:
                            raise FetchError(f"{url}: over {LARGEST_BYTES} bytes; not kept.")
                        if time.monotonic() - began > _LONGEST_BODY_SECONDS:
                            raise FetchError(
                                f"{url}: still sending after {_LONGEST_BODY_SECONDS:.0f} s; "
                                "not kept. Try again later."
                            )
                self._last = time.monotonic()
                if response.status_code not in _TRY_AGAIN:
                    return response, bytes(content)
                trouble = f"answered {response.status_code}"
                pause = max(pause, _retry_after(response.headers.get("retry-after")))
            except (httpx.TransportError, httpx.DecodingError) as error:
                self._last = time.monotonic()
                trouble = f"{type(error).__name__}: {error}"
            except (httpx.InvalidURL, httpx.TooManyRedirects, ValueError) as error:
                raise FetchError(f"{url}: {error}") from None
            if attempt + 1 < _TRIES:
                time.sleep(min(pause, _LONGEST_WAIT_SECONDS))
        raise FetchError(f"{url}: {trouble}, {_TRIES} times. Try again later.")

    def _allowed(self, url: str) -> bool:
        try:
            place = urlsplit(url)
        except ValueError as error:
            raise FetchError(f"{url}: is no address ({error}).") from None
        host = f"{place.scheme}://{place.netloc}"
        if host not in self._robots:
            robots = RobotFileParser()
            response, content = self._request(urljoin(host, "/robots.txt"), {})
            # Without a readable robots.txt everything is allowed, as its standard says.
            readable = response.status_code == httpx.codes.OK
            robots.parse(content.decode("utf-8", "replace").splitlines() if readable else [])
            self._robots[host] = robots
        return self._robots[host].can_fetch(USER_AGENT, url)


def _instant(header: str | None) -> datetime | None:
    if header is None:
        return None
    try:
        instant = parsedate_to_datetime(header)
    except (ValueError, TypeError, OverflowError):
        return None
    return instant if instant.tzinfo is not None else instant.replace(tzinfo=UTC)


def _retry_after(header: str | None) -> float:
    return float(header) if header and header.isdecimal() else 0.0
