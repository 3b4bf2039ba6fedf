"""The tree of a page: parsed whatever its faults, and which of its elements show."""

import re
from collections.abc import Iterator

from lxml import etree


def tags(names: str) -> frozenset[str]:
    """The tag names in a line of words."""
    return frozenset(re.findall(r"\w+", names))


HEADINGS = tags("h1 h2 h3 h4 h5 h6")
BLOCKS = HEADINGS | tags(
    "html body div p li ul ol dl dt dd table thead tbody tfoot tr td th caption section article"
    " header footer main nav aside center blockquote pre form fieldset legend address figure"
    " figcaption hr details summary menu dir frameset noframes"
)
UNPRINTED = tags(
    "head title script style noscript template iframe object embed applet audio video canvas svg"
    " math map param datalist link meta base area noembed xml"
)
CONTROLS = tags("button select option textarea input label")

_END_OF_PAGE = re.compile(r"</(?:html|body)\s*>", re.I)
_XHTML_PREFIX = re.compile(r"""xmlns:([A-Za-z][\w.-]*)\s*=\s*["']http://www\.w3\.org/1999/xhtml""")
_TAG = re.compile(
    r"<!--.*?(?:-->|$)|<(script|style)\b.*?(?:</\1\s*>|$)|<(/?)([A-Za-z][^\s/>]*)[^<>]*>",
    re.I | re.S,
)
_DEEPEST = 400
_VOID = tags("area base br col embed hr img input link meta param source track wbr")
_FRAME = tags("html head body title")
_KEPT_DEEP = _FRAME | tags("table caption thead tbody tfoot tr td th")

_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_MEDIA = re.compile(r"@[\w-]+[^{};]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}|/\*.*?\*/", re.S)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_DISPLAY = re.compile(r"(?:display\s*:\s*|visibility\s*:\s*)([a-z-]+)", re.I)
_SIMPLE = re.compile(r"^(?:[a-z]+)?([.#][A-Za-z_][\w-]*)$", re.I)


def parse_page(text: str) -> etree._Element | None:
    """The root of a page's tree, or None where it holds nothing at all.

    What stands after ``</html>`` is still the page's (browsers show it); wrappers nested deeper
    than the parser goes are dropped with their content kept.
    """
    source = _END_OF_PAGE.sub("", text.replace("\x00", ""))
    for prefix in sorted(set(_XHTML_PREFIX.findall(source))):
        source = re.sub(rf"(</?){re.escape(prefix)}:", r"\1", source)
    if not source.strip():
        return None
    root, too_deep = _parse(source)
    for kept in (_KEPT_DEEP, _FRAME):
        if too_deep:
            root, too_deep = _parse(_flatten(source, kept))
    return root


def _parse(source: str) -> tuple[etree._Element | None, bool]:
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(source.encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        return None, False
    too_deep = any("depth" in entry.message for entry in parser.error_log)
    return root, too_deep


def _flatten(source: str, kept: frozenset[str]) -> str:
    """Drop the tags that are nested too deep, except those `kept`; a block leaves a line break."""
    parts: list[str] = []
    open_tags: list[tuple[str, bool]] = []
    last = 0
    for match in _TAG.finditer(source):
        name = (match.group(3) or "").lower()
        if not name or name in _VOID:
            continue
        dropped = False
        if match.group(2):
            depth = next((n for n in range(1, len(open_tags) + 1) if open_tags[-n][0] == name), 0)
            if depth:
                dropped = open_tags[-depth][1]
                del open_tags[-depth:]
        else:
            dropped = len(open_tags) >= _DEEPEST and name not in kept
            open_tags.append((name, dropped))
        if dropped:
            parts.append(source[last : match.start()])
            if name in BLOCKS:
                parts.append("<br>")
            last = match.end()
    parts.append(source[last:])
    return "".join(parts)


def tag_of(element: etree._Element) -> str:
    """The element's name in small letters; '' for what is no element."""
    tag = element.tag
    return tag.lower() if isinstance(tag, str) else ""


def names_of(element: etree._Element) -> str:
    """The class and id of an element, by which a site names its parts."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def hidden_names(root: etree._Element) -> frozenset[str]:
    """The ``.class`` and ``#id`` that the page's own style sheet always hides.

    A name that another rule shows again is not among them, nor one under a media query.
    """
    hidden: set[str] = set()
    shown: set[str] = set()
    for style in root.iter("style"):
        for selectors, body in _RULE.findall(_MEDIA.sub("", style.text or "")):
            display = _DISPLAY.search(body)
            if not display:
                continue
            hides = display.group(1).lower() in ("none", "hidden")
            for selector in selectors.split(","):
                simple = _SIMPLE.match(selector.strip())
                if hides and simple:
                    hidden.add(simple.group(1))
                elif not hides:
                    shown.update(re.findall(r"[.#][A-Za-z_][\w-]*", selector))
    return frozenset(hidden - shown)


def is_hidden(element: etree._Element, names: frozenset[str]) -> bool:
    """Whether the page's own marks keep an element from being shown."""
    attributes = element.attrib
    if not attributes:
        return False
    if "hidden" in attributes or _INVISIBLE.search(element.get("style") or ""):
        return True
    if not names:
        return False
    classes = (element.get("class") or "").split()
    return any("." + name in names for name in classes) or f"#{element.get('id')}" in names


def text_of(element: etree._Element) -> str:
    """All text inside an element, shown or not."""
    return "".join(str(part) for part in element.itertext())


def children(element: etree._Element) -> Iterator[etree._Element]:
    """The child elements, without comments and the like."""
    return (child for child in element if isinstance(child.tag, str))
