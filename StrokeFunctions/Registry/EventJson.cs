using System.Text.Json.Serialization;

namespace StrokeFunctions.Registry;

/// <summary>How events are written: as <see cref="RegistryJson"/>, but each on one line.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true)]
[JsonSerializable(typeof(ModelEvent))]
internal sealed partial class EventJson : JsonSerializerContext;
