metadata description = 'Types that several parts share.'

@export()
@description('Tags of a resource: name and value.')
type resourceTags = {
  @description('Value of the tag.')
  *: string
}

@export()
@description('Somebody who works with the data.')
type identityAccess = {
  @description('Object id in Entra.')
  @minLength(36)
  @maxLength(36)
  principalId: string

  @description('What the id names.')
  principalType: 'Group' | 'ServicePrincipal' | 'User'
}
