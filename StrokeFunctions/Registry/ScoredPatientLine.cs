using System.Text.Json;
using StrokeFunctions.Data;

namespace StrokeFunctions.Registry;

/// <summary>A <see cref="ScoredPatient"/> as one line of JSON; the inputs are written as a request writes them.</summary>
internal static class ScoredPatientLine
{
    private const string At = "at";
    private const string RequestId = "request_id";
    private const string Index = "index";
    private const string Version = "model_version";
    private const string Probability = "stroke_probability";
    private const string AtRisk = "at_risk";

    /// <summary>Writes one line, without its line end.</summary>
    public static void Write(Utf8JsonWriter writer, in ScoredPatient scored)
    {
        writer.WriteStartObject();
        writer.WriteString(At, scored.At.ToUniversalTime());
        writer.WriteString(Version, scored.ModelVersion);
        if (scored.Name.Id is { } id) writer.WriteString(Schema.IdColumn, id);
        if (scored.Name.RequestId is { } requestId) writer.WriteString(RequestId, requestId);
        if (scored.Name.Index is { } index) writer.WriteNumber(Index, index);
        PatientJson.WriteInputs(writer, scored.Patient);
        writer.WriteNumber(Probability, scored.Probability);
        writer.WriteBoolean(AtRisk, scored.AtRisk);
        writer.WriteEndObject();
    }

    /// <summary>Reads one line; null if it is not one that <see cref="Write"/> wrote under the schema of today.</summary>
    public static ScoredPatient? Read(string line)
    {
        try
        {
            using var json = JsonDocument.Parse(line);
            var o = json.RootElement;
            Span<double> values = stackalloc double[Patient.Count];
            foreach (var column in Schema.Inputs)
            {
                var value = o.GetProperty(column.Name);
                var text = value.ValueKind switch { JsonValueKind.Null => "", JsonValueKind.String => value.GetString(), _ => value.GetRawText() };
                if (!column.TryParse(text, out values[column.Index])) return null;
            }

            return new ScoredPatient(
                o.GetProperty(At).GetDateTimeOffset(), o.GetProperty(Version).GetString() ?? "",
                new ScoredName(
                    o.TryGetProperty(Schema.IdColumn, out var id) ? id.GetString() : null,
                    o.TryGetProperty(RequestId, out var requestId) ? requestId.GetString() : null,
                    o.TryGetProperty(Index, out var index) ? index.GetInt32() : null),
                Patient.From(values), o.GetProperty(Probability).GetDouble(), o.GetProperty(AtRisk).GetBoolean());
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }
}
