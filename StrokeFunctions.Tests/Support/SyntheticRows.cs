using StrokeFunctions.Patients;

namespace StrokeFunctions.Tests.Support;

/// <summary>Made-up patients with made-up strokes, drawn from known log odds.</summary>
internal static class SyntheticRows
{
    /// <summary>
    /// Rows whose strokes depend on age, hypertension and glucose: about one in ten, and a best area under the curve near 0.85.
    /// </summary>
    public static DatasetRow[] Draw(int seed, int count)
    {
        var random = new Random(seed);
        return Rows(seed, count, patient =>
        {
            var logOdds = -3.6 + (0.07 * (patient[Schema.Age] - 50)) + (0.7 * patient[Schema.Hypertension])
                + (0.005 * (patient[Schema.AverageGlucoseLevel] - 100));
            return random.NextDouble() < 1 / (1 + Math.Exp(-logOdds));
        });
    }

    /// <summary>Rows whose strokes depend on nothing: whoever predicts them cheats.</summary>
    public static DatasetRow[] Noise(int seed, int count)
    {
        var random = new Random(seed);
        return Rows(seed, count, _ => random.NextDouble() < 0.1);
    }

    private static DatasetRow[] Rows(int seed, int count, Func<Patient, bool> stroke) =>
        [.. SomePatients.Random(seed, count).Select((patient, i) => new DatasetRow(i + 2, $"p{seed}-{i}", patient, stroke(patient)))];
}
