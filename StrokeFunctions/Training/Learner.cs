using Microsoft.ML;
using Microsoft.ML.Data;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Training;

/// <summary>A family of models with its settings. Trained by ML.NET with one thread, which makes it repeatable to the bit.</summary>
internal abstract record Learner
{
    /// <summary>The family and its settings, as reports name it.</summary>
    public abstract string Name { get; }

    /// <summary>How many of the featurizer's features it is given, from the first; by default those without splines.</summary>
    protected virtual int FeatureCount => Featurizer.BaseCount;

    /// <summary>Trains on some rows. The member's weight is 1: calibration sets it.</summary>
    /// <param name="table">All rows.</param>
    /// <param name="rows">The indices of those to train on.</param>
    /// <param name="seed">Of the learner's own random choices.</param>
    /// <param name="verify">Whether the exported member is compared with ML.NET's own scores on every training row, and its leaves know how
    /// many of them they hold, as a member has to that is published; others are only asked for scores.</param>
    /// <exception cref="ScoreParityException">The exported member scores otherwise.</exception>
    public Member Fit(TrainingRows table, int[] rows, int seed, bool verify)
    {
        var ml = new MLContext(seed);
        int[] features = [.. Enumerable.Range(0, FeatureCount)];
        var view = new FeatureView(table, rows, FeatureCount);
        var trained = Train(ml, view, FeatureView.Features, seed);
        var member = Export(trained.Model, features, table, verify ? rows : []);
        if (verify) ModelExport.RequireParity(member, table.Features, rows, [.. trained.Transform(view).GetColumn<float>("Score")]);
        return Finish(member, BaseRate(table, rows));
    }

    /// <summary>Trains with ML.NET.</summary>
    protected abstract ISingleFeaturePredictionTransformer<object> Train(MLContext ml, IDataView view, string features, int seed);

    /// <summary>The member that scores as ML.NET does.</summary>
    protected abstract Member Export(object model, int[] features, TrainingRows table, int[] rows);

    /// <summary>The member whose score adds up in log odds; usually the exported one.</summary>
    /// <param name="member">As exported.</param>
    /// <param name="baseRate">The share of strokes among the training rows.</param>
    protected virtual Member Finish(Member member, double baseRate) => member;

    /// <summary>A setting as names write it.</summary>
    protected static string Text(double setting) => setting.ToString();

    private static double BaseRate(TrainingRows table, int[] rows) => (double)rows.Count(row => table.Outcomes[row]) / rows.Length;
}
