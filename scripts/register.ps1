# scripts/register.sh for Windows, in PowerShell 7: see there for what it does and why.
#Requires -Version 7.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
if ($env:PRIVATE_NETWORK -ne 'true') { exit 0 }
if (-not $env:AZURE_SUBSCRIPTION_ID) { throw 'AZURE_SUBSCRIPTION_ID is not set.' }
az provider register --namespace Microsoft.App --subscription $env:AZURE_SUBSCRIPTION_ID --wait
