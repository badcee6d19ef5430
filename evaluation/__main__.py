"""`python -m evaluation`: play the sets against the configured provider, print the figures, keep them.

The test set is for judging, never for tuning: use `--set dev` while working on the bot.
"""

import argparse
import sys

from evaluation.house import furnish, migrate, open_house, results_folder


def main(arguments: list[str]) -> int:
    options = _options(arguments)
    open_house()
    migrate()
    furnish()
    # Only now: Django's models need its settings.
    from evaluation.report import report  # noqa: PLC0415

    kept = report(options.set, price=options.price, folder=results_folder(), is_verbose=options.verbose)
    return 0 if kept or not options.check else 1


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evaluation", description=__doc__)
    parser.add_argument("--set", choices=("test", "dev"), default="test", help="the utterances to play")
    parser.add_argument("--check", action="store_true", help="exit with 1 when an aim is missed")
    parser.add_argument("--verbose", action="store_true", help="name every turn that went wrong")
    parser.add_argument("--price", type=float, default=0.0, help="of a million tokens, for the cost")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
