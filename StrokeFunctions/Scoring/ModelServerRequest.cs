using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace StrokeFunctions.Scoring;

/// <summary>
/// Recognises requests as the clients of model servers send them, and says in one sentence what to send instead. They are not answered in
/// kind:
/// those protocols have no place for the model's version, the threshold, the reasons and the faults, without which an answer can't be
/// judged.
/// </summary>
internal static class ModelServerRequest
{
    private const string Title = "The patients are wrapped as for a model server.";

    private const string Send = "Send the patient itself, {\"gender\": \"Female\", ...}, or an array of patients, [{...}, {...}].";

    private static readonly (string Name, string Whose)[] Wrappers =
    [
        ("instances", "KServe v1, TensorFlow Serving and Vertex AI"),
        ("inputs", "KServe v2, Triton and MLflow"),
        ("dataframe_split", "MLflow"),
        ("dataframe_records", "MLflow"),
        ("input_data", "Azure Machine Learning"),
        ("data", "Seldon and Azure Machine Learning"),
        ("columns", "pandas (orient=\"split\")"),
        ("records", "pandas"),
        ("rows", "other services"),
        ("patients", "other services"),
        ("input", "other services"),
        ("features", "other services"),
    ];

    /// <summary>The refusal of a body whose object wraps its patients; null if it wraps none.</summary>
    public static Problem? Refusal(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            foreach (var (name, whose) in Wrappers)
            {
                if (!reader.ValueTextEquals(name)) continue;
                reader.Read();
                if (reader.TokenType is not (JsonTokenType.StartArray or JsonTokenType.StartObject)) return null;
                var how = name is "dataframe_split" or "columns" ? " In pandas: df.to_json(orient=\"records\")." : "";
                return new Problem(StatusCodes.Status400BadRequest, Title, $"\"{name}\" is what clients of {whose} send. {Send}{how}");
            }

            reader.Skip();
        }

        return null;
    }

    /// <summary>Refuses several values one after another, as SageMaker's JSON lines are.</summary>
    /// <param name="rest">The body behind its first value.</param>
    /// <exception cref="JsonException">Another value follows.</exception>
    public static void RequireOneValue(ReadOnlySequence<byte> rest)
    {
        var reader = new SequenceReader<byte>(rest);
        reader.AdvancePastAny(" \t\r\n"u8);
        if (reader.TryPeek(out var next) && next == (byte)'{')
            throw new JsonException($"Another value follows the first one (JSON lines?). {Send}");
    }
}
