"""Reading YAML, the same way everywhere: version 1.2, safe, and errors that name file and line."""

import re
from collections.abc import Iterator, Sequence
from io import StringIO
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer, ComposerError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import CollectionNode, MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.reader import ReaderError

from evidence import Message

_MOST_REPEATED = 10_000
"""How many nodes a file may repeat by aliases; a bomb of nested ones repeats billions."""


class DataFileError(ValueError):
    """A data file that cannot be used; the message names file, line and what to mend."""

    def __init__(self, where: object, zh: str, en: str) -> None:
        """`where` is a file, a file and line (``units.yaml, line 3``), or a command's key."""
        place = re.sub(r", line (\d+)", r"，第 \1 行", str(where))
        self.message = Message(zh=f"{place}：{zh}", en=f"{where}: {en}")
        super().__init__(self.message.en)


class UnreadableYaml(DataFileError):
    """A YAML file that cannot be read."""


# What the parser says, and what to do about it: words of its message, zh, en.
_CURES = (
    ("'\\t'", "缩进用了制表符（Tab），YAML 只认空格；请改成空格",
     "a tab stands where spaces belong; indent with spaces"),
    ("duplicate key", "同一个键写了两次；请删去其中一个或改名",
     "a key stands twice; take one of the two out or rename it"),
    ("mapping values are not allowed", "此处不该有冒号：一行里有两个“: ”，或缩进与上一行不齐；"
     "含冒号的文字请加引号",
     "no colon may stand here: put words that hold «: » in quotation marks, "
     "or line the key up with those above"),
    ("unexpected end of stream", "引号没有闭合；请补上",
     "a quotation mark is not closed; close it"),
    ("expected ','", "方括号或花括号没有闭合，或各项之间缺半角逗号；请补上",
     "a bracket is not closed, or a comma is missing between its items; add it"),
    ("expected <block end>", "缩进与上文不齐，或列表项与键混在一起；请对齐",
     "is not in line with the entries above, or mixes keys with list items; line it up"),
    ("could not find expected ':'", "键后缺冒号；请写半角冒号加空格，如“kind: sum”",
     "a key has no colon; write it with a colon and a space, such as «kind: sum»"),
    ("undefined alias", "“*”开头是 YAML 的别名，文件里没有它的定义；是文字的请加引号",
     "«*» begins an alias that the file does not define; put words in quotation marks"),
    ("aliases repeat", "别名（& 和 *）展开后过大或指向自身；请把内容直接写出来",
     "aliases (& and *) repeat too much, or themselves; write the content out"),
    ("cannot start any token", "这个字符不能放在开头；是文字的请加引号",
     "this character cannot begin a value; put words in quotation marks"),
    ("unknown escape", "双引号里的反斜线写法无效；请改用单引号",
     "the backslash means nothing between double quotation marks; use single ones"),
    ("constructor for the tag", "这里不用“!”标签；请删去",
     "no tag («!») is used here; take it out"),
    ("another document", "一个文件只写一份内容；请删去中间的“---”",
     "a file holds one document; take out the «---» between"),
)  # fmt: skip


class _Composer(Composer):
    """A composer that refuses aliases of the kind that make a small file an endless one."""

    def return_alias(self, a: Any) -> Any:
        sizes: dict[int, int] = {}
        self.repeated = getattr(self, "repeated", 0) + _size(a, sizes)
        if self.repeated > _MOST_REPEATED:
            raise ComposerError(None, None, "aliases repeat too much", a.start_mark)
        return a


def _size(node: Node, sizes: dict[int, int]) -> int:
    """How many nodes a node comes to, those that aliases repeat counted each time."""
    if not isinstance(node, CollectionNode):
        return 1
    if node.end_mark is None:
        return _MOST_REPEATED + 1  # it holds itself
    if id(node) not in sizes:
        sizes[id(node)] = 1 + sum(_size(part, sizes) for part in _parts(node))
    return sizes[id(node)]


def _parts(node: Node) -> Iterator[Node]:
    for part in node.value if isinstance(node, CollectionNode) else ():
        yield from part if isinstance(part, tuple) else (part,)


def _reader() -> YAML:
    yaml = YAML(typ="safe", pure=True)
    yaml.Composer = _Composer
    return yaml


