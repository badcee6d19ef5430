"""Measurements, each figure beside its limit. They are run by hand (`make bench`) and never as tests: a machine that
is busy with something else would make them lie."""
