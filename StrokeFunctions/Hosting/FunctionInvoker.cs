using System.Collections.Concurrent;
using System.Reflection;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace StrokeFunctions.Hosting;

/// <summary>
/// Makes the function's object, binds its parameters and calls it. Everything but the arguments is found on the first call.
/// </summary>
internal sealed class FunctionInvoker(IServiceProvider services, BlobServiceClient storage)
{
    private readonly ConcurrentDictionary<FunctionDescription, Target> _targets = new(ReferenceEqualityComparer.Instance);

    /// <summary>Answers a request; string parameters are parts of the route.</summary>
    public async Task InvokeAsync(HttpFunction function, HttpContext context, CancellationToken cancellationToken)
    {
        var result = await (Task<IResult>)Call(function, context, static (parameter, context) =>
            parameter.ParameterType == typeof(HttpRequest)
                ? context.Request
                : context.GetRouteValue(parameter.Name!)?.ToString(), cancellationToken);
        await result.ExecuteAsync(context);
    }

    /// <summary>Hands over a blob, by its client and by what the placeholders of the path stand for.</summary>
    public Task InvokeAsync(BlobFunction function, IReadOnlyDictionary<string, string> placeholders, CancellationToken cancellationToken) =>
        (Task)Call(function, placeholders, (parameter, placeholders) => parameter.ParameterType == typeof(BlobClient)
            ? storage.GetBlobContainerClient(function.Path.Container).GetBlobClient(function.Path.Resolve(name => placeholders[name]))
            : placeholders[parameter.Name!], cancellationToken);

    /// <summary>Tells a function that its time has come.</summary>
    public Task InvokeAsync(TimerFunction function, TimerInfo timer, CancellationToken cancellationToken) =>
        (Task)Call(function, timer, static (_, timer) => timer, cancellationToken);

    /// <param name="function">The function.</param>
    /// <param name="source">What its parameters are bound from.</param>
    /// <param name="bind">Gives a parameter's argument.</param>
    /// <param name="cancellationToken">Bound to the parameter of that type.</param>
    private object Call<TSource>(
        FunctionDescription function, TSource source, Func<ParameterInfo, TSource, object?> bind, CancellationToken cancellationToken)
        where TSource : class
    {
        var target = _targets.GetOrAdd(function, Target.Of);
        var arguments = new object?[target.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = target.Parameters[i].ParameterType == typeof(CancellationToken) ? cancellationToken
                : bind(target.Parameters[i], source);
        }

        return target.Method.Invoke(target.Make(services), arguments.AsSpan())!;
    }

    /// <summary>What is found once for each function.</summary>
    /// <param name="Method">Calls it; a fault is thrown as it is.</param>
    /// <param name="Parameters">Its parameters, in their order.</param>
    /// <param name="Constructor">
    /// Makes its object; null if it needs none. (ActivatorUtilities would load the compiler of expressions for it, which a first answer
    /// would wait for.)
    /// </param>
    /// <param name="Services">What the constructor takes.</param>
    private sealed record Target(MethodInvoker Method, ParameterInfo[] Parameters, ConstructorInvoker? Constructor, Type[] Services)
    {
        public static Target Of(FunctionDescription function)
        {
            var constructor = function.Method.IsStatic ? null : function.Method.DeclaringType!.GetConstructors().Single();
            return new Target(
                MethodInvoker.Create(function.Method), function.Method.GetParameters(),
                constructor is null ? null : ConstructorInvoker.Create(constructor),
                [.. constructor?.GetParameters().Select(parameter => parameter.ParameterType) ?? []]);
        }

        public object? Make(IServiceProvider services)
        {
            if (Constructor is null) return null;
            var arguments = new object?[Services.Length];
            for (var i = 0; i < arguments.Length; i++) arguments[i] = services.GetRequiredService(Services[i]);
            return Constructor.Invoke(arguments.AsSpan());
        }
    }
}

/// <summary>The path of a blob trigger, such as "datasets/{name}.csv": a container, and a pattern with placeholders.</summary>
internal sealed class BlobPath
{
    private readonly string _pattern;

    /// <summary>Made when the first blob is looked at, which is after the first score.</summary>
    private readonly Lazy<Regex> _regex;

