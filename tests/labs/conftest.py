"""Which of these tests run with which kernel.

What students get does not depend on how this kernel is built, so most run only with the usual one. `make coverage`
counts in the memory of one kernel, and a lab's is another one: there none runs."""
import os

from boot import BUILD, ROOT

if "ROBIN_COVERAGE" in os.environ:
    collect_ignore_glob = ["test_*.py"]
elif BUILD != ROOT / "build":
    collect_ignore_glob = ["test_[!b]*.py"]  # all but test_build.py
