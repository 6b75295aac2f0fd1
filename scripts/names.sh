#!/bin/sh
# Prints what a deployment made, as lines for a shell, from the outputs of infra/main.bicep:
#   eval "$(scripts/names.sh [deployment])"        (default: stroke, the name that docs/deploy.md gives it)
# Azure writes the outputs' names with their first letters small ("azurE_RESOURCE_GROUP"): here they are capitals again.
set -eu
az deployment sub show --name "${1:-stroke}" --query '[keys(properties.outputs), values(properties.outputs)[].value]' --output tsv |
  awk -F '\t' 'NR == 1 { split($0, name) } NR == 2 { for (i = 1; i <= NF; i++) printf "export %s=\047%s\047\n", toupper(name[i]), $i }'
