# Installs Neural Playground from this folder, without a network:
#   powershell -ExecutionPolicy Bypass -File install.ps1 [FOLDER]
param([string]$Where = "$HOME\neural-playground")
$ErrorActionPreference = "Stop"
py -3 -m venv $Where
& "$Where\Scripts\python" -m pip install --quiet --no-index --find-links "$PSScriptRoot\wheels" neural-playground
& "$Where\Scripts\playground" doctor
Write-Output "Start it with: $Where\Scripts\playground"
