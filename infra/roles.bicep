metadata description = 'The app\'s identity, and what it and people may do, by name of the role. What Event Grid may do stands in topic.bicep.'

import { identityAccess, resourceTags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags resourceTags

@description('Name of the identity that the app has.')
param applicationIdentityName string

@description('Name of the storage account.')
param storageName string

@description('Name of Application Insights.')
param insightsName string

@description('Who uploads datasets and reads reports.')
param operators identityAccess[]

@description('Storage Blob Data Owner: the host needs it to start, since it takes leases and keeps function keys in blobs.')
var storageBlobDataOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'

@description('Storage Blob Data Contributor: read, write and delete blobs.')
var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

@description('Storage Blob Data Reader: read blobs.')
var storageBlobDataReader = '2a2b9908-6ea1-4ae2-8e65-a410df84e7d1'

@description('Storage Queue Data Contributor: the blob trigger keeps its events, and what failed five times, in queues.')
var storageQueueDataContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fb88'

@description('Storage Table Data Contributor: the host writes its diagnostic events to a table.')
var storageTableDataContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'

@description('Monitoring Metrics Publisher: send telemetry with a token instead of the instrumentation key.')
var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

@description('Containers that operators put files into.')
var uploadContainers = ['datasets', 'scoring-batches']

resource application 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: applicationIdentityName
  location: location
  tags: tags
}

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource uploads 'containers' existing = [for container in uploadContainers: { name: container }]
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource applicationOnStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [storageBlobDataOwner, storageQueueDataContributor, storageTableDataContributor]: {
    scope: account
    name: guid(account.id, application.id, role)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
      principalId: application.properties.principalId
      principalType: 'ServicePrincipal'
    }
  }
]

resource applicationOnInsights 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, application.id, monitoringMetricsPublisher)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
    principalId: application.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

resource operatorsRead 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: account
    name: guid(account.id, operator.principalId, storageBlobDataReader)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataReader)
      principalId: operator.principalId
      principalType: operator.principalType
    }
  }
]

resource operatorsUploadDatasets 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: account::blobs::uploads[0]
    name: guid(account::blobs::uploads[0].id, operator.principalId, storageBlobDataContributor)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
      principalId: operator.principalId
      principalType: operator.principalType
    }
  }
]

resource operatorsUploadBatches 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for operator in operators: {
    scope: account::blobs::uploads[1]
    name: guid(account::blobs::uploads[1].id, operator.principalId, storageBlobDataContributor)
    properties: {
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
      principalId: operator.principalId
      principalType: operator.principalType
    }
  }
]
