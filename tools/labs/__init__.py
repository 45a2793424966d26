"""Course labs: which there are, what somebody handed in, and the trees that students get."""
