# The standalone server for those who run it elsewhere than on Azure Functions. docs/deploy.md shows how to start it.
FROM mcr.microsoft.com/dotnet/sdk:10.0-noble AS build
WORKDIR /source
# What restore needs comes first, so that a change of code alone finds the packages in the cache.
COPY global.json Directory.Build.props Directory.Build.targets Directory.Packages.props BannedSymbols.txt .editorconfig ./
COPY StrokeFunctions/*.csproj StrokeFunctions/packages.lock.json StrokeFunctions/
RUN dotnet restore StrokeFunctions --locked-mode -p:_IsPublishing=true
COPY host.json ./
COPY StrokeFunctions StrokeFunctions
RUN dotnet publish StrokeFunctions --no-restore --output /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble
WORKDIR /app
COPY --from=build /app ./
# The number of the image's own user "app": a number, so that Kubernetes can tell that it isn't root.
USER 1654
ENV ASPNETCORE_HTTP_PORTS=8080
EXPOSE 8080
# The image has neither curl nor wget; bash can open a connection by itself.
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /api/health/live HTTP/1.0\\r\\nHost: localhost\\r\\n\\r\\n' >&3 && read -r status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["./StrokeFunctions"]
