# The app as Azure runs it, elsewhere: the official image of the Functions host, with our published folder in it. docs/containers.md
# shows how to build, start and scale it. The host's image is for linux/amd64 only:
#   docker build --platform=linux/amd64 --tag stroke-functions .
FROM --platform=linux/amd64 mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
# How the blob functions learn of a blob: LogsAndContainerScan polls any storage; EventGrid needs a subscription, as on Azure.
ARG BLOB_TRIGGER_SOURCE=LogsAndContainerScan
WORKDIR /source
# What restore needs comes first, so that a change of code alone finds the packages in the cache.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY StrokeFunctions/*.csproj StrokeFunctions/packages.lock.json StrokeFunctions/
RUN dotnet restore StrokeFunctions --locked-mode -p:_IsPublishing=true
COPY host.json ./
COPY StrokeFunctions StrokeFunctions
RUN dotnet publish StrokeFunctions --no-restore -p:BlobTriggerSource=${BLOB_TRIGGER_SOURCE} --output /app

FROM --platform=linux/amd64 mcr.microsoft.com/azure-functions/dotnet-isolated:4-dotnet-isolated10.0
# Without the second the host logs nothing to the console; the third leaves the root page to the app; without its schedule the host does
# not find a timer function. Storage has no default: AzureWebJobsStorage is given at the start.
ENV AzureWebJobsScriptRoot=/home/site/wwwroot \
    AzureFunctionsJobHost__Logging__Console__IsEnabled=true \
    AzureWebJobsDisableHomepage=true \
    DriftReport__Schedule="0 0 5 * * *" \
    Reconcile__Schedule="0 20 * * * *"
COPY --from=build /app /home/site/wwwroot
EXPOSE 80
