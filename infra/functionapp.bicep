metadata description = 'The function app on its Flex Consumption plan.'

import { resourceTags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags resourceTags

@description('Name of the app.')
param name string

@description('Name of the plan. Flex Consumption has one app a plan.')
param planName string

@description('Name of the identity that the app runs as.')
param identityName string

@description('Name of the storage account.')
param storageName string

@description('Container of the deployment packages.')
param packageContainer string

@description('Name of Application Insights.')
param insightsName string

@description('Name of the virtual network; empty for none.')
param networkName string

@description('Memory of an instance in MB.')
@allowed([512, 2048, 4096])
param instanceMemoryMB int

@description('Instances that the app may grow to.')
@minValue(40)
@maxValue(1000)
param maximumInstanceCount int

@description('HTTP requests that one instance answers at a time.')
@minValue(1)
@maxValue(1000)
param httpConcurrency int

@description('Instances kept warm for HTTP.')
@minValue(0)
@maxValue(20)
param alwaysReadyHttpInstances int

@description('Instances kept warm for the blob functions.')
@minValue(0)
@maxValue(20)
param alwaysReadyBlobInstances int

@description('True: the instances are spread over the zones of the region.')
param zoneRedundant bool

@description('Ranges from which the app may be called; empty for everywhere.')
param allowedClientRanges string[]

@description('Days for which the app keeps the scoring log.')
@minValue(35)
@maxValue(3650)
param scoringLogDays int

@description('Application id of the Entra registration; empty for function keys only.')
param entraClientId string

@description('The slices\' settings with their defaults. A test holds this file equal to the options classes.')
var sliceSettings = loadJsonContent('settings.json')

@description('Who may call: the given ranges and Event Grid, which delivers from Azure.')
var callers = concat(
  map(range(0, length(allowedClientRanges)), i => {
    name: 'clients-${i}'
    action: 'Allow'
    priority: 100 + i
    tag: 'Default'
    ipAddress: allowedClientRanges[i]
  }),
  [{ name: 'event-grid', action: 'Allow', priority: 1000, tag: 'ServiceTag', ipAddress: 'AzureEventGrid' }]
)

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName
}

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource insights 'Microsoft.Insights/components@2020-02-02' existing = {
  name: insightsName
}

resource network 'Microsoft.Network/virtualNetworks@2025-07-01' existing = if (!empty(networkName)) {
  name: networkName

  resource applications 'subnets' existing = {
    name: 'applications'
  }
}

resource plan 'Microsoft.Web/serverfarms@2025-03-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true, zoneRedundant: zoneRedundant }
}

resource application 'Microsoft.Web/sites@2025-03-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'stroke' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identity.id}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identity.id
    publicNetworkAccess: 'Enabled'
    virtualNetworkSubnetId: empty(networkName) ? null : network::applications.id
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      ipSecurityRestrictionsDefaultAction: empty(allowedClientRanges) ? 'Allow' : 'Deny'
      ipSecurityRestrictions: empty(allowedClientRanges) ? [] : callers
    }
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: '${account.properties.primaryEndpoints.blob}${packageContainer}'
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identity.id
          }
        }
      }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
        alwaysReady: filter(
          [
            { name: 'http', instanceCount: alwaysReadyHttpInstances }
            { name: 'blob', instanceCount: alwaysReadyBlobInstances }
          ],
          group => group.instanceCount > 0
        )
        triggers: { http: { perInstanceConcurrency: httpConcurrency } }
      }
    }
  }

  resource settings 'config' = {
    name: 'appsettings'
    properties: union(sliceSettings, {
      Scoring__LogRetentionDays: string(scoringLogDays)
      AzureWebJobsStorage__blobServiceUri: account.properties.primaryEndpoints.blob
      AzureWebJobsStorage__queueServiceUri: account.properties.primaryEndpoints.queue
      AzureWebJobsStorage__tableServiceUri: account.properties.primaryEndpoints.table
      AzureWebJobsStorage__credential: 'managedidentity'
      AzureWebJobsStorage__clientId: identity.properties.clientId
      // The root page is a function of ours, not the host's own.
      AzureWebJobsDisableHomepage: 'true'
      APPLICATIONINSIGHTS_CONNECTION_STRING: insights.properties.ConnectionString
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${identity.properties.clientId}'
    })
  }

  // Deployment goes with a token of the deployer; user names and passwords for publishing are off.
  resource ftp 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scm 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }

  // Deployed always: what a template no longer names stays as it is, so only this way can it be switched off again.
  resource authentication 'config' = {
    name: 'authsettingsV2'
    properties: {
      platform: { enabled: !empty(entraClientId) }
      globalValidation: {
        requireAuthentication: !empty(entraClientId)
        unauthenticatedClientAction: empty(entraClientId) ? 'AllowAnonymous' : 'Return401'
        // What machines ask without a token, and the webhook, which has a key of its own. Not '/': whether it would exclude
        // everything below it is not documented.
        excludedPaths: ['/api/health/live', '/api/health/ready', '/api/openapi.json', '/runtime/webhooks/blobs']
      }
      httpSettings: { requireHttps: true }
      identityProviders: empty(entraClientId)
        ? {}
        : {
            azureActiveDirectory: {
              enabled: true
              registration: {
                clientId: entraClientId
                openIdIssuer: '${environment().authentication.loginEndpoint}${tenant().tenantId}/v2.0'
              }
              validation: { allowedAudiences: [entraClientId, 'api://${entraClientId}'] }
            }
          }
    }
  }
}

@description('Name of the app.')
output name string = application.name

@description('Address of the app.')
output url string = 'https://${application.properties.defaultHostName}'
