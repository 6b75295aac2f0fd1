using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace StrokeFunctions.Statistics;

/// <summary>A distribution as <c>{"values":[...],"counts":[...],"missing":0}</c>, each list on one line even where the rest is indented.</summary>
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
        writer.WriteRawValue(List(value.Values, v => v.ToString("R", CultureInfo.InvariantCulture)), skipInputValidation: true);
        writer.WritePropertyName("counts");
        writer.WriteRawValue(List(value.Counts, c => c.ToString(CultureInfo.InvariantCulture)), skipInputValidation: true);
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
