using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StrokeFunctions.Statistics;

/// <summary>
/// How often each value of a column occurs: the sorted distinct values, their counts and the number of missing values.
/// A category is held as its index. Exact, so that every distance and test below is exact; see <see cref="Compress"/> for the one
/// exception.
/// </summary>
[JsonConverter(typeof(DistributionConverter))]
internal sealed class Distribution
{
    private readonly double[] _values;
    private readonly long[] _counts;

    private Distribution(double[] values, long[] counts, long missing)
    {
        _values = values;
        _counts = counts;
        Missing = missing;
        foreach (var count in counts) Count += count;
    }

    /// <summary>A column without a row.</summary>
    public static Distribution Empty { get; } = new([], [], 0);

    /// <summary>The distinct values, ascending, all finite.</summary>
    public ReadOnlySpan<double> Values => _values;

    /// <summary>How often each of <see cref="Values"/> occurs; each at least 1.</summary>
    public ReadOnlySpan<long> Counts => _counts;

    /// <summary>Rows without a value (NaN or infinite).</summary>
    public long Missing { get; }

    /// <summary>Rows with a value.</summary>
    public long Count { get; }

    /// <summary>All rows.</summary>
    public long Rows => Count + Missing;

    /// <summary>The share of rows without a value, 0 to 1; 0 for a column without rows.</summary>
    public double MissingShare => Rows == 0 ? 0 : (double)Missing / Rows;

    /// <summary>The arithmetic mean of the values present; NaN if there is none.</summary>
    public double Mean
    {
        get
        {
            var sum = 0.0;
            for (var i = 0; i < _values.Length; i++) sum += _values[i] * _counts[i];
            return sum / Count;
        }
    }

    /// <summary>The standard deviation of the values present, with divisor n; NaN if there is none.</summary>
    public double StandardDeviation
    {
        get
        {
            var mean = Mean;
            var sum = 0.0;
            for (var i = 0; i < _values.Length; i++) sum += (_values[i] - mean) * (_values[i] - mean) * _counts[i];
            return Math.Sqrt(sum / Count);
        }
    }

    /// <summary>Counts the values of a column in any order; NaN and infinities are missing.</summary>
    public static Distribution Of(ReadOnlySpan<double> values)
    {
        var sorted = new double[values.Length];
        var present = 0;
        foreach (var value in values)
        {
            // Adding 0 turns a negative zero into zero: they are one value.
            if (double.IsFinite(value)) sorted[present++] = value + 0.0;
        }

        Array.Sort(sorted, 0, present);
        var distinct = new List<double>();
        var counts = new List<long>();
        for (var i = 0; i < present; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                distinct.Add(sorted[i]);
                counts.Add(0);
            }

            counts[^1]++;
        }

        return new Distribution([.. distinct], [.. counts], values.Length - present);
    }

    /// <summary>A distribution from its parts, which are checked: values ascending, distinct and finite, counts at least 1.</summary>
    /// <exception cref="ArgumentException">The parts don't describe a distribution.</exception>
    public static Distribution From(ReadOnlySpan<double> values, ReadOnlySpan<long> counts, long missing)
    {
        if (values.Length != counts.Length) throw new ArgumentException("There must be one count for each value.");
        if (missing < 0) throw new ArgumentException("The number of missing values can't be negative.");
        for (var i = 0; i < values.Length; i++)
        {
            if (!double.IsFinite(values[i]) || (i > 0 && values[i] <= values[i - 1]) || counts[i] < 1)
            {
                throw new ArgumentException("Values must be finite and ascending, and their counts at least 1.");
            }
        }

        return new Distribution(values.ToArray(), counts.ToArray(), missing);
    }

    /// <summary>The rows of both.</summary>
    public static Distribution Merge(Distribution first, Distribution second)
    {
        var values = new List<double>(first._values.Length + second._values.Length);
        var counts = new List<long>(values.Capacity);
        for (int i = 0, j = 0; i < first._values.Length || j < second._values.Length;)
        {
            var a = i < first._values.Length ? first._values[i] : double.PositiveInfinity;
            var b = j < second._values.Length ? second._values[j] : double.PositiveInfinity;
            values.Add(Math.Min(a, b));
            counts.Add((a <= b ? first._counts[i++] : 0) + (b <= a ? second._counts[j++] : 0));
        }

        return new Distribution([.. values], [.. counts], first.Missing + second.Missing);
    }

    /// <summary>Every value as often as it was seen, in rising order; of a compressed distribution, near enough.</summary>
    public IEnumerable<double> Expand()
    {
        for (var i = 0; i < _values.Length; i++)
        {
            for (var n = 0L; n < _counts[i]; n++) yield return _values[i];
        }
    }

    /// <summary>How many rows have exactly this value.</summary>
    public long CountOf(double value)
    {
        var index = Array.BinarySearch(_values, value);
        return index < 0 ? 0 : _counts[index];
    }

    /// <summary>
    /// At most this many distinct values: neighbours are joined at their largest value into groups of about equal size. A value that occurs
    /// often ends its group and so stays where it is: no cumulative share changes by more than a group's, 1 / maximum, and a Wasserstein
    /// distance by less than the mean width of a group.
    /// For what must be kept small (a manifest); a column of a million distinct probabilities would take 20 MB.
    /// </summary>
    public Distribution Compress(int maximum)
    {
        if (_values.Length <= maximum) return this;
        var values = new List<double>(maximum);
        var counts = new List<long>(maximum);
        var before = 0L;
        for (var i = 0; i < _values.Length;)
        {
            // Group g (from 1) ends where g/maximum of all rows is reached.
            var end = Count * (values.Count + 1.0) / maximum;
            var count = 0L;
            do
            {
                count += _counts[i++];
            }
            while (i < _values.Length && (before + count < end || values.Count == maximum - 1));

            values.Add(_values[i - 1]);
            counts.Add(count);
            before += count;
        }

        return new Distribution([.. values], [.. counts], Missing);
    }
}

/// <summary>
/// A distribution as <c>{"values":[...],"counts":[...],"missing":0}</c>, each list on one line even where the rest is indented.
/// </summary>
internal sealed class DistributionConverter : JsonConverter<Distribution>
{
    /// <inheritdoc/>
    public override Distribution Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        try
        {
            var root = document.RootElement;
            double[] values = [.. root.GetProperty("values").EnumerateArray().Select(v => v.GetDouble())];
            long[] counts = [.. root.GetProperty("counts").EnumerateArray().Select(v => v.GetInt64())];
            return Distribution.From(values, counts, root.GetProperty("missing").GetInt64());
        }
        catch (Exception e) when (e is ArgumentException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException($"Not a distribution: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Distribution value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WritePropertyName("values");
        writer.WriteRawValue(List(value.Values, v => v.ToString("R")), skipInputValidation: true);
        writer.WritePropertyName("counts");
        writer.WriteRawValue(List(value.Counts, c => c.ToString()), skipInputValidation: true);
        writer.WriteNumber("missing", value.Missing);
        writer.WriteEndObject();
    }

    private static string List<T>(ReadOnlySpan<T> items, Func<T, string> format)
    {
        var text = new StringBuilder("[");
        for (var i = 0; i < items.Length; i++)
        {
            if (i > 0) text.Append(',');
            text.Append(format(items[i]));
        }

        return text.Append(']').ToString();
    }
}
