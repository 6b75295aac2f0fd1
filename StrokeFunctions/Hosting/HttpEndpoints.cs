using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace StrokeFunctions.Hosting;

/// <summary>Serves the HTTP functions on their routes, and answers in problem+json where no function does.</summary>
internal static class HttpEndpoints
{
    /// <summary>The largest request that the Azure Functions host itself takes by default: 210 MB.</summary>
    public const long MaxRequestBytes = 210L * 1024 * 1024;

    public static void MapFunctions(this WebApplication app)
    {
        var invoker = app.Services.GetRequiredService<FunctionInvoker>();
        foreach (var function in app.Services.GetRequiredService<FunctionCatalog>().Http)
        {
            app.MapMethods(function.Route, function.Methods.Select(method => method.ToUpperInvariant()), context => invoker.InvokeAsync(function, context))
                .WithMetadata(function);
        }
    }
}
