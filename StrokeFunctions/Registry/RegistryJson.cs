using System.Text.Json.Serialization;
using StrokeFunctions.Datasets;

namespace StrokeFunctions.Registry;

/// <summary>How the registry's records are written: snake_case, source generated; numbers that don't exist as "NaN".</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    UseStringEnumConverter = true,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(Manifest))]
[JsonSerializable(typeof(ReferenceProfile))]
[JsonSerializable(typeof(Aliases))]
[JsonSerializable(typeof(RetrainingEvidence))]
[JsonSerializable(typeof(ComparisonLook))]
[JsonSerializable(typeof(ModelComparison))]
[JsonSerializable(typeof(ModelHistory))]
[JsonSerializable(typeof(ServingAt))]
[JsonSerializable(typeof(ModelList))]
[JsonSerializable(typeof(StoredDataset))]
[JsonSerializable(typeof(WithdrawnDataset))]
[JsonSerializable(typeof(ConfirmedDataset))]
[JsonSerializable(typeof(ChangeRequest))]
[JsonSerializable(typeof(TableIndex))]
[JsonSerializable(typeof(CarriedEvents))]
internal sealed partial class RegistryJson : JsonSerializerContext;
