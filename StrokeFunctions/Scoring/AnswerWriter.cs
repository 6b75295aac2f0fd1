using System.Text.Encodings.Web;
using System.Text.Json;
using StrokeFunctions.Data;
using StrokeFunctions.Model;

namespace StrokeFunctions.Scoring;

/// <summary>Writes what a model says of a patient, as design.md section 6 has it.</summary>
internal static class AnswerWriter
{
    /// <summary>Answers are never put into HTML as they are, so that plain text stays readable; what is written is known to be well formed.</summary>
    public static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    /// <summary>Scores a patient and writes the fields of the answer into the object that is open.</summary>
    /// <param name="json">Stands within an object.</param>
    /// <param name="run">The request.</param>
    /// <param name="patient">Who is asked for.</param>
    /// <param name="id">The id, to be echoed; null if none was given.</param>
    /// <param name="index">The place in a batch; null if the request is for one patient.</param>
    /// <param name="warnings">What was passed over in the request.</param>
    public static void Write(Utf8JsonWriter json, ScoringRun run, in Patient patient, string? id, int? index, FaultList warnings)
    {
        var model = run.Model;
        var probability = run.Score(patient, id, index);
        if (id is not null) json.WriteString("id"u8, id);
        json.WriteNumber("stroke_probability"u8, probability);
        json.WriteBoolean("at_risk"u8, model.IsAtRisk(probability));
        if (model.Document.Uncertainty is { } uncertainty) json.WriteBoolean("uncertain"u8, uncertainty.IsUncertain(probability));
        WriteUnlike(json, model, patient);
        if (run.Explain) WriteReasons(json, model, patient);
        if (warnings.Count > 0) WriteWarnings(json, warnings);
    }

    /// <summary>Writes what is the same for every patient of a request.</summary>
    public static void WriteModel(Utf8JsonWriter json, StrokeModel model)
    {
        json.WriteString("model_version"u8, model.Version);
        json.WriteNumber("threshold"u8, model.Threshold);
    }

    private static void WriteUnlike(Utf8JsonWriter json, StrokeModel model, in Patient patient)
    {
        if (model.Document.Domain is not { } domain) return;
        var reasons = Unlikeness.Of(domain, patient);
        json.WriteBoolean("out_of_distribution"u8, reasons.Count > 0);
        if (reasons.Count == 0) return;
        json.WriteStartArray("out_of_distribution_reasons"u8);
        foreach (var reason in reasons) json.WriteStringValue(reason);
        json.WriteEndArray();
    }

    private static void WriteReasons(Utf8JsonWriter json, StrokeModel model, in Patient patient)
    {
        var explanation = model.Explain(patient);
        Span<int> order = stackalloc int[Patient.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        order.Sort((a, b) => Math.Abs(explanation.LogOdds[b]).CompareTo(Math.Abs(explanation.LogOdds[a])));

        json.WriteNumber("base_log_odds"u8, explanation.BaseLogOdds);
        json.WriteStartArray("reasons"u8);
        Span<char> text = stackalloc char[ReasonText.MaxLength];
        foreach (var input in order)
        {
            var column = Schema.Inputs[input];
            json.WriteStartObject();
            json.WriteString("name"u8, column.Name);
            WriteValue(json, column, patient[column]);
            json.WriteNumber("log_odds"u8, explanation.LogOdds[input]);
            json.WriteString("text"u8, text[..ReasonText.Write(text, column, patient[column], explanation.LogOdds[input])]);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteValue(Utf8JsonWriter json, Column column, double value)
    {
        if (double.IsNaN(value)) json.WriteNull("value"u8);
        else if (column is CategoryColumn { IsFlag: false } category) json.WriteString("value"u8, category.Categories[(int)value]);
        else json.WriteNumber("value"u8, value);
    }

    private static void WriteWarnings(Utf8JsonWriter json, FaultList warnings)
    {
        json.WriteStartArray("warnings"u8);
        foreach (var warning in warnings.Listed) Problem.WriteFault(json, warning);
        json.WriteEndArray();
    }
}
