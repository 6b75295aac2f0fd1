using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Benchmarks.Adapt;

/// <summary>A file whose glucose is in mmol/L, in all rows or in some: what intake says of it, beside the patients known so far.</summary>
internal static class UnitScenario
{
    private const int Rows = 500;
    private const double MillimolesPerMilligram = 1 / 18.016;

    /// <summary>Why the file is refused; null if it is taken.</summary>
    /// <param name="model">Whose patients are known, and from whose others the file is drawn.</param>
    /// <param name="share">The share of the rows in the other unit.</param>
    /// <param name="seed">Of the draw.</param>
    public static string? Refusal(AdaptBase model, double share, int seed)
    {
        var random = new Random(seed);
        var rows = model.Pool.ToArray();
        random.Shuffle(rows);
        rows = [.. rows.Take(Rows).Select(row => random.NextDouble() < share ? row with { Patient = InMillimoles(row.Patient) } : row)];
        var known = TableMerge.Of(new TableState(TableIndex.Empty, [], null), Source("first.csv", 0), model.Learnt);
        var table = new TableState(new TableIndex(known.Rows.Count, 0, "", "", known.Datasets), known.Rows, null);
        return DatasetCheck.Refusal(table, TableMerge.Of(table, Source("clinic.csv", 1), rows));
    }

    private static Patient InMillimoles(Patient patient)
    {
        patient[Schema.AverageGlucoseLevel.Index] =
            Math.Round(patient[Schema.AverageGlucoseLevel] * MillimolesPerMilligram, 1);
        return patient;
    }

    private static DatasetSource Source(string name, int day) => new(name, "0", name, DateTimeOffset.UnixEpoch.AddDays(day));
}
