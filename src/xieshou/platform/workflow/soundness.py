"""Whether a flow can always reach its end: every order of events is played through before a flow may be published.

A token lies on a line. A parallel gateway takes one from each of its lines and lays one on each leaving line; anything else
takes one and lays one. What is left without anybody able to move is a matter that would wait for ever.
"""

from xieshou.lib.problems import Problem
from xieshou.platform.workflow.diagram import Line, Node, Process, Shape

MOST_MARKINGS = 5_000
Marking = frozenset[str]


def cycle_of(process: Process) -> list[str]:
    """The elements of one loop, in order; empty when there is none."""
    colour: dict[str, int] = {}
    trail: list[str] = []

    def visit(node_id: str) -> list[str]:
        colour[node_id] = 1
        trail.append(node_id)
        for following in sorted(_direct(process, node_id)):
            if colour.get(following) == 1:
                return [*trail[trail.index(following) :], following]
            if following in process.nodes and following not in colour and (found := visit(following)):
                return found
        trail.pop()
        colour[node_id] = 2
        return []

    for node_id in process.nodes:
        if node_id not in colour and (loop := visit(node_id)):
            return loop
    return []


def _direct(process: Process, node_id: str) -> set[str]:
    lines = list(process.outgoing.get(node_id, []))
    for timer in process.timers_of(node_id):
        lines += process.outgoing[timer.id]
    return {line.target for line in lines}


def dead_ends(process: Process) -> list[Problem]:
    """What goes wrong in some order of events: waiting for ever, or one element reached twice at once."""
    start = next(node for node in process.nodes.values() if node.shape is Shape.START)
    first = frozenset(line.id for line in process.outgoing[start.id])
    seen: set[Marking] = {first}
    waiting = [first]
    found: dict[str, Problem] = {}
    while waiting:
        if len(seen) > MOST_MARKINGS:
            return [Problem("并行分支太多，无法逐一验证", where=process.name, remedy="把一部分画成子流程")]
        marking = waiting.pop()
        following = _moves(process, marking, found)
        if not following and marking:
            _tell_stuck(process, marking, found)
        fresh = [one for one in following if one not in seen]
        seen.update(fresh)
        waiting += fresh
    return list(found.values())


def _moves(process: Process, marking: Marking, found: dict[str, Problem]) -> list[Marking]:
    following: list[Marking] = []
    for node in process.nodes.values():
        arrived = [line for line in process.incoming[node.id] if line.id in marking]
        if not arrived:
            continue
        if node.shape is Shape.PARALLEL:
            if len(arrived) == len(process.incoming[node.id]):
                taken = {line.id for line in arrived}
                following.append(_laid(process, node, marking - taken, process.outgoing[node.id], found))
            continue
        if len(arrived) > 1:
            _tell_twice(node, found)
        for line in arrived:
            following += [_laid(process, node, marking - {line.id}, lines, found) for lines in _ways(process, node)]
    return following


def _ways(process: Process, node: Node) -> list[list[Line]]:
    if node.shape is Shape.CHOICE:
        return [[line] for line in process.outgoing[node.id]]
    timed = [process.outgoing[timer.id] for timer in process.timers_of(node.id)]
    return [process.outgoing[node.id], *timed]


def _laid(process: Process, node: Node, rest: Marking, lines: list[Line], found: dict[str, Problem]) -> Marking:
    for line in lines:
        if line.id in rest:
            _tell_twice(process.nodes[line.target], found)
    return rest | {line.id for line in lines}


def _tell_twice(node: Node, found: dict[str, Problem]) -> None:
    remedy = "并行分支要先用一个并行网关汇合，再往下走"
    found.setdefault(f"twice:{node.id}", Problem("可能同时被两条分支到达，会办两次", where=node.label, remedy=remedy))


def _tell_stuck(process: Process, marking: Marking, found: dict[str, Problem]) -> None:
    for line in process.lines:
        node = process.nodes[line.target]
        if line.id in marking and node.shape is Shape.PARALLEL:
            what = "会永远等一条不会到的分支"
            remedy = "排他网关分开的路要用排他网关（或直接）汇合，并行网关只汇合并行网关分开的路"
            found.setdefault(f"stuck:{node.id}", Problem(what, where=node.label, remedy=remedy))
