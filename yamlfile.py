"""Reading YAML, the same way everywhere: version 1.2, safe, and errors that name file and line."""

from io import StringIO
from pathlib import Path

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError


class UnreadableYaml(ValueError):
    """A YAML file that cannot be read; the message names file, line and what to mend."""


def read_yaml(path: Path) -> object:
    """Return what a YAML 1.2 file holds: dicts, lists, strings, numbers, dates.

    ``on`` and ``010`` keep their plain meaning of version 1.2. A repeated key is refused.

    Raises:
        UnreadableYaml: the file is absent, is not UTF-8, or is not YAML; with file and line.
    """
    try:
        return YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = f", line {mark.line + 1}" if mark else ""
        said = error.problem or error.context or "not YAML"
        raise UnreadableYaml(f"{path}{line}: {said}. Mend this line.") from error
    except YAMLError as error:
        raise UnreadableYaml(f"{path}: {error}") from error
    except UnicodeDecodeError as error:
        raise UnreadableYaml(
            f"{path}: not UTF-8 (byte {error.start}). Save it as UTF-8."
        ) from error
    except RecursionError as error:
        raise UnreadableYaml(f"{path}: nested too deep. Write it flatter.") from error
    except (ValueError, OverflowError) as error:
        # A day such as 2018-13-45, or a number of thousands of digits.
        raise UnreadableYaml(f"{path}: holds a value that cannot be ({error}).") from error
    except OSError as error:
        raise UnreadableYaml(f"{path}: cannot be read ({error.strerror}).") from error


def entry_lines(path: Path) -> tuple[int, ...]:
    """The line, from 1, on which each entry of a list begins; of a file that `read_yaml` took."""
    root = YAML(typ="safe", pure=True).compose(path.read_text(encoding="utf-8"))
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


def entry_line(path: Path, number: int) -> int | None:
    """The line on which the n-th entry (from 0) of a list in a YAML or JSON file begins.

    None where the file is no such list. For messages alone: it reads the file anew, and slowly.
    """
    try:
        entries = YAML(typ="rt").load(path.read_text(encoding="utf-8-sig"))
        line, _ = entries.lc.item(number)
    except (YAMLError, ValueError, OSError, AttributeError, LookupError, TypeError, RecursionError):
        return None
    return int(line) + 1
