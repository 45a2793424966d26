"""The grader of the labs; tools/grade is its command.

A submission goes through these, in this order:

    lab.py          what lab.toml says: files, symbols, properties, points
    submission.py   the files that the lab names, and nothing else
    sandbox.py      a command that sees little, for a limited time
    build.py        the submission's objects, their symbols and instructions, the kernel
    elf.py          an object's sections and symbols
    draw.py         the random choices of this grading
    machine.py      a boot, with limits: its trace
    verdict.py      what the runs say about each property, and what that makes
    answers.py      instead of these, for a lab of questions: each answer is compared with what the traces say
    version.py      which Robin it was
    report.py       for people, for JUnit, TAP, spreadsheets and Gradescope

What a property is, each lab says itself, in labs/N-name/checks.py.
"""
