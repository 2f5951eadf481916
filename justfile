# Everyday recipes for people who work on Liangcao; `just` lists them. Newcomers need only ./start and ./test.
# Without just on the PATH: .venv/bin/just

set positional-arguments

bin := justfile_directory() / ".venv/bin"
# Compiled Python is kept, where ./test keeps it
export PYTHONPYCACHEPREFIX := if path_exists(bin) == "true" { justfile_directory() / ".venv/.pycache" } else { "" }
export PYTHONDONTWRITEBYTECODE := ""
quick := "not slow and not browser and not postgresql"

# List the recipes
default:
    @{{bin}}/just --list --justfile {{justfile()}}

# The quick tests: SQLite only, no browser, in under a minute
test *arguments:
    {{bin}}/pytest -n auto --maxprocesses 8 -m "{{quick}}" "$@"

# Look for counterexamples no run has seen, over and over until one is found (stop it with Ctrl-C)
search *arguments:
    while {{bin}}/pytest -q -n auto --maxprocesses 8 -m "hypothesis and not postgresql" --hypothesis-profile=searching "$@"; do :; done

# Every test and check, as ./test and CI run them
test-all *arguments:
    ./test "$@"

# What is wrong with the code's style, without changing anything
lint:
    {{bin}}/ruff check
    {{bin}}/ruff format --check

# Put the code's style right
format:
    {{bin}}/ruff check --fix
    {{bin}}/ruff format

# Check the types
types:
    {{bin}}/mypy

# Check which way imports point
imports:
    {{bin}}/lint-imports --no-logo

# Are all texts translated?
catalogues:
    {{bin}}/python -m liangcao.language.catalogues --check

# Measure speed, printed as ratios (bench/README.md)
bench *arguments:
    {{bin}}/python -m bench "$@"

# Check the documents: links, decisions, settings
docs:
    {{bin}}/pytest tests/test_docs.py tests/test_tidy.py -q

# Write docs/reference anew from the program
reference:
    {{bin}}/python scripts/reference.py

# Live through the first days of the office, then serve
demo *arguments:
    ./start "$@"

# Serve the books in LIANGCAO_DATA_DIR
serve *arguments:
    {{bin}}/liangcao serve "$@"
