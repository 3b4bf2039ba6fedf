"""A release is proved against its manifest, its own rows and the archive, down to one number."""

import json
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from contracts import Notice, Reading
from dataset.release import publish_release, read_manifest
from dataset.verify import Verification, verification_text, verify_release
from tests.made_readings import CLAUSES, NOW, SET_ASIDE, UNITS, made_fingerprint, made_readings


def filed() -> tuple[list[Reading], dict[str, bytes], dict[str, Notice]]:
    """The made readings under the hashes of real bytes, and an archive that holds these."""
    readings, archive, notices = [], {}, {}
    for reading in made_readings():
        content = reading.path.encode()
        real = sha256(content).hexdigest()
        text = reading.model_dump_json().replace(reading.notice.sha256, real)
        again = Reading.model_validate_json(text)
        readings.append(again)
        archive[real] = content
        notices[real] = again.notice
    return readings, archive, notices


READINGS, ARCHIVE, NOTICES = filed()


@pytest.fixture
def release(tmp_path: Path) -> Path:
    fingerprint = made_fingerprint()
    return publish_release(READINGS, SET_ASIDE, UNITS, CLAUSES, fingerprint, tmp_path, NOW)


def verify(release: Path, **more: object) -> Verification:
    return verify_release(release, ARCHIVE.__getitem__, **more)


def words(result: Verification) -> str:
    return " | ".join(item.en for item in result.problems)


def test_a_release_as_it_was_made_holds(release: Path) -> None:
    for folder in (release, release.parent / "current"):
        result = verify(folder)
        assert result.holds, words(result)
        stated = [file.rows for file in read_manifest(folder).files.values() if file.rows]
        assert result.captures == 5 and 3 * result.rows == sum(stated)
    assert "5 captures" in verification_text(result, "en")
    assert "5 份原件" in verification_text(result, "zh")


def test_a_changed_missing_or_added_file_is_named(release: Path) -> None:
    path = release / "rankings.csv"
    path.write_bytes(path.read_bytes().replace(b"45.0", b"46.0"))
    (release / "codebook.md").unlink()
    (release / "extra.txt").write_text("?")
    result = verify(release)
    assert len(result.problems) == 3
    for word in (
        "rankings.csv: changed",
        "codebook.md: cannot be opened",
        "extra.txt: the manifest",
    ):
        assert word in words(result)


def rewrite(release: Path, table: str, change) -> None:
    """Change a Parquet file and make the manifest agree, as a careful forger would."""
    path = release / f"{table}.parquet"
    pq.write_table(change(pq.read_table(path)), path)
    manifest = json.loads((release / "manifest.json").read_text())
    file = manifest["files"][path.name]
    file["sha256"] = sha256(path.read_bytes()).hexdigest()
    file["bytes"] = path.stat().st_size
    (release / "manifest.json").write_text(json.dumps(manifest))


@pytest.mark.parametrize(
    ("table", "change", "problem"),
    [
        ("observations", lambda t: t.slice(1), "rows, the manifest says"),
        ("units", lambda t: t.slice(1), "unit_id without a row in units"),
        ("captures", lambda t: t.slice(1), "notice without a row in captures"),
        ("rankings", lambda t: t.take([0, 0, *range(2, 11)]), "several rows with the same"),
        ("rankings", lambda t: t.drop_columns(["percentile"]), "not those of this version's"),
    ],
)
def test_rows_that_do_not_hold_together_are_found_behind_good_hashes(
    release: Path, table: str, change, problem: str
) -> None:
    rewrite(release, table, change)
    assert problem in words(verify(release))


def test_a_version_that_its_components_do_not_make_is_found(release: Path) -> None:
    path = release / "manifest.json"
    manifest = json.loads(path.read_text())
    manifest["fingerprint"]["rules"] = "0" * 64
    path.write_text(json.dumps(manifest))
    assert f"says version {release.name}, its components make" in words(verify(release))
    elsewhere = release.rename(release.with_name("0123456789ab"))
    assert "the folder 0123456789ab holds version" in words(verify(elsewhere))


def test_no_manifest_or_half_of_one_is_an_answer_not_a_crash(release: Path) -> None:
    path = release / "manifest.json"
    path.write_bytes(path.read_bytes()[:100])
    assert "manifest.json" in words(verify(release))
    path.unlink()
    assert "Name the folder of a release" in words(verify(release))
    assert "No such file" in words(verify(release.parent / "nowhere"))


def test_bytes_that_the_archive_lost_or_changed_are_found(release: Path) -> None:
    lost, changed, *_ = sorted(ARCHIVE)
    archive = {sha: content for sha, content in ARCHIVE.items() if sha != lost}
    archive[changed] = b"other bytes"
    result = verify_release(release, archive.__getitem__)
    assert [lost in item.en or changed in item.en for item in result.problems] == [True, True]
    assert "does not give" in words(result) and "is changed" in words(result)


def cell_of(release: Path, unit: str, column: str) -> str:
    rows = pq.read_table(release / "observations.parquet").to_pylist()
    return next(
        row["cell_id"]
        for row in rows
        if row["unit_printed"] == unit and row["column_path"] == column
    )


def test_a_number_is_led_back_to_its_spot_and_read_again(release: Path) -> None:
    cell = cell_of(release, "示例市国土资源局", "得分")
    result = verify(release, cell=cell, reread=NOTICES.__getitem__)
    assert result.holds and result.cell is not None
    proof = result.cell
    assert (proof.value, proof.quote, proof.reread, proof.reread_quote) == (
        "50",
        "50",
        "same",
        "50",
    )
    assert proof.place == "page 1, box [252, 120, 310, 138.5] pt"
    assert proof.url == "https://www.example.gov.cn/1.html"
    assert proof.capture in ARCHIVE and proof.file_name == "1.html"
    assert "quote          50" in verification_text(result, "en")
    assert verify(release, cell=cell).cell.reread == "not_done"


def moved(notice: Notice, text: str | None, shift: float = 0.0) -> Notice:
    """The notice as another reader would see it: another text in its cells, or another place."""

    def cell(old):
        proof = old.evidence
        x0, top, x1, bottom = proof.locator.box_pt
        place = proof.locator.model_copy(update={"box_pt": (x0 + shift, top, x1, bottom)})
        quote = proof.quote if text is None else text
        return old.model_copy(
            update={"evidence": proof.model_copy(update={"quote": quote, "locator": place})}
        )

    table = notice.tables[0]
    rows = tuple(
        row.model_copy(update={"cells": tuple(map(cell, row.cells))}) for row in table.rows
    )
    return notice.model_copy(update={"tables": (table.model_copy(update={"rows": rows}),)})


def test_a_number_that_reads_differently_now_does_not_hold(release: Path) -> None:
    cell = cell_of(release, "示例市国土资源局", "得分")
    other = verify(release, cell=cell, reread=lambda sha: moved(NOTICES[sha], "51"))
    assert not other.holds and other.cell.reread == "differs" and other.cell.reread_quote == "51"
    assert "quote '50' -> '51'" in words(other)
    shifted = verify(release, cell=cell, reread=lambda sha: moved(NOTICES[sha], None, 3.0))
    assert "x0 252.0 -> 255.0" in words(shifted)
    gone = verify(
        release, cell=cell, reread=lambda sha: NOTICES[sha].model_copy(update={"tables": ()})
    )
    assert not gone.holds and gone.cell.reread == "gone"


def test_a_number_that_is_not_there_is_told(release: Path) -> None:
    result = verify(release, cell="0" * 16)
    assert not result.holds and result.cell is None
    assert "observations.cell_id" in words(result)
