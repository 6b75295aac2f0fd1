namespace StrokeFunctions.Registry;

/// <summary>A one-sided test of whether the champion has become worse.</summary>
/// <param name="Name">What was tested.</param>
/// <param name="Reference">The champion's held-out value.</param>
/// <param name="Current">Its value on the new patients.</param>
/// <param name="P">The chance of a value this bad or worse, had nothing changed.</param>
/// <param name="Level">Below this the test calls for a new model.</param>
/// <param name="Power">The chance of noticing a loss of a fifth, with as many new patients; 0 to 1.</param>
internal sealed record RetrainTest(string Name, double Reference, double Current, double P, double Level, double Power)
{
    /// <summary>Whether it calls for a new model.</summary>
    public bool Alarms => P < Level;
}
