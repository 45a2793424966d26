"""What people run on the host; as a package, so that one tool can use another: `from tools import trace`."""
