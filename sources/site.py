"""A site as data: one YAML file says where its notices are listed and which of them we want."""

import re
from pathlib import Path

from pydantic import ValidationError, field_validator

from evidence import Record
from yamlfile import read_yaml

FOLDER = Path(__file__).resolve().parent


class SiteError(Exception):
    """A source's YAML cannot be used; the message names the file and the cure."""


class Site(Record):
    """One list of notices on one site."""

    id: str
    label: str
    list_url: str
    """The first page of the list."""
    more_pages: str | None = None
    """The later pages, such as ``index_{n}.html``, relative to the first; {n} counts from 1."""
    page_count: int = 1
    """How many list pages to walk at the most."""
    title_pattern: str
    """A link is a notice if its text matches this regular expression somewhere."""
    charset: str | None = None
    """The list's true encoding, where its declaration lies; gb2312 is read as gb18030."""
    attachments: tuple[str, ...] = ("pdf", "doc", "docx", "xls", "xlsx", "wps", "zip")
    """The endings of links on a notice's page that belong to the notice."""
    seconds_between_requests: float = 2.0
    cron: str = "0 6 * * *"
    """When `tongbao schedule` visits it, in the five fields of cron."""

    @field_validator("title_pattern")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        try:
            re.compile(pattern)
        except re.error as error:
            raise ValueError(f"is no regular expression ({error})") from None
        return pattern

    @field_validator("more_pages")
    @classmethod
    def _counts(cls, pages: str | None) -> str | None:
        if pages is not None and "{n}" not in pages:
            raise ValueError("must hold {n}, the number of the page")
        return pages

    @property
    def list_charset(self) -> str | None:
        """The encoding to read the list in; the declared gb2312 of old sites is really GB18030."""
        narrow = self.charset is not None and self.charset.lower() in ("gb2312", "gbk")
        return "gb18030" if narrow else self.charset


def load_site(path: Path) -> Site:
    """Read one source.

    Raises:
        SiteError: the file is no source; the message names each field that is wrong.
    """
    try:
        stated = read_yaml(path)
        site = Site.model_validate(stated)
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, item['loc'])) or 'the file'}: {item['msg']}"
            for item in error.errors()
        )
        raise SiteError(f"{path}: {wrong}. docs/sources.md lists the fields.") from None
    except (OSError, ValueError) as error:
        raise SiteError(f"{path}: {error}") from None
    if site.id != path.stem:
        raise SiteError(f"{path}: its id is «{site.id}»; name the file {site.id}.yaml.")
    return site


def load_sites(names: tuple[str, ...], folder: Path = FOLDER) -> tuple[Site, ...]:
    """Read the sources named by id or by the path of a YAML file; all of `folder` if none is named.

    Raises:
        SiteError: no such source; the message lists those there are.
    """
    there = sorted(folder.glob("*.yaml"))
    if not names:
        return tuple(load_site(path) for path in there)
    sites = []
    for name in names:
        path = Path(name) if name.endswith(".yaml") else folder / f"{name}.yaml"
        if not path.exists():
            known = ", ".join(item.stem for item in there) or "none yet; docs/sources.md shows how"
            raise SiteError(f"no source «{name}». There are: {known}.")
        sites.append(load_site(path))
    return tuple(sites)
