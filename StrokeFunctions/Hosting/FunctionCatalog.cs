using System.Reflection;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Functions;

namespace StrokeFunctions.Hosting;

/// <summary>Every function of the app, found by its attributes and held to what both ways to be started can bind.</summary>
internal sealed class FunctionCatalog
{
    private readonly Dictionary<string, FunctionDescription> _functions = new(StringComparer.OrdinalIgnoreCase);

    public FunctionCatalog(IEnumerable<Type> types)
    {
        foreach (
            var method in types.SelectMany(type =>
                type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
            )
        )
        {
            if (method.GetCustomAttribute<FunctionAttribute>() is not { } attribute) continue;
            var function = Describe(attribute.Name, method);
            if (!_functions.TryAdd(function.Name, function))
                throw new InvalidFunctionException(function.Name, "another function has the same name");
        }
    }

    /// <summary>
    /// The functions of this app. Their classes are named: to look for them would load every type of the app, and with those ML.NET,
    /// OxyPlot and whatever else a start has no use for.
    /// </summary>
    public static FunctionCatalog OfThisApp() => new(
    [
        typeof(DatasetFunctions), typeof(HealthFunctions), typeof(ModelFunctions), typeof(PatientFunctions), typeof(ReconcileFunctions),
        typeof(ReportFunctions), typeof(ScoringFunctions), typeof(SiteFunctions),
    ]);

    public IEnumerable<FunctionDescription> All => _functions.Values.OrderBy(function => function.Name, StringComparer.Ordinal);

    public IEnumerable<HttpFunction> Http => All.OfType<HttpFunction>();

    public IEnumerable<BlobFunction> Blobs => All.OfType<BlobFunction>();

    public IEnumerable<TimerFunction> Timers => All.OfType<TimerFunction>();

    /// <summary>The HTTP function of a name.</summary>
    public HttpFunction HttpFunction(string name) => (HttpFunction)_functions[name];

    private static FunctionDescription Describe(string name, MethodInfo method)
    {
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.GetCustomAttribute<HttpTriggerAttribute>() is { } http)
            {
                if (method.ReturnType != typeof(Task<IResult>))
                    throw new InvalidFunctionException(name, "an HTTP function returns Task<IResult>");
                return Checked(
                    new HttpFunction(name, method, http.Route ?? name, http.Methods ?? [], KeysOf(name, method, http.AuthLevel)),
                    typeof(HttpRequest),
                    null
                );
            }

            if (method.ReturnType != typeof(Task)) throw new InvalidFunctionException(name, "a blob or timer function returns Task");
            if (parameter.GetCustomAttribute<BlobTriggerAttribute>() is { } blob)
            {
                var path = new BlobPath(blob.BlobPath);
                return Checked(new BlobFunction(name, method, parameter.Name!, blob, path), typeof(BlobClient), path.Placeholders);
            }

            if (parameter.GetCustomAttribute<TimerTriggerAttribute>() is { } timer)
            {
                return Checked(new TimerFunction(name, method, parameter.Name!, timer), typeof(TimerInfo), []);
            }
        }

        throw new InvalidFunctionException(name, "no parameter has a trigger attribute");
    }

    private static KeyGroup KeysOf(string name, MethodInfo method, AuthorizationLevel level) => level switch
    {
        AuthorizationLevel.Anonymous => KeyGroup.Anonymous,
        AuthorizationLevel.Function => method.GetCustomAttribute<OpenedByAttribute>()?.Group ?? KeyGroup.Function,
        _ => throw new InvalidFunctionException(name, "its level is neither Anonymous nor Function; which keys open it says [OpenedBy]"),
    };

    /// <summary>
    /// Refuses what nothing binds; the string parameters that can be bound are given, or null where any may be a part of the route.
    /// </summary>
    private static FunctionDescription Checked(FunctionDescription function, Type trigger, IReadOnlyList<string>? texts)
    {
        foreach (var parameter in function.Method.GetParameters())
        {
            var type = parameter.ParameterType;
            var bindable = type == trigger || type == typeof(CancellationToken)
                || (type == typeof(string) && (texts is null || texts.Contains(parameter.Name!)));
            if (!bindable)
                throw new InvalidFunctionException(function.Name, $"nothing binds the parameter \"{parameter.Name}\" of type {type.Name}");
        }

        return function;
    }
}

/// <summary>One function of the app, as its attributes describe it: a closed set of three kinds.</summary>
internal abstract record FunctionDescription(string Name, MethodInfo Method);

/// <summary>A function that is called over HTTP.</summary>
internal sealed record HttpFunction(string Name, MethodInfo Method, string Route, IReadOnlyList<string> Methods, KeyGroup Keys)
    : FunctionDescription(Name, Method);

/// <summary>A function that is called for each new or changed blob.</summary>
internal sealed record BlobFunction(string Name, MethodInfo Method, string Parameter, BlobTriggerAttribute Trigger, BlobPath Path)
    : FunctionDescription(Name, Method);

/// <summary>A function that is called on a schedule.</summary>
internal sealed record TimerFunction(string Name, MethodInfo Method, string Parameter, TimerTriggerAttribute Trigger)
    : FunctionDescription(Name, Method);

/// <summary>
/// A function is written in a way that cannot be bound in both ways to be started: a fault of the build, not of the input.
/// </summary>
internal sealed class InvalidFunctionException(string function, string reason)
    : Exception($"The function {function} cannot be bound: {reason}.");
