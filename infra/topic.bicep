metadata description = 'The Event Grid topic of the storage account. Its subscriptions are in eventgrid.bicep, which can only run when the app is deployed.'

import { resourceTags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags resourceTags

@description('Name of the topic.')
param name string

@description('Name of the storage account.')
param storageName string

@description('Container of undelivered events.')
param undeliveredContainer string

@description('Name of the group that alerts are sent to; empty for none.')
param alertGroupName string

@description('Storage Blob Data Contributor: read, write and delete blobs.')
var storageBlobDataContributor = 'ba92f5b4-2d11-453d-a403-e96b0029c9fe'

@description('The two ways in which an event ends unread. One rule each: criteria of one rule must all hold.')
var losses = [
  { name: 'undelivered-events', metric: 'DeadLetteredCount', what: 'An event was not delivered within a day and lies in ${undeliveredContainer}/' }
  { name: 'dropped-events', metric: 'DroppedEventCount', what: 'An event was neither delivered nor could it be written to ${undeliveredContainer}/' }
]

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'

    resource undelivered 'containers' existing = {
      name: undeliveredContainer
    }
  }
}

resource alertGroup 'Microsoft.Insights/actionGroups@2023-01-01' existing = if (!empty(alertGroupName)) {
  name: alertGroupName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  // Its own identity, not one of ours: the storage firewall lets a trusted service in by its system-assigned identity only.
  identity: { type: 'SystemAssigned' }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource topicOnUndelivered 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: account::blobs::undelivered
  name: guid(account::blobs::undelivered.id, topic.id, storageBlobDataContributor)
  properties: {
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageBlobDataContributor)
    principalId: topic.identity.principalId
    principalType: 'ServicePrincipal'
  }
}

resource alerts 'Microsoft.Insights/metricAlerts@2026-01-01' = [
  for loss in losses: {
    name: loss.name
    location: 'global'
    tags: tags
    properties: {
      description: '${loss.what}: a dataset or a batch may lie unread. See docs/operations.md.'
      severity: 1
      enabled: true
      scopes: [topic.id]
      evaluationFrequency: 'PT15M'
      windowSize: 'PT1H'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: loss.name
            metricName: loss.metric
            operator: 'GreaterThan'
            threshold: 0
            timeAggregation: 'Total'
          }
        ]
      }
      actions: empty(alertGroupName) ? [] : [{ actionGroupId: alertGroup.id }]
    }
  }
]

@description('Name of the topic.')
output name string = topic.name
