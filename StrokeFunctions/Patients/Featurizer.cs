namespace StrokeFunctions.Patients;

/// <summary>
/// Turns a patient into the fixed float vector that both training and scoring use. Nothing here depends on data,
/// so that a model is wholly described by its parameters and <see cref="Version"/>. No value is ever NaN.
/// </summary>
/// <remarks>
/// Numbers are centred and scaled by fixed round constants near the centre and spread of adult populations, which puts every feature
/// near -3 to 4 (a penalty on weights then treats them alike): age in units of 20 years from 50, glucose in units of 50 mg/dL
/// from 100, bmi in units of 8 kg/m2 from 28. A missing bmi is taken as <see cref="MissingBmi"/> and flagged.
/// <code>
///  0-2   gender=Male, gender=Female, gender=Other       0 or 1
///  3     age                                            (age - 50) / 20
///  4-6   hypertension, heart_disease, ever_married      0 or 1
///  7-11  work_type=children ... work_type=Self-employed 0 or 1, in the schema's order
///  12    Residence_type=Urban                           0 or 1
///  13    avg_glucose_level                              (glucose - 100) / 50
///  14    bmi                                            (bmi - 28) / 8, 0 when missing
///  15    bmi_missing                                    0 or 1
///  16-19 smoking_status=formerly smoked ... =Unknown    0 or 1, in the schema's order
///  20    age^2                                          feature 3 squared
///  21-24 age>40, age>55, age>65, age>75                 max(0, age - knot) / 20
///  25    log(avg_glucose_level)                         2 ln(glucose / 100)
///  26-27 avg_glucose_level>130, avg_glucose_level>180   max(0, glucose - knot) / 50
///  28-29 bmi>25, bmi>35                                 max(0, bmi - knot) / 8
/// </code>
/// The first <see cref="BaseCount"/> are all that trees need; the rest bend the line of a logistic regression.
/// </remarks>
internal static class Featurizer
{
    /// <summary>Bump when any feature changes in place or meaning; kept in every model.</summary>
    public const int Version = 2;

    /// <summary>
    /// The version before, which had eight products of two inputs behind the features of today; no published model used one.
    /// </summary>
    public const int VersionWithProducts = 1;

    /// <summary>The plain features, without spline pieces.</summary>
    public const int BaseCount = 20;

    /// <summary>How many features there are.</summary>
    public const int Count = 30;

    /// <summary>Stands for a missing bmi, kg/m2; near the median of adults. The flag beside it carries the information.</summary>
    public const double MissingBmi = 28;

    /// <summary>The flag of a missing bmi.</summary>
    public const int BmiMissing = 15;

    private const int Age = 3, Hypertension = 4, HeartDisease = 5, Glucose = 13, Bmi = 14;

    /// <summary>The features in the order of the vector.</summary>
    public static IReadOnlyList<Feature> Features { get; } = Describe();

    /// <summary>Their names in the same order.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Features.Select(feature => feature.Name)];

    /// <summary>The index of the input that each feature is computed from.</summary>
    public static IReadOnlyList<int> InputOf { get; } = [.. Features.Select(feature => feature.Input.Index)];

    /// <summary>Writes the features of a patient.</summary>
    /// <param name="patient">Checked by the schema.</param>
    /// <param name="features">At least <see cref="Count"/> long; the first <see cref="Count"/> are overwritten.</param>
    public static void Fill(in Patient patient, Span<float> features)
    {
        features = features[..Count];
        features.Clear();
        FillNumbers(patient, features);
        features[(int)patient[0]] = 1;
        features[Hypertension] = (float)patient[2];
        features[HeartDisease] = (float)patient[3];
        features[6] = (float)patient[4];
        features[7 + (int)patient[5]] = 1;
        features[12] = (float)patient[6];
        features[BmiMissing] = double.IsNaN(patient[8]) ? 1 : 0;
        features[16 + (int)patient[9]] = 1;
        FillRest(patient, features);
    }

    /// <summary>
    /// Writes the features of age, glucose and bmi among the first <see cref="BaseCount"/>, and leaves all others as they are.
    /// </summary>
    public static void FillNumbers(in Patient patient, Span<float> features)
    {
        var bmi = double.IsNaN(patient[8]) ? MissingBmi : patient[8];
        features[Age] = (float)((patient[1] - 50) / 20);
        features[Glucose] = (float)((patient[7] - 100) / 50);
        features[Bmi] = (float)((bmi - 28) / 8);
    }

    private static void FillRest(in Patient patient, Span<float> features)
    {
        features = features[..Count];
        var age = patient[1];
        var glucose = patient[7];
        var bmi = double.IsNaN(patient[8]) ? MissingBmi : patient[8];
        features[20] = features[Age] * features[Age];
        features[21] = (float)(Math.Max(0, age - 40) / 20);
        features[22] = (float)(Math.Max(0, age - 55) / 20);
        features[23] = (float)(Math.Max(0, age - 65) / 20);
        features[24] = (float)(Math.Max(0, age - 75) / 20);
        features[25] = (float)(2 * Math.Log(glucose / 100));
        features[26] = (float)(Math.Max(0, glucose - 130) / 50);
        features[27] = (float)(Math.Max(0, glucose - 180) / 50);
        features[28] = (float)(Math.Max(0, bmi - 25) / 8);
        features[29] = (float)(Math.Max(0, bmi - 35) / 8);
    }

    private static Feature[] Describe() =>
        [
            .. OneHot(Schema.Gender),
            new("age", Schema.Age),
            new("hypertension", Schema.Hypertension),
            new("heart_disease", Schema.HeartDisease),
            new("ever_married", Schema.EverMarried),
            .. OneHot(Schema.WorkType),
            new("Residence_type=Urban", Schema.ResidenceType),
            new("avg_glucose_level", Schema.AverageGlucoseLevel),
            new("bmi", Schema.Bmi),
            new("bmi_missing", Schema.Bmi),
            .. OneHot(Schema.SmokingStatus),
            new("age^2", Schema.Age),
            new("age>40", Schema.Age),
            new("age>55", Schema.Age),
            new("age>65", Schema.Age),
            new("age>75", Schema.Age),
            new("log(avg_glucose_level)", Schema.AverageGlucoseLevel),
            new("avg_glucose_level>130", Schema.AverageGlucoseLevel),
            new("avg_glucose_level>180", Schema.AverageGlucoseLevel),
            new("bmi>25", Schema.Bmi),
            new("bmi>35", Schema.Bmi),
        ];

    private static IEnumerable<Feature> OneHot(CategoryColumn column) =>
        column.Categories.Select(category => new Feature($"{column.Name}={category}", column));
}

/// <summary>One place of the feature vector.</summary>
/// <param name="Name">Its name in model.json and reports.</param>
/// <param name="Input">The input column it is computed from.</param>
internal sealed record Feature(string Name, Column Input);
