using StrokeFunctions.Patients;

namespace StrokeFunctions.Tests.Patients;

/// <summary>Draws patients from everything that the schema allows, limits and missing values among them.</summary>
internal static class RandomPatient
{
    public static Patient Draw(Random random)
    {
        var values = new double[Patient.Count];
        foreach (var column in Schema.Inputs) values[column.Index] = Draw(column, random);
        return Patient.From(values);
    }

    private static double Draw(Column column, Random random) =>
        column switch
        {
            CategoryColumn category => random.Next(category.Categories.Count),
            NumericColumn number when number.MayBeMissing && random.Next(4) == 0 => double.NaN,
            NumericColumn number => random.Next(8) == 0
                ? number.Maximum
                : number.Maximum - (random.NextDouble() * (number.Maximum - number.Minimum)),
            _ => throw new NotSupportedException(),
        };
}
