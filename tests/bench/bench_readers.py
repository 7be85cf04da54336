"""How fast run files are read, beside the other decoders, and what memory it takes.

`python tests/bench/bench_readers.py` measures FIT in one run: made files, then the corpus where
it is there; with the word `xml` it measures TCX and GPX. `metrics` shows how the metrics are
spread over the corpus, `guess` how well a run is told by its speed alone. fitfast,
pyfitparsernative, gpxpy and tcxreader take part where they are installed.
"""

import importlib.util
import re
import subprocess
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np

from lapbell.core.run import Form
from lapbell.readers import fit, guess, is_whole, read
from lapbell.readers.segments import segments
from lapbell.readers.write import write_fit
from making import Made, a_run
from making_xml import activity, gpx, laps_of, points_of, tcx, track
from readers.corpus import fit_files, xml_files

Decode = Callable[[bytes], object]

SECOND = timedelta(seconds=1)
MADE = {
    "an hour": Made(elapsed=timedelta(hours=1), distance_m=12_000, every=SECOND),
    "a marathon": Made(elapsed=timedelta(hours=3, minutes=40), distance_m=42_195, every=SECOND),
    "an ultra": Made(elapsed=timedelta(hours=12), distance_m=90_000, every=SECOND),
}


def full_fitparse(data: bytes) -> object:
    return list(importlib.import_module("fitparse").FitFile(data).get_messages())


def full_fitdecode(data: bytes) -> object:
    return list(importlib.import_module("fitdecode").FitReader(data))


def full_garmin(data: bytes) -> object:
    sdk = importlib.import_module("garmin_fit_sdk")
    messages, errors = sdk.Decoder(sdk.Stream.from_byte_array(bytearray(data))).read()
    if errors:
        raise ValueError(errors)
    return messages


def full_fitfast(data: bytes) -> object:
    return importlib.import_module("fitfast").parse(data)


def full_native(data: bytes) -> object:
    return importlib.import_module("pyfitparsernative").parse_fit_bytes(data)


def lapbell_summary(data: bytes) -> object:
    return fit.sessions_in([fit.Part(data, segment) for segment in segments(data)])


def lapbell_run(data: bytes) -> object:
    return read(data, athlete="bench")


DECODERS: Mapping[str, tuple[str, Decode]] = {
    "fitparse, everything": ("fitparse", full_fitparse),
    "fitdecode, everything": ("fitdecode", full_fitdecode),
    "garmin-fit-sdk, everything": ("garmin_fit_sdk", full_garmin),
    "fitfast, everything": ("fitfast", full_fitfast),
    "pyfitparsernative, everything": ("pyfitparsernative", full_native),
    "lapbell, summary": ("lapbell", lapbell_summary),
    "lapbell, run with metrics": ("lapbell", lapbell_run),
}


def full_gpxpy(data: bytes) -> object:
    return importlib.import_module("gpxpy").parse(data)


def full_tcxreader(data: bytes) -> object:
    """It reads files alone, from memory here; writing one takes a hundredth of its time."""
    reader = importlib.import_module("tcxreader.tcxreader").TCXReader()
    with tempfile.NamedTemporaryFile(dir="/dev/shm") as file:
        file.write(data)
        file.flush()
        return reader.read(file.name)


XML_DECODERS: Mapping[Form, Mapping[str, tuple[str, Decode]]] = {
    "gpx": {
        "gpxpy, everything": ("gpxpy", full_gpxpy),
        "lapbell, is it whole": ("lapbell", is_whole),
        "lapbell, run with metrics": ("lapbell", lapbell_run),
    },
    "tcx": {
        "tcxreader, everything": ("tcxreader", full_tcxreader),
        "lapbell, is it whole": ("lapbell", is_whole),
        "lapbell, run with metrics": ("lapbell", lapbell_run),
    },
}


def installed(decoders: Mapping[str, tuple[str, Decode]]) -> dict[str, Decode]:
    found = {}
    for name, (module, decode) in decoders.items():
        if importlib.util.find_spec(module) is None:
            print(f"{name}: not installed, left out")
        else:
            found[name] = decode
    return found


def seconds(decode: Decode, data: bytes, times: int) -> float | None:
    """Return the shortest of so many times; None where the decoder refuses the file."""
    best = float("inf")
    try:
        for _ in range(times):
            start = time.perf_counter()
            decode(data)
            best = min(best, time.perf_counter() - start)
    except BaseException as error:  # pyo3's panics are no Exception
        if isinstance(error, KeyboardInterrupt):
            raise
        return None
    return best


def bench_made(decoders: Mapping[str, Decode], write: Callable[[Made], bytes]) -> None:
    for title, made in MADE.items():
        data = write(made)
        print(f"\n{title}: {len(data) / 1000:.0f} kB, {made.elapsed.seconds + 1} samples")
        took = {name: seconds(decode, data, 2) for name, decode in decoders.items()}
        base = next(iter(took.values())) or 0
        for name, each in took.items():
            print(f"  {name:32}{row(each, base)}   peak {peak_mb(name, data):6.1f} MB")


def row(took: float | None, base: float) -> str:
    return "   cannot read it" if took is None else f"{1000 * took:10.2f} ms {base / took:7.1f} x"


def peak_mb(name: str, data: bytes) -> float:
    """Return the memory a child process takes for one file, beyond its imports."""
    command = [sys.executable, __file__, "memory", name]
    done = subprocess.run(command, input=data, capture_output=True, check=False)
    return float(done.stdout or "nan")


