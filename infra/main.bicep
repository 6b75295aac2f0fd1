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

@description('Instances kept warm for the blob functions, so that a dataset or batch file does not wait for a cold start, nor is its event refused during one.')
@minValue(0)
@maxValue(20)
param alwaysReadyBlobInstances int = 0

@description('True: the instances are spread over the zones of the region. The platform then keeps two instances warm for each group of functions, paid for around the clock.')
param zoneRedundant bool = false

@description('Redundancy of the storage account, which holds everything that must not be lost. Standard_ZRS and Standard_GZRS need a region with zones.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param storageSku string = 'Standard_ZRS'

@description('True: the storage account can\'t be deleted until its lock is, not by azd down either.')
param lockStorage bool = false

@description('True: each read, write and deletion of a blob is logged, so that it can be told who read patients\' data.')
param auditBlobs bool = false

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

@description('Object id of whoever deploys; azd knows it. Empty: nobody.')
param deployerId string = ''

@description('What the deployer is. A pipeline is a ServicePrincipal.')
@allowed(['Group', 'ServicePrincipal', 'User'])
param deployerType string = 'User'

@description('True: whoever deploys gets the operators\' roles on the data, so that they can use what they deployed.')
param deployerAccess bool = true

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

@description('The regions with Flex Consumption that have no zones, and so neither zone-redundant storage nor instances.')
var regionsWithoutZones = ['australiasoutheast', 'northcentralus', 'southindia', 'ukwest', 'westcentralus', 'westus']

@description('The storage\'s redundancy, where the region has it.')
var redundancy = contains(regionsWithoutZones, toLower(replace(location, ' ', ''))) && (zoneRedundant || contains(storageSku, 'ZRS'))
  ? fail('${location} has no zones. Choose the redundancy without them: azd env set STORAGE_SKU Standard_LRS (or Standard_GRS), and ZONE_REDUNDANT false.')
  : storageSku

@description('Everybody who works with the data; the deployer once, though named among the operators too.')
var people = deployerAccess && !empty(deployerId)
  ? union(filter(operators, operator => operator.principalId != deployerId), [{ principalId: deployerId, principalType: deployerType }])
  : operators

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
    skuName: redundancy
    recoveryDays: recoveryDays
    scoringLogDays: scoringLogDays
    batchDays: batchDays
    packageContainer: packageContainer
    undeliveredContainer: undeliveredContainer
    privateOnly: privateNetwork
    locked: lockStorage
  }
}

module roles 'roles.bicep' = {
  scope: group
  params: {
    location: location
    tags: tags
    applicationIdentityName: names.applicationIdentity
    storageName: names.storage
    insightsName: names.insights
    operators: people
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
    alwaysReadyBlobInstances: alwaysReadyBlobInstances
    zoneRedundant: zoneRedundant
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
    undeliveredContainer: undeliveredContainer
    alertGroupName: names.alertGroup
  }
  dependsOn: [storage, monitoring]
}

module audit 'audit.bicep' = if (auditBlobs) {
  scope: group
  params: {
    storageName: names.storage
    workspaceName: names.workspace
  }
  dependsOn: [storage, monitoring]
}

@description('Subscription that everything is in.')
output AZURE_SUBSCRIPTION_ID string = subscription().subscriptionId

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

@description('Container of the events that could not be delivered.')
output UNDELIVERED_CONTAINER string = undeliveredContainer
