"""Evidence as a release writes it: flat beside its value, or as JSON where a row has several."""

import json
from typing import Any

from dataset.privacy import redact
from evidence import Evidence


def place(evidence: Evidence) -> dict[str, Any]:
    """The fields of a `PlacedRow`."""
    locator = evidence.locator
    x0, top, x1, bottom = locator.box_pt or (None, None, None, None)
    return {
        "capture": evidence.capture,
        "page": locator.page,
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "selector": locator.selector,
        "sheet": locator.sheet,
        "ref": locator.ref,
        "quote": redact(evidence.quote),
        "reader": evidence.reader,
        "ocr_confidence": evidence.ocr_confidence,
    }


def evidence_form(evidence: Evidence) -> dict[str, Any]:
    """The JSON form that `extract` and `audit` print, with the capture it is of; redacted."""
    return {
        "capture": evidence.capture,
        **evidence.to_json(),
        "quote": redact(evidence.quote),
    }


def as_json(value: object) -> str:
    """JSON as a field holds it: one line, characters as they are, keys as given."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
