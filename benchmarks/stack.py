"""The whole system as `make run` starts it, on the measurement's own database and broker."""

import sys

from benchmarks.processes import Processes, free_port, is_healthy, wait_until


def start_stack(processes: Processes, *, graph_delay_ms: int = 0, per_second: int = 1000) -> tuple[int, int]:
    """With a stand-in for Meta. Returns the web server's port and the stand-in's."""
    graph, port = free_port(), free_port()
    processes.start("graph", [sys.executable, "-m", "benchmarks.graph", str(graph), str(graph_delay_ms)])
    env = {"WHATSAPP_API_URL": f"http://127.0.0.1:{graph}", "PORT": str(port)}
    env["WHATSAPP_MESSAGES_PER_SECOND"] = str(per_second)
    stack = processes.start("stack", [sys.executable, "-m", "helpdesk.local"], env)
    wait_until(lambda: is_healthy(port), stack, "the stack", seconds=90)
    return port, graph
