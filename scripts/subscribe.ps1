# scripts/subscribe.sh for Windows, in PowerShell 7: see there for what it does and why.
#Requires -Version 7.0
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $false
foreach ($name in 'AZURE_SUBSCRIPTION_ID', 'AZURE_RESOURCE_GROUP', 'FUNCTION_APP_NAME', 'FUNCTION_APP_URL', 'EVENT_TOPIC_NAME', 'STORAGE_ACCOUNT_NAME',
  'UNDELIVERED_CONTAINER') {
  if (-not [Environment]::GetEnvironmentVariable($name)) { throw "$name is not set." }
}
$name = $env:FUNCTION_APP_NAME
$app = "/subscriptions/$env:AZURE_SUBSCRIPTION_ID/resourceGroups/$env:AZURE_RESOURCE_GROUP/providers/Microsoft.Web/sites/$name"

function Wake { try { Invoke-WebRequest "$env:FUNCTION_APP_URL/api/health/live" -TimeoutSec 60 | Out-Null } catch { Write-Verbose $_ } }

for ($attempt = 1; ; $attempt++) {
  $ready = az rest --method post --url "$app/host/default/listkeys?api-version=2025-03-01" --query 'systemKeys.blobs_extension != null' --output tsv 2>$null
  if ($ready -eq 'true') { break }
  if ($attempt -ge 30) { throw "The key blobs_extension did not appear in five minutes. Does $name start? See docs/operations.md." }
  Write-Output "Waiting for $name to start ($attempt of 30) ..."
  Wake
  Start-Sleep -Seconds 10
}

Wake
for ($attempt = 1; ; $attempt++) {
  az deployment group create --subscription $env:AZURE_SUBSCRIPTION_ID --resource-group $env:AZURE_RESOURCE_GROUP --name subscriptions `
    --template-file (Join-Path $PSScriptRoot '../infra/eventgrid.bicep') --output none --parameters `
    functionAppName=$name topicName=$env:EVENT_TOPIC_NAME storageName=$env:STORAGE_ACCOUNT_NAME undeliveredContainer=$env:UNDELIVERED_CONTAINER
  if ($LASTEXITCODE -eq 0) { break }
  if ($attempt -ge 5) { throw "Event Grid did not accept the webhook of $name in five tries; the errors stand above. Try again: scripts/subscribe.ps1" }
  Write-Output "Trying again ($attempt of 5) ..."
  Start-Sleep -Seconds 20
  Wake
}
Write-Output "$name is told of new files in datasets/ and scoring-batches/."
