"""The colours of a state, which colour-blind people can tell apart: those of Okabe and Ito (jfly.uni-koeln.de/color).

A state is a key of scene.STATES; "P" is blocked in P, which has a colour of its own. TERMINAL has the nearest of the
256 colours that terminals know.
"""
COLOURS = {
    "running": "#009e73", "ready": "#f0e442", "P": "#d55e00", "blocked": "#56b4e9", "ready-suspended": "#cc79a7",
    "blocked-suspended": "#cc79a7", "zombie": "#999999", "new": "#ffffff",
}
TERMINAL = {
    "running": 36, "ready": 227, "P": 166, "blocked": 74, "ready-suspended": 175, "blocked-suspended": 175,
    "zombie": 246, "new": 255,
}


def key(state: str, wait: str) -> str:
    """Which colour a span has."""
    return "P" if state == "blocked" and wait.startswith("P(") else state
