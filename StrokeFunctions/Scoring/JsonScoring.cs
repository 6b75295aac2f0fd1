using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.AspNetCore.Http;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Scoring;

/// <summary>A request for one patient.</summary>
internal static class OnePatient
{
    /// <summary>What a faulty patient is answered with, alone or in a batch.</summary>
    public const string FaultTitle = "The patient can't be scored.";

    /// <summary>The answer, or a problem with every fault.</summary>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static IResult Answer(ReadOnlySequence<byte> body, ScoringRun run, HttpResponse response)
    {
        var faults = new PatientFaults();
        if (!TryRead(body, faults, out var patient, out var id)) return ModelServerRequest.Refusal(body) ?? Faulty(faults);
        var answer = Scoring.Answer.Of(run.Model, patient, run.Explain);
        run.Record(patient, answer.Probability, answer.AtRisk, id);
        using var json = JsonAnswer.Begin(response);
        json.WriteStartObject();
        AnswerWriter.WriteModel(json, run.Model);
        AnswerWriter.Write(json, answer, patient, id, faults.Warnings);
        json.WriteEndObject();
        return JsonAnswer.End(json, response);
    }

    /// <summary>The answer in the Python service's form: its flag's name and its spelling of true and false.</summary>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static IResult Predict(ReadOnlySequence<byte> body, ScoringRun run, HttpResponse response)
    {
        var faults = new PatientFaults();
        if (!TryRead(body, faults, out var patient, out var id)) return ModelServerRequest.Refusal(body) ?? Faulty(faults);
        var answer = Scoring.Answer.Of(run.Model, patient, explain: false);
        run.Record(patient, answer.Probability, answer.AtRisk, id);
        using var json = JsonAnswer.Begin(response);
        json.WriteStartObject();
        json.WriteString("risk_of_heart_attack"u8, answer.AtRisk ? "True"u8 : "False"u8);
        json.WriteString("model_version"u8, run.Model.Version);
        json.WriteEndObject();
        return JsonAnswer.End(json, response);
    }

    private static bool TryRead(ReadOnlySequence<byte> body, PatientFaults faults, out Patient patient, out string? id)
    {
        var reader = new Utf8JsonReader(body);
        var read = PatientJson.TryRead(ref reader, "", faults, out patient, out id);
        ModelServerRequest.RequireOneValue(body.Slice(reader.BytesConsumed));
        while (reader.Read())
        {
            // Whatever follows the object is a fault of the JSON, which the reader throws.
        }

        return read;
    }

    private static Problem Faulty(PatientFaults faults) =>
        new(StatusCodes.Status400BadRequest, FaultTitle, Errors: faults.Errors) { Warnings = faults.Warnings };
}

/// <summary>
/// A request for an array of patients. It is read twice: once to be sure that it is JSON and not too long, before anything is answered, and
/// once to score it, while the answer is streamed.
/// </summary>
internal sealed class ManyPatients(ReadOnlySequence<byte> body, ScoringRun run)
{
    /// <summary>How many answers are written before they are sent on.</summary>
    private const int PatientsAtATime = 128;

    private ReadOnlySequence<byte> _rest = body;
    private JsonReaderState _state;
    private PatientFaults _faults = new();
    private int _index;

    /// <summary>Whether the body begins as an array.</summary>
    public static bool IsArray(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        return reader.Read() && reader.TokenType == JsonTokenType.StartArray;
    }

    /// <summary>How many values the array holds.</summary>
    /// <exception cref="JsonException">The body is no JSON, or no Unicode.</exception>
    public static int Count(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body);
        var count = 0;
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName) RequireUnicode(ref reader);
            if (reader.CurrentDepth == 1 && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray)) count++;
        }

        return count;
    }

    /// <summary>Streams the answer: a result or a problem for each patient, in the order sent.</summary>
    public async Task WriteAsync(HttpResponse response, CancellationToken cancellationToken)
    {
        response.ContentType = "application/json";
        var output = response.BodyWriter;
        await using var json = new Utf8JsonWriter(output, AnswerWriter.Options);
        json.WriteStartObject();
        AnswerWriter.WriteModel(json, run.Model);
        json.WriteStartArray("results"u8);
        while (WriteSome(json))
        {
            await json.FlushAsync(cancellationToken);
            await output.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    /// <summary>
    /// The reader itself looks at the text of a value only when it is asked for, which is too late when half the answer is sent.
    /// </summary>
    private static void RequireUnicode(ref Utf8JsonReader reader)
    {
        PatientJson.CheckLength(ref reader);
        if (!reader.ValueIsEscaped && !reader.HasValueSequence && Utf8.IsValid(reader.ValueSpan)) return;
        try
        {
            _ = reader.GetString();
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonException("A text is not valid Unicode.", fault);
        }
    }

    private bool WriteSome(Utf8JsonWriter json)
    {
        var reader = new Utf8JsonReader(_rest, isFinalBlock: true, _state);
        if (_index == 0) reader.Read();
        for (var i = 0; i < PatientsAtATime; i++)
        {
            reader.Read();
            if (reader.TokenType == JsonTokenType.EndArray) return false;
            WriteOne(ref reader, json);
        }

        _rest = _rest.Slice(reader.Position);
        _state = reader.CurrentState;
        return true;
    }

    private void WriteOne(ref Utf8JsonReader reader, Utf8JsonWriter json)
    {
        _faults = _faults.Next();
        var index = _index++;
        var pointer = $"/{index}";
        json.WriteStartObject();
        if (PatientJson.TryRead(ref reader, pointer, _faults, out var patient, out var id))
        {
            var answer = Answer.Of(run.Model, patient, run.Explain);
            run.Record(patient, answer.Probability, answer.AtRisk, id, index);
            AnswerWriter.Write(json, answer, patient, id, _faults.Warnings);
        }
        else
        {
            if (id is not null) json.WriteString("id"u8, id);
            json.WritePropertyName("problem"u8);
            new Problem(StatusCodes.Status400BadRequest, OnePatient.FaultTitle,
                Errors: _faults.Errors)
            { Warnings = _faults.Warnings }.Write(json);
        }

        json.WriteEndObject();
    }
}
