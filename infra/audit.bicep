metadata description = 'Who read, wrote and deleted which blob, sent to the logs. Each look at a blob is a row, the app\'s own among them.'

@description('Name of the storage account.')
param storageName string

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('What is logged: every access to a blob.')
var categories = ['StorageRead', 'StorageWrite', 'StorageDelete']

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName

  resource blobs 'blobServices' existing = {
    name: 'default'
  }
}

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' existing = {
  name: workspaceName
}

// The only version in use: the last one that is not a preview is of 2016 and knows no parts of a storage account.
#disable-next-line use-recent-api-versions
resource access 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: account::blobs
  name: 'access'
  properties: {
    workspaceId: workspace.id
    logs: [for category in categories: { category: category, enabled: true }]
  }
}
