# The two commands of the README are `make demo` and `make test`; both need only Python 3.11 or later with pip.
.DEFAULT_GOAL := help
