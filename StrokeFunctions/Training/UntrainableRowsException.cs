namespace StrokeFunctions.Training;

/// <summary>The rows can't give a model: too few patients or strokes.</summary>
internal class UntrainableRowsException(string message) : Exception(message);
