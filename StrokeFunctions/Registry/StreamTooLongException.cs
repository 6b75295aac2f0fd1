namespace StrokeFunctions.Registry;

/// <summary>A stream went on beyond its limit.</summary>
internal sealed class StreamTooLongException(long limit) : Exception($"The stream is longer than {limit} bytes.");
