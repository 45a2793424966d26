"""Each program of tests/user, run on Robin: it must end with status 0 and leave no frame and no process behind."""
import pytest

import user_programs


@pytest.mark.parametrize("program", [
    pytest.param(program, id=program.name,
                 marks=[pytest.mark.properties("R111", *program.properties), pytest.mark.xdist_group(program.batch)])
    for program in user_programs.load()])
def test_program(program, batches):
    user_programs.check(program, batches(program))
