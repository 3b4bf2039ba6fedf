"""Drawing the sample notices anew from their facts: ``python -m benchmarks.draw_samples``."""

from pathlib import Path

from benchmarks.draw_pdf import draw_pdf, scan_pdf
from benchmarks.draw_web import draw_page, print_page
from benchmarks.facts import load_facts

SAMPLES = Path(__file__).resolve().parents[1] / "samples"


def draw_samples(folder: Path) -> None:
    """Write every sample notice below `folder`."""
    banner, portal = load_facts("banner_civilization_2018q2"), load_facts("city_portal_2020q2")
    banner_pdf = draw_pdf(banner)
    files = {
        "banner_civilization_2018q2/notice.pdf": banner_pdf,
        "banner_civilization_2018q2_page/notice.html": draw_page(banner).encode(),
        "city_portal_2020q2/notice.html": draw_page(portal, "gb2312").encode("gb18030"),
        "city_portal_2020q2_print/notice.pdf": print_page(draw_page(portal)),
        "scanned_annex/notice.pdf": scan_pdf(banner_pdf, 2, 3),
    }
    portals = (f"banner_portal_{year}q2" for year in (2018, 2019, 2020))
    for name in ("city_midyear_2018", "banner_article_2022", "centre_report_2023", *portals):
        files[f"{name}/notice.html"] = draw_page(load_facts(name)).encode()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    draw_samples(SAMPLES)
