"""The words of the command line: each command, its options, and what they are for."""

import argparse
from pathlib import Path

# More pages than any document has; a wider range asks for no more.
_MOST_PAGES = 100_000
# argparse speaks English; these are our words in Chinese, by their English.
_CHINESE = {
    "folder of archive, releases, cache and decisions (default: outputs/)": (
        "存放原件、发布版本、缓存和人工决定的文件夹（默认 outputs/）"
    ),
    "write the result to FILE": "把结果写入 FILE",
    "language of messages": "消息所用语言",
    "From published 通报 rankings to an audited dataset.": "从公布的通报排名到可核查的数据集。",
    "read, re-check and release notices": "读取、复核并发布通报",
    "default: samples/": "默认 samples/",
    "Dask scheduler, such as tcp://host:8786": "Dask 调度器，如 tcp://host:8786",
    "default: one a core": "默认每核一个",
    "put a file got by hand into the archive": "把手工取得的文件存入原件库",
    "where it was published": "公布该文件的网址",
    "when it was got: 2018-08-01T09:30:00+08:00": "取得时间：2018-08-01T09:30:00+08:00",
    "what is in the archive, what was set aside and why": "原件库里有什么，哪些文件被搁置、为什么",
    "fetch what is new at the sources, one round": "到各来源采集一轮新通报",
    "default: all sources": "默认全部来源",
    "serve the flows on their schedules until stopped": "按各自的时间表持续采集，直到停止",
    "read one document and print what it says": "读取一份文件，输出其内容",
    "only these pages of a PDF": "只读 PDF 的这些页",
    "link names of units to a registry": "把单位名称对应到登记表",
    "ignore the registry's short names": "不用登记表里的简称",
    "list the point-bearing clauses of a document": "列出文件中的计分条款",
    "find the scoring rule that a table shows": "由表格推断计分规则",
    "default: the last numeric column": "默认最后一个数值列",
    "re-check the published scores of notices": "复核通报公布的得分",
    "your own rule, put first": "审核人员自己的规则，优先适用",
    "only the findings of this unit": "只列该单位的发现",
    "list differences below so many points apart": "小于这个分值的差异另列",
    "units waiting for a decision, most rows first": "列出待确认的单位，行数多的在前",
    "take the decisions of a listing that was filled in": "录入填好的决定表",
    "decide on one after another here": "在此逐个询问",
    "accept or reject a unit's name, dismiss or confirm a finding": (
        "认可或否定单位名称，驳回或确认一项发现"
    ),
    "as `tongbao units` or table findings gives it": "tongbao units 或 findings 表给出的键",
    "one unit's ranks and scores over the years, across renames": (
        "一个单位历年的名次和得分，跨越更名"
    ),
    "draw it as well": "同时画图",
    "ask the current release in SQL": "用 SQL 查询当前发布版本",
    "the release that was current on that day": "该日的当前版本",
    "prove a release against its manifest and the archive": "以清单和原件证明发布版本无误",
    "default: the current one": "默认当前版本",
    "lead one number back to its spot": "把一个数值追溯到原件上的位置",
}