def memory(name: str) -> None:
    data = sys.stdin.buffer.read()
    known = {**DECODERS, **XML_DECODERS["gpx"], **XML_DECODERS["tcx"]}
    decode = known[name][1]
    for write in (as_fit, as_tcx, as_gpx):
        seconds(decode, write(Made(elapsed=timedelta(minutes=1))), 1)
    before = status_mb("VmRSS")
    kept = decode(data)
    print(status_mb("VmHWM") - before)
    del kept


def as_fit(made: Made) -> bytes:
    return write_fit(made.messages())


def as_tcx(made: Made) -> bytes:
    return tcx(activity(*laps_of(made, 3)))


def as_gpx(made: Made) -> bytes:
    return gpx(track(points_of(made)))


def status_mb(name: str) -> float:
    """Return a figure of Linux's /proc: ru_maxrss would count the parent's memory too."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(name))


def bench_corpus(decoders: Mapping[str, Decode], files: Sequence[bytes]) -> None:
    if not files:
        print("\nno corpus")
        return
    took = {name: [seconds(decode, data, 1) for data in files] for name, decode in decoders.items()}
    runs = [read(data, athlete="bench").outcome == "run" for data in files]
    for title, chosen in (("all", [True] * len(files)), ("runs", runs)):
        print(f"\ncorpus, {title}: {sum(chosen)} files; ratio over what both read")
        for name, times in took.items():
            compare(name, times, next(iter(took.values())), chosen)


def compare(
    name: str, times: list[float | None], base: list[float | None], chosen: list[bool]
) -> None:
    both = [
        (one, other)
        for one, other, wanted in zip(times, base, chosen, strict=True)
        if wanted and one is not None and other is not None
    ]
    mine, theirs = (sum(each) for each in zip(*both, strict=True))
    median = np.median([other / one for one, other in both])
    read_by_it = sum(one is not None for one, wanted in zip(times, chosen, strict=True) if wanted)
    print(
        f"  {name:32}reads {read_by_it:3}  {1000 * mine / len(both):9.2f} ms a file "
        f"{theirs / mine:7.1f} x, median of files {median:6.1f} x"
    )


def spread_of_metrics() -> None:
    files = (*fit_files(), *xml_files())
    runs = [run for file in files for run in read(file.data, athlete="bench").runs]
    long = [run for run in runs if run.elapsed and run.elapsed >= timedelta(minutes=10)]
    print(f"{len(long)} runs of ten minutes and more, of {len(runs)}")
    for name in ("run_minutes", "cadence_change_percent", "descent_per_km"):
        values = [run.measured.values[name] for run in long if name in run.measured.values]
        p5, p50, p95 = np.percentile(values, (5, 50, 95))
        print(f"  {name:24} known {len(values):3}   p5 {p5:6.1f}  p50 {p50:6.1f}  p95 {p95:6.1f}")
        reasons = [run.measured.missing[name] for run in long if name in run.measured.missing]
        for why in sorted(set(reasons)):
            print(f"    {reasons.count(why):3} x {why}")


def bench_fit() -> None:
    decoders = installed(DECODERS)
    for decode in decoders.values():
        decode(a_run(elapsed=timedelta(minutes=1)))
    bench_made(decoders, as_fit)
    bench_corpus(decoders, [file.data for file in fit_files() if any(segments(file.data))])


def bench_xml() -> None:
    forms: tuple[tuple[Form, Callable[[Made], bytes]], ...] = (("gpx", as_gpx), ("tcx", as_tcx))
    for form, write in forms:
        print(f"\n{form.upper()}")
        decoders = installed(XML_DECODERS[form])
        for decode in decoders.values():
            decode(write(Made(elapsed=timedelta(minutes=1))))
        bench_made(decoders, write)
        found = (file for file in xml_files() if file.path.endswith(f".{form}"))
        bench_corpus(decoders, [file.data for file in found])


def spread_of_guesses() -> None:
    """Judge every activity that names its sport as if it named none."""
    counts: dict[str, Counter[str]] = {}
    for sport, doubt in guesses():
        counts.setdefault(sport, Counter())[doubt or "a run"] += 1
    for sport, doubts in sorted(counts.items(), key=lambda pair: -pair[1].total()):
        print(f"  {sport:28} {doubts.total():3}   {dict(doubts.most_common())}")


def guesses() -> Iterator[tuple[str, str]]:
    for file in fit_files():
        for session, part in fit.sessions_in([fit.Part(file.data, s) for s in segments(file.data)]):
            yield str(session.sport), guess.why_no_run(part.during(session).in_order())
    for file in xml_files():
        nameless = re.sub(rb'<type>.*?</type>| Sport="\w+"|<name>.*?</name>', b"", file.data)
        reading = read(nameless, athlete="bench")
        if file.sport and reading.outcome != "unreadable" and "time" not in reading.reason:
            yield f"{file.sport.lower()}, as XML", reading.reason.rpartition("sport, ")[2]


def main(words: list[str]) -> None:
    warnings.simplefilter("ignore")
    if words[:1] == ["memory"]:
        memory(words[1])
        return
    {
        (): bench_fit,
        ("xml",): bench_xml,
        ("metrics",): spread_of_metrics,
        ("guess",): spread_of_guesses,
    }[tuple(words)]()


if __name__ == "__main__":
    main(sys.argv[1:])
