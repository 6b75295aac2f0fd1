using System.Runtime.CompilerServices;

namespace StrokeFunctions.Patients;

/// <summary>
/// The ten inputs of one patient, each held as its column says: a number in the column's unit (NaN when missing),
/// or the index of a category. 80 bytes, no reference, so that a million fit in 80 MB.
/// </summary>
[InlineArray(Count)]
internal struct Patient : IEquatable<Patient>
{
    /// <summary>How many inputs there are.</summary>
    public const int Count = 10;

    private double _first;

    /// <summary>The value of a column.</summary>
    public readonly double this[Column column] => this[column.Index];

    /// <summary>A patient from ten values in the schema's order. The values must have been checked by their columns.</summary>
    public static Patient From(ReadOnlySpan<double> values)
    {
        var patient = new Patient();
        values[..Count].CopyTo(patient);
        return patient;
    }

    /// <summary>Whether two patients have the same ten values; a missing number equals a missing number.</summary>
    public readonly bool Equals(Patient other)
    {
        for (var i = 0; i < Count; i++)
        {
            if (!this[i].Equals(other[i])) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is Patient other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var value in this) hash.Add(value);
        return hash.ToHashCode();
    }
}

/// <summary>A part of the patients for which quality is told apart, by training and by reports alike.</summary>
/// <param name="Column">By what patients are divided.</param>
/// <param name="Value">Which part.</param>
/// <param name="Holds">Whether a patient belongs to it.</param>
internal sealed record PatientGroup(string Column, string Value, Func<Patient, bool> Holds)
{
    private static readonly PatientGroup[] Genders = [.. Categories(Schema.Gender)];

    private static readonly PatientGroup[] AgeBands =
    [
        AgedFrom("under 50", 0, 50), AgedFrom("50-64", 50, 65), AgedFrom("65-79", 65, 80),
        AgedFrom("80 and over", 80, double.PositiveInfinity),
    ];

    /// <summary>
    /// Sex, age band, both together, residence, and whether bmi was measured (that it was not is a strong sign in the public data, and an
    /// artefact).
    /// </summary>
    public static IReadOnlyList<PatientGroup> All { get; } =
    [
        .. Genders,
        .. AgeBands,
        .. Both(gender => gender != "Other"),
        .. Categories(Schema.ResidenceType),
        new(Schema.Bmi.Name, "measured", patient => !double.IsNaN(patient[Schema.Bmi])),
        new(Schema.Bmi.Name, "missing", patient => double.IsNaN(patient[Schema.Bmi])),
    ];

    /// <summary>The age bands.</summary>
    public static IReadOnlyList<PatientGroup> Ages => AgeBands;

    /// <summary>Age bands of the rarest gender: too small to be listed, yet what is listed must not give them away.</summary>
    public static IReadOnlyList<PatientGroup> Unlisted { get; } = [.. Both(gender => gender == "Other")];

    private static IEnumerable<PatientGroup> Both(Func<string, bool> isOfGender) =>
        from age in AgeBands
        from gender in Genders
        where isOfGender(gender.Value)
        select new PatientGroup("age and gender", $"{age.Value}, {gender.Value}", patient => age.Holds(patient) && gender.Holds(patient));

    private static IEnumerable<PatientGroup> Categories(CategoryColumn column) =>
        column.Categories.Select((category, index) => new PatientGroup(column.Name, category, patient => (int)patient[column] == index));

    private static PatientGroup AgedFrom(string name, double from, double below) =>
        new(Schema.Age.Name, name, patient => patient[Schema.Age] >= from && patient[Schema.Age] < below);
}

/// <summary>One accepted row of a dataset.</summary>
/// <param name="Line">Where the row begins in its file; the header is line 1.</param>
/// <param name="Id">The patient's id, as text.</param>
/// <param name="Patient">The ten inputs.</param>
/// <param name="Stroke">The outcome.</param>
internal readonly record struct DatasetRow(long Line, string Id, Patient Patient, bool Stroke);
