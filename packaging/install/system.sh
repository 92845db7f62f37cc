#!/bin/sh
# Installs the agent for the whole machine: a virtual environment in /opt/counterfoil, the user
# counterfoil, folders and the systemd unit. As root:
#
#   packaging/install/system.sh [WHEEL]
#
# WHEEL is a file or name pip understands; without one this checkout is installed. An installation
# that is there is renewed. Nothing is started or enabled: the last lines say how to.
set -eu
cd "$(dirname "$0")/../.."

[ "$(id -u)" -eq 0 ] || { echo "system.sh: please run as root; without root use user.sh." >&2; exit 1; }
what=${1:-.}
home=/opt/counterfoil
"${PYTHON:-python3}" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
	{ echo "system.sh: Python 3.11 or newer is needed." >&2; exit 1; }

echo "Installing into $home."
[ -x "$home/bin/python" ] || "${PYTHON:-python3}" -m venv "$home"
"$home/bin/pip" install --quiet --disable-pip-version-check --upgrade "$what"

install -D -m 644 packaging/systemd/counterfoil.sysusers /usr/lib/sysusers.d/counterfoil.conf
install -D -m 644 packaging/systemd/counterfoil.tmpfiles /usr/lib/tmpfiles.d/counterfoil.conf
install -D -m 644 packaging/systemd/counterfoil.service /etc/systemd/system/counterfoil.service
systemd-sysusers counterfoil.conf
systemd-tmpfiles --create counterfoil.conf
if [ ! -e /etc/counterfoil/agent.toml ]; then
	install -m 640 -o root -g counterfoil agent.toml /etc/counterfoil/agent.toml
	echo "Settings to fill in: /etc/counterfoil/agent.toml"
fi
ln -sf "$home/bin/counterfoil" /usr/local/bin/counterfoil
[ ! -d /run/systemd/system ] || systemctl daemon-reload

echo "Now: fill in /etc/counterfoil/agent.toml, then"
echo "  counterfoil check"
echo "  systemctl enable --now counterfoil"
