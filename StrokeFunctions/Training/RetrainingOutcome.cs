using StrokeFunctions.Registry;

namespace StrokeFunctions.Training;

/// <summary>What came of a dataset.</summary>
/// <param name="Dataset">The dataset's name.</param>
internal abstract record RetrainingOutcome(string Dataset)
{
    /// <summary>What came of it, in one sentence.</summary>
    public abstract string Summary { get; }
}

/// <summary>A model was trained and serves now.</summary>
internal sealed record Promoted(string Dataset, string Version, string Reason) : RetrainingOutcome(Dataset)
{
    public override string Summary => $"{Version} is the champion: {Reason}";
}

/// <summary>A model was trained and published, and the champion stays.</summary>
internal sealed record KeptChampion(string Dataset, string Version, string Champion, string Reason) : RetrainingOutcome(Dataset)
{
    public override string Summary => $"{Version} was trained and {Champion} stays the champion: {Reason}";
}

/// <summary>Nothing was made of the dataset, and nothing of it stays in the training table.</summary>
internal sealed record Rejected(string Dataset, string Reason) : RetrainingOutcome(Dataset)
{
    public override string Summary => $"it was refused: {Reason}";
}

/// <summary>Nothing of the dataset is in the training table until a person confirms it.</summary>
internal sealed record SetAside(string Dataset, string Reason) : RetrainingOutcome(Dataset)
{
    public override string Summary => $"it is set aside until a person confirms it (POST /api/datasets/{Dataset}/confirm): {Reason}";
}

/// <summary>The rows were taken in, and there is no new model.</summary>
internal sealed record NotTrained(string Dataset, string Reason) : RetrainingOutcome(Dataset)
{
    public override string Summary => $"its rows were taken in, and nothing was trained: {Reason}";
}

/// <summary>The same bytes were worked on before, under this or another name.</summary>
internal sealed record AlreadyDone(string Dataset, ModelEvent Event) : RetrainingOutcome(Dataset)
{
    public override string Summary => $"the same bytes were worked on before ({Event.Dataset?.Name}): {Event.Reason}";
}

/// <summary>There is no such dataset any more.</summary>
internal sealed record Gone(string Dataset) : RetrainingOutcome(Dataset)
{
    public override string Summary => "it was deleted before it was read";
}
