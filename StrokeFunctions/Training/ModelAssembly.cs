using StrokeFunctions.Data;
using StrokeFunctions.Model;

namespace StrokeFunctions.Training;

/// <summary>Writes a fitted pipeline as model.json and makes sure that the scorer reads it as it was meant.</summary>
internal static class ModelAssembly
{
    /// <summary>The share of each class whose true class stays plausible when an answer is called uncertain.</summary>
    private const double Coverage = 0.9;

    /// <summary>The bytes of model.json.</summary>
    /// <exception cref="ScoreParityException">The scorer gives other log odds than the pipeline for a training row.</exception>
    public static byte[] Write(TrainingRows table, Pipeline pipeline)
    {
        var json = new ModelDocument
        {
            Threshold = pipeline.Threshold,
            Intercept = pipeline.Intercept,
            TrainingRows = table.Count,
            FeatureMeans = table.Features.Means(table.AllRows),
            Members = pipeline.Members,
            Uncertainty = Conformal(pipeline.Chosen.Probabilities, pipeline.Chosen.Outcomes),
            Domain = Domain(table),
        }.ToJson();
        RequireParity(table, pipeline, json);
        return json;
    }

    /// <summary>
    /// Bounds by class from out-of-fold probabilities, with the finite-sample correction: the bound of a class of n patients is its
    /// ceil((n + 1) * coverage)-th most typical one.
    /// </summary>
    public static Uncertainty Conformal(double[] probabilities, bool[] outcomes)
    {
        double[] strokes = [.. probabilities.Where((_, i) => outcomes[i]).Order()];
        double[] others = [.. probabilities.Where((_, i) => !outcomes[i]).Order()];
        return new Uncertainty
        {
            Coverage = Coverage,
            StrokeFrom = strokes[strokes.Length - Rank(strokes.Length)],
            NoStrokeTo = others[Rank(others.Length) - 1],
        };
    }

    private static int Rank(int count) => Math.Min(count, (int)Math.Ceiling((count + 1) * Coverage));

    private static TrainingDomain Domain(TrainingRows table) => new()
    {
        Ranges = [.. Schema.Inputs.OfType<NumericColumn>().Select(column =>
        {
            double[] seen = [.. table.Patients.Select(patient => patient[column]).Where(value => !double.IsNaN(value))];
            // Where a column was never measured any value is new; 0 to 0 says so.
            return new SeenRange(column.Name, seen.DefaultIfEmpty().Min(), seen.DefaultIfEmpty().Max(), table.Count - seen.Length);
        })],
        Categories = [.. Schema.Inputs.OfType<CategoryColumn>().Select(column =>
        {
            var rows = new long[column.Categories.Count];
            foreach (var patient in table.Patients) rows[(int)patient[column]]++;
            return new SeenCategories(column.Name, rows);
        })],
    };

    private static void RequireParity(TrainingRows table, Pipeline pipeline, byte[] json)
    {
        var scorer = StrokeModel.Parse("unpublished", json);
        var (largest, at) = (0.0, 0);
        for (var row = 0; row < table.Count; row++)
        {
            var difference = Math.Abs(scorer.Probability(table.Patients[row]) - pipeline.Probability(table.Features[row]));
            if (!(difference <= largest)) (largest, at) = (difference, row);
        }

        if (!(largest <= ModelExport.Tolerance)) throw new ScoreParityException("The scorer", at, largest);
    }
}
