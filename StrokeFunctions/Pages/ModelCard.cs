using System.Globalization;
using Microsoft.AspNetCore.Html;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Pages;

/// <summary>
/// The model card of a version, rendered from its manifest alone: what holds in short, whom it is for, how good it is, its limits, and the
/// items of TRIPOD+AI (<see cref="ReportingItems"/>).
/// </summary>
internal static class ModelCard
{
    /// <summary>The whole page.</summary>
    public static string Render(Manifest manifest)
    {
        var lead = Html.Of(
            $"""
            Estimates the probability that a patient has had a stroke, from ten values. Trained on
            {Numbers.Count(manifest.Lineage.TrainedOn.Rows)} patients, {Numbers.Count(manifest.Lineage.TrainedOn.Strokes)} of whom have
            had one. {ReportingItems.Sample(manifest)}
            """
        );
        return Page.Render(
            $"Model card: {manifest.Version}",
            lead,
            Html.Join([
                InShort(manifest),
                MeasureTables.Warnings(manifest),
                Use(),
                Patients(manifest),
                Model(manifest),
                Performance(manifest),
                Limits(manifest),
                ReportingItems.Section(manifest),
                Html.Section("provenance", "Provenance", MeasureTables.Lineage(manifest)),
            ])
        );
    }

    private static IHtmlContent InShort(Manifest manifest)
    {
        var e = manifest.Evaluation;
        var p = e.Overall;
        var known = e.Of("bmi", "measured");
        var all = known is null
            ? Html.None
            : Html.Of(
                $"""
                <p>Among all patients, those without a bmi included: about {PerHundred(p.Recall)} and {PerHundred(p.Precision)}.</p>
                """);
        var (first, whose) = known is null ? (p, "") : (known, " whose bmi is known and");
        return Html.Of(
            $"""
            <div class="verdict"><p><strong>Of 100 patients{whose} who have had a stroke it flags about
            {PerHundred(first.Recall)}.</strong></p>
            <p>Of 100 such patients it flags, about {PerHundred(first.Precision)} have had a stroke.</p>{all}
            <p>It flags {Numbers.Percent((double)p.Confusion.Flagged / e.Patients)} of all patients. Its probabilities are those of having
            had a stroke, not of one to come.</p>
            <p class="note">Measured on hold-out patients: {e.Protocol}.</p></div>
            """);
    }

    private static IHtmlContent Use() =>
        Html.Section(
            "use",
            "What it is for",
            Html.Of(
                $"""
                <p>To show a clinic which of its patients deserve a closer look, where looking costs little and missing a stroke costs
                much. The decision threshold is the lowest that keeps the minimum precision, so most flagged patients have had no
                stroke.</p>
                <p>It is not a diagnosis, not a reason to withhold care from anyone who is not flagged, and not a forecast: the data say
                whether a patient has had a stroke, not when, and nothing of strokes to come. It is not for patients unlike those below,
                and not a medical device.</p>
                """
            )
        );

    private static IHtmlContent Patients(Manifest manifest)
    {
        var datasets = manifest.Lineage.Datasets.Count == 1 ? "dataset" : "datasets";
        return Html.Section(
            "patients",
            "Patients, outcome and missing values",
            Html.Of(
                $"""
                <p>The latest record of each patient over {manifest.Lineage.Datasets.Count} {datasets}. The outcome is the column
                <code>stroke</code> (1: the patient has had a stroke when the row was written), as recorded by whoever made the dataset.
                How it was ascertained, and whether blind to the other values, is not known.</p>
                <p>Rows with values outside the limits below were set aside before training. {ReportingItems.MissingValues(manifest)}</p>
                """
            ),
            Html.Table(
                "The ten inputs",
                ["column", "meaning", "allowed"],
                Schema.Inputs.Select(c =>
                    (IReadOnlyList<object>)
                        [
                            Html.Of($"<code>{c.Name}</code>"),
                            Html.Of($"<span class=\"text\">{c.Description}</span>"),
                            Html.Of($"<span class=\"text\">{c.Allowed}</span>"),
                        ]
                )
            )
        );
    }

    private static IHtmlContent Model(Manifest manifest)
    {
        var members = manifest.Parameters.GetValueOrDefault("members", "named in model.json");
        return Html.Section(
            "model",
            "The model",
            Html.Of(
                $"""
                <p>The log odds are a sum of what each value contributes: the members {members}, combined and calibrated by a logistic
                fit on out-of-fold scores (Platt scaling). The decision threshold is {Threshold(manifest)}: a patient with that
                probability or more is flagged.</p>
                <p>Families, settings and threshold were chosen inside the training rows; the figures of this card come from rows outside
                them.</p>
                """
            ),
            manifest.Candidates.Count == 0 ? Html.None : MeasureTables.Candidates(manifest.Candidates)
        );
    }

