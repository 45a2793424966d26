"""The colours of a state, which colour-blind people can tell apart: those of Okabe and Ito (jfly.uni-koeln.de/color).

A state is a key of scene.STATES; "P" is blocked in P, which has a colour of its own in the SVG and on the terminal. The
page has the same colours (page.css, the light ones). TERMINAL has the nearest of the 256 colours that terminals know.
"""
COLOURS = {
    "running": "#009e73", "ready": "#56b4e9", "blocked": "#e69f00", "P": "#d55e00", "ready-suspended": "#cc79a7",
    "blocked-suspended": "#cc79a7", "zombie": "#7a7f89", "new": "#f0e442",
}
SECTION, OVERLAP = "#8f7fd0", "#d02010"  # sections that programs mark
TERMINAL = {
    "running": 36, "ready": 74, "blocked": 178, "P": 166, "ready-suspended": 175, "blocked-suspended": 175,
    "zombie": 245, "new": 227,
}


def key(state: str, wait: str) -> str:
    """Which colour a span has."""
    return "P" if state == "blocked" and wait.startswith("P(") else state
