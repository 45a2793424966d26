"""A page in a real browser, without a window: Chromium, driven by Selenium.

    def test_something(open_page):
        page = open_page(text)                     # loads it from a file, waits until it is ready
        page.keys("ArrowRight")
        assert page.run("return timeline.at(3).running") == 1

Whatever the page asks of the network, and each error that it writes to the console, fails the test (Page.check).
"""
import importlib.util
import json
import os
import shutil
import tempfile
import time

import pytest

from boot import BUILD

FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
         "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage")
BROWSERS, DRIVER = ("chromium", "chromium-browser", "google-chrome"), "chromedriver"
WAIT_READY = """
    const done = arguments[0];
    timeline.ready.then(() => requestAnimationFrame(() => done(performance.now())),
                        (error) => done(String(error.stack)));
"""


def missing():
    """What is not there that a browser needs, or None."""
    if importlib.util.find_spec("selenium") is None:
        return "python3-selenium"
    if not shutil.which(DRIVER):
        return "chromium-driver"
    return None if any(shutil.which(name) for name in BROWSERS) else "chromium"


def require():
    """Skips the test where there is no browser to be had; but not in CI, where its absence is a failure."""
    if missing():
        words = f"{missing()} is not installed: tools/setup browser (Ubuntu has Chromium only as a snap)"
        if os.environ.get("CI") == "true":
            pytest.fail(words)
        pytest.skip(words)


class Browser:
    """One Chromium for many pages."""

    def __init__(self):
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service

        BUILD.mkdir(exist_ok=True)
        self.profile = tempfile.mkdtemp(prefix="browser.", dir=BUILD)
        options = Options()
        options.binary_location = next(path for path in map(shutil.which, BROWSERS) if path)
        for flag in (*FLAGS, f"--user-data-dir={self.profile}"):
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        self.driver = webdriver.Chrome(options=options, service=Service(shutil.which(DRIVER)))
        self.driver.set_script_timeout(60)

    def close(self):
        self.driver.quit()
        shutil.rmtree(self.profile, ignore_errors=True)

    def open(self, file, link="", size=(1400, 900)):
        self.driver.get("about:blank")
        for kind in ("browser", "performance"):
            self.driver.get_log(kind)  # what an earlier page left
        page = Page(self.driver)
        page.resize(*size)
        page.media()
        self.driver.get(f"{file.resolve().as_uri()}{link}")
        loaded = self.driver.execute_async_script(WAIT_READY)
        assert isinstance(loaded, (int, float)), loaded
        return page


class Page:
    """`loaded`: after how many milliseconds it was ready and drawn."""

    def __init__(self, driver):
        self.driver = driver
        self.command = driver.execute_cdp_cmd

    def run(self, script, *arguments):
        return self.driver.execute_script(script, *arguments)

    def keys(self, *keys, shift=False):
        """Pressed and released, as by a person."""
        for key in keys:
            event = {"key": key, "code": key, "modifiers": 8 if shift else 0, "windowsVirtualKeyCode": 0}
            if len(key) == 1:
                event["text"] = key
            self.command("Input.dispatchKeyEvent", {"type": "keyDown", **event})
            self.command("Input.dispatchKeyEvent", {"type": "keyUp", **event})

    def mouse(self, kind, x, y, **more):
        self.command("Input.dispatchMouseEvent", {"type": kind, "x": x, "y": y, **more})

    def click(self, x, y):
        self.mouse("mousePressed", x, y, button="left", clickCount=1)
        self.mouse("mouseReleased", x, y, button="left", clickCount=1)

    def touch(self, kind, *points):
        self.command("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})

    def resize(self, width, height):
        self.command("Emulation.setDeviceMetricsOverride",
                     {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def media(self, dark=False, reduced_motion=True):
        """What the user prefers. Without motion, a test need not wait."""
        self.command("Emulation.setEmulatedMedia", {"features": [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if reduced_motion else "no-preference"}]})

    def text(self, part, number=0):
        """What a part of the page says: of the first run, or the second."""
        return self.run("return document.querySelectorAll(`[data-part=${arguments[0]}]`)[arguments[1]].innerText", part,
                        number)

    def wait(self, script, *arguments, seconds=60):
        """Until the script's value is true."""
        end = time.monotonic() + seconds
        while not self.run(script, *arguments):
            assert time.monotonic() < end, f"never true: {script}"
            time.sleep(0.02)

    def picture(self, file):
        file.parent.mkdir(parents=True, exist_ok=True)
        self.driver.save_screenshot(str(file))

    def check(self):
        """Nothing on the console that is an error, nothing asked of the network."""
        errors = [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
        messages = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        asked = [message["params"]["request"]["url"] for message in messages
                 if message["method"] == "Network.requestWillBeSent"]
        assert errors == []
        assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
        assert len([url for url in asked if url.startswith("file:")]) == 1, asked
