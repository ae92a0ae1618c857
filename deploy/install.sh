#!/bin/sh
# Makes the virtual environment and installs exactly what the lock file names.
# Usage: install.sh PYTHON VENV LOCK STAMP
set -eu
python=$1 venv=$2 lock=$3 stamp=$4

if ! command -v "$python" >/dev/null 2>&1; then
    echo "No se encuentra «$python». Instale Python 3.11 o posterior, o indique cuál: make run PYTHON=/ruta/a/python3.11" >&2
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "$("$python" --version 2>&1) es muy antiguo: hace falta Python 3.11 o posterior. Indique otro así: make run PYTHON=/ruta/a/python3.11" >&2
    exit 1
fi
if ! mkdir -p "$venv" 2>/dev/null || ! [ -w "$venv" ]; then
    echo "No se puede escribir en esta carpeta: $(pwd). Copie el proyecto a una carpeta suya y vuelva a intentar." >&2
    exit 1
fi
if ! "$python" -m venv "$venv"; then
    echo "Python no pudo crear el entorno virtual. En Debian o Ubuntu falta un paquete: apt install python3-venv" >&2
    exit 1
fi
echo "Instalando lo necesario (solo la primera vez)…"
if ! "$venv/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"; then
    echo "No se pudo instalar lo que nombra $lock (el motivo está arriba). La primera vez hace falta conexión; después ya no." >&2
    exit 1
fi
# The project itself needs nothing from outside: its build tool is in the lock file as well.
"$venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
touch "$venv/$stamp"
