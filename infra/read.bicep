metadata description = 'How main.bicepparam reads a variable of the environment: one that is set to nothing, as a pipeline sets those it does not know, means the default.'

import { identityAccess } from 'types.bicep'

@export()
@description('A text.')
func text(value string, fallback string) string => empty(value) ? fallback : value

@export()
@description('A whole number.')
func number(value string, fallback int) int => empty(value) ? fallback : int(value)

@export()
@description('true or false.')
func flag(value string, fallback bool) bool => empty(value) ? fallback : bool(value)

@export()
@description('A list, separated by commas; blanks around its parts do not matter.')
func list(value string) string[] => filter(map(split(value, ','), part => trim(part)), part => !empty(part))

@export()
@description('People, groups and pipelines: a list of Group:id, User:id or ServicePrincipal:id. JSON, because the kind is one of three texts, not any text.')
func identities(value string) identityAccess[] =>
  map(list(value), part => { principalType: json('"${trim(first(split(part, ':')))}"'), principalId: trim(last(split(part, ':'))) })
