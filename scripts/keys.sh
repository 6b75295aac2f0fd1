#!/bin/sh
# Makes, renews or takes back the key of a person or a program, and prints a new one:
#   scripts/keys.sh function clinic       opens scoring and reading
#   scripts/keys.sh datasets ada          uploading datasets, confirming them and taking them back, too
#   scripts/keys.sh admin grace           everything: which model serves, reports now, erasing a patient
#   scripts/keys.sh none clinic           takes the key "clinic" back
# The Functions host knows keys of one function and keys of the whole app, but none of a group. So the same value is set, under the same
# name, on each function of the group. The app's own key "default", which opens all functions, is deleted; the master key is nobody's.
# Needs az, signed in, and the names that scripts/names.sh or azd env get-values print.
set -eu
: "${AZURE_SUBSCRIPTION_ID:?}" "${AZURE_RESOURCE_GROUP:?}" "${FUNCTION_APP_NAME:?}"
group=${1:?function, datasets, admin or none} name=${2:?a name for the key}
app=/subscriptions/$AZURE_SUBSCRIPTION_ID/resourceGroups/$AZURE_RESOURCE_GROUP/providers/Microsoft.Web/sites/$FUNCTION_APP_NAME
version=api-version=2025-03-01

# A test compares these lists with the functions' own attributes.
function="CompareModels GetReport ListDatasets ListModels ListReports ModelEvents PredictLikePython RecordOutcomes Score ShowDataset ShowModel"
function="$function ShowModelCard ShowTrainingReport"
datasets="ConfirmDataset ShowRejectedRows UploadDataset WithdrawDataset"
admin="ErasePatient PinModel PromoteModel TagModel UnpinModel UntagModel WriteReport"
case $group in
  function) opened=$function others="$datasets $admin" ;;
  datasets) opened="$function $datasets" others=$admin ;;
  admin) opened="$function $datasets $admin" others="" ;;
  none) opened="" others="$function $datasets $admin" ;;
  *) echo "The group is function, datasets, admin or none." >&2; exit 2 ;;
esac

body=$(mktemp)          # a file, so that the key is in no command line that others could read
trap 'rm -f "$body"' EXIT
key=$(head -c 42 /dev/urandom | base64 | tr -d '\n' | tr '+/' '-_')
printf '{"properties": {"name": "%s", "value": "%s"}}' "$name" "$key" >"$body"
for of in $opened; do
  az rest --method put --url "$app/functions/$of/keys/$name?$version" --body "@$body" --output none
done
# A key that opened more before loses what it no longer opens; one that was never there is no fault.
for of in $others; do
  az rest --method delete --url "$app/functions/$of/keys/$name?$version" --output none 2>/dev/null || true
done
az rest --method delete --url "$app/host/default/functionkeys/default?$version" --output none 2>/dev/null || true
if [ -n "$opened" ]; then echo "$key"; else echo "The key $name opens nothing any more." >&2; fi
