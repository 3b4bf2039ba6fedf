"""Rule files, `rules/*.yaml`, read strictly: what is in doubt is refused with its line and cure."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from contracts import ClausePlace
from evidence import Message
from figures import plain
from scoring.clauses import (
    KINDS,
    PerItem,
    Rule,
    RuleClause,
    RuleVersion,
    columns_read,
    columns_used,
)
from yamlfile import DataFileError, line_at, lines_at, read_yaml

RULES = Path(__file__).parent / "rules"
_PROJECT = RULES.resolve().parents[1]
_RULE_KEYS = {"id", "label", "issuer", "issuer_names", "versions"}
_LAYOUT_ZH = "请写 id、label、issuer 和 versions，参照 scoring/rules/ 下的文件"
_LAYOUT_EN = "write id, label, issuer and versions as the files of scoring/rules/ do"
_NUMBER = ("须为数字", "must be a number")
_WORDS = ("须为文字，数字请加引号", "must be words; put a number in quotation marks")
_TABLE = ("须为“名称: 数值”的对应表", "must map names to numbers")
# What to write where a value is not of its type: the type of pydantic's error, zh, en.
_WANTED = {
    "decimal_parsing": _NUMBER,
    "decimal_type": _NUMBER,
    "finite_number": _NUMBER,
    "int_parsing": ("须为整数", "must be a whole number"),
    "int_from_float": ("须为整数", "must be a whole number"),
    "string_type": _WORDS,
    "string_too_short": ("不得为空", "must not be empty"),
    "tuple_type": ("须为列表，如 [甲, 乙]", "must be a list such as [甲, 乙]"),
    "dict_type": _TABLE,
    "too_short": ("至少须有一项", "must hold at least one entry"),
}
_VERSION_KEYS = {"from", "verified_through", "cite", "column_aliases", "columns", "scores"}


class _Place(NamedTuple):
    """An entry of a rule file: the keys that lead to it, list entries by their number from 0."""

    path: Path
    keys: tuple[str | int, ...] = ()

    def at(self, *keys: str | int) -> "_Place":
        return _Place(self.path, (*self.keys, *keys))

    @property
    def name(self) -> str:
        """``versions[1].scores.得分``, counted from 1; '' for the file as a whole."""
        words = (f"[{key + 1}]" if isinstance(key, int) else f".{key}" for key in self.keys)
        return "".join(words).removeprefix(".")


class RuleError(DataFileError):
    """A rule file that cannot be relied on; the message names file, line, entry and cure."""

    def __init__(self, place: _Place, zh: str, en: str) -> None:
        """`place` is the entry that is wrong or lacks something."""
        line = line_at(place.path, place.keys)
        name = place.name
        super().__init__(
            place.path if line is None else f"{place.path}, line {line}",
            zh=f"{name}：{zh}" if name else zh,
            en=f"{name}: {en}" if name else en,
        )


def load_rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of a folder (those of the project by default), by id.

    Raises:
        RuleError: a file is no YAML; a key or kind is unknown; cite or quote is missing; versions
            overlap; a sum or weight names a column that the rule does not know; an id stands twice.
    """
    seen: dict[str, tuple[Path, Rule]] = {}
    for path in sorted((folder or RULES).glob("*.yaml")):
        rule = load_rule(path)
        if rule.id in seen:
            other = seen[rule.id][0].name
            raise RuleError(
                _Place(path).at("id"),
                zh=f"“{rule.id}”已用于 {other}；请改名其中一个",
                en=f"«{rule.id}» stands in two files, here and in {other}; rename one of them",
            )
        seen[rule.id] = path, rule
    return tuple(seen[key][1] for key in sorted(seen))


def load_rule(path: Path) -> Rule:
    """Return the rule of one YAML file.

    Raises:
        RuleError: as `load_rules`.
        yamlfile.UnreadableYaml: the file is absent or no YAML.
    """
    top = _Place(path)
    data = read_yaml(path)
    if data is None:
        raise RuleError(top, zh=f"文件是空的；{_LAYOUT_ZH}", en=f"the file is empty; {_LAYOUT_EN}")
    entry = _mapping(data, top, _RULE_KEYS, required=_RULE_KEYS - {"issuer_names"})
    rule_id = _text(entry["id"], top.at("id"))
    versions = entry["versions"]
    if not isinstance(versions, list) or not versions:
        raise RuleError(
            top.at("versions"),
            zh="须为版本的列表，至少一项，各以“- from: 日期”开头",
            en="must be a list of at least one version, each begun with «- from: day»",
        )
    read = [
        (_version(version, rule_id, top.at("versions", number)), number)
        for number, version in enumerate(versions)
    ]
    read.sort(key=lambda one: one[0].valid_from)
    for (earlier, _), (later, number) in pairwise(read):
        if later.valid_from <= earlier.verified_through:
            raise RuleError(
                top.at("versions", number, "from"),
                zh=f"版本 {later.name} 始于版本 {earlier.name} 结束（{earlier.verified_through}）"
                "之前；各版本不得重叠，请把前一版的 verified_through 改到此版的前一天",
                en=f"version {later.name} begins before version {earlier.name} ends "
                f"({earlier.verified_through}); versions must not overlap, set verified_through "
                "to the day before the next one",
            )
    return Rule(
        id=rule_id,
        label=_text(entry["label"], top.at("label")),
        issuer=_text(entry["issuer"], top.at("issuer")),
        issuer_names=_names(entry.get("issuer_names", []), top.at("issuer_names")),
        versions=tuple(version for version, _ in read),
    )