    public BlobPath(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == path.Length - 1) throw new FormatException($"\"{path}\" is not container/pattern.");
        Container = path[..slash];
        _pattern = path[(slash + 1)..];
        Placeholders = [.. NamesIn(_pattern)];
        _regex = new Lazy<Regex>(() =>
        {
            var escaped = Regex.Escape(_pattern).Replace("}", @"\}", StringComparison.Ordinal);
            return new Regex("^" + Regex.Replace(escaped, @"\\\{(\w+)\\\}", "(?<$1>.+)") + "$", RegexOptions.CultureInvariant);
        });
    }

    /// <summary>The container, never a placeholder.</summary>
    public string Container { get; }

    /// <summary>The names within braces, which the function may ask for as string parameters.</summary>
    public IReadOnlyList<string> Placeholders { get; }

    /// <summary>What the placeholders stand for in a blob's name; null when the name does not match.</summary>
    public IReadOnlyDictionary<string, string>? Match(string blobName)
    {
        var match = _regex.Value.Match(blobName);
        return match.Success ? Placeholders.ToDictionary(name => name, name => match.Groups[name].Value) : null;
    }

    /// <summary>The blob's name, put together from what the placeholders stand for.</summary>
    public string Resolve(Func<string, string> valueOf) =>
        Placeholders.Aggregate(_pattern, (name, placeholder) =>
            name.Replace($"{{{placeholder}}}", valueOf(placeholder), StringComparison.Ordinal));

    private static IEnumerable<string> NamesIn(string pattern)
    {
        for (var open = pattern.IndexOf('{'); open >= 0; open = pattern.IndexOf('{', open + 1))
            yield return pattern[(open + 1)..pattern.IndexOf('}', open)];
    }
}

/// <summary>Serves the HTTP functions on their routes, and answers in problem+json where no function does.</summary>
internal static class HttpEndpoints
{
    /// <summary>The largest request that the Azure Functions host itself takes by default: 210 MB.</summary>
    public const long MaxRequestBytes = 210L * 1024 * 1024;

    /// <summary>
    /// Who sends or takes less than 1,000 bytes a second, for longer than 5 s, is cut off: a slow connection holds memory.
    /// </summary>
    public static readonly MinDataRate MinDataRate = new(bytesPerSecond: 1000, gracePeriod: TimeSpan.FromSeconds(5));

    /// <summary>Whatever fails is told as problem+json, as <see cref="RequestFault"/> says whose fault it is.</summary>
    public static void UseProblems(this WebApplication app)
    {
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = context =>
                RequestFault.AnswerAsync(context, context.Features.GetRequiredFeature<IExceptionHandlerFeature>().Error),
        });
        app.UseStatusCodePages(RequestFault.AnswerAsync);
    }

    /// <summary>OPTIONS is answered with what a route allows (RFC 9110, 9.3.7).</summary>
    private static void MapOptions(this WebApplication app, IGrouping<string, HttpFunction> route)
    {
        var allowed = string.Join(", ",
            route.SelectMany(function => function.Methods).Append("options").Select(method => method.ToUpperInvariant()).Distinct());
        app.MapMethods(route.Key, [HttpMethods.Options], context =>
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            context.Response.Headers.Allow = allowed;
            return Task.CompletedTask;
        });
    }

    /// <summary>
    /// Leads a POST to a route without parameters, if a function has it, past the table of routes. That is built at the first request which
    /// needs it, and a first score need not wait for it.
    /// </summary>
    public static void UseDirectRoute(this WebApplication app, string route)
    {
        var invoker = app.Services.GetRequiredService<FunctionInvoker>();
        var function = app.Services.GetRequiredService<FunctionCatalog>().Http
            .FirstOrDefault(function => function.Route == route && function.Methods.Contains("post"));
        if (function is null) return;
        var builder = new RouteEndpointBuilder(
            context => invoker.InvokeAsync(function, context, context.RequestAborted), RoutePatternFactory.Parse(route), 0)
        {
            DisplayName = function.Name,
            Metadata = { function },
        };
        var (path, endpoint) = (new PathString("/" + route), builder.Build());
        app.Use((context, next) =>
        {
            if (HttpMethods.IsPost(context.Request.Method) && context.Request.Path == path) context.SetEndpoint(endpoint);
            return next(context);
        });
    }

    public static void MapFunctions(this WebApplication app)
    {
        var invoker = app.Services.GetRequiredService<FunctionInvoker>();
        foreach (var route in app.Services.GetRequiredService<FunctionCatalog>().Http.GroupBy(function => function.Route))
            app.MapOptions(route);
        foreach (var function in app.Services.GetRequiredService<FunctionCatalog>().Http)
        {
            app.MapMethods(
                    function.Route,
                    function.Methods.Select(method => method.ToUpperInvariant()),
                    context => invoker.InvokeAsync(function, context, context.RequestAborted)
                )
                .WithMetadata(function);
        }
    }
}
