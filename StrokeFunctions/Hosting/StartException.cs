namespace StrokeFunctions.Hosting;

/// <summary>The app cannot start on this machine as it is; the message says what to do.</summary>
internal sealed class StartException(string message) : Exception(message);
