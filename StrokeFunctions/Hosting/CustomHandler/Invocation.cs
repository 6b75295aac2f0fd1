using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace StrokeFunctions.Hosting.CustomHandler;

/// <summary>
/// What the host sends for a trigger other than HTTP: {"Data": {...}, "Metadata": {...}}. Only the timer's data and the
/// placeholders of a blob's path are taken from it; all else differs between host versions.
/// </summary>
internal static class Invocation
{
    /// <summary>In bytes. The longest blob name has 1,024 characters, which JSON may write twice as six bytes each.</summary>
    public const int LongestString = 16 * 1024;

    /// <summary>What the placeholders of the path stand for. Strings in Metadata are JSON within JSON.</summary>
    public static IReadOnlyDictionary<string, string> Placeholders(BlobFunction function, JsonElement envelope)
    {
        var metadata = Section(envelope, "Metadata");
        return function.Path.Placeholders.ToDictionary(name => name, name => metadata.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? Unwrap(value.GetString()!)
            : throw new BadHttpRequestException($"Metadata has no text \"{name}\", which the path {function.Trigger.BlobPath} needs."));
    }

    /// <summary>What the host tells of a timer's schedule; for schedules under a minute it tells no status.</summary>
    public static TimerInfo Timer(TimerFunction function, JsonElement envelope)
    {
        if (!Section(envelope, "Data").TryGetProperty(function.Parameter, out var timer) || timer.ValueKind != JsonValueKind.Object)
        {
            throw new BadHttpRequestException($"Data has no object \"{function.Parameter}\".");
        }

        return new TimerInfo
        {
            IsPastDue = timer.TryGetProperty("IsPastDue", out var late) && late.ValueKind == JsonValueKind.True,
            ScheduleStatus = timer.TryGetProperty("ScheduleStatus", out var status) && status.ValueKind == JsonValueKind.Object
                ? new ScheduleStatus { Last = Time(status, "Last"), Next = Time(status, "Next"), LastUpdated = Time(status, "LastUpdated") }
                : null,
        };
    }

    private static JsonElement Section(JsonElement envelope, string name) =>
        envelope.ValueKind == JsonValueKind.Object && envelope.TryGetProperty(name, out var section) && section.ValueKind == JsonValueKind.Object
            ? section
            : throw new BadHttpRequestException($"The envelope has no object \"{name}\".");

    private static string Unwrap(string text)
    {
        if (text.Length < 2 || text[0] != '"') return text;
        try
        {
            using var inner = JsonDocument.Parse(text);
            return inner.RootElement.GetString()!;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static DateTime Time(JsonElement status, string name) =>
        status.TryGetProperty(name, out var value)
        && DateTimeOffset.TryParse(value.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime
            : default;
}
