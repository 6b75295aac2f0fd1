metadata description = 'The one storage account: identities only, versions and soft delete on, and the life of what is personal limited.'

import { resourceTags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags resourceTags

@description('Name of the account.')
@minLength(3)
@maxLength(24)
param name string

@description('Redundancy.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS'])
param skuName string

@description('Days for which a deleted or overwritten blob can be brought back.')
@minValue(1)
@maxValue(365)
param recoveryDays int

@description('Days for which scored inputs and answers are kept.')
@minValue(35)
@maxValue(3650)
param scoringLogDays int

@description('Days for which files to score and scored files are kept.')
@minValue(1)
@maxValue(3650)
param batchDays int

@description('Container of deployment packages.')
param packageContainer string

@description('Container of undelivered events.')
param undeliveredContainer string

@description('True: no network but trusted Azure services and private endpoints.')
param privateOnly bool

@description('True: the account can\'t be deleted until the lock is.')
param locked bool

@description('Containers that the app reads and writes, as StrokeFunctions/Registry names them. A test compares the two.')
var dataContainers = [
  'datasets'
  'datasets-rejected'
  'models'
  'training'
  'scoring-log'
  'scoring-batches'
  'scores'
  'reports'
]

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' = {
  name: name
  location: location
  tags: tags
  sku: { name: skuName }
  kind: 'StorageV2'
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
    // Not Disabled: Event Grid writes undelivered events through the exception for trusted services.
    publicNetworkAccess: 'Enabled'
    networkAcls: {
      bypass: 'AzureServices'
      defaultAction: privateOnly ? 'Deny' : 'Allow'
    }
  }
}

resource lock 'Microsoft.Authorization/locks@2020-05-01' = if (locked) {
  scope: account
  name: 'patients-data'
  properties: {
    level: 'CanNotDelete'
    notes: 'Holds the registry and patients\' data. Blobs can still be deleted; the account can\'t, nor, through it, its resource group.'
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    isVersioningEnabled: true
    deleteRetentionPolicy: { enabled: true, days: recoveryDays }
    containerDeleteRetentionPolicy: { enabled: true, days: recoveryDays }
  }
}

resource containers 'Microsoft.Storage/storageAccounts/blobServices/containers@2026-04-01' = [
  for container in concat(dataContainers, [packageContainer, undeliveredContainer]): {
    parent: blobs
    name: container
    properties: { publicAccess: 'None' }
  }
]

resource lifecycle 'Microsoft.Storage/storageAccounts/managementPolicies@2026-04-01' = {
  parent: account
  name: 'default'
  properties: {
    policy: {
      rules: [
        {
          // Append blobs can be deleted by a rule but not moved to a cooler tier.
          name: 'scoring-log-ends'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['appendBlob', 'blockBlob'], prefixMatch: ['scoring-log/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: scoringLogDays } } }
          }
        }
        {
          name: 'batches-end'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['scoring-batches/', 'scores/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: batchDays } } }
          }
        }
        {
          name: 'undelivered-events-end'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob'], prefixMatch: ['${undeliveredContainer}/'] }
            actions: { baseBlob: { delete: { daysAfterModificationGreaterThan: 90 } } }
          }
        }
        {
          // Without it every renewed lease record and timer status of the host, and every deleted log, would be kept for good.
          // It counts from when the version was written, and what it deletes is soft-deleted for recoveryDays once more.
          name: 'old-versions-end'
          type: 'Lifecycle'
          enabled: true
          definition: {
            filters: { blobTypes: ['blockBlob', 'appendBlob'] }
            actions: { version: { delete: { daysAfterCreationGreaterThan: recoveryDays } } }
          }
        }
      ]
    }
  }
  dependsOn: [blobs]
}

@description('Name of the account.')
output name string = account.name
