using System.Text.Json.Serialization;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>What became of handing one version of a blob to a function.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Blob">Container and name.</param>
/// <param name="ETag">The version of the blob.</param>
/// <param name="State">Whether it is still to be handed over.</param>
/// <param name="Attempts">How often it was handed over and failed.</param>
/// <param name="NotBefore">When it may be handed over again.</param>
/// <param name="Error">What the last failure said; empty when there was none.</param>
internal sealed record BlobReceipt(
    string Function, string Blob, string ETag, BlobReceiptState State, int Attempts, DateTimeOffset NotBefore, string Error);

/// <summary>A blob version is waiting, done, or has failed too often and is set aside.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BlobReceiptState>))]
internal enum BlobReceiptState
{
    Waiting,
    Done,
    Poison,
}
