namespace StrokeFunctions.Training;

/// <summary>The rows can't give a model: too few patients or strokes, or a sign that they leak the outcome.</summary>
internal sealed class UntrainableRowsException(string message) : Exception(message);
