using System.Text.Json.Serialization;

namespace StrokeFunctions.Monitoring;

/// <summary>How reports are written as JSON: snake_case, absent values as null, source generated; a number that does not exist as "NaN".</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(Report))]
internal sealed partial class ReportJson : JsonSerializerContext;
