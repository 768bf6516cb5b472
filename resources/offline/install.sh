#!/bin/sh
# Installs Neural Playground from this folder, without a network: sh install.sh [FOLDER]
set -e
here=$(cd "$(dirname "$0")" && pwd)
where=${1:-"$HOME/neural-playground"}
"${PYTHON:-python3}" -m venv "$where"
"$where/bin/python" -m pip install --quiet --no-index --find-links "$here/wheels" neural-playground
"$where/bin/playground" doctor
echo "Start it with: $where/bin/playground"
