using System.Numerics;

namespace StrokeFunctions.Patients;

/// <summary>
/// Each input in a few bins, so that combinations of two can be counted: a category as it is, a number between round limits. All bins fit
/// into the bits of one word.
/// </summary>
internal static class PatientBins
{
    private static readonly Dictionary<int, double[]> Limits = new()
    {
        // years; from each limit to below the next
        [Schema.Age.Index] = [0, 2, 5, 10, 14, 18, 25, 35, 45, 55, 65, 75, 85],
        // mg/dL
        [Schema.AverageGlucoseLevel.Index] = [0, 80, 100, 126, 160, 200, 250],
        // kg/m2
        [Schema.Bmi.Index] = [0, 14, 18.5, 25, 30, 35, 40, 50],
    };

    private static readonly List<Bin> Bins = [.. Schema.Inputs.SelectMany(BinsOf)];
    private static readonly int[] First =
        [.. Schema.Inputs.Select(column => Bins.FindIndex(bin => bin.Column == column.Index))];

    /// <summary>How many bins all inputs have together; at most 64.</summary>
    public static int Count => Bins.Count;

    /// <summary>A bin in words, such as "age 2 to 5" or "ever_married Yes".</summary>
    public static string Name(int bin) => Bins[bin].Name;

    /// <summary>The bin of a name; -1 if there is none.</summary>
    public static int Find(string name) => Bins.FindIndex(bin => bin.Name == name);

    /// <summary>The input that a bin belongs to.</summary>
    public static int ColumnOf(int bin) => Bins[bin].Column;

    /// <summary>The bin of a value.</summary>
    public static int Of(Column column, double value)
    {
        var first = First[column.Index];
        if (!Limits.TryGetValue(column.Index, out var limits)) return first + (int)value;
        if (double.IsNaN(value)) return first + limits.Length;
        var bin = limits.Length - 1;
        while (bin > 0 && value < limits[bin]) bin--;
        return first + bin;
    }

    /// <summary>Writes the patient's ten bins.</summary>
    public static void Fill(in Patient patient, Span<int> bins)
    {
        foreach (var column in Schema.Inputs) bins[column.Index] = Of(column, patient[column]);
    }

    /// <summary>A bit for each of the patient's ten bins.</summary>
    public static ulong Of(in Patient patient)
    {
        ulong bits = 0;
        foreach (var column in Schema.Inputs) bits |= 1ul << Of(column, patient[column]);
        return bits;
    }

    /// <summary>The bins among some bits, in order.</summary>
    public static IEnumerable<int> Among(ulong bits)
    {
        for (; bits != 0; bits &= bits - 1) yield return BitOperations.TrailingZeroCount(bits);
    }

    private static IEnumerable<Bin> BinsOf(Column column)
    {
        if (column is CategoryColumn category)
            return category.Categories.Select(value => new Bin(column.Index, $"{column.Name} {value}"));
        var limits = Limits[column.Index];
        return limits.Select((from, i) => new Bin(column.Index, i + 1 == limits.Length
                ? $"{column.Name} {from} and over"
                : $"{column.Name} {from} to {limits[i + 1]}"))
            .Concat(column.MayBeMissing ? [new Bin(column.Index, $"{column.Name} missing")] : []);
    }

    private sealed record Bin(int Column, string Name);
}
