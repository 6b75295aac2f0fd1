using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace StrokeFunctions.Hosting;

/// <summary>Serves the HTTP functions on their routes, and answers in problem+json where no function does.</summary>
internal static class HttpEndpoints
{
    /// <summary>The largest request that the Azure Functions host itself takes by default: 210 MB.</summary>
    public const long MaxRequestBytes = 210L * 1024 * 1024;

    /// <summary>Whatever fails is told as problem+json: with the status of the request's own fault, else 500 without details.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            StatusCodeSelector = exception => exception is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status500InternalServerError,
        });
        app.UseStatusCodePages();
    }

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
