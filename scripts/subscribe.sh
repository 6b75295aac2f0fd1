#!/bin/sh
# Subscribes the deployed app to its containers, so that Event Grid tells it of each new CSV file.
#   scripts/subscribe.sh        (run by azd after each deployment; or by hand, with the six variables below set)
# A step of its own because of an order that no template can express: Event Grid accepts a webhook only if it answers, and
# the webhook's key (the system key blobs_extension) is made when the app first starts with a blob trigger.
# The key never gets here: infra/eventgrid.bicep reads it inside Azure. Running this again changes nothing, or
# takes up a rotated key.
set -eu
: "${AZURE_RESOURCE_GROUP:?}" "${FUNCTION_APP_NAME:?}" "${EVENT_TOPIC_NAME:?}"
: "${STORAGE_ACCOUNT_NAME:?}" "${EVENT_IDENTITY_NAME:?}" "${UNDELIVERED_CONTAINER:?}"
root=$(cd "$(dirname "$0")/.." && pwd)

app=$(az functionapp show --resource-group "$AZURE_RESOURCE_GROUP" --name "$FUNCTION_APP_NAME" --query id --output tsv)
host=$(az functionapp show --resource-group "$AZURE_RESOURCE_GROUP" --name "$FUNCTION_APP_NAME" --query defaultHostName --output tsv)

attempt=1
until [ "$(az rest --method post --url "$app/host/default/listkeys?api-version=2025-03-01" \
    --query 'systemKeys.blobs_extension != null' --output tsv 2>/dev/null || true)" = true ]; do
  if [ "$attempt" -ge 30 ]; then
    echo "The key blobs_extension did not appear in five minutes. Does $FUNCTION_APP_NAME start? See docs/operations.md." >&2
    exit 1
  fi
  echo "Waiting for $FUNCTION_APP_NAME to start ($attempt of 30) ..."
  # Wakes the app up; what it answers does not matter here.
  curl --silent --output /dev/null --max-time 60 "https://$host/api/health/live" || true
  attempt=$((attempt + 1))
  sleep 10
done

az deployment group create --resource-group "$AZURE_RESOURCE_GROUP" --name subscriptions \
  --template-file "$root/infra/eventgrid.bicep" --output none --parameters \
  functionAppName="$FUNCTION_APP_NAME" topicName="$EVENT_TOPIC_NAME" storageName="$STORAGE_ACCOUNT_NAME" \
  identityName="$EVENT_IDENTITY_NAME" undeliveredContainer="$UNDELIVERED_CONTAINER"
echo "$FUNCTION_APP_NAME is told of new files in datasets/ and scoring-batches/."
