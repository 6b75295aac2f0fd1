namespace StrokeFunctions.Data;

/// <summary>One place of the feature vector.</summary>
/// <param name="Name">Its name in model.json and reports.</param>
/// <param name="Input">The input column it is computed from (the first factor's, for a product).</param>
/// <param name="Factors">The two features whose product it is, or null if it is computed from one input alone.</param>
internal sealed record Feature(string Name, Column Input, (int First, int Second)? Factors = null)
{
    /// <summary>True if the feature depends on two inputs. Only linear members may use it.</summary>
    public bool IsProduct => Factors is not null;
}
