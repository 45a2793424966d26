"""What the tests of the labs have in common: make, here and in an exported tree; the commands as modules."""
import os
import shutil
import subprocess
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader

from boot import BUILD, ROOT
from tools.labs import catalog

LABS = catalog.everything()


def make(*words, tree=ROOT):
    """make in a tree, and what came of it. Here with the compiler and the folder of the tests that run, but without the
    -j of who runs them, about which it would warn; in an exported tree as a student types it."""
    environment = dict(os.environ)
    if tree == ROOT:
        words = (f"BUILD={os.path.relpath(BUILD, ROOT)}", *words)
        flags, mark, variables = environment.get("MAKEFLAGS", "").partition("-- ")
        flags = " ".join(flag for flag in flags.split(" ") if not flag.startswith(("-j", "--jobserver")))
        environment["MAKEFLAGS"] = flags + mark + variables
    else:
        for name in [name for name in environment if name.startswith(("MAKE", "MFLAGS"))]:
            del environment[name]
    return subprocess.run(["make", "--no-print-directory", *words], cwd=tree, env=environment,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def copy_of_the_kernel(folder):
    """All of this tree that an export looks at, to be changed."""
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(".git", "build", "__pycache__"), symlinks=True)
    return folder


def load_script(name):
    """A command in Python as a module, whose parts a test can call and replace: tools/grade."""
    loader = SourceFileLoader(name.replace("-", "_"), str(ROOT / name))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    return module
