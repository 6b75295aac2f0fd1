using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StrokeFunctions.Model;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Scoring;

/// <summary>What a model says of one patient: computed once, then logged, counted and written.</summary>
/// <param name="Probability">Calibrated, of having had a stroke; 0 to 1.</param>
/// <param name="AtRisk">Whether it is at or above the model's threshold.</param>
/// <param name="Like">What happened to patients of like probability whom the model had not seen; null where it doesn't keep that.</param>
/// <param name="FewLikeThis">Whether few of that age have had a stroke among the training rows.</param>
/// <param name="OutOfDistribution">
/// In what the patient is unlike all training rows, empty if in nothing; null where the model doesn't keep what they covered.
/// </param>
/// <param name="Reasons">What each input adds; null if it wasn't asked for.</param>
internal readonly record struct Answer(
    double Probability,
    bool AtRisk,
    LikeGroup? Like,
    bool FewLikeThis,
    IReadOnlyList<string>? OutOfDistribution,
    Explanation? Reasons
)
{
    /// <summary>Scores a patient. A function of its arguments: nothing is logged, counted or written.</summary>
    public static Answer Of(StrokeModel model, in Patient patient, bool explain)
    {
        var probability = model.Probability(patient);
        return new Answer(
            probability,
            model.IsAtRisk(probability),
            model.Document.LikePatients?.Of(probability),
            model.KnowsFewLike(patient),
            model.Document.Domain is { } domain ? OutOfDistributionCheck.Of(domain, model.Unlike, patient) : null,
            explain ? model.Explain(patient) : null
        );
    }
}

/// <summary>Writes answers: the JSON of POST /api/score.</summary>
internal static class AnswerWriter
{
    /// <summary>
    /// Answers are never put into HTML as they are, so that plain text stays readable; what is written is known to be well formed.
    /// </summary>
    public static readonly JsonWriterOptions Options = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        SkipValidation = true,
    };

    /// <summary>Writes the fields of an answer into the object that is open.</summary>
    /// <param name="json">Stands within an object.</param>
    /// <param name="answer">What the model says.</param>
    /// <param name="patient">Of whom.</param>
    /// <param name="id">The id, to be echoed; null if none was given.</param>
    /// <param name="warnings">What was passed over in the request.</param>
    public static void Write(Utf8JsonWriter json, in Answer answer, in Patient patient, string? id, FaultList warnings)
    {
        if (id is not null) json.WriteString("id"u8, id);
        json.WriteNumber("stroke_probability"u8, answer.Probability);
        json.WriteBoolean("at_risk"u8, answer.AtRisk);
        if (answer.Like is { } like)
        {
            json.WriteNumber("stroke_share_low"u8, like.Low);
            json.WriteNumber("stroke_share_high"u8, like.High);
            json.WriteBoolean("few_patients_like_this"u8, answer.FewLikeThis);
        }

        if (answer.OutOfDistribution is { } unlike) WriteUnlike(json, unlike);
        if (answer.Reasons is { } reasons) WriteReasons(json, reasons, patient);
        if (warnings.Count > 0) WriteWarnings(json, warnings);
    }

    /// <summary>Writes what is the same for every patient of a request.</summary>
    public static void WriteModel(Utf8JsonWriter json, StrokeModel model)
    {
        json.WriteString("model_version"u8, model.Version);
        json.WriteNumber("threshold"u8, model.Threshold);
    }

    private static void WriteUnlike(Utf8JsonWriter json, IReadOnlyList<string> reasons)
    {
        json.WriteBoolean("out_of_distribution"u8, reasons.Count > 0);
        if (reasons.Count == 0) return;
        json.WriteStartArray("out_of_distribution_reasons"u8);
        foreach (var reason in reasons) json.WriteStringValue(reason);
        json.WriteEndArray();
    }

    private static void WriteReasons(Utf8JsonWriter json, Explanation explanation, in Patient patient)
    {
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

/// <summary>
/// An answer in JSON, written into the response itself. Nothing is sent before the end, so that its length is known. Whatever can fail is
/// done before it begins: the patient is read and scored, and a model that was checked gives finite numbers only.
/// </summary>
internal static class JsonAnswer
{
    /// <summary>Begins an answer.</summary>
    public static Utf8JsonWriter Begin(HttpResponse response)
    {
        response.ContentType = "application/json";
        return new Utf8JsonWriter(response.BodyWriter, AnswerWriter.Options);
    }

    /// <summary>Ends it; the server sends it.</summary>
    public static IResult End(Utf8JsonWriter json, HttpResponse response)
    {
        json.Flush();
        response.ContentLength = json.BytesCommitted;
        return TypedResults.Empty;
    }
}

/// <summary>A reason in plain words, such as "Age of 67 years multiplies the odds of having had a stroke by 3.2".</summary>
internal static class ReasonText
{
    /// <summary>The longest text, in characters: description, value and effect of any column.</summary>
    public const int MaxLength = 256;

    /// <summary>A factor between 1/1.05 and 1.05 is no reason.</summary>
    private const double Negligible = 0.04879;

    /// <summary>Writes the text and returns its length.</summary>
    /// <param name="text">At least <see cref="MaxLength"/> long.</param>
    /// <param name="column">The input.</param>
    /// <param name="value">Its value.</param>
    /// <param name="logOdds">What it adds to the log odds.</param>
    public static int Write(Span<char> text, Column column, double value, double logOdds)
    {
        var length = WriteSubject(text, column, value);
        var rest = text[length..];
        int written;
        if (Math.Abs(logOdds) < Negligible)
            rest.TryWrite($" hardly changes the odds of having had a stroke", out written);
        else if (logOdds > 0)
            rest.TryWrite($" multiplies the odds of having had a stroke by {Math.Exp(logOdds):0.0#}", out written);
        else
            rest.TryWrite($" divides the odds of having had a stroke by {Math.Exp(-logOdds):0.0#}", out written);
        return length + written;
    }

    private static int WriteSubject(Span<char> text, Column column, double value)
    {
        int written;
        if (column is NumericColumn number)
        {
            if (double.IsNaN(value))
                text.TryWrite($"{number.Description} that was not measured", out written);
            else
                text.TryWrite($"{number.Description} of {value} {number.Unit}", out written);
        }
        else
        {
            var category = (CategoryColumn)column;
            if (category.IsFlag)
            {
                text.TryWrite($"{(value == 0 ? "No " : "")}{category.Name.Replace('_', ' ')}", out written);
                text[0] = char.ToUpperInvariant(text[0]);
            }
            else text.TryWrite($"{category.Description}: {category.Categories[(int)value]},", out written);
        }

        return written;
    }
}
