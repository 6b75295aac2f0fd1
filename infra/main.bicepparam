using 'main.bicep'

// azd sets the first two; the rest is set with `azd env set NAME VALUE`, so that one file serves test and production.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'stroke')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')

param alwaysReadyHttpInstances = int(readEnvironmentVariable('ALWAYS_READY_HTTP_INSTANCES', '0'))
param privateNetwork = bool(readEnvironmentVariable('PRIVATE_NETWORK', 'false'))
param entraClientId = readEnvironmentVariable('ENTRA_CLIENT_ID', '')
param alertEmails = filter(split(readEnvironmentVariable('ALERT_EMAILS', ''), ','), address => !empty(address))
param budgetAmount = int(readEnvironmentVariable('BUDGET_AMOUNT', '0'))
param budgetStartDate = readEnvironmentVariable('BUDGET_START_DATE', '')
