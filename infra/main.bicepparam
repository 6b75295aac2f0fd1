using 'main.bicep'

import * as read from 'read.bicep'

// Every parameter is a variable: azd sets the first three, the others are set by `azd env set NAME VALUE`, so that this one file serves test
// and production. Not set, or set to nothing, is the default of main.bicep; a test holds the two equal. What is one of a
// few values is read as JSON, since those are not of the type text or number.
param environmentName = read.text(readEnvironmentVariable('AZURE_ENV_NAME', ''), 'stroke')
param location = read.text(readEnvironmentVariable('AZURE_LOCATION', ''), 'westeurope')
param deployerId = readEnvironmentVariable('AZURE_PRINCIPAL_ID', '')
param deployerType = json('"${read.text(readEnvironmentVariable('AZURE_PRINCIPAL_TYPE', ''), 'User')}"')
param deployerAccess = read.flag(readEnvironmentVariable('DEPLOYER_ACCESS', ''), true)
param operators = read.identities(readEnvironmentVariable('OPERATORS', ''))

param instanceMemoryMB = json(read.text(readEnvironmentVariable('INSTANCE_MEMORY_MB', ''), '2048'))
param maximumInstanceCount = read.number(readEnvironmentVariable('MAXIMUM_INSTANCES', ''), 40)
param httpConcurrency = read.number(readEnvironmentVariable('HTTP_CONCURRENCY', ''), 16)
param alwaysReadyHttpInstances = read.number(readEnvironmentVariable('ALWAYS_READY_HTTP_INSTANCES', ''), 0)
param alwaysReadyBlobInstances = read.number(readEnvironmentVariable('ALWAYS_READY_BLOB_INSTANCES', ''), 0)
param zoneRedundant = read.flag(readEnvironmentVariable('ZONE_REDUNDANT', ''), false)

param storageSku = json('"${read.text(readEnvironmentVariable('STORAGE_SKU', ''), 'Standard_ZRS')}"')
param recoveryDays = read.number(readEnvironmentVariable('RECOVERY_DAYS', ''), 30)
param scoringLogDays = read.number(readEnvironmentVariable('SCORING_LOG_DAYS', ''), 365)
param batchDays = read.number(readEnvironmentVariable('BATCH_DAYS', ''), 30)
param lockStorage = read.flag(readEnvironmentVariable('LOCK_STORAGE', ''), false)
param auditBlobs = read.flag(readEnvironmentVariable('AUDIT_BLOBS', ''), false)

param privateNetwork = read.flag(readEnvironmentVariable('PRIVATE_NETWORK', ''), false)
param allowedClientRanges = read.list(readEnvironmentVariable('CLIENT_RANGES', ''))
param entraClientId = readEnvironmentVariable('ENTRA_CLIENT_ID', '')

param logDays = read.number(readEnvironmentVariable('LOG_DAYS', ''), 30)
param logDailyGigabytes = read.number(readEnvironmentVariable('LOG_DAILY_GIGABYTES', ''), 1)
param alertEmails = read.list(readEnvironmentVariable('ALERT_EMAILS', ''))
param serverErrorPercent = read.number(readEnvironmentVariable('SERVER_ERROR_PERCENT', ''), 5)
param staleReportHours = read.number(readEnvironmentVariable('STALE_REPORT_HOURS', ''), 26)
param budgetAmount = read.number(readEnvironmentVariable('BUDGET_AMOUNT', ''), 0)
param budgetStartDate = readEnvironmentVariable('BUDGET_START_DATE', '')
