# scripts/subscribe.sh for Windows: see there for what it does and why.
$ErrorActionPreference = 'Stop'
$PSNativeCommandUseErrorActionPreference = $true
foreach ($name in 'AZURE_RESOURCE_GROUP', 'FUNCTION_APP_NAME', 'EVENT_TOPIC_NAME', 'STORAGE_ACCOUNT_NAME', 'EVENT_IDENTITY_NAME', 'UNDELIVERED_CONTAINER') {
  if (-not [Environment]::GetEnvironmentVariable($name)) { throw "$name is not set." }
}
$group = $env:AZURE_RESOURCE_GROUP
$name = $env:FUNCTION_APP_NAME
$app = az functionapp show --resource-group $group --name $name --query id --output tsv
$hostName = az functionapp show --resource-group $group --name $name --query defaultHostName --output tsv

for ($attempt = 1; ; $attempt++) {
  $ready = try { az rest --method post --url "$app/host/default/listkeys?api-version=2025-03-01" --query 'systemKeys.blobs_extension != null' --output tsv 2>$null } catch { 'false' }
  if ($ready -eq 'true') { break }
  if ($attempt -ge 30) { throw "The key blobs_extension did not appear in five minutes. Does $name start? See docs/operations.md." }
  Write-Host "Waiting for $name to start ($attempt of 30) ..."
  # Wakes the app up; what it answers does not matter here.
  try { Invoke-WebRequest "https://$hostName/api/health/live" -TimeoutSec 60 | Out-Null } catch { Write-Verbose $_ }
  Start-Sleep -Seconds 10
}

az deployment group create --resource-group $group --name subscriptions `
  --template-file (Join-Path $PSScriptRoot '../infra/eventgrid.bicep') --output none --parameters `
  functionAppName=$name topicName=$env:EVENT_TOPIC_NAME storageName=$env:STORAGE_ACCOUNT_NAME `
  identityName=$env:EVENT_IDENTITY_NAME undeliveredContainer=$env:UNDELIVERED_CONTAINER
Write-Host "$name is told of new files in datasets/ and scoring-batches/."
