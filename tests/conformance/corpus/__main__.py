"""`python -m tests.conformance.corpus [documents] [--notes]`: the table of recall and precision; `--heads`: running heads."""

import sys

from tests.conformance.corpus.heads import false_findings
from tests.conformance.corpus.measure import Made, measure, table
from tests.conformance.corpus.plain import Style


def main() -> None:
    """Measure every way of writing and print the table."""
    count = int(next((word for word in sys.argv[1:] if word.isdigit()), "100"))
    if "--heads" in sys.argv:
        found = [one for style in Style for one in false_findings(style, count)]
        sys.stdout.write("\n".join([*found, f"{len(found)} false findings"]) + "\n")
        return
    tallies = {made.value: measure(made, count) for made in Made}
    lines = list(table(tallies))
    if "--notes" in sys.argv:
        lines += [note for tally in tallies.values() for note in tally.notes]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
