#!/bin/sh
# Installs the Debian packages that one of the make targets needs, and nothing else:
#
#   debian-packages.sh [--list] setup | demo | check | test
#
# What is already there is left as it is; with nothing missing neither root nor a network is needed.
# The machine's own services stay alone: while packages are unpacked policy-rc.d refuses every start,
# and what they enabled is disabled again. Units that were enabled before are never touched.
# With --list the missing packages are printed and nothing is done.
set -eu

policy=/usr/sbin/policy-rc.d
saved=$policy.saved-by-counterfoil
lock=/run/counterfoil-packages.lock
mark='# Written by debian-packages.sh of Counterfoil'

say() { echo "packages: $*"; }

has_php_module() {
	command -v php >/dev/null && php -m 2>/dev/null | grep -qix "$1"
}

# One line a package: what shows that it is there, whoever brought it.
is_there() {
	case $1 in
		python3-venv) "${PYTHON:-python3}" -c 'import ensurepip, venv' 2>/dev/null ;;
		php-cli) command -v php >/dev/null ;;
		php-fpm) ls /usr/sbin/php-fpm* >/dev/null 2>&1 ;;
		php-mysql) has_php_module mysqli ;;
		php-xml) has_php_module dom ;;
		php-codesniffer) command -v phpcs >/dev/null ;;
		php-*) has_php_module "${1#php-}" ;;
		mariadb-server-core) [ -x /usr/sbin/mariadbd ] ;;
		mariadb-client-core) command -v mariadb >/dev/null ;;
		nginx-light) [ -x /usr/sbin/nginx ] ;;
		fonts-dejavu-core) [ -d /usr/share/fonts/truetype/dejavu ] ;;
		ca-certificates) [ -s /etc/ssl/certs/ca-certificates.crt ] ;;
		xz-utils) command -v xz >/dev/null ;;
		*) command -v "$1" >/dev/null ;;
	esac
}

wanted_for() {
	python="ca-certificates python3-venv"
	php="php-cli php-fpm php-mysql php-curl php-xml php-mbstring php-intl php-gd php-soap"
	php="$php php-zip php-bcmath"
	shop="$php mariadb-server-core mariadb-client-core nginx-light openssl xz-utils"
	case $1 in
		setup) echo "$python" ;;
		demo) echo "$python $shop" ;;
		check) echo "$python php-cli php-codesniffer" ;;
		test) echo "$python $shop phpunit chromium fonts-dejavu-core" ;;
		*) echo "debian-packages.sh: setup, demo, check or test, not '$1'" >&2; exit 2 ;;
	esac
}

missing_for() {
	wanted=$(wanted_for "$1")
	for package in $wanted; do
		is_there "$package" || printf '%s ' "$package"
	done
}

# What starts with the machine: under systemd, and under init scripts.
list_enabled_units() {
	find /etc/systemd/system -type l \( -path '*.wants/*' -o -path '*.requires/*' \) \
		-exec basename {} \; 2>/dev/null | sort -u
}

list_enabled_scripts() {
	find /etc/rc[2345S].d -name 'S[0-9][0-9]*' -exec basename {} \; 2>/dev/null |
		sed 's/^S[0-9][0-9]//' | sort -u
}

# A run that was killed leaves our file behind, and what it set aside beside it.
give_policy_back() {
	if [ -f "$policy" ] && grep -q "^$mark" "$policy"; then
		rm -f "$policy"
	fi
	if [ -e "$saved" ] || [ -L "$saved" ]; then
		mv -f "$saved" "$policy"
	fi
}

refuse_every_start() {
	if [ -e "$policy" ] || [ -L "$policy" ]; then
		mv "$policy" "$saved"
	fi
	printf '#!/bin/sh\n%s; it goes away when packages are installed.\nexit 101\n' "$mark" > "$policy"
	chmod 755 "$policy"
}

# systemd's own units stay: where they are new, systemd itself came along and is not running.
disable_newcomers() {
	list_enabled_units | comm -13 "$before/units" - | while read -r unit; do
		case $unit in systemd-* | getty@* | *.target) continue ;; esac
		systemctl disable "$unit" >/dev/null 2>&1 ||
			DPKG_MAINTSCRIPT_PACKAGE=counterfoil deb-systemd-helper disable "$unit" || true
		say "$unit came with a package; it is disabled again."
	done
	list_enabled_scripts | comm -13 "$before/scripts" - | while read -r script; do
		update-rc.d "$script" disable >/dev/null 2>&1 || true
	done
}

clean_up() {
	status=$?
	trap - EXIT INT TERM HUP
	[ ! -f "$before/started" ] || disable_newcomers
	give_policy_back
	rm -rf "$before"
	exit "$status"
}

install_packages() {
	export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=l NEEDRESTART_SUSPEND=1
	before=$(mktemp -d)
	trap clean_up EXIT
	trap 'exit 130' INT TERM HUP
	list_enabled_units > "$before/units"
	list_enabled_scripts > "$before/scripts"
	refuse_every_start
	: > "$before/started"
	say "reading the package lists."
	apt-get -qq -o DPkg::Lock::Timeout=300 update </dev/null
	# shellcheck disable=SC2086 # a list of names
	apt-get -qq -y -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 --no-install-recommends \
		install $1 </dev/null >"$before/log" 2>&1 || {
		cat "$before/log" >&2
		say "the installation failed; the lines above are the package manager's own." >&2
		exit 1
	}
}

main() {
	only_list=no
	if [ "${1:-}" = --list ]; then
		only_list=yes
		shift
	fi
	if [ "$only_list" = no ] && [ "$(id -u)" -eq 0 ]; then
		exec 9>"$lock" # one at a time: the policy file is everybody's
		flock 9
		give_policy_back
	fi
	missing=$(missing_for "${1:-setup}") || exit 2
	missing=${missing% }
	if [ "$only_list" = yes ]; then
		echo "$missing"
	elif [ -z "$missing" ]; then
		exit 0
	elif ! command -v apt-get >/dev/null; then
		say "this is no Debian; please install what these packages hold: $missing" >&2
		exit 1
	elif [ "$(id -u)" -eq 0 ]; then
		say "installing $missing (nothing is started or enabled)."
		install_packages "$missing"
		say "done."
	elif command -v sudo >/dev/null; then
		say "needs root for: $missing"
		exec sudo PYTHON="${PYTHON:-python3}" "$0" "$@"
	else
		say "please run as root: $0 $*  (missing: $missing)" >&2
		exit 1
	fi
}

main "$@"
