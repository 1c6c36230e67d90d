"""What tests in a browser look at beside the words: faults of accessibility, and what is wider than the screen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

AXE = Path(__file__).resolve().parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]
_FAULTS = """async rules => {
    const found = await axe.run(document, {runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})
    return found.violations
        .filter(fault => ['serious', 'critical'].includes(fault.impact))
        .flatMap(fault => fault.nodes.map(node => `${fault.id} (${fault.impact}): ${node.html.slice(0, 200)}`))
}"""


def serious_faults(page: Any) -> list[str]:
    """What axe-core calls serious or critical in the page as it stands, a line each."""
    if not AXE.is_file():
        pytest.skip("wants axe-core (npm ci in web/)")
    if not page.evaluate("() => 'axe' in window"):
        # By the driver and not by a script element, which the page's own policy would refuse.
        page.evaluate(AXE.read_text("utf-8") + "\n;undefined")
    # The faults alone come back: with all that is in order, of 300 elements each, they took seconds to hand over.
    faults: list[str] = page.evaluate(_FAULTS, RULES)
    return faults


def too_wide(page: Any) -> list[str]:
    """The elements that make the whole page scroll sideways; a box that scrolls by itself is right."""
    found: list[str] = page.evaluate(
        """() => {
            const wide = document.documentElement.clientWidth
            if (document.documentElement.scrollWidth <= wide) return []
            return [...document.body.querySelectorAll('*')]
                .filter(one => one.getBoundingClientRect().right > wide + 1)
                .map(one => one.outerHTML.slice(0, 120))
        }"""
    )
    return found


def wrong(page: Any, *widths: int) -> dict[int, list[str]]:
    """`serious_faults` and `too_wide` at each of these widths, where there are any.

    The page is loaded once and its window made wider or narrower: loading costs more than looking.
    """
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 900})
        if faults := serious_faults(page) + too_wide(page):
            found[width] = faults
    return found
