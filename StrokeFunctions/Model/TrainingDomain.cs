namespace StrokeFunctions.Model;

/// <summary>What the training rows covered, so that a patient unlike all of them is recognised.</summary>
internal sealed record TrainingDomain
{
    /// <summary>One entry per numeric column, in the schema's order: the smallest and largest value seen.</summary>
    public required IReadOnlyList<SeenRange> Ranges { get; init; }

    /// <summary>One entry per category column, in the schema's order: how many training rows had each category.</summary>
    public required IReadOnlyList<SeenCategories> Categories { get; init; }
}

/// <summary>The values of a numeric column that the training rows had.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Minimum">The smallest, in the column's unit.</param>
/// <param name="Maximum">The largest, in the column's unit.</param>
/// <param name="MissingRows">How many rows had none.</param>
internal sealed record SeenRange(string Column, double Minimum, double Maximum, long MissingRows);

/// <summary>The categories that the training rows had.</summary>
/// <param name="Column">The column's name.</param>
/// <param name="Rows">How many rows had each category, in the schema's order.</param>
internal sealed record SeenCategories(string Column, long[] Rows);
