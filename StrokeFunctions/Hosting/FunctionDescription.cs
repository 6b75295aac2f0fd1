using System.Reflection;
using Microsoft.Azure.Functions.Worker;

namespace StrokeFunctions.Hosting;

/// <summary>One function of the app, as its attributes describe it: a closed set of three kinds.</summary>
internal abstract record FunctionDescription(string Name, MethodInfo Method);

/// <summary>A function that is called over HTTP.</summary>
internal sealed record HttpFunction(string Name, MethodInfo Method, string Route, IReadOnlyList<string> Methods, AuthorizationLevel Level)
    : FunctionDescription(Name, Method);

/// <summary>A function that is called for each new or changed blob.</summary>
internal sealed record BlobFunction(string Name, MethodInfo Method, string Parameter, BlobTriggerAttribute Trigger, BlobPath Path)
    : FunctionDescription(Name, Method);

/// <summary>A function that is called on a schedule.</summary>
internal sealed record TimerFunction(string Name, MethodInfo Method, string Parameter, TimerTriggerAttribute Trigger)
    : FunctionDescription(Name, Method);
