metadata description = 'StrokeFunctions: one Flex Consumption function app and one storage account, without a shared key anywhere.'

targetScope = 'subscription'

import { identityAccess } from 'types.bicep'

@description('Name of the environment. The resource group is rg-{name}; all other names carry a hash of it, of the subscription and of the region.')
@minLength(1)
@maxLength(64)
param environmentName string

@description('Region of every resource. It must offer Flex Consumption: az functionapp list-flexconsumption-locations.')
@minLength(1)
param location string

@description('Memory of an instance in MB. Training needs the most: see the limits in docs/operations.md.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int = 2048

@description('Instances that the app may grow to. The platform takes no fewer than 40.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('HTTP requests that one instance answers at a time before another instance is started.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int = 16

@description('Instances kept warm for HTTP, so that no patient waits for a cold start. Each is paid for around the clock; 0 is none.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttpInstances int = 0

@description('Redundancy of the storage account, which holds everything that must not be lost.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('Days for which a deleted or overwritten blob can be brought back.')
@minValue(1)
@maxValue(365)
param recoveryDays int = 30

@description('Days for which scored inputs and their answers are kept. Drift reports need at least their own current window.')
@minValue(35)
@maxValue(3650)
param scoringLogDays int = 365

@description('Days for which files to score and scored files are kept.')
@minValue(1)
@maxValue(3650)
param batchDays int = 30

@description('Days for which logs and metrics are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 30

@description('Gigabytes of logs taken a day; what comes after is dropped until the next day, so that a loop of errors has a highest price.')
@minValue(1)
@maxValue(100)
param logDailyGigabytes int = 1

@description('True: storage is reached only through private endpoints in a virtual network of its own. The app stays reachable, because Event Grid delivers to it.')
param privateNetwork bool = false

@description('Ranges (CIDR) from which the app may be called, beside Event Grid. Empty: from everywhere, with a key.')
@maxLength(50)
param allowedClientRanges string[] = []

@description('Application (client) id of the Entra app registration that callers must have a token for, beside the function key. Empty: keys only.')
param entraClientId string = ''

@description('People, groups or pipelines that upload datasets and read reports. They get roles on the data, none on the resources.')
@maxLength(20)
param operators identityAccess[] = []

@description('Addresses that alerts and the budget write to. Empty: alerts show in the portal only.')
@maxLength(20)
param alertEmails string[] = []

@description('Share of HTTP answers with a status of 500 or more, in percent over 15 minutes, above which an alert fires.')
@minValue(1)
@maxValue(100)
param serverErrorPercent int = 5

@description('Hours after which a missing drift report is stale and an alert fires. The default is a day and two hours, for a daily schedule.')
@minValue(2)
@maxValue(47)
param staleReportHours int = 26

@description('Amount a month, in the currency of the subscription, at which the budget warns (at 80 % spent and at 100 % forecast). 0: no budget.')
@minValue(0)
@maxValue(100000)
param budgetAmount int = 0

@description('First day of the month in which the budget was first deployed, such as 2026-12-01. Azure refuses to change it afterwards, so it is a parameter, not the current date.')
param budgetStartDate string = ''

@description('Ends every name that must be unique in the world or in the resource group.')
var token = toLower(uniqueString(subscription().id, environmentName, location))

@description('Tag that azd finds its resources by.')
var tags = { 'azd-env-name': environmentName }

@description('All names in one place: every part finds the others by name, so that a what-if can tell all changes beforehand.')
var names = {
  application: 'func-${token}'
  plan: 'plan-${token}'
  storage: 'st${token}'
  applicationIdentity: 'id-app-${token}'
  eventsIdentity: 'id-events-${token}'
  insights: 'appi-${token}'
  workspace: 'log-${token}'
  topic: 'evgt-${token}'
  network: 'vnet-${token}'
  alertGroup: empty(alertEmails) ? '' : 'ag-${token}'
}

@description('Container of the deployment packages; the platform writes and reads it as the app.')
var packageContainer = 'app-package'

@description('Container of the events that could not be delivered within a day.')
var undeliveredContainer = 'undelivered-events'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module storage 'storage.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.storage
    skuName: storageSku
    recoveryDays: recoveryDays
    scoringLogDays: scoringLogDays
    batchDays: batchDays
    packageContainer: packageContainer
    undeliveredContainer: undeliveredContainer
    privateOnly: privateNetwork
  }
}

module roles 'roles.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    applicationIdentityName: names.applicationIdentity
    eventsIdentityName: names.eventsIdentity
    storageName: names.storage
    undeliveredContainer: undeliveredContainer
    insightsName: names.insights
    operators: operators
  }
  dependsOn: [storage, monitoring]
}

module network 'network.bicep' = if (privateNetwork) {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.network
    storageName: names.storage
  }
  dependsOn: [storage]
}

module application 'functionapp.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.application
    planName: names.plan
    identityName: names.applicationIdentity
    storageName: names.storage
    packageContainer: packageContainer
    insightsName: names.insights
    networkName: privateNetwork ? names.network : ''
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    httpConcurrency: httpConcurrency
    alwaysReadyHttpInstances: alwaysReadyHttpInstances
    allowedClientRanges: allowedClientRanges
    scoringLogDays: scoringLogDays
    entraClientId: entraClientId
  }
  dependsOn: [roles, network]
}

module monitoring 'monitoring.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    workspaceName: names.workspace
    insightsName: names.insights
    logDays: logDays
    logDailyGigabytes: logDailyGigabytes
    alertGroupName: names.alertGroup
    alertEmails: alertEmails
    serverErrorPercent: serverErrorPercent
    staleReportHours: staleReportHours
    budgetAmount: budgetAmount
    budgetStartDate: budgetStartDate
  }
}

module topic 'topic.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    name: names.topic
    storageName: names.storage
    identityName: names.eventsIdentity
    alertGroupName: names.alertGroup
  }
  dependsOn: [roles, monitoring]
}

@description('Resource group that everything is in.')
output AZURE_RESOURCE_GROUP string = group.name

@description('Name of the function app.')
output FUNCTION_APP_NAME string = application.outputs.name

@description('Address of the function app.')
output FUNCTION_APP_URL string = application.outputs.url

@description('Name of the storage account.')
output STORAGE_ACCOUNT_NAME string = storage.outputs.name

@description('Name of the Event Grid topic, which eventgrid.bicep adds the subscriptions to.')
output EVENT_TOPIC_NAME string = topic.outputs.name

@description('Identity with which Event Grid writes what it could not deliver.')
output EVENT_IDENTITY_NAME string = names.eventsIdentity

@description('Container of the events that could not be delivered.')
output UNDELIVERED_CONTAINER string = undeliveredContainer