def read_yaml(path: Path) -> object:
    """Return what a YAML 1.2 file holds: dicts, lists, strings, numbers, dates.

    ``on`` and ``010`` keep their plain meaning of version 1.2. A repeated key is refused.

    Raises:
        UnreadableYaml: the file is absent, is not UTF-8, or is not YAML; with file and line.
    """
    text = _text(path)
    try:
        return _reader().load(text)
    except MarkedYAMLError as error:
        _refuse_marked(path, error)
    except ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise UnreadableYaml(
            f"{path}, line {line}",
            zh=f"含有不可见的控制字符（U+{error.character:04X}）；请删去",
            en=f"holds a control character (U+{error.character:04X}); take it out",
        ) from error
    except RecursionError as error:
        raise UnreadableYaml(
            path, zh="嵌套太深；请写得平一些", en="nested too deep; write it flatter"
        ) from error
    except YAMLError as error:
        raise UnreadableYaml(
            path, zh=f"不是 YAML（{error}）", en=f"is not YAML ({error})"
        ) from error
    except (ValueError, OverflowError) as error:
        # A day such as 2018-13-45, or a number of thousands of digits.
        line_words = "".join(f", line {line}" for line in _impossible(text))
        raise UnreadableYaml(
            f"{path}{line_words}",
            zh=f"含有不可能的值（{error}）；日期请写如 2020-04-01，文字请加引号",
            en=f"holds a value that cannot be ({error}); write a day as 2020-04-01, put words in "
            "quotation marks",
        ) from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableYaml(
            path,
            zh=f"不是 UTF-8 编码（第 {error.start} 字节）；请另存为 UTF-8",
            en=f"not UTF-8 (byte {error.start}). Save it as UTF-8.",
        ) from error
    except FileNotFoundError as error:
        raise UnreadableYaml(
            path, zh="文件不存在；请核对文件名", en="there is no such file. Check its name."
        ) from error
    except OSError as error:
        raise UnreadableYaml(
            path,
            zh=f"无法读取（{error.strerror}）；请核对文件名和权限",
            en=f"cannot be read ({error.strerror}). Check its name and rights.",
        ) from error


def _refuse_marked(path: Path, error: MarkedYAMLError) -> NoReturn:
    """Say what the parser met, where, and the cure."""
    said = error.problem or error.context or "not YAML"
    if "another document" in (error.context or "") + said:
        said = "found another document"
    mark = error.problem_mark or error.context_mark
    if "end of stream" in said or "<stream end>" in said:
        mark = error.context_mark or mark  # where what is not closed begins
    where = f"{path}, line {mark.line + 1}" if mark else path
    for words, zh, en in _CURES:
        if words in said:
            named = re.match(r'found duplicate key ("[^"]*")', said)
            key = f"{named[1]}：" if named else ""
            raise UnreadableYaml(where, zh=f"{key}{zh}。", en=f"{said}: {en}.") from error
    raise UnreadableYaml(
        where, zh=f"不是合格的 YAML（{said}）；请改此行。", en=f"{said}. Mend this line."
    ) from error


def _impossible(text: str) -> Iterator[int]:
    """The line of the first plain value that cannot be made."""
    nodes = [_reader().compose(text)]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ScalarNode) and node.style is None:
            try:
                _reader().load(node.value)
            except (ValueError, OverflowError):
                yield node.start_mark.line + 1
                return
            except YAMLError:
                continue
        nodes += reversed(list(_parts(node))) if node is not None else []


def line_at(path: Path, keys: Sequence[str | int]) -> int | None:
    """The line, from 1, of what stands at `keys` in a YAML or JSON file: see `lines_at`."""
    return lines_at(path, (keys,))[0]


def lines_at(path: Path, places: Sequence[Sequence[str | int]]) -> tuple[int | None, ...]:
    """The lines, from 1, of what stands at each of `places` in a YAML or JSON file.

    A place is the keys that lead there, entries of lists by number from 0. Where the last of them
    are not there, the line of what holds them; None where the file is no YAML.
    """
    try:
        root = _reader().compose(_text(path))
    except (YAMLError, UnreadableYaml, RecursionError):
        return (None,) * len(places)
    return tuple(_line(root, keys) for keys in places)


def _line(node: Node | None, keys: Sequence[str | int]) -> int:
    line = 1
    for key in keys:
        if isinstance(node, MappingNode):
            found = [pair for pair in node.value if pair[0].value == str(key)]
            if not found:
                break
            line, node = found[0][0].start_mark.line + 1, found[0][1]
        elif isinstance(node, SequenceNode) and isinstance(key, int) and key < len(node.value):
            node = node.value[key]
            line = node.start_mark.line + 1
        else:
            break
    return line


def entry_lines(path: Path) -> tuple[int, ...]:
    """The line, from 1, on which each entry of a list begins; of a file that `read_yaml` took."""
    root = _reader().compose(_text(path))
    return tuple(node.start_mark.line + 1 for node in root.value) if root is not None else ()


def yaml_text(data: object) -> str:
    """Return dicts, lists, strings, numbers and None as YAML 1.2, in block form."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    yaml.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    yaml.allow_unicode = True
    yaml.width = 4096
    stream = StringIO()
    yaml.dump(data, stream)
    return stream.getvalue()
