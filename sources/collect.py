"""One round at a source: what is new goes into the archive, attachments with it."""

from pathlib import Path
from urllib.parse import unquote, urlsplit

from evidence import Record, Sha256
from sources.archive import Archive, write_atomically
from sources.discover import discover_notices, links_of
from sources.fetch import Answer, Fetcher, FetchError, Validators
from sources.parts import with_parts
from sources.site import Site


class Round(Record):
    """What one round at a source brought."""

    source_id: str
    listed: int
    """Notices on the list."""
    new: tuple[Sha256, ...]
    """Documents that the archive did not have, attachments too."""
    problems: tuple[str, ...]
    """What could not be fetched; it is tried again in the next round."""


class _Visited(Record):
    """What the last rounds learned of each address, so that nothing is fetched twice in vain."""

    pages: dict[str, Validators]


def collect_source(site: Site, archive: Archive, visited_folder: Path) -> Round:
    """Fetch what is new at `site`.

    A page seen before is asked for again only where the server can say «not modified»; one that has
    vanished since is no withdrawal. A page that fails does not stop the round.

    Raises:
        SourceSilent: the list shows no notice.
        FetchError: the list cannot be had.
    """
    path = visited_folder / f"{site.id}.json"
    pages = dict(_recall(path).pages)
    had = {capture.sha256 for capture in archive.captures()}
    new: list[str] = []
    problems: list[str] = []
    with Fetcher(site.seconds_between_requests) as fetcher:
        listed = discover_notices(site, fetcher)
        for link in listed:
            page = None
            try:
                page = _fetch_new(fetcher, link.url, pages)
                if page is None:
                    continue
                page = with_parts(page, fetcher)
                annexes, failed = _fetch_annexes(site, fetcher, page, pages)
            except FetchError as error:
                if page is not None or link.url not in pages:
                    problems.append(str(error))
                continue
            parent = None
            for answer in (page, *annexes):
                capture = archive.archive_capture(
                    answer.content,
                    source_id=site.id,
                    url=answer.url,
                    fetched_at=answer.fetched_at,
                    media_type=answer.media_type,
                    file_name=_file_name(answer.url),
                    parent=parent,
                )
                parent = parent or capture.sha256
                if capture.sha256 not in had:
                    had.add(capture.sha256)
                    new.append(capture.sha256)
            problems += failed
            # Only now is the page known, and only with all that belongs to it: a kill before this
            # line, or an annex that failed, has it fetched again.
            if not failed:
                pages[link.url] = page.validators
            for answer in annexes:
                pages[answer.url] = answer.validators
            _remember(path, pages)
    return Round(source_id=site.id, listed=len(listed), new=tuple(new), problems=tuple(problems))


def _fetch_new(fetcher: Fetcher, url: str, pages: dict[str, Validators]) -> Answer | None:
    known = pages.get(url)
    if known is not None and not (known.etag or known.last_modified):
        return None
    return fetcher.fetch(url, known)


def _fetch_annexes(
    site: Site, fetcher: Fetcher, page: Answer, pages: dict[str, Validators]
) -> tuple[list[Answer], list[str]]:
    annexes: list[Answer] = []
    failed: list[str] = []
    for link in links_of(page):
        if urlsplit(link.url).path.lower().rpartition(".")[2] not in site.attachments:
            continue
        try:
            answer = _fetch_new(fetcher, link.url, pages)
        except FetchError as error:
            failed.append(str(error))
            continue
        if answer is not None:
            annexes.append(answer)
    return annexes, failed


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path).rpartition("/")[2] or "index.html"


def _recall(path: Path) -> _Visited:
    try:
        return _Visited.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValueError):
        # Without it everything is fetched once more; the archive keeps one copy of equal bytes.
        return _Visited(pages={})


def _remember(path: Path, pages: dict[str, Validators]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, _Visited(pages=dict(sorted(pages.items()))).model_dump_json().encode())
