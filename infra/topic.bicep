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

@description('Name of the identity that writes undelivered events.')
param identityName string

@description('Name of the group that alerts are sent to; empty for none.')
param alertGroupName string

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource alertGroup 'Microsoft.Insights/actionGroups@2023-01-01' existing = if (!empty(alertGroupName)) {
  name: alertGroupName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' = {
  name: name
  location: location
  tags: tags
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    source: account.id
    topicType: 'Microsoft.Storage.StorageAccounts'
  }
}

resource undelivered 'Microsoft.Insights/metricAlerts@2026-01-01' = {
  name: 'undelivered-events'
  location: 'global'
  tags: tags
  properties: {
    description: 'An event was not delivered within a day: a dataset or a batch may lie unread. See docs/operations.md.'
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
          name: 'dead-lettered'
          metricName: 'DeadLetteredCount'
          operator: 'GreaterThan'
          threshold: 0
          timeAggregation: 'Total'
        }
      ]
    }
    actions: empty(alertGroupName) ? [] : [{ actionGroupId: alertGroup.id }]
  }
}

@description('Name of the topic.')
output name string = topic.name
