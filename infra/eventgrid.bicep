metadata description = 'The event subscriptions that start the blob functions. Run after the app is deployed (scripts/subscribe): creating one calls the app, and its key exists only then.'

@description('Name of the function app.')
param functionAppName string

@description('Name of the Event Grid topic.')
param topicName string

@description('Name of the storage account, for the events that can\'t be delivered.')
param storageName string

@description('Container of undelivered events.')
param undeliveredContainer string

@description('Which function is told of which container. A test compares this with the functions\' own triggers.')
var subscriptions = [
  { function: 'Retrain', container: 'datasets' }
  { function: 'ScoreBatch', container: 'scoring-batches' }
]

@description('The API calls that finish a blob. CreateFile and the like would announce blobs that are still empty.')
var finishedBy = ['PutBlob', 'PutBlockList', 'CopyBlob', 'FlushWithClose']

resource application 'Microsoft.Web/sites@2025-03-01' existing = {
  name: functionAppName
}

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

// The key goes from the app to Event Grid inside Azure: neither an output, a parameter nor a shell ever holds it.
resource created 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = [
  for subscription in subscriptions: {
    parent: topic
    name: toLower(subscription.function)
    properties: {
      destination: {
        endpointType: 'WebHook'
        properties: {
          endpointUrl: 'https://${application.properties.defaultHostName}/runtime/webhooks/blobs?functionName=Host.Functions.${subscription.function}&code=${listKeys('${application.id}/host/default', '2025-03-01').systemKeys.blobs_extension}'
          maxEventsPerBatch: 1
          preferredBatchSizeInKilobytes: 64
        }
      }
      eventDeliverySchema: 'EventGridSchema'
      filter: {
        includedEventTypes: ['Microsoft.Storage.BlobCreated']
        subjectBeginsWith: '/blobServices/default/containers/${subscription.container}/blobs/'
        subjectEndsWith: '.csv'
        isSubjectCaseSensitive: false
        advancedFilters: [
          { operatorType: 'StringIn', key: 'data.api', values: finishedBy }
        ]
      }
      retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
      deadLetterWithResourceIdentity: {
        identity: { type: 'SystemAssigned' }
        deadLetterDestination: {
          endpointType: 'StorageBlob'
          properties: { resourceId: account.id, blobContainerName: undeliveredContainer }
        }
      }
    }
  }
]
