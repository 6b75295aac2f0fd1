using Microsoft.ML.Data;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>The scorer against ML.NET, on the same forest.</summary>
internal static class ScorerSpeed
{
    private const double Goal = 10;

    public static void Run(TrainedForest forest)
    {
        var (model, patients, rows) = (forest.Model, forest.Patients, forest.Rows);
        var engine = forest.Context.Model.CreatePredictionEngine<FeatureRow, ScoreRow>(forest.Transformer);
        var (at, sink) = (0, 0.0);
        var one = Rate.Of(
            () =>
            {
                for (var i = 0; i < 1000; i++) sink += model.LogOdds(patients[at++ % patients.Length]);
                return 1000;
            },
            () =>
            {
                for (var i = 0; i < 1000; i++) sink += engine.Predict(rows[at++ % rows.Length]).Score;
                return 1000;
            },
            () =>
            {
                for (var i = 0; i < 100; i++) sink += model.Explain(patients[at++ % patients.Length]).BaseLogOdds;
                return 100;
            });
        ScoringCommand.PrintRates("one patient, against PredictionEngine (featurizer included)", one[0], one[1], Goal);
        ScoringCommand.PrintRates("one patient with reasons, against PredictionEngine without", one[2], one[1]);

        ScoringCommand.Print(
            "kilobytes of the table of reasons, if every cell is met", (model.Reasons.Bytes / 1000).ToString("N0"), "", "",
            $"{model.Reasons.Trees.Kept} trees looked up, {model.Reasons.Trees.Computed} computed");

        var batch = Rate.Of(
            () =>
            {
                foreach (var patient in patients) sink += model.LogOdds(patient);
                return patients.Length;
            },
            () =>
            {
                foreach (var score in forest.Transformer.Transform(forest.View).GetColumn<float>("Score")) sink += score;
                return rows.Length;
            });
        ScoringCommand.PrintRates("all patients, one thread, against batch Transform", batch[0], batch[1], Goal);
        if (double.IsNaN(sink)) throw new InvalidOperationException("A score is no number.");
    }
}
