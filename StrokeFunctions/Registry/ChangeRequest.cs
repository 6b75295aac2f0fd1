using System.Text.Json;

namespace StrokeFunctions.Registry;

/// <summary>The body of a request that changes which model serves.</summary>
/// <param name="Reason">Why, in words; kept in the event log.</param>
/// <param name="By">Who asks; optional.</param>
internal sealed record ChangeRequest(string? Reason, string? By)
{
    /// <summary>The longest reason or name that is kept, in characters.</summary>
    public const int MaximumLength = 1000;

    private const int MaximumBytes = 16 * 1024;

    /// <summary>What the change rests on, for the event log.</summary>
    public Grounds Grounds => new(string.IsNullOrWhiteSpace(By) ? "api" : By, Reason ?? "");

    /// <summary>Reads a body; null unless it is an object that gives a reason.</summary>
    public static async Task<ChangeRequest?> ReadAsync(Stream body, CancellationToken ct)
    {
        try
        {
            await using var limited = new HashingStream(body, MaximumBytes);
            var request = await JsonSerializer.DeserializeAsync(limited, RegistryJson.Default.ChangeRequest, ct);
            return request is null || string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MaximumLength || request.By?.Length > MaximumLength
                ? null
                : request;
        }
        catch (Exception e) when (e is JsonException or StreamTooLongException)
        {
            return null;
        }
    }
}
