using StrokeFunctions.Patients;

namespace StrokeFunctions.Tests.Support;

/// <summary>Made-up patients, anywhere within the schema's limits.</summary>
internal static class SomePatients
{
    /// <summary>Patients drawn from a seed: every category alike, numbers even over plausible ranges, a fifth without a bmi.</summary>
    public static Patient[] Random(int seed, int count)
    {
        var random = new System.Random(seed);
        var patients = new Patient[count];
        for (var i = 0; i < count; i++)
        {
            var values = new double[Patient.Count];
            foreach (var column in Schema.Inputs)
            {
                values[column.Index] = column is CategoryColumn category ? random.Next(category.Categories.Count) : 0;
            }

            values[Schema.Age.Index] = Math.Round(random.NextDouble() * 95, 1);
            values[Schema.AverageGlucoseLevel.Index] = Math.Round(50 + (random.NextDouble() * 230), 2);
            values[Schema.Bmi.Index] = random.Next(5) == 0 ? double.NaN : Math.Round(12 + (random.NextDouble() * 50), 1);
            patients[i] = Patient.From(values);
        }

        return patients;
    }
}
