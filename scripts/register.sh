#!/bin/sh
# Registers the provider that a subnet of Flex Consumption is delegated to. Run by azd before it provisions; does nothing without
# PRIVATE_NETWORK. Azure registers by itself what a template's resources are of, but a delegation only names its provider.
set -eu
[ "${PRIVATE_NETWORK:-false}" = true ] || exit 0
: "${AZURE_SUBSCRIPTION_ID:?}"
az provider register --namespace Microsoft.App --subscription "$AZURE_SUBSCRIPTION_ID" --wait
