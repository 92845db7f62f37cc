#!/bin/sh
# Reads every PHP file under the folders given: `php -l`, then PHP_CodeSniffer with the rules of
# phpcs.xml.dist (its errors, not its warnings). These need the WordPress Coding Standards: WPCS_DIR names a checkout of them.
# Without one a smaller set is used, which does not see missing escaping or nonces: it says so.
set -eu
cd "$(dirname "$0")/../.."

folders=
for folder in "$@"; do
	[ ! -d "$folder" ] || folders="$folders $folder"
done
files=$(mktemp)
trap 'rm -f "$files"' EXIT
# shellcheck disable=SC2086 # a list of folders
find $folders -name '*.php' -type f > "$files"
if [ ! -s "$files" ]; then
	echo "lint-php: no PHP files yet."
	exit 0
fi

# `php -l` takes one file a process.
if ! xargs -n 1 -P 2 php -n -d display_errors=stderr -d log_errors=0 -l < "$files" > /dev/null; then
	echo "lint-php: the lines above are syntax errors." >&2
	exit 1
fi

if [ -d "${WPCS_DIR:-}/WordPress" ]; then
	phpcs -q -n --runtime-set installed_paths "$WPCS_DIR" --standard=phpcs.xml.dist \
		--file-list="$files"
else
	echo "lint-php: no WordPress Coding Standards in '${WPCS_DIR:-}': the smaller rule set it is."
	phpcs -q -n --standard=tests/architecture/phpcs-without-wpcs.xml --file-list="$files"
fi
