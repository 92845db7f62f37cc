#!/bin/sh
# Installs the agent for the user who runs this, without root: with pipx where it is there, else
# into a virtual environment under ~/.local/share.
#
#   packaging/install/user.sh [WHEEL]
#
# WHEEL is a file or name pip understands; without one this checkout is installed.
set -eu
cd "$(dirname "$0")/../.."

what=${1:-$PWD}
python=${PYTHON:-python3}
settings=${XDG_CONFIG_HOME:-$HOME/.config}/counterfoil
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
	{ echo "user.sh: Python 3.11 or newer is needed." >&2; exit 1; }

if command -v pipx >/dev/null; then
	pipx install --force --python "$python" "$what"
else
	home=${XDG_DATA_HOME:-$HOME/.local/share}/counterfoil/venv
	echo "pipx is not there; installing into $home."
	[ -x "$home/bin/python" ] || "$python" -m venv "$home"
	"$home/bin/pip" install --quiet --disable-pip-version-check --upgrade "$what"
	mkdir -p "$HOME/.local/bin"
	ln -sf "$home/bin/counterfoil" "$HOME/.local/bin/counterfoil"
fi

mkdir -p "$settings"
chmod 700 "$settings"
if [ ! -e "$settings/agent.toml" ]; then
	cp agent.toml "$settings/agent.toml"
	chmod 600 "$settings/agent.toml"
fi
echo "Settings to fill in: $settings/agent.toml"
echo "Then: counterfoil check, and counterfoil run (or --for 50s from cron, see packaging/README.md)."
