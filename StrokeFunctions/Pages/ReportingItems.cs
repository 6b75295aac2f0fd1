using Microsoft.AspNetCore.Html;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Pages;

/// <summary>
/// The items of TRIPOD+AI (Collins et al., BMJ 2024;385:e078378; the title and the abstract are the head of the card), each with its answer
/// from the manifest, a pointer to the section that answers it, or that it is not known for this dataset.
/// </summary>
internal static class ReportingItems
{
    private const string Unknown = "Not known for this dataset.";
    private const string UnknownButStated = "Not known for this dataset; none is stated for the software.";
    private const string InLimits = "See Limits.";

    /// <summary>The section of a card.</summary>
    public static IHtmlContent Section(Manifest manifest) =>
        Html.Section(
            "tripod",
            "TRIPOD+AI",
            Html.Of(
                $"""
                <p>The items of the reporting guideline TRIPOD+AI (BMJ 2024;385:e078378), as far as the program knows their answers.</p>
                """
            ),
            Html.Table("Items", ["item", "topic", "answer"], Of(manifest).Select(Row))
        );

    /// <summary>Every item, in the guideline's order.</summary>
    public static IReadOnlyList<ReportingItem> Of(Manifest manifest) =>
    [
        .. Introduction(),
        .. Data(manifest),
        .. Methods(manifest),
        .. OpenScience(manifest),
        .. Results(manifest),
        .. Discussion(manifest),
    ];

    private static IReadOnlyList<object> Row(ReportingItem item) =>
        [item.Number, Html.Of($"<span class=\"text\">{item.Topic}</span>"), Html.Of($"<span class=\"text\">{item.Answer}</span>")];

    private static IEnumerable<ReportingItem> Introduction() =>
    [
        new("3a", "Healthcare context", "See What it is for. It estimates who has had a stroke (diagnostic), not who will have one."),
        new("3b", "Target population and users", "Patients like those trained on, in a clinic; clinicians. See What it is for."),
        new("3c", "Health inequalities", $"{Unknown} The ten inputs hold no ethnicity, income or education."),
        new("4", "Objectives", "Development with internal evaluation: the highest recall at the minimum precision."),
    ];

    private static IEnumerable<ReportingItem> Data(Manifest manifest)
    {
        var files = manifest.Lineage.Datasets;
        var (first, last) = (files.Min(file => file.LastModified), files.Max(file => file.LastModified));
        return
        [
            new("5a", "Source of data", "The datasets named under Provenance. Who collected them, and why: not known for this dataset."),
            new("5b", "Dates", $"{Unknown} Rows carry no dates; the files were uploaded from {Day(first)} to {Day(last)}."),
            new("6a", "Setting", Unknown),
            new("6b", "Eligibility", $"{Unknown} The program takes every row whose values are within the limits of the ten inputs."),
            new("6c", "Treatments", Unknown),
            new("7", "Data preparation", "Rows with a value outside the limits are set aside; of each patient the latest row counts. "
                + "One featurizer prepares rows for training and scoring alike."),
            new("8a", "Outcome", "Whether a patient has had a stroke when the row was written. How a stroke was defined, and when it "
                + "happened: not known for this dataset."),
            new("8b", "Outcome assessors", Unknown),
            new("8c", "Blinding of the outcome", Unknown),
            new("9a", "Choice of predictors", "All ten inputs of the dataset; none was selected by its association with the outcome."),
            new("9b", "Definition and timing of predictors", "See the table of inputs. When they were measured is not known for this "
                + "dataset: bmi, glucose, smoking or work may have been recorded after a stroke and changed by it (reverse causation)."),
            new("9c", "Assessors of predictors", Unknown),
            new("10", "Sample size", SampleSize(manifest)),
            new("11", "Missing data", MissingBmi(manifest)),
        ];
    }

    private static IEnumerable<ReportingItem> Methods(Manifest manifest) =>
    [
        new("12a", "Use of the data", $"{manifest.Evaluation.Protocol}."),
        new("12b", "Handling of predictors", "Numbers are centred and scaled by fixed constants; each category is a feature of its own."),
        new("12c", "Model building", "See The model."),
        new("12d", "Heterogeneity between datasets", Heterogeneity(manifest)),
        new("12e", "Measures", "Discrimination, calibration, operating point and net benefit. See Performance."),
        new("12f", "Model updating", Updating(manifest)),
        new("12g", "Calculation of predictions", "POST /api/score applies model.json; the reasons add up to the log odds exactly."),
        new("13", "Class imbalance", ClassImbalance(manifest)),
        new("14", "Fairness", "No constraint in training. Performance and calibration are shown by sex, age, both, residence and whether "
            + "bmi was measured; by ethnicity or income they can't be, for lack of data."),
        new("15", "Output", "A probability from 0 to 1, its reasons, and a flag at the decision threshold named under The model."),
        new("16", "Differences between training and evaluation", "None: hold-out patients come from the same datasets."),
        new("17", "Ethical approval", Unknown),
    ];

    private static IEnumerable<ReportingItem> OpenScience(Manifest manifest) =>
    [
        new("18a", "Funding", UnknownButStated),
        new("18b", "Conflicts of interest", UnknownButStated),
        new("18c", "Protocol", "None was published. The program fixes every step, and its seed, before it reads the outcomes."),
        new("18d", "Registration", "Not registered."),
        new("18e", "Data sharing", "The training rows stay in the storage account; their SHA-256 is in the manifest (lineage)."),
        new("18f", "Code sharing", manifest.Lineage.Commit is { } commit
            ? $"MIT licence, commit {commit}."
            : "MIT licence; this program was built outside a repository."),
        new("19", "Patient and public involvement", UnknownButStated),
    ];

