"""The third part of ci/demo: the same worker, in the same binary, in virtual time between simulated peers, through
drawn scenarios that oracles judge."""

import json
import subprocess

import demo_figures
from streamtest import case, report

# Rare states are demanded of large campaigns only: a few hundred scenarios may miss one.
LARGE = 2000


def draw_scenarios(worker, count):
    """Runs a campaign with its own progress bar; its figures."""
    folder = case.run_folder("demo-campaign")
    print(f"\n3. virtual time: {count} drawn scenarios, judged by oracles; files in {folder}", flush=True)
    result_file = folder / "campaign.json"
    argv = [worker, "sim", "campaign", "--count", str(count), "--base-seed", "1", "--out", folder, "--json", result_file]
    if count >= LARGE:
        argv.append("--require-probes")
    code = subprocess.run(argv, check=False).returncode
    result = json.loads(result_file.read_text())
    figures = judge(code, result)
    print(f"\n{report.table(figures)}\n\nresult:    {result_file}")
    return figures


def judge(code, result):
    """Every figure of the campaign with its bound."""
    worst = max(result["recovery"].items(), key=lambda one: one[1], default=("none", 0))
    return [
        demo_figures.exactly("exit code", code, 0),
        report.Figure("scenarios, run twice", f"{result['scenarios']}, {result['repeated']}"),
        demo_figures.exactly("scenarios that failed", len(result["failures"]), 0),
        report.Figure("simulated stream", f"{result['simulated_seconds'] / 3600:.1f} h"),
        report.Figure("speed, x real time", f"{result['speedup']:.0f} ({result['speedup_per_core']:.0f} on each core)"),
        report.Figure("rare states reached", str(sum(1 for hits in result["probes"].values() if hits > 0))),
        report.Figure("worst recovery", f"{worst[1]:.1f} s of virtual time, from {worst[0]}"),
    ]
