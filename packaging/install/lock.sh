#!/bin/sh
# Writes requirements.lock from pyproject.toml: every package of the run time and of the tools,
# with the hashes of all its published files. The machine's own pip settings (mirrors, local
# wheels, constraints) are set aside, so that the lock holds what everybody else gets.
set -eu
cd "$(dirname "$0")/../.."
tools=.make/lock-tools
[ -x "$tools/bin/pip-compile" ] || {
	"${PYTHON:-python3}" -m venv "$tools"
	"$tools/bin/pip" install --quiet 'pip-tools>=7.5'
}
new=$(mktemp)
trap 'rm -f "$new"' EXIT
{
	echo "# Made by \`make lock\` from pyproject.toml: do not edit."
	echo "# Holds for CPython 3.11 to 3.13 on Linux; \`make setup\` installs it with --require-hashes."
} > "$new"
env -u PIP_FIND_LINKS -u PIP_CONSTRAINT PIP_CONFIG_FILE=/dev/null \
	"$tools/bin/pip-compile" --quiet --generate-hashes --extra dev --strip-extras \
	--no-emit-index-url --no-emit-find-links --no-annotate --no-header --upgrade \
	--output-file "$new.out" pyproject.toml
cat "$new.out" >> "$new"
rm -f "$new.out"
cp "$new" requirements.lock