def build_parser(lang: str = "en") -> argparse.ArgumentParser:
    """The commands and their options, explained in ``lang``, zh or en, as the READMEs list them."""
    say = _CHINESE.__getitem__ if lang == "zh" else str

    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--outputs", type=Path, default=Path("outputs"), metavar="DIR",
        help=say("folder of archive, releases, cache and decisions (default: outputs/)"),
    )  # fmt: skip
    common.add_argument("--output", type=Path, metavar="FILE", help=say("write the result to FILE"))
    common.add_argument(
        "--lang", choices=("zh", "en"), default=lang, help=say("language of messages")
    )
    parser = argparse.ArgumentParser(
        prog="tongbao", description=say("From published 通报 rankings to an audited dataset.")
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=say(text), description=say(text), parents=[common])

    run = add("run", "read, re-check and release notices")
    run.add_argument("paths", nargs="*", type=Path, metavar="PATH", help=say("default: samples/"))
    run.add_argument("--runner", choices=("processes", "dask"), default="processes")
    run.add_argument(
        "--address", metavar="ADDR", help=say("Dask scheduler, such as tcp://host:8786")
    )
    run.add_argument("--workers", type=_positive, metavar="N", help=say("default: one a core"))

    put = add("add", "put a file got by hand into the archive")
    put.add_argument("file", type=Path, metavar="FILE")
    put.add_argument("--url", help=say("where it was published"))
    put.add_argument(
        "--fetched-at", metavar="INSTANT", help=say("when it was got: 2018-08-01T09:30:00+08:00")
    )

    add("status", "what is in the archive, what was set aside and why")

    collect = add("collect", "fetch what is new at the sources, one round")
    collect.add_argument("sources", nargs="*", metavar="SOURCE", help=say("default: all sources"))

    add("schedule", "serve the flows on their schedules until stopped")

    extract = add("extract", "read one document and print what it says")
    extract.add_argument("file", type=Path, metavar="FILE")
    extract.add_argument(
        "--pages", type=_pages, metavar="1,3-5", help=say("only these pages of a PDF")
    )
    extract.add_argument("--format", choices=("json", "csv", "html"), default="json")

    match = add("match", "link names of units to a registry")
    match.add_argument("mentions", type=Path, metavar="MENTIONS.jsonl")
    match.add_argument("--registry", type=Path, required=True, metavar="FILE")
    match.add_argument("--jurisdictions", type=Path, metavar="FILE")
    match.add_argument("--cold", action="store_true", help=say("ignore the registry's short names"))

    rules = add("rules", "list the point-bearing clauses of a document")
    rules.add_argument("file", type=Path, metavar="FILE")
    rules.add_argument("--format", choices=("yaml", "json"), default="yaml")

    infer = add("infer", "find the scoring rule that a table shows")
    infer.add_argument("table", type=Path, metavar="TABLE.csv")
    infer.add_argument("--target", metavar="COLUMN", help=say("default: the last numeric column"))
    infer.add_argument("--format", choices=("text", "json"), default="text")

    audit = add("audit", "re-check the published scores of notices")
    audit.add_argument("paths", nargs="+", type=Path, metavar="PATH")
    audit.add_argument("--rules", type=Path, metavar="FILE", help=say("your own rule, put first"))
    audit.add_argument("--unit", metavar="NAME", help=say("only the findings of this unit"))
    audit.add_argument(
        "--materiality", metavar="POINTS", help=say("list differences below so many points apart")
    )
    audit.add_argument("--format", choices=("text", "json", "xlsx", "html"), default="text")

    units = add("units", "units waiting for a decision, most rows first")
    units.add_argument("--format", choices=("text", "json", "csv"), default="text")
    units.add_argument(
        "--decided", type=Path, metavar="FILE.csv",
        help=say("take the decisions of a listing that was filled in"),
    )  # fmt: skip
    units.add_argument("--ask", action="store_true", help=say("decide on one after another here"))

    decide = add("decide", "accept or reject a unit's name, dismiss or confirm a finding")
    decide.add_argument(
        "key", metavar="KEY", help=say("as `tongbao units` or table findings gives it")
    )
    decide.add_argument("verdict", choices=("accept", "reject", "dismiss", "confirm"))
    decide.add_argument("--reason", required=True, metavar="TEXT")

    history = add("history", "one unit's ranks and scores over the years, across renames")
    history.add_argument("unit", metavar="UNIT")
    history.add_argument("--jurisdiction", metavar="PLACE")
    history.add_argument("--format", choices=("text", "json", "csv"), default="text")
    history.add_argument("--plot", type=Path, metavar="FILE.svg", help=say("draw it as well"))

    sql = add("sql", "ask the current release in SQL")
    sql.add_argument("query", metavar="QUERY")
    sql.add_argument(
        "--as-of", metavar="DATE", help=say("the release that was current on that day")
    )
    sql.add_argument("--format", choices=("table", "csv", "json"), default="table")

    verify = add("verify", "prove a release against its manifest and the archive")
    verify.add_argument(
        "release", nargs="?", metavar="RELEASE", help=say("default: the current one")
    )
    verify.add_argument("--cell", metavar="ID", help=say("lead one number back to its spot"))
    return parser


def _positive(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"«{text}» is no count; write a whole number from 1")
    return int(text)


def _pages(text: str) -> frozenset[int]:
    pages: set[int] = set()
    for part in text.split(","):
        first, dash, last = part.partition("-")
        if not first.isdecimal() or (dash and not last.isdecimal()):
            raise argparse.ArgumentTypeError(f"«{text}» names no pages; write them like 1,3-5")
        start, end = (min(int(page[:10]), _MOST_PAGES) for page in (first, last or first))
        if start > end:
            raise argparse.ArgumentTypeError(f"«{part}» runs backwards; write the lower page first")
        pages.update(range(start, end + 1))
    if not pages or min(pages) < 1:
        raise argparse.ArgumentTypeError(f"«{text}» names no pages; the first page is 1")
    return frozenset(pages)
