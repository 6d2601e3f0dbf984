"""Draw docs/images/way.svg, a change's way from packet to production and who does what; `--check` compares."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from html import escape
from pathlib import Path

TARGET = Path(__file__).parents[1] / "docs" / "images" / "way.svg"
WIDTH, LEFT, TOP = 1180, 160, 10
LANE_HEIGHT, BOX_WIDTH, BOX_HEIGHT = 92, 114, 74


@dataclass(frozen=True)
class Step:
    """A box: in whose lane, its command (a test holds it against the command line), and what it comes to."""

    lane: int
    name: str
    command: str
    lines: tuple[str, ...]


LANES = (
    ("operator", "proposes, never counts", "#1f6feb"),
    ("CI runner", "a key that is no person's", "#8250df"),
    ("people who sign", "keys of their own", "#bc4c00"),
    ("production", "run by the operator", "#1a7f37"),
    ("auditor", "trusts nobody here", "#57606a"),
)
STEPS = (
    Step(0, "packet", "packet check", ("a folder in git:", "guards, SQL, deltas")),
    Step(1, "rehearse", "rehearse", ("twelve stages", "on a clone")),
    Step(1, "attest", "rehearse --attest", ("signs the digest", "of the evidence")),
    Step(0, "propose", "gate propose", ("exactly this packet,", "for this database")),
    Step(2, "sign", "gate sign", ("the L2 quorum,", "then the President")),
    Step(3, "ratify", "gate ratify", ("verified again; one", "approval, it expires")),
    Step(3, "rollout", "rollout run", ("what was signed,", "or nothing")),
    Step(4, "verify", "gate verify", ("all of it again,", "from signed bytes")),
)
GAP = (WIDTH - LEFT - 16 - len(STEPS) * BOX_WIDTH) / (len(STEPS) - 1)


def _place(index: int) -> tuple[float, float]:
    x = LEFT + index * (BOX_WIDTH + GAP)
    return x, TOP + STEPS[index].lane * LANE_HEIGHT + (LANE_HEIGHT - 8 - BOX_HEIGHT) / 2


def _box(index: int) -> str:
    step, (x, y) = STEPS[index], _place(index)
    colour, middle = LANES[step.lane][2], x + BOX_WIDTH / 2
    lines = "".join(
        f'<text x="{middle:.0f}" y="{y + 49 + 13 * row:.0f}" class="t">{escape(line)}</text>'
        for row, line in enumerate(step.lines)
    )
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{BOX_WIDTH}" height="{BOX_HEIGHT}" rx="7" fill="#fff" stroke="{colour}"'
        f' stroke-width="1.6"/><text x="{middle:.0f}" y="{y + 17:.0f}" class="n" fill="{colour}">{index + 1}'
        f' · {step.name}</text><text x="{middle:.0f}" y="{y + 32:.0f}" class="c">{escape(step.command)}</text>{lines}'
    )


def _arrow(index: int) -> str:
    (x1, y1), (x2, y2) = _place(index), _place(index + 1)
    middle, start, end = BOX_HEIGHT / 2, x1 + BOX_WIDTH, x2 - 2
    bend = (start + x2) / 2
    return (
        f'<path d="M{start:.0f} {y1 + middle:.0f} L{bend:.0f} {y1 + middle:.0f} L{bend:.0f} {y2 + middle:.0f}'
        f' L{end:.0f} {y2 + middle:.0f}" class="a"/>'
    )


def _lane(index: int) -> str:
    name, note, colour = LANES[index]
    y = TOP + index * LANE_HEIGHT
    return (
        f'<rect x="4" y="{y}" width="{WIDTH - 8}" height="{LANE_HEIGHT - 8}" rx="10" fill="{colour}" opacity="0.06"/>'
        f'<text x="16" y="{y + 38}" class="l" fill="{colour}">{name}</text>'
        f'<text x="16" y="{y + 54}" class="s">{note}</text>'
    )


def draw() -> str:
    """The picture as SVG text."""
    height = TOP + len(LANES) * LANE_HEIGHT
    shapes = [
        *(_lane(index) for index in range(len(LANES))),
        *(_arrow(index) for index in range(len(STEPS) - 1)),
        *(_box(index) for index in range(len(STEPS))),
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"'
        ' aria-label="From packet to production: eight steps, each in the lane of who does it">'
        "<style>text{font-family:system-ui,sans-serif}.t{font-size:10.5px;text-anchor:middle;fill:#24292f}"
        ".n{font-size:12px;font-weight:700;text-anchor:middle}.l{font-size:12px;font-weight:600}"
        ".c{font-size:10px;font-family:ui-monospace,monospace;text-anchor:middle;fill:#57606a}"
        ".s{font-size:10px;fill:#57606a}.a{fill:none;stroke:#6e7781;stroke-width:1.3;marker-end:url(#h)}</style>"
        '<defs><marker id="h" viewBox="0 0 6 6" refX="5" refY="3" markerWidth="6" markerHeight="6" orient="auto">'
        '<path d="M0 0 L6 3 L0 6 z" fill="#6e7781"/></marker></defs>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(shapes)}</svg>\n'
    )


def main() -> None:
    """Write the picture, or check it."""
    if "--check" in sys.argv:
        sys.exit(0 if TARGET.read_text() == draw() else "docs/images/way.svg is out of step: run scripts/draw_way.py")
    TARGET.write_text(draw())


if __name__ == "__main__":
    main()
