using System.Runtime.CompilerServices;

namespace StrokeFunctions.Data;

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
