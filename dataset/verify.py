"""Proving a release: its files against its manifest, its rows against one another, its evidence
against the archive, and one number back to the spot on the page it came from.

It proves that what lies there is what was released from those inputs. That the inputs give these
numbers is proved by making the release again: the same inputs give the same bytes.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from contracts import Notice
from dataset.answers import shorten
from dataset.files import arrow_schema, plain_text
from dataset.integrity import problems
from dataset.manifest import MANIFEST, Manifest, ManifestUnreadable, read_manifest
from dataset.placing import place
from dataset.privacy import redact
from dataset.published import PlacedRow
from dataset.tables import TABLES, CaptureRow, NoticeRow, ObservationRow
from evidence import Message, Record

if TYPE_CHECKING:
    import pyarrow as pa

ReadCapture = Callable[[str], bytes]
Reread = Callable[[str], Notice]


class CellProof(Record):
    """One published number, and all that leads back to the spot it is printed at."""

    cell_id: str
    unit_printed: str
    unit_id: str | None
    column_path: str
    value: str | None
    value_printed: str
    period_start: str | None
    period_end: str | None
    notice: str
    title: str | None
    issuer: str | None
    table_no: int
    row_no: int
    capture: str
    file_name: str
    url: str | None
    fetched_at: str | None
    place: str
    """Page and box in points, selector, or sheet and cell."""
    quote: str
    reread: Literal["same", "differs", "gone", "not_done"]
    """What reading the captured bytes anew gave at that place."""
    reread_quote: str | None


class Verification(Record):
    """What proving a release gave: it holds if there is no problem."""

    version: str | None
    files: int
    rows: int
    captures: int
    problems: tuple[Message, ...]
    cell: CellProof | None

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def verify_release(
    release: Path,
    read_capture: ReadCapture,
    cell: str | None = None,
    reread: Reread | None = None,
) -> Verification:
    """Prove the release in that folder.

    `read_capture` gives the archive's bytes of a hash and raises whatever it likes if it cannot;
    `reread` reads a notice anew from the archive, for the proof of one cell. What is wrong is
    returned, not raised.
    """
    release = release.resolve()
    try:
        manifest = read_manifest(release)
    except ManifestUnreadable as error:
        said = Message(zh=f"清单无法读取：{error}", en=str(error))
        return Verification(version=None, files=0, rows=0, captures=0, problems=(said,), cell=None)
    found = _wrong_version(release, manifest) + _wrong_files(release, manifest)
    tables, unreadable = _read_tables(release, manifest)
    found += unreadable
    captures = 0
    proof = None
    if len(tables) == len(TABLES):
        found += problems(lambda model, names: _columns(tables[model.table], names))
        shas = [str(sha) for (sha,) in _columns(tables[CaptureRow.table], ("capture",))]
        captures = len(shas)
        found += _wrong_captures(shas, read_capture)
        if cell is not None:
            proof, said_of_cell = _prove_cell(tables, cell, reread)
            found += said_of_cell
    return Verification(
        version=manifest.version,
        files=len(manifest.files),
        rows=sum(table.num_rows for table in tables.values()),
        captures=captures,
        problems=tuple(found),
        cell=proof,
    )


def _wrong_version(release: Path, manifest: Manifest) -> list[Message]:
    found = []
    expected = manifest.fingerprint.version
    if manifest.version != expected:
        found.append(
            Message(
                zh=f"清单版本 {manifest.version} 与其组成部分的指纹 {expected} 不符",
                en=f"the manifest says version {manifest.version}, its components make {expected}",
            )
        )
    if release.name != manifest.version:
        found.append(
            Message(
                zh=f"文件夹 {release.name} 与清单版本 {manifest.version} 不符",
                en=f"the folder {release.name} holds version {manifest.version}",
            )
        )
    return found


def _wrong_files(release: Path, manifest: Manifest) -> list[Message]:
    found = []
    for name, file in manifest.files.items():
        try:
            actual = sha256((release / name).read_bytes()).hexdigest()
        except OSError as error:
            found.append(
                Message(
                    zh=f"{name}：无法打开（{error.strerror}）",
                    en=f"{name}: cannot be opened ({error.strerror})",
                )
            )
            continue
        if actual != file.sha256:
            found.append(
                Message(
                    zh=f"{name}：内容已变，应为 {file.sha256}，实为 {actual}",
                    en=f"{name}: changed; released as {file.sha256}, now {actual}",
                )
            )
    strange = {path.name for path in release.iterdir()} - set(manifest.files) - {MANIFEST}
    found += (
        Message(zh=f"{name}：清单中没有此文件", en=f"{name}: the manifest names no such file")
        for name in sorted(strange)
    )
    return found


def _read_tables(release: Path, manifest: Manifest) -> tuple[dict[str, "pa.Table"], list[Message]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    tables: dict[str, pa.Table] = {}
    found = []
    for model in TABLES:
        name = f"{model.table}.parquet"
        try:
            table = pq.read_table(release / name)
        except (OSError, pa.ArrowException) as error:
            found.append(
                Message(zh=f"{name}：无法读取：{error}", en=f"{name}: cannot be read: {error}")
            )
            continue
        if not table.schema.equals(arrow_schema(model)):
            found.append(
                Message(
                    zh=f"{name}：字段与本版程序的表结构不符",
                    en=f"{name}: its fields are not those of this version's schema",
                )
            )
            continue
        stated = manifest.files.get(name)
        if stated is not None and stated.rows != table.num_rows:
            found.append(
                Message(
                    zh=f"{name}：清单称 {stated.rows} 行，实为 {table.num_rows} 行",
                    en=f"{name}: {table.num_rows} rows, the manifest says {stated.rows}",
                )
            )
        tables[model.table] = table
    return tables, found


def _columns(table: "pa.Table", names: tuple[str, ...]) -> list[tuple[object, ...]]:
    return list(zip(*(table.column(name).to_pylist() for name in names), strict=True))


def _wrong_captures(shas: Sequence[str], read_capture: ReadCapture) -> list[Message]:
    found = []
    for sha in shas:
        try:
            actual = sha256(read_capture(sha)).hexdigest()
        except Exception as error:  # whatever the archive raises, it does not have the bytes
            found.append(
                Message(
                    zh=f"存档中没有 {sha}：{error}", en=f"the archive does not give {sha}: {error}"
                )
            )
            continue
        if actual != sha:
            found.append(
                Message(
                    zh=f"存档中 {sha} 的内容已变，实为 {actual}",
                    en=f"the archive's {sha} is changed: its bytes make {actual}",
                )
            )
    return found


def _row(table: "pa.Table", **wanted: object) -> dict[str, Any] | None:
    import pyarrow.compute as pc

    for name, value in wanted.items():
        table = table.filter(pc.equal(table.column(name), value))
    rows: list[dict[str, Any]] = table.slice(0, 1).to_pylist()
    return rows[0] if rows else None


def _prove_cell(
    tables: dict[str, "pa.Table"], cell: str, reread: Reread | None
) -> tuple[CellProof | None, list[Message]]:
    seen = _row(tables[ObservationRow.table], cell_id=cell)
    if seen is None:
        return None, [
            Message(
                zh=f"没有编号为 {cell} 的数字；编号见 observations 表的 cell_id 列",
                en=f"no number is called {cell}; their names are observations.cell_id",
            )
        ]
    notice = _row(tables[NoticeRow.table], notice=seen["notice"]) or {}
    capture = _row(tables[CaptureRow.table], capture=seen["capture"]) or {}
    outcome, quote, said = _read_again(seen, reread)
    proof = CellProof(
        **{name: seen[name] for name in ("cell_id", "unit_printed", "unit_id", "column_path")},
        value=None if seen["value"] is None else plain_text(shorten(seen["value"])),
        value_printed=seen["value_printed"],
        period_start=plain_text(seen["period_start"]) or None,
        period_end=plain_text(seen["period_end"]) or None,
        notice=seen["notice"],
        title=notice.get("title"),
        issuer=notice.get("issuer"),
        table_no=seen["table_no"],
        row_no=seen["row_no"],
        capture=seen["capture"],
        file_name=capture.get("file_name", ""),
        url=capture.get("url"),
        fetched_at=plain_text(capture.get("fetched_at")) or None,
        place=_place_in_words(seen),
        quote=seen["quote"],
        reread=outcome,
        reread_quote=quote,
    )
    return proof, said


def _read_again(
    seen: dict[str, Any], reread: Reread | None
) -> tuple[Literal["same", "differs", "gone", "not_done"], str | None, list[Message]]:
    if reread is None:
        return "not_done", None, []
    try:
        notice = reread(seen["notice"])
        table = notice.tables[seen["table_no"] - 1]
        cell = table.rows[seen["row_no"] - 1].cells[table.columns.index(seen["column_path"])]
    except Exception as error:  # a reader may fail in its own ways; that is the answer here
        said = Message(
            zh=f"{seen['cell_id']}：重读原件时此处已无此格（{error}）",
            en=f"{seen['cell_id']}: read anew, there is no such cell ({error})",
        )
        return "gone", None, [said]
    again = place(cell.evidence)
    ignored = ("reader", "ocr_confidence")
    changed = [
        name for name in PlacedRow.model_fields if name not in ignored and again[name] != seen[name]
    ]
    if not changed:
        return "same", again["quote"], []
    said = Message(
        zh=f"{seen['cell_id']}：重读原件与发布不同："
        + "，".join(f"{name} {seen[name]!r} → {again[name]!r}" for name in changed),
        en=f"{seen['cell_id']}: read anew it differs: "
        + ", ".join(f"{name} {seen[name]!r} -> {again[name]!r}" for name in changed),
    )
    return "differs", redact(cell.evidence.quote), [said]


def _place_in_words(row: dict[str, Any]) -> str:
    parts = []
    if row["page"] is not None:
        parts.append(f"page {row['page']}")
    if row["x0"] is not None:
        box = ", ".join(f"{row[name]:g}" for name in ("x0", "top", "x1", "bottom"))
        parts.append(f"box [{box}] pt")
    if row["selector"] is not None:
        parts.append(row["selector"])
    if row["sheet"] is not None:
        parts.append(f"sheet {row['sheet']}")
    if row["ref"] is not None:
        parts.append(row["ref"])
    return ", ".join(parts)


def verification_text(result: Verification, lang: Literal["zh", "en"]) -> str:
    """What a person is told: the chain of the cell, then the problems or that there are none."""
    lines: list[str] = []
    if result.cell is not None:
        width = max(map(len, CellProof.model_fields))
        lines += (
            f"{name:<{width}}  {'' if value is None else value}"
            for name, value in result.cell.model_dump().items()
        )
        lines.append("")
    lines += (f"✗ {item.zh if lang == 'zh' else item.en}" for item in result.problems)
    if result.holds and lang == "zh":
        lines.append(
            f"✓ {result.version}：{result.files} 个文件、{result.rows} 行、"
            f"{result.captures} 份原件，均与清单和存档相符"
        )
    elif result.holds:
        lines.append(
            f"✓ {result.version}: {result.files} files, {result.rows} rows and "
            f"{result.captures} captures are as the manifest and the archive say"
        )
    return "\n".join(lines) + "\n"
