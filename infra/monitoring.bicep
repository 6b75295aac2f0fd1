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
    query: 'AppRequests | where (OperationName == "Retrain" or OperationName == "ReconcileDatasets") and Success == false | summarize Value = count()'
    operator: 'GreaterThan'
    threshold: 0
    window: 'PT15M'
    frequency: 'PT15M'
    range: 'PT15M'
  }
  {
    name: 'stale-report'
    severity: 2
    // Not before the first report was due: only where something of the app was logged before those hours began.
    description: 'No drift report for ${staleReportHours} hours. Timers on Flex Consumption have been seen to stop while HTTP works.'
    query: 'union isfuzzy=true AppRequests, AppTraces | summarize Older = countif(TimeGenerated < ago(${staleReportHours}h)), Reports = countif(TimeGenerated >= ago(${staleReportHours}h) and Type == "AppRequests" and OperationName == "DriftReport" and Success == true) | project Value = iff(Older > 0 and Reports == 0, 1, 0)'
    operator: 'GreaterThan'
    threshold: 0
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

// The component's own cap, as high as the workspace's: reaching it is an event of the activity log, which is told of even when no log is
// taken any more.
resource cap 'Microsoft.Insights/components/pricingPlans@2017-10-01' = {
  parent: insights
  name: 'current'
  properties: {
    planType: 'Basic'
    cap: logDailyGigabytes
    warningThreshold: 80
    stopSendNotificationWhenHitCap: false
    stopSendNotificationWhenHitThreshold: false
  }
}

resource capReached 'Microsoft.Insights/activityLogAlerts@2026-01-01' = {
  name: 'daily-cap'
  location: 'global'
  tags: tags
  properties: {
    description: 'Logs are about to reach, or have reached, their daily cap: from then on nothing is logged until the next day, and alerts on logs are blind. See docs/operations.md.'
    enabled: true
    scopes: [insights.id]
    condition: {
      allOf: [
        { field: 'category', equals: 'Administrative' }
        {
          anyOf: [
            { field: 'operationName', equals: 'Microsoft.Insights/Components/DailyCapReached/Action' }
            { field: 'operationName', equals: 'Microsoft.Insights/Components/DailyCapWarningThresholdReached/Action' }
          ]
        }
      ]
    }
    actions: { actionGroups: notify ? [{ actionGroupId: alertGroup.id }] : [] }
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
      // At the first deployment the workspace has none of the tables yet, and a query on them would be refused.
      skipQueryValidation: true
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

// Once there is a first day the budget stays deployed, and an amount of 0 switches its mails off: a resource that a template no longer
// names is not removed.
resource budget 'Microsoft.Consumption/budgets@2026-06-01' = if (budgetAmount > 0 || !empty(budgetStartDate)) {
  name: 'stroke'
  properties: {
    category: 'Cost'
    timeGrain: 'Monthly'
    amount: max(budgetAmount, 1)
    timePeriod: {
      startDate: empty(budgetStartDate)
        ? fail('A budget needs its first day: azd env set BUDGET_START_DATE followed by the first day of this month, such as 2026-12-01.')
        : budgetStartDate
    }
    notifications: {
      spent: {
        enabled: budgetAmount > 0
        operator: 'GreaterThanOrEqualTo'
        threshold: 80
        thresholdType: 'Actual'
        contactEmails: alertEmails
        contactRoles: ['Owner']
      }
      forecast: {
        enabled: budgetAmount > 0
        operator: 'GreaterThanOrEqualTo'
        threshold: 100
        thresholdType: 'Forecasted'
        contactEmails: alertEmails
        contactRoles: ['Owner']
      }
    }
  }
}
