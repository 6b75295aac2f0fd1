using System.Collections.Concurrent;
using System.Reflection;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection;

namespace StrokeFunctions.Hosting;

/// <summary>Makes the function's object, binds its parameters and calls it. Everything but the arguments is found on the first call.</summary>
internal sealed class FunctionInvoker(IServiceProvider services, BlobServiceClient storage)
{
    private readonly ConcurrentDictionary<Type, ObjectFactory> _factories = new();

    /// <summary>Answers a request; string parameters are parts of the route.</summary>
    public async Task InvokeAsync(HttpFunction function, HttpContext context)
    {
        var result = await (Task<IResult>)Call(function, parameter => parameter.ParameterType == typeof(HttpRequest)
            ? context.Request
            : context.GetRouteValue(parameter.Name!)?.ToString(), context.RequestAborted);
        await result.ExecuteAsync(context);
    }

    /// <summary>Hands over a blob, by its client and by what the placeholders of the path stand for.</summary>
    public Task InvokeAsync(BlobFunction function, IReadOnlyDictionary<string, string> placeholders, CancellationToken cancellationToken) =>
        (Task)Call(function, parameter => parameter.ParameterType == typeof(BlobClient)
            ? storage.GetBlobContainerClient(function.Path.Container).GetBlobClient(function.Path.Resolve(name => placeholders[name]))
            : placeholders[parameter.Name!], cancellationToken);

    /// <summary>Tells a function that its time has come.</summary>
    public Task InvokeAsync(TimerFunction function, TimerInfo timer, CancellationToken cancellationToken) =>
        (Task)Call(function, _ => timer, cancellationToken);

    private object Call(FunctionDescription function, Func<ParameterInfo, object?> bind, CancellationToken cancellationToken)
    {
        var arguments = function.Method.GetParameters()
            .Select(parameter => parameter.ParameterType == typeof(CancellationToken) ? cancellationToken : bind(parameter))
            .ToArray();
        var instance = function.Method.IsStatic
            ? null
            : _factories.GetOrAdd(function.Method.DeclaringType!, type => ActivatorUtilities.CreateFactory(type, []))(services, null);
        return function.Method.Invoke(instance, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
    }
}
