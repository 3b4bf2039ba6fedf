"""What a child process does with one document, for `run`, `extract` and `audit`."""

import base64
import hashlib
from pathlib import Path
from typing import Any

from codes import IssueCode
from contracts import Notice, SetAside
from evidence import Message, PagePlace
from extractors.document import Unreadable
from extractors.media import sniff
from extractors.reading import extract_notice, refused_notice
from flows.guard import Pages
from flows.inputs import printable_name, read_input
from flows.outcome import NO_BYTES, defect, keep_outcome, refused

_BYTES_A_PAGE = 100_000
"""Of a file without pages, so much is given the time of a page."""


def read_into_cache(pages: Pages, *, archive: str, readings: str, sha256: str, name: str) -> None:
    """Read a document of the archive; its outcome lies in the cache afterwards.

    Raises:
        OSError: the archive does not give the document, or the cache does not take the outcome.
    """
    from flows.stages import read_document
    from sources.archive import Archive, ArchiveDamaged

    try:
        content = Archive(Path(archive)).read(sha256)
    except ArchiveDamaged as error:
        raise OSError(str(error)) from None
    pages(_page_count(content))
    keep_outcome(Path(readings), read_document(content, name))


def extract_file(
    pages: Pages,
    *,
    path: str,
    only: list[int] | None,
    form: str,
    refusal: tuple[IssueCode, str, str] | None = None,
) -> dict[str, Any]:
    """Read a file and print it as `form`; with a `refusal`, print that it was set aside.

    Returns:
        ``text``, and ``refused`` with a message where the file was set aside; or only ``unusable``
        with a message where there is no such file to read.
    """
    shown = printable_name(path)
    wanted = None if only is None else frozenset(only)
    content = read_input(shown, Path(path))
    if isinstance(content, SetAside):
        return {"unusable": _told(content.path, " ", content.message)}
    try:
        if refusal is not None:
            code, chinese, english = refusal
            raise Unreadable(code, Message(zh=chinese, en=english))
        count = _page_count(content)
        pages(count if wanted is None else min(count, len(wanted)))
        notice = _read_notice(content, printable_name(Path(path).name), wanted)
        return {"text": _printed(notice, content, form, wanted)}
    except Unreadable as error:
        # What took its reader down is not drawn either.
        text = _printed(refused_notice(content, error), b"" if refusal else content, form, wanted)
        return {"text": text, "refused": _told(shown, ": ", error.message)}


def rules_file(pages: Pages, *, path: str) -> dict[str, Any]:
    """Read a file and list its point-bearing clauses.

    Returns:
        ``rules``, the contract's form, and ``refused`` with a message where the file was set
        aside; or only ``unusable`` where there is no such file to read.
    """
    from scoring.rule_prose.rule_text import read_rule_text

    shown = printable_name(path)
    content = read_input(shown, Path(path))
    if isinstance(content, SetAside):
        return {"unusable": _told(content.path, " ", content.message)}
    pages(_page_count(content))
    try:
        notice = _read_words(content, printable_name(Path(path).name))
        return {"rules": read_rule_text(notice).to_json()}
    except Unreadable as error:
        empty = read_rule_text(refused_notice(content, error)).to_json()
        return {"rules": empty, "refused": _told(shown, ": ", error.message)}


def audit_file(pages: Pages, *, path: str, rules: str | None) -> str:
    """Read and re-check a file, under the auditor's own rule first if there is one.

    Returns:
        The JSON of its `Outcome`.
    """
    from flows.stages import read_document
    from scoring.rule_file import load_rule

    content = read_input(printable_name(path), Path(path))
    if isinstance(content, SetAside):
        return refused(NO_BYTES, content.code, content.message).model_dump_json()
    pages(_page_count(content))
    own = load_rule(Path(rules)) if rules else None
    return read_document(content, printable_name(Path(path).name), own).model_dump_json()


def crop_file(pages: Pages, *, path: str, places: list[list[Any]]) -> list[str]:
    """Picture places of a PDF's pages.

    Args:
        pages: told how many pages there are.
        path: the file.
        places: page, box and marks of each place.

    Returns:
        A PNG in base64 for each place; '' for one that cannot be pictured.
    """
    from extractors.crops import crop_places

    content = read_input(printable_name(path), Path(path))
    if isinstance(content, SetAside) or sniff(content) != "pdf":
        return [""] * len(places)
    pages(_page_count(content))
    wanted = [
        PagePlace(page, (x0, top, x1, bottom), tuple((a, b, c, d) for a, b, c, d in marks))
        for page, (x0, top, x1, bottom), marks in places
    ]
    pictures = crop_places(content, wanted)
    return [base64.b64encode(pictures.get(place, b"")).decode("ascii") for place in wanted]


def _page_count(content: bytes) -> int:
    """How many pages a document has; of other kinds than PDF, by their size."""
    if sniff(content) != "pdf":
        return len(content) // _BYTES_A_PAGE
    from extractors.pdf.pdfium import page_count

    return page_count(content)


def _read_notice(content: bytes, name: str, only: frozenset[int] | None = None) -> Notice:
    try:
        return extract_notice(content, name, only)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:
        raise Unreadable("not_readable", defect(error)) from error


def _read_words(content: bytes, name: str) -> Notice:
    """A document for what it says; unlike one whose tables count, it may be plain text."""
    from extractors import plain_text
    from extractors.reading import compose_notice

    if not plain_text.accepts(content, name):
        return _read_notice(content, name)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        return compose_notice(plain_text.read(content, sha256), sha256)
    except Exception as error:
        raise Unreadable("not_readable", defect(error)) from error


def _told(shown: str, mark: str, message: Message) -> dict[str, str]:
    return {"zh": f"{shown}{mark}{message.zh}", "en": f"{shown}{mark}{message.en}"}


def _printed(notice: Notice, content: bytes, form: str, only: frozenset[int] | None) -> str:
    if form == "csv":
        from extractors.form import notice_to_csv

        return notice_to_csv(notice)
    if form == "html":
        from extractors.view import notice_to_html

        return notice_to_html(notice, content, only)
    from extractors.form import notice_to_json
    from flows.printing import json_text

    return json_text(notice_to_json(notice))
