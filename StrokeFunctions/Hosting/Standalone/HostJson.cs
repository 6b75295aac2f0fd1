using System.Text.Json.Serialization;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>The records that standalone keeps in storage.</summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BlobReceipt))]
[JsonSerializable(typeof(TimerRecord))]
internal sealed partial class HostJson : JsonSerializerContext;
