"""Writing the generated parts of the READMEs: ``python -m benchmarks.write_docs``.

A test fails where they are no longer what the code says.
"""

from pathlib import Path

from dataset.codebook import schema_table
from flows.parser import build_parser

ROOT = Path(__file__).resolve().parents[1]


READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
"""Each README by its name, and its language."""
_HEADING = {"en": "| command | what it does |", "zh": "| 命令 | 用途 |"}


def commands_table(lang: str) -> str:
    """Every command with what it does, as the command line itself says in ``lang``."""
    parser = build_parser(lang)
    commands = next(action for action in parser._actions if action.dest == "command")
    lines = [_HEADING[lang], "| --- | --- |"]
    for choice in commands._choices_actions:  # type: ignore[attr-defined]
        usage = commands.choices[choice.dest].format_usage()  # type: ignore[index]
        words = " ".join(usage.removeprefix("usage: ").split())
        for common in ("[-h] ", "[--outputs DIR] ", "[--output FILE] ", "[--lang {zh,en}] "):
            words = words.replace(common, "")
        words = words.removesuffix(" [--lang {zh,en}]").replace("|", "\\|")
        lines.append(f"| `{words}` | {choice.help} |")
    return "\n".join(lines)


def with_generated(text: str, lang: str) -> str:
    """The text with its generated parts made anew."""
    for name, content in (("commands", commands_table(lang)), ("tables", schema_table())):
        start, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, _, rest = text.partition(start)
        _, _, after = rest.partition(end)
        if after:
            text = f"{before}{start}{content.strip()}\n{end}{after}"
    return text


if __name__ == "__main__":
    for readme, lang in READMES.items():
        path = ROOT / readme
        path.write_text(with_generated(path.read_text(encoding="utf-8"), lang), encoding="utf-8")
