"""gdb's waitgraph, without gdb: who can never go on."""
from tools.gdb.stuck import circles, stuck


def found(arrows, free=()):
    members = stuck(arrows, free)
    return circles(arrows, members), members


def test_a_circle():
    assert found({4: [5], 5: [6], 6: [4]}) == ([[4, 5, 6, 4]], {4, 5, 6})
    assert found({6: [5], 5: [6], 9: [8], 8: [9]}) == ([[5, 6, 5], [8, 9, 8]], {5, 6, 8, 9})
    assert found({5: [5]}) == ([[5, 5]], {5})


def test_one_of_several_is_enough():
    """3 waits for a child, 4 or 5; 4 for its parent. 5 can end."""
    arrows = {3: [4, 5], 4: [3]}
    assert found(arrows, free=[5]) == ([], set())
    assert found({**arrows, 5: [4]}) == ([[3, 4, 3]], {3, 4, 5})


def test_who_waits_for_the_stuck_is_stuck_too():
    assert found({1: [2], 2: [3], 3: [4, 5], 4: [5], 5: [4], 7: [6]}, free=[6]) == ([[4, 5, 4]], {1, 2, 3, 4, 5})


def test_one_that_has_ended_gives_nothing_back():
    assert found({5: [4]}) == ([], {5})


def test_a_chain_of_thousands_and_everybody_for_everybody():
    """Neither is deep or slow."""
    chain = {pid: [pid + 1] for pid in range(1, 5000)}
    assert found(chain, free=[5000]) == ([], set())
    assert found({**chain, 5000: [1]})[0] == [[*range(1, 5001), 1]]
    crowd = {pid: [other for other in range(1, 300) if other != pid] for pid in range(2, 300)}
    assert found({**crowd, 1: [2]})[1] == set(range(1, 300))