def _version(data: object, rule_id: str, place: _Place) -> RuleVersion:
    entry = _mapping(
        data, place, _VERSION_KEYS, required={"from", "verified_through", "cite", "scores"}
    )
    scores = entry["scores"]
    if not isinstance(scores, dict) or not scores:
        raise RuleError(
            place.at("scores"),
            zh="须为“分值栏: 条款”的对应表，至少一栏",
            en="must map each score column to its clause, at least one",
        )
    aliases = entry.get("column_aliases", {})
    if not isinstance(aliases, dict):
        raise RuleError(
            place.at("column_aliases"),
            zh="须为“栏目: [其他表头]”的对应表",
            en="must map a column to a list of other headings",
        )
    first = _day(entry["from"], place.at("from"))
    last = _day(entry["verified_through"], place.at("verified_through"))
    if last < first:
        raise RuleError(
            place.at("verified_through"),
            zh=f"{last} 早于 from（{first}）；请对调或更正",
            en=f"{last} lies before from ({first}); swap or mend them",
        )
    cite = _cite(entry["cite"], place.at("cite"))
    version = RuleVersion(
        rule_id=rule_id,
        valid_from=first,
        verified_through=last,
        cite=cite,
        column_aliases={
            _text(column, place.at("column_aliases", column)): _names(
                names, place.at("column_aliases", column)
            )
            for column, names in aliases.items()
        },
        columns=_names(entry.get("columns", []), place.at("columns")),
        scores={
            _text(column, place.at("scores", column)): _clause(clause, place.at("scores", column))
            for column, clause in scores.items()
        },
        places=_places(place, scores, cite),
    )
    known = {*version.scores, *version.columns}
    names = "、".join(sorted(known))
    for column, clause in version.scores.items():
        for part in columns_used(clause):
            if part not in known:
                raise RuleError(
                    place.at("scores", column),
                    zh=f"规则里没有「{part}」一栏，已知：{names}。请为它写一条条款，或列入 columns",
                    en=f"no column «{part}» in this rule; known: {names}. Give it a clause or "
                    "list it under columns",
                )
            if part == column:
                raise RuleError(
                    place.at("scores", column),
                    zh="引用了自己；请写它的组成部分",
                    en="refers to itself; name its parts",
                )
    used = known.union(*map(columns_read, version.scores.values()))
    for column in version.column_aliases:
        if column not in used:
            raise RuleError(
                place.at("column_aliases", column),
                zh=f"规则里没有「{column}」一栏；请改成条款所用的栏名",
                en=f"no column «{column}» in this rule; write the name that its clauses use",
            )
    return version


def _places(
    place: _Place, scores: Mapping[str, object], cite: str
) -> dict[str, tuple[ClausePlace, ...]]:
    """File and line of each clause; a file of the project by its path in it."""
    path = place.path.resolve()
    file = path.relative_to(_PROJECT) if path.is_relative_to(_PROJECT) else place.path
    lines = lines_at(place.path, [place.at("scores", column).keys for column in scores])
    return {
        column: (ClausePlace(file=file.as_posix(), line=line, cite=cite),)
        for column, line in zip(scores, lines, strict=True)
    }


def _clause(data: object, place: _Place) -> RuleClause:
    if not isinstance(data, dict):
        raise RuleError(
            place,
            zh=f"须为条款，如 {{kind: per_item, ...}}（现为 {data!r}）{_wide(data)[0]}",
            en=f"must be a clause such as {{kind: per_item, ...}} (got {data!r}){_wide(data)[1]}",
        )
    kind = data.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise RuleError(
            place.at("kind"),
            zh=f"未知的 kind“{kind}”；请改用已知的：{'、'.join(KINDS)}",
            en=f"unknown kind «{kind}»; known: {', '.join(KINDS)}",
        )
    entry = {key: _exact(value) for key, value in data.items()}
    if "items" in entry and kind == "per_item":
        items = entry.pop("items")
        if isinstance(entry.get("points_each"), dict):
            raise RuleError(
                place.at("items"),
                zh="points_each 已按栏目列出；请删去 items",
                en="items with several points_each; drop items",
            )
        if "points_each" in entry:
            entry["points_each"] = {items: entry["points_each"]}
    model = KINDS[kind]
    try:
        return model.model_validate(entry)
    except ValidationError as error:
        raise _refused(error, model, place, data) from error


