namespace StrokeFunctions.Model;

/// <summary>Why a patient got an answer: exact Shapley values of the ten inputs, in log odds.</summary>
/// <param name="BaseLogOdds">The log odds of a patient of whom nothing is known: the mean over the training rows.</param>
/// <param name="LogOdds">What each input adds, in the schema's order. Added to the base in this order they give the answered log odds.</param>
internal sealed record Explanation(double BaseLogOdds, IReadOnlyList<double> LogOdds)
{
    /// <summary>The sum, in the order that makes it the answered log odds to the last bits.</summary>
    public double Sum
    {
        get
        {
            var sum = BaseLogOdds;
            foreach (var contribution in LogOdds) sum += contribution;
            return sum;
        }
    }
}
