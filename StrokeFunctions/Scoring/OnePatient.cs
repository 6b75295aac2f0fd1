using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using StrokeFunctions.Data;

namespace StrokeFunctions.Scoring;

/// <summary>A request for one patient.</summary>
internal static class OnePatient
{
    /// <summary>What a faulty patient is answered with, alone or in a batch.</summary>
    public const string FaultTitle = "The patient can't be scored.";

    private const int UsualLength = 256;
    private const int UsualLengthWithReasons = 4096;

    /// <summary>The answer, or a problem with every fault.</summary>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static IResult Answer(ReadOnlySequence<byte> body, ScoringRun run)
    {
        var faults = new PatientFaults();
        if (!TryRead(body, faults, out var patient, out var id)) return Faulty(faults);
        var content = new ArrayBufferWriter<byte>(run.Explain ? UsualLengthWithReasons : UsualLength);
        using (var json = new Utf8JsonWriter(content, AnswerWriter.Options))
        {
            json.WriteStartObject();
            AnswerWriter.WriteModel(json, run.Model);
            AnswerWriter.Write(json, run, patient, id, index: null, faults.Warnings);
            json.WriteEndObject();
        }

        return new JsonAnswer(content);
    }

    /// <summary>The answer in the Python service's form: its flag's name and its spelling of true and false.</summary>
    /// <exception cref="JsonException">The body is no JSON.</exception>
    public static IResult Predict(ReadOnlySequence<byte> body, ScoringRun run)
    {
        var faults = new PatientFaults();
        if (!TryRead(body, faults, out var patient, out var id)) return Faulty(faults);
        var content = new ArrayBufferWriter<byte>(UsualLength);
        using (var json = new Utf8JsonWriter(content, AnswerWriter.Options))
        {
            json.WriteStartObject();
            json.WriteString("risk_of_heart_attack"u8, run.Model.IsAtRisk(run.Score(patient, id)) ? "True"u8 : "False"u8);
            json.WriteString("model_version"u8, run.Model.Version);
            json.WriteEndObject();
        }

        return new JsonAnswer(content);
    }

    private static bool TryRead(ReadOnlySequence<byte> body, PatientFaults faults, out Patient patient, out string? id)
    {
        var reader = new Utf8JsonReader(body);
        var read = PatientJson.TryRead(ref reader, "", faults, out patient, out id);
        while (reader.Read())
        {
            // Whatever follows the object is a fault of the JSON, which the reader throws.
        }

        return read;
    }

    private static Problem Faulty(PatientFaults faults) => new(StatusCodes.Status400BadRequest, FaultTitle, Errors: faults.Errors);
}
