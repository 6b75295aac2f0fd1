#!/bin/sh
# Subscribes the deployed app to its containers, so that Event Grid tells it of each new CSV file.
#   scripts/subscribe.sh        (run by azd after each deployment; or by hand, with the variables below: scripts/names.sh prints them)
# A step of its own because of an order that no template can express: Event Grid accepts a webhook only if it answers, and
# the webhook's key (the system key blobs_extension) is made when the app first starts with a blob trigger.
# The key never gets here: infra/eventgrid.bicep reads it inside Azure. Running this again changes nothing, or
# takes up a rotated key.
set -eu
: "${AZURE_SUBSCRIPTION_ID:?}" "${AZURE_RESOURCE_GROUP:?}" "${FUNCTION_APP_NAME:?}" "${FUNCTION_APP_URL:?}"
: "${EVENT_TOPIC_NAME:?}" "${STORAGE_ACCOUNT_NAME:?}" "${UNDELIVERED_CONTAINER:?}"
root=$(cd "$(dirname "$0")/.." && pwd)
app=/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/$AZURE_RESOURCE_GROUP/providers/Microsoft.Web/sites/$FUNCTION_APP_NAME

# What the app answers does not matter here, nor that it is refused where only some addresses may call it: asking starts it.
wake() { curl --silent --output /dev/null --max-time 60 "$FUNCTION_APP_URL/api/health/live" || true; }

attempt=1
until [ "$(az rest --method post --url "$app/host/default/listkeys?api-version=2025-03-01" \
    --query 'systemKeys.blobs_extension != null' --output tsv 2>/dev/null || true)" = true ]; do
  if [ "$attempt" -ge 30 ]; then
    echo "The key blobs_extension did not appear in five minutes. Does $FUNCTION_APP_NAME start? See docs/operations.md." >&2
    exit 1
  fi
  echo "Waiting for $FUNCTION_APP_NAME to start ($attempt of 30) ..."
  wake
  attempt=$((attempt + 1))
  sleep 10
done

# Event Grid asks the webhook who it is before it accepts it; an app that is just starting answers too late.
attempt=1
wake
until az deployment group create --subscription "$AZURE_SUBSCRIPTION_ID" --resource-group "$AZURE_RESOURCE_GROUP" --name subscriptions \
    --template-file "$root/infra/eventgrid.bicep" --output none --parameters \
    functionAppName="$FUNCTION_APP_NAME" topicName="$EVENT_TOPIC_NAME" storageName="$STORAGE_ACCOUNT_NAME" \
    undeliveredContainer="$UNDELIVERED_CONTAINER"; do
  if [ "$attempt" -ge 5 ]; then
    echo "Event Grid did not accept the webhook of $FUNCTION_APP_NAME in five tries; the errors stand above. Try again: scripts/subscribe.sh" >&2
    exit 1
  fi
  echo "Trying again ($attempt of 5) ..."
  attempt=$((attempt + 1))
  sleep 20
  wake
done
echo "$FUNCTION_APP_NAME is told of new files in datasets/ and scoring-batches/."
