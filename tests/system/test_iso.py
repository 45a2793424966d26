"""The CD image, booted by GRUB: the prompt comes, and a command works."""
import subprocess
import sys

from boot import BUILD, ROOT


def test_the_iso_boots(directory):
    (directory / "robin.iso").symlink_to(BUILD / "robin.iso")
    command = [sys.executable, str(ROOT / "tools" / "run"), "--build", str(directory), "--iso", "robin.iso"]
    done = subprocess.run(command, input="hello\nexit 6\n", capture_output=True, text=True, timeout=60)
    assert done.returncode == 6
    assert "hello, world\n" in done.stdout