    private static IEnumerable<ReportingItem> Results(Manifest manifest) =>
    [
        new("20a", "Flow of participants", manifest.Decision?.Dataset is { } last
            ? $"The last dataset: {Numbers.Count(last.Rows)} rows taken, {Numbers.Count(last.FaultyRows)} set aside."
            : Unknown),
        new("20b", "Characteristics", "See Groups; the distribution of every input is kept with the model, for drift."),
        new("20c", "Comparison with development data", "No external evaluation was made."),
        new("21", "Participants and outcomes", Size(manifest)),
        new("22", "Full specification", "model.json of this version holds every coefficient, tree and the calibration; its manifest has "
            + "the SHA-256."),
        new("23a", "Performance with intervals", "See Performance, and Groups for calibration by group."),
        new("23b", "Performance by dataset", Heterogeneity(manifest)),
        new("24", "Results of updating", Updating(manifest)),
    ];

    private static IEnumerable<ReportingItem> Discussion(Manifest manifest) =>
    [
        new("25", "Interpretation", InLimits),
        new("26", "Limitations", InLimits),
        new("27a", "Input errors", "A value outside the limits is not scored: the answer lists each error. A missing bmi is accepted; "
            + "values unlike the training rows are marked out_of_distribution."),
        new("27b", "Training of users", "Readers must know what a probability, a decision threshold and precision mean: "
            + $"{MaxFlagged(manifest)} No study with users is known."),
        new("27c", "Next steps", "Before any use: evaluation on one's own patients, uploaded with outcomes, by the report on them."),
    ];

    private static string Size(Manifest manifest) =>
        $"{Numbers.Count(manifest.Lineage.TrainedOn.Rows)} patients, {Numbers.Count(manifest.Lineage.TrainedOn.Strokes)} of whom have had "
        + $"a stroke.{(Sample(manifest) is { } sample ? $" {sample}" : "")}";

    /// <summary>That a model was trained on a part of the table; null if it was trained on all of it.</summary>
    public static string? Sample(Manifest manifest) => manifest.Lineage.Sample is null
        ? null
        : $"They are a sample of the {Numbers.Count(manifest.Lineage.Rows)} patients in the training table, drawn by a hash of their ids, "
            + "with the table's share of strokes; nothing is measured on the others.";

    private static string SampleSize(Manifest manifest) =>
        $"{Size(manifest)} That is {PerInput(manifest)} strokes for each of the ten inputs. No sample size was calculated beforehand; "
        + "the learning curve shows whether more patients would help.";

    private static string PerInput(Manifest manifest) =>
        ((double)manifest.Lineage.TrainedOn.Strokes / Schema.Inputs.Count).ToString("0.0");

    /// <summary>Whether a missing bmi is a signal to the model; it was to all before there was a choice.</summary>
    public static bool MissingBmiIsSignal(Manifest manifest) =>
        manifest.Parameters.GetValueOrDefault(Evaluation.MissingBmiSetting, Evaluation.MissingBmiIsSignal) == Evaluation.MissingBmiIsSignal;

    /// <summary>What becomes of values that may be missing.</summary>
    public static string MissingValues(Manifest manifest) => (MissingBmiIsSignal(manifest)
        ? "A missing bmi is a feature of its own, and the value is replaced by a constant."
        : $"A missing bmi is no signal: the model learned from patients whose bmi was measured, and takes a missing one as "
            + $"{Featurizer.MissingBmi} kg/m2.") + " An unknown smoking status is a category.";

    private static string MissingBmi(Manifest manifest)
    {
        var handling = $"{MissingValues(manifest)} Any other missing value sets the row aside.";
        return manifest.Evaluation?.Subgroups.FirstOrDefault(group => group is { Name: "bmi", Value: "missing" }) is { } missing
            ? $"{handling} bmi is missing in {Numbers.Count(missing.Patients)} patients."
            : handling;
    }

    private static string Heterogeneity(Manifest manifest) => manifest.Lineage.Datasets.Count == 1
        ? "One dataset: differences between datasets can't be measured."
        : "Not measured here, where the datasets are pooled; each dataset's report has the performance on its new patients.";

    private static string Updating(Manifest manifest) => manifest.Lineage.Parent is { } parent
        ? $"The model before was {parent}; the training report compares both on the same patients."
        : "None: there was no earlier model.";

    private static string ClassImbalance(Manifest manifest) =>
        $"{Numbers.Percent((double)manifest.Lineage.TrainedOn.Strokes / manifest.Lineage.TrainedOn.Rows)} have had a stroke. "
        + "No resampling or class weights: they distort probabilities; the decision threshold is chosen for the minimum precision.";

    private static string MaxFlagged(Manifest manifest) =>
        $"of 100 flagged patients {100 * manifest.Evaluation.Overall.Precision.Value:0} have had a stroke.";

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd");
}

/// <summary>An item of TRIPOD+AI.</summary>
/// <param name="Number">Its number in the guideline, such as "12d".</param>
/// <param name="Topic">What it is about.</param>
/// <param name="Answer">The answer, in a sentence or two.</param>
internal sealed record ReportingItem(string Number, string Topic, string Answer);
