#!/bin/sh
# Publishes the app as Azure runs it, and packs it: scripts/package.sh [more for dotnet publish]
#   artifacts/package/              the folder that the Functions host starts
#   artifacts/stroke-functions.zip  the same, for az functionapp deployment source config-zip
# The build packs it itself (ZipDirectory), which keeps the run bit of the executable on Linux and macOS.
set -eu
cd "$(dirname "$0")/.."
rm -rf artifacts/package artifacts/stroke-functions.zip
dotnet publish StrokeFunctions --output artifacts/package "$@"
dotnet msbuild scripts/package.proj -nologo -verbosity:quiet
ls -l artifacts/stroke-functions.zip
