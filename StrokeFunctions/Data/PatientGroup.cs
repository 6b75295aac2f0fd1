namespace StrokeFunctions.Data;

/// <summary>A part of the patients for which quality is told apart, by training and by reports alike.</summary>
/// <param name="Column">By what patients are divided.</param>
/// <param name="Value">Which part.</param>
/// <param name="Holds">Whether a patient belongs to it.</param>
internal sealed record PatientGroup(string Column, string Value, Func<Patient, bool> Holds)
{
    private static readonly PatientGroup[] Genders = [.. Categories(Schema.Gender)];

    private static readonly PatientGroup[] AgeBands =
        [Ages("under 50", 0, 50), Ages("50-64", 50, 65), Ages("65-79", 65, 80), Ages("80 and over", 80, double.PositiveInfinity)];

    /// <summary>Sex, age band, both together, residence, and whether bmi was measured (that it was not is a strong sign in the public data, and an artefact).</summary>
    public static IReadOnlyList<PatientGroup> All { get; } =
    [
        .. Genders,
        .. AgeBands,
        .. from age in AgeBands
           from gender in Genders
           where gender.Value != "Other"
           select new PatientGroup("age and gender", $"{age.Value}, {gender.Value}", patient => age.Holds(patient) && gender.Holds(patient)),
        .. Categories(Schema.ResidenceType),
        new(Schema.Bmi.Name, "measured", patient => !double.IsNaN(patient[Schema.Bmi])),
        new(Schema.Bmi.Name, "missing", patient => double.IsNaN(patient[Schema.Bmi])),
    ];

    private static IEnumerable<PatientGroup> Categories(CategoryColumn column) =>
        column.Categories.Select((category, index) => new PatientGroup(column.Name, category, patient => (int)patient[column] == index));

    private static PatientGroup Ages(string name, double from, double below) =>
        new(Schema.Age.Name, name, patient => patient[Schema.Age] >= from && patient[Schema.Age] < below);
}
