using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace StrokeFunctions.Hosting;

/// <summary>The official worker starts the app: it finds the functions, speaks to the Functions host, and serves ASP.NET Core requests.</summary>
internal static class IsolatedHost
{
    public static async Task<int> RunAsync(string[] args)
    {
        var builder = FunctionsApplication.CreateBuilder(args);
        builder.ConfigureFunctionsWebApplication();
        builder.Services.AddStrokeFunctions();
        await builder.Build().RunAsync();
        return 0;
    }
}