def _refused(
    error: ValidationError, model: type[RuleClause], place: _Place, data: Mapping[str, Any]
) -> RuleError:
    """What is wrong with a clause; at the key that is, as far as the file has it."""
    first = error.errors()[0]
    loc = [part for part in first["loc"] if part != "[key]"]
    if "items" in data and len(loc) > 1 and loc[0] == "points_each":
        loc.pop()  # the file writes «items: 条数, points_each: 5»
    key = ".".join(str(part) for part in loc)
    context: Mapping[str, Any] = first.get("ctx", {})
    here = place.at(*loc)
    match first["type"]:
        case "extra_forbidden":
            keys = [name for name in model.model_fields if name != "kind"]
            if model is PerItem:
                keys.append("items")
            return RuleError(
                here,
                zh=f"未知的键；请改用已知的：{'、'.join(keys)}",
                en=f"unknown key; known: {', '.join(keys)}",
            )
        case "missing":
            return RuleError(place, zh=f"缺少 {key}；请补上", en=f"{key} is missing; add it")
        case "string_too_long":
            return RuleError(
                here,
                zh="超过 60 个字；请只引起决定作用的字句",
                en="is longer than 60 characters; cite the deciding words only",
            )
        case "value_error":
            said: Message = context["error"].message
            return RuleError(here, zh=said.zh, en=said.en)
        case "literal_error":
            return RuleError(
                here,
                zh=f"请写其中之一：{context['expected']}",
                en=f"write one of {context['expected']}",
            )
        case wrong:
            zh, en = _WANTED.get(wrong, (f"不合格（{first['msg']}）", first["msg"]))
            got = first["input"]
            shown = plain(got) if isinstance(got, Decimal) else repr(got)
            return RuleError(here, zh=f"{zh}（现为 {shown}）", en=f"{en} (got {shown})")


def _wide(data: object) -> tuple[str, str]:
    """A hint where a full-width colon made one word of key and value."""
    if isinstance(data, str) and "：" in data:
        return "；冒号须用半角加空格“: ”", "; write the colon half-width with a space"
    return "", ""


def _exact(value: object) -> object:
    """The value with numbers as Decimal: what the file prints, not its nearest double."""
    if isinstance(value, dict):
        return {key: _exact(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(_exact(item) for item in value)
    if isinstance(value, bool):
        return str(value)  # no number, though Decimal would take it for 0 or 1
    if isinstance(value, int | float):
        return Decimal(str(value))
    return value


def _mapping(data: object, place: _Place, known: set[str], required: set[str]) -> Mapping[str, Any]:
    names = sorted(known)
    if not isinstance(data, dict):
        zh, en = _wide(data)
        raise RuleError(
            place,
            zh=f"须为含下列键的对应表：{'、'.join(names)}{zh}",
            en=f"must be a mapping with the keys {', '.join(names)}{en}",
        )
    unknown = [str(key) for key in data if key not in known]
    if unknown:
        raise RuleError(
            place.at(unknown[0]),
            zh=f"未知的键；请改用已知的：{'、'.join(names)}",
            en=f"unknown key; known: {', '.join(names)}",
        )
    for key in sorted(required - set(data)):
        raise RuleError(place, zh=f"缺少 {key}；请补上", en=f"{key} is missing; add it")
    return data


def _text(value: object, place: _Place) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RuleError(
            place,
            zh=f"须为文字（现为 {value!r}）；请加引号",
            en=f"must be words (got {value!r}); put them in quotes",
        )
    return value


def _names(value: object, place: _Place) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise RuleError(
            place, zh="须为名称的列表，如 [甲, 乙]", en="must be a list of names such as [甲, 乙]"
        )
    return tuple(_text(item, place.at(number)) for number, item in enumerate(value))


def _day(value: object, place: _Place) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise RuleError(
            place,
            zh=f"须为日期，如 2020-04-01，不加引号，不写时刻（现为 {value!s}）",
            en=f"must be a day such as 2020-04-01, without quotes or time (got {value!s})",
        )
    return value


def _cite(value: object, place: _Place) -> str:
    """Where the rule stands: words, or the document's name and the clause in it."""
    if isinstance(value, dict):
        entry = _mapping(value, place, {"notice", "clause"}, required={"notice", "clause"})
        parts: Sequence[str] = [_text(entry[key], place.at(key)) for key in ("notice", "clause")]
        return " ".join(parts)
    return _text(value, place)