    private static IHtmlContent Performance(Manifest manifest)
    {
        var e = manifest.Evaluation;
        var shown = ShownQuality.Of(e);
        return Html.Section(
            "performance",
            "Performance",
            EvaluationTables.BesideAge(e),
            MeasureTables.Measures([shown]),
            MeasureTables.Confusion(shown),
            Html.Of(
                $"""
                <p class="note">On its own training rows it shows a recall of {Numbers.Share(e.InSample.Recall)}, a precision of
                {Numbers.Share(e.InSample.Precision)} and a ROC AUC of {Numbers.Share(e.InSample.RocAuc)}. These figures are
                optimistic and used nowhere else.</p>
                """
            ),
            EvaluationTables.Coverage(e),
            Figures.Side([.. Figures.Quality([shown], ThresholdOf(manifest), MinimumPrecision(manifest)), .. Figures.Training(e.Curves)]),
            Html.Of(
                $"""
                <h3>Groups</h3><p>Withheld where a group has fewer than {Statistics.Performance.MinPatients} patients, or fewer than
                {Statistics.Performance.MinOfEach} with or without a stroke, and where such a group could be found by subtraction.</p>
                """
            ),
            EvaluationTables.Differences(e),
            MeasureTables.Subgroups(e.Subgroups)
        );
    }

    private static IHtmlContent Limits(Manifest manifest) =>
        Html.Section("limits", "Limits", Html.List(ModelLimitsText.Of(manifest)));

    private static string Threshold(Manifest manifest) =>
        ThresholdOf(manifest) is { } threshold ? Numbers.Share(threshold) : "the threshold in model.json";

    /// <summary>The probability at or above which it flags; it is among the settings of every training.</summary>
    public static double? ThresholdOf(Manifest manifest) => Setting(manifest, "threshold");

    /// <summary>The minimum precision that was asked for; it is among the settings of every training.</summary>
    public static double? MinimumPrecision(Manifest manifest) => Setting(manifest, "precision_floor");

    private static double? Setting(Manifest manifest, string name) =>
        double.TryParse(manifest.Parameters.GetValueOrDefault(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;

    private static string PerHundred(Estimate e) =>
        $"{100 * e.Value:0} ({100 * e.Low:0} to {100 * e.High:0})";
}

/// <summary>What a model can't do, said in sentences that its own numbers bear out.</summary>
internal static class ModelLimitsText
{
    /// <summary>One sentence or two for each limit.</summary>
    public static IReadOnlyList<string> Of(Manifest manifest)
    {
        var limits = new List<string>();
        var evaluation = manifest.Evaluation;
        if (Age(evaluation) is { } age) limits.Add(age);
        limits.AddRange(evaluation.Subgroups.Where(group => group.Name == "age").Select(AgeBand).OfType<string>());
        if (Bmi(manifest) is { } bmi) limits.Add(bmi);

        limits.Add(
            "All figures come from the source of the training rows. No other hospital, country or year has confirmed them; expect worse "
                + "performance elsewhere until it is measured there."
        );
        limits.Add(
            "The intervals show the sampling error of the patients. They leave out the choice of folds and seed (on the public data an "
                + "interval of recall would be about 7 % wider with it), errors in the data, and change over time, which the reports "
                + "watch for."
        );
        limits.Add(
            "It describes associations, not causes: to change a value (to stop smoking, to lose weight) does not change a patient's "
                + "probability as the model says, and a value may have been changed by a stroke."
        );
        return limits;
    }

    private static string? Age(Evaluation evaluation)
    {
        if (evaluation.Curves.Importance is not [var first, var second, ..] || first.RocAucLost <= 0)
            return null;
        return $"It relies mostly on {first.Column}: shuffled, it costs {first.RocAucLost:0.000} of ROC AUC, "
                + $"the next column ({second.Column}) {Math.Max(0, second.RocAucLost):0.000}.";
    }

    private static string? AgeBand(SubgroupEvaluation group)
    {
        if (group.Performance is not { } p)
            return group.Value.StartsWith("under", StringComparison.Ordinal)
                ? $"Its recall among patients aged {group.Value} is withheld: too few of them, or of a group beside it, have had a "
                        + $"stroke. Do not rely on it there."
                : null;
        if (p.Recall.Value < 0.25)
            return $"Aged {group.Value}, it flags {p.Confusion.TruePositives} of {p.Confusion.Positives} patients who have had a stroke. "
                    + $"Do not rely on it there.";
        return p.RocAuc.Low <= 0.5
            ? $"Aged {group.Value}, its ranking is not shown to be better than chance: ROC AUC {p.RocAuc.Value:0.00} "
                    + $"({p.RocAuc.Low:0.00} to {p.RocAuc.High:0.00})."
            : null;
    }

    private static string? Bmi(Manifest manifest)
    {
        var evaluation = manifest.Evaluation;
        var missing = evaluation.Subgroups.FirstOrDefault(group => group is { Name: "bmi", Value: "missing" });
        if (missing?.Strokes is not { } strokes || missing.Patients == 0) return null;
        var (patients, others) = (evaluation.Patients - missing.Patients, evaluation.Strokes - strokes);
        var shares = $"{100.0 * strokes / missing.Patients:0.0} % of patients without a bmi have had a stroke, "
            + $"{100.0 * others / Math.Max(1, patients):0.0} % of those with one. This is probably an artefact of how the data were "
            + "collected.";
        return ReportingItems.MissingBmiIsSignal(manifest)
            ? $"A missing bmi is a predictor: {shares} Where bmi is missing for other reasons the probabilities mislead; measure it "
                + "if you can."
            : $"A missing bmi is no predictor, but taken as {Featurizer.MissingBmi} kg/m2: {shares} The model learned from patients whose "
                + "bmi was measured; without one its probabilities say less, so measure it if you can.";
    }
}
