metadata description = 'A virtual network with private endpoints to blobs, queues and tables, for those whose storage may not be reached from outside.'

import { resourceTags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags resourceTags

@description('Name of the network.')
param name string

@description('Name of the storage account.')
param storageName string

@description('The services of the storage account that the app uses.')
var services = ['blob', 'queue', 'table']

resource account 'Microsoft.Storage/storageAccounts@2026-04-01' existing = {
  name: storageName
}

resource network 'Microsoft.Network/virtualNetworks@2025-07-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    addressSpace: { addressPrefixes: ['10.20.0.0/24'] }
    subnets: [
      {
        // Flex Consumption takes an address an instance: /25 has room for more than the 40 instances it may start.
        name: 'applications'
        properties: {
          addressPrefix: '10.20.0.0/25'
          delegations: [{ name: 'flex', properties: { serviceName: 'Microsoft.App/environments' } }]
        }
      }
      {
        name: 'endpoints'
        properties: {
          addressPrefix: '10.20.0.128/27'
          defaultOutboundAccess: false
        }
      }
    ]
  }

  resource endpoints 'subnets' existing = {
    name: 'endpoints'
  }
}

resource zones 'Microsoft.Network/privateDnsZones@2024-06-01' = [
  for service in services: {
    name: 'privatelink.${service}.${environment().suffixes.storage}'
    location: 'global'
    tags: tags
  }
]

resource links 'Microsoft.Network/privateDnsZones/virtualNetworkLinks@2024-06-01' = [
  for (service, i) in services: {
    parent: zones[i]
    name: name
    location: 'global'
    tags: tags
    properties: {
      registrationEnabled: false
      virtualNetwork: { id: network.id }
    }
  }
]

// One after another: the subnet and the account each take one change at a time, and refuse a second one meanwhile.
@batchSize(1)
resource privateEndpoints 'Microsoft.Network/privateEndpoints@2025-07-01' = [
  for service in services: {
    name: 'pep-${service}-${name}'
    location: location
    tags: tags
    properties: {
      subnet: { id: network::endpoints.id }
      privateLinkServiceConnections: [
        {
          name: service
          properties: { privateLinkServiceId: account.id, groupIds: [service] }
        }
      ]
    }
  }
]

resource records 'Microsoft.Network/privateEndpoints/privateDnsZoneGroups@2025-07-01' = [
  for (service, i) in services: {
    parent: privateEndpoints[i]
    name: 'default'
    properties: {
      privateDnsZoneConfigs: [{ name: service, properties: { privateDnsZoneId: zones[i].id } }]
    }
  }
]
