"""Draw docs/images/flow.svg from the one list of stages; `--check` says whether the picture is in step."""

from __future__ import annotations

import sys
from html import escape
from pathlib import Path

from oneroof.verdict.judge import STAGES

TARGET = Path(__file__).parents[1] / "docs" / "images" / "flow.svg"
#: Lane of each stage: where it works.
LANES = {1: 0, 2: 0, 10: 0, 11: 2, 12: 2}
LANE_NAMES = ("production, only read", "clone, written and reversed", "evidence, signed by people")
LANE_COLOURS = ("#1f6feb", "#8250df", "#1a7f37")
STEP = {4: "A", 5: "B", 6: "C", 7: "D", 8: "E", 9: "F", 11: "G"}
WIDTH, LEFT, TOP, LANE_HEIGHT = 1180, 16, 34, 104
BOX_WIDTH, BOX_HEIGHT = 84, 62
GAP = (WIDTH - 2 * LEFT - len(STAGES) * BOX_WIDTH) / (len(STAGES) - 1)


def _place(number: int) -> tuple[float, float]:
    return LEFT + (number - 1) * (BOX_WIDTH + GAP), TOP + LANES.get(number, 1) * LANE_HEIGHT


def _lines(title: str, limit: int = 13) -> list[str]:
    lines = [""]
    for word in title.replace("/", "/ ").replace(" and next macro", "").split():
        joined = f"{lines[-1]} {word}".strip().replace("/ ", "/")
        if len(joined) <= limit:
            lines[-1] = joined
        else:
            lines.append(word)
    return [line for line in lines if line]


def _box(number: int, title: str) -> str:
    x, y = _place(number)
    colour = LANE_COLOURS[LANES.get(number, 1)]
    head = f"{number:02d}" + (f" · {STEP[number]}" if number in STEP else "")
    text = "".join(
        f'<text x="{x + BOX_WIDTH / 2:.0f}" y="{y + 30 + 13 * row:.0f}" class="t">{escape(line)}</text>'
        for row, line in enumerate(_lines(title))
    )
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="7" fill="#fff" stroke="{colour}"'
        f' stroke-width="1.6"/><text x="{x + BOX_WIDTH / 2:.0f}" y="{y + 15:.0f}" class="n"'
        f' fill="{colour}">{head}</text>{text}'
    )


def _arrow(number: int) -> str:
    (x1, y1), (x2, y2) = _place(number), _place(number + 1)
    middle = BOX_HEIGHT / 2
    start, end, bend = x1 + BOX_WIDTH, x2 - 2, (x1 + BOX_WIDTH + x2) / 2
    return (
        f'<path d="M{start:.0f} {y1 + middle:.0f} L{bend:.0f} {y1 + middle:.0f} L{bend:.0f} {y2 + middle:.0f}'
        f' L{end:.0f} {y2 + middle:.0f}" class="a"/>'
    )


def draw() -> str:
    """The picture as SVG text."""
    lanes = "".join(
        f'<rect x="4" y="{TOP - 24 + lane * LANE_HEIGHT}" width="{WIDTH - 8}" height="{LANE_HEIGHT - 8}" rx="10"'
        f' fill="{LANE_COLOURS[lane]}" opacity="0.06"/><text x="16" y="{TOP - 9 + lane * LANE_HEIGHT}" class="l"'
        f' fill="{LANE_COLOURS[lane]}">{name}</text>'
        for lane, name in enumerate(LANE_NAMES)
    )
    arrows = "".join(_arrow(number) for number, _, _ in STAGES[:-1])
    boxes = "".join(_box(number, title) for number, _, title in STAGES)
    height = TOP + 3 * LANE_HEIGHT - 24
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' aria-label="The twelve stages in order, each in the lane where it works">'
        "<style>text{font-family:system-ui,sans-serif}.t{font-size:10.5px;text-anchor:middle;fill:#24292f}"
        ".n{font-size:11px;font-weight:700;text-anchor:middle}.l{font-size:11px;font-weight:600}"
        ".a{fill:none;stroke:#6e7781;stroke-width:1.3;marker-end:url(#h)}</style>"
        '<defs><marker id="h" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto">'
        '<path d="M0 0 L6 3 L0 6 z" fill="#6e7781"/></marker></defs>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{lanes}{arrows}{boxes}</svg>\n'
    )


def main() -> None:
    """Write the picture, or check it."""
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text() == draw() else "docs/images/flow.svg is out of step: run scripts/draw_flow.py")
    TARGET.write_text(draw())


if __name__ == "__main__":
    main()
