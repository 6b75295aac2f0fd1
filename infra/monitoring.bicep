metadata description = 'Logs, the alerts that are worth waking somebody for, and the budget.'

import { resourceTags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags of every resource.')
param tags resourceTags

@description('Name of the Log Analytics workspace.')
param workspaceName string

@description('Name of Application Insights.')
param insightsName string

@description('Days for which logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int

@description('Gigabytes of logs taken a day.')
@minValue(1)
@maxValue(100)
param logDailyGigabytes int

@description('Name of the group of those who are told; empty for nobody.')
param alertGroupName string

@description('Addresses to write to.')
param alertEmails string[]

@description('Percent of HTTP answers of 500 or more that fires an alert.')
@minValue(1)
@maxValue(100)
param serverErrorPercent int

@description('Hours after which a missing report fires an alert.')
@minValue(2)
@maxValue(47)
param staleReportHours int

@description('Amount a month; 0 for no budget.')
@minValue(0)
param budgetAmount int

@description('First day of the month in which the budget was first deployed.')
param budgetStartDate string

@description('Whether somebody is to be told.')
var notify = !empty(alertGroupName)

@description('Requests below which a share of failures says nothing.')
var enoughRequests = 20

@description('The alerts that are questions to the logs. Each returns one row with the column Value.')
var alerts = [
  {
    name: 'failed-trainings'
    severity: 1
    description: 'Retrain threw: a dataset could not be used, although nothing is wrong with the rows themselves.'
    query: 'AppRequests | where OperationName == "Retrain" and Success == false | summarize Value = count()'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT15M'
    range: 'PT15M'
  }
  {
    name: 'stale-report'
    severity: 2
    description: 'No drift report for ${staleReportHours} hours. Timers on Flex Consumption have been seen to stop while HTTP works.'
    query: 'AppRequests | where TimeGenerated > ago(${staleReportHours}h) | where OperationName == "DriftReport" and Success == true | summarize Value = count()'
    operator: 'LessThan'
    threshold: 1
    window: 'PT1H'
    frequency: 'PT1H'
    range: 'P2D'
  }
  {
    name: 'server-errors'
    severity: 1
    description: 'More than ${serverErrorPercent} % of at least ${enoughRequests} HTTP answers were 500 or more.'
    query: 'AppRequests | where isnotempty(Url) | summarize Total = count(), Failed = countif(toint(ResultCode) >= 500) | project Value = iff(Total < ${enoughRequests}, 0.0, 100.0 * Failed / Total)'
    operator: 'GreaterThan'
    threshold: serverErrorPercent
    window: 'PT15M'
    frequency: 'PT15M'
    range: 'PT15M'
  }
  {
    name: 'poison-messages'
    severity: 1
    description: 'A blob failed five times and lies in the queue webjobs-blobtrigger-poison.'
    query: 'AppTraces | where Message has "webjobs-blobtrigger-poison" | summarize Value = count()'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT15M'
    range: 'PT15M'
  }
]

resource workspace 'Microsoft.OperationalInsights/workspaces@2026-03-01' = {
  name: workspaceName
  location: location
  tags: tags
  properties: {
    sku: { name: 'PerGB2018' }
    retentionInDays: logDays
    workspaceCapping: { dailyQuotaGb: logDailyGigabytes }
    features: { disableLocalAuth: true }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: insightsName
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    WorkspaceResourceId: workspace.id
    DisableLocalAuth: true
    IngestionMode: 'LogAnalytics'
  }
}

resource alertGroup 'Microsoft.Insights/actionGroups@2023-01-01' = if (notify) {
  name: alertGroupName
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'stroke'
    emailReceivers: map(range(0, length(alertEmails)), i => {
      name: 'email-${i}'
      emailAddress: alertEmails[i]
      useCommonAlertSchema: true
    })
  }
}

resource rules 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for alert in alerts: {
    name: alert.name
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      description: '${alert.description} See docs/operations.md.'
      displayName: alert.name
      enabled: true
      severity: alert.severity
      scopes: [workspace.id]
      windowSize: alert.window
      evaluationFrequency: alert.frequency
      overrideQueryTimeRange: alert.range == alert.window ? null : alert.range
      autoMitigate: true
      criteria: {
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            query: alert.query
            metricMeasureColumn: 'Value'
            timeAggregation: 'Total'
            operator: alert.operator
            threshold: alert.threshold
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: notify ? [alertGroup.id] : [] }
    }
    dependsOn: [insights]
  }
]

resource budget 'Microsoft.Consumption/budgets@2026-06-01' = if (budgetAmount > 0) {
  name: 'stroke'
  properties: {
    category: 'Cost'
    timeGrain: 'Monthly'
    amount: budgetAmount
    timePeriod: { startDate: budgetStartDate }
    notifications: {
      spent: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: alertEmails
        contactRoles: ['Owner']
      }
      forecast: {
        enabled: true
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: alertEmails
        contactRoles: ['Owner']
      }
    }
  }
}
