namespace StrokeFunctions.Patients;

/// <summary>
/// The one schema: what a patient is, for CSV, JSON, the OpenAPI document, the page, drift and the featurizer.
/// The limits hold every living patient; a value outside them is an error of entry.
/// </summary>
internal static class Schema
{
    /// <summary>Bump when a column, a limit or a category changes; kept in every model.</summary>
    public const int Version = 1;

    /// <summary>The column that names a patient: kept as text, required in datasets, optional in scoring.</summary>
    public const string IdColumn = "id";

    /// <summary>The outcome column of datasets: 0 or 1.</summary>
    public const string OutcomeColumn = "stroke";

    public static readonly CategoryColumn Gender = new("gender", 0, "Gender", ["Male", "Female", "Other"]);
    public static readonly NumericColumn Age = new("age", 1, "Age", "years", 0, false, 120, false);
    public static readonly CategoryColumn Hypertension = new("hypertension", 2, "Hypertension (1: yes)", ["0", "1"], IsFlag: true);
    public static readonly CategoryColumn HeartDisease = new("heart_disease", 3, "Heart disease (1: yes)", ["0", "1"], IsFlag: true);
    public static readonly CategoryColumn EverMarried = new("ever_married", 4, "Ever married", ["No", "Yes"]);
    public static readonly CategoryColumn WorkType =
        new("work_type", 5, "Work type", ["children", "Govt_job", "Never_worked", "Private", "Self-employed"]);
    public static readonly CategoryColumn ResidenceType = new("Residence_type", 6, "Residence type", ["Rural", "Urban"]);
    public static readonly NumericColumn AverageGlucoseLevel =
        new("avg_glucose_level", 7, "Average glucose level in blood", "mg/dL", 0, true, 1000, false);
    public static readonly NumericColumn Bmi = new("bmi", 8, "Body mass index", "kg/m2", 5, false, 120, true);
    public static readonly CategoryColumn SmokingStatus =
        new("smoking_status", 9, "Smoking status", ["formerly smoked", "never smoked", "smokes", "Unknown"], MissingCategory: "Unknown");

    /// <summary>The ten inputs in the order of their indices.</summary>
    public static readonly IReadOnlyList<Column> Inputs =
    [
        Gender, Age, Hypertension, HeartDisease, EverMarried, WorkType, ResidenceType, AverageGlucoseLevel, Bmi, SmokingStatus,
    ];
}
