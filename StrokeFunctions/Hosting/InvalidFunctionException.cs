namespace StrokeFunctions.Hosting;

/// <summary>A function is written in a way that cannot be bound in both ways to be started: a fault of the build, not of the input.</summary>
internal sealed class InvalidFunctionException(string function, string reason)
    : Exception($"The function {function} cannot be bound: {reason}.");
