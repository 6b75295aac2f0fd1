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
    private readonly ConcurrentDictionary<FunctionDescription, Target> _targets = new(ReferenceEqualityComparer.Instance);

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
        var target = _targets.GetOrAdd(function, Target.Of);
        var arguments = new object?[target.Parameters.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            arguments[i] = target.Parameters[i].ParameterType == typeof(CancellationToken) ? cancellationToken : bind(target.Parameters[i]);
        }

        return target.Method.Invoke(target.Create?.Invoke(services, null), arguments.AsSpan())!;
    }

    /// <summary>What is found once for each function.</summary>
    /// <param name="Method">Calls it; a fault is thrown as it is.</param>
    /// <param name="Parameters">Its parameters, in their order.</param>
    /// <param name="Create">Makes its object; null if it needs none.</param>
    private sealed record Target(MethodInvoker Method, ParameterInfo[] Parameters, ObjectFactory? Create)
    {
        public static Target Of(FunctionDescription function) => new(
            MethodInvoker.Create(function.Method), function.Method.GetParameters(),
            function.Method.IsStatic ? null : ActivatorUtilities.CreateFactory(function.Method.DeclaringType!, []));
    }
}
