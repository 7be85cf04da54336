"""Every fact of the corpus on which we and Garmin's own decoder differ, with the reason.

`python tests/bench/agree_readers.py` prints the tables of docs/reading.md.
"""

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lapbell.core.run import Run
from lapbell.readers import read
from lapbell.readers.records import FASTEST_MPS
from readers.corpus import fit_files
from readers.second_opinion import FACTS, Difference, differences, sessions_by_garmin


def reason(run: Run, difference: Difference) -> str:
    """Say why the two differ; "unexplained" should never be printed."""
    if difference.theirs is None:
        return "the session does not say; from the samples"
    if difference.theirs == 0 and difference.ours is None:
        return "zero means missing"
    seconds = run.elapsed.total_seconds() if run.elapsed else 0
    if difference.fact == "distance_m" and difference.theirs > FASTEST_MPS * seconds:
        return "faster than anybody runs; from the samples"
    return "unexplained"


def show(value: object) -> str:
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def main() -> None:
    """Print the figures, then one line per difference."""
    runs = 0
    lines: list[str] = []
    reasons: Counter[str] = Counter()
    for file in fit_files():
        sessions = sessions_by_garmin(file.data) or []
        for run in read(file.data, athlete="bench").runs:
            if run.session >= len(sessions):
                lines.append(f"| {file.path} | | | | Garmin's decoder does not read it |")
                continue
            runs += 1
            for each in differences(run, sessions[run.session]):
                why = reason(run, each)
                reasons[f"{each.fact}: {why}"] += 1
                values = f"{show(each.ours)} | {show(each.theirs)}"
                lines.append(f"| {file.path} | {each.fact} | {values} | {why} |")
    print(f"{runs} runs, {runs * len(FACTS)} facts compared, {sum(reasons.values())} differ\n")
    print("\n".join(f"- {count} x {name}" for name, count in sorted(reasons.items())))
    print("\n| file | fact | lapbell | Garmin's decoder | why |\n|---|---|---|---|---|")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
