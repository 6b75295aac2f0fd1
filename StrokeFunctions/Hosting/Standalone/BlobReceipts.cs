using System.Text.Json.Serialization;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>The receipts of all instances, one blob per function and blob version; whoever hands a blob over holds its lease.</summary>
internal sealed class BlobReceipts(BlobServiceClient storage, IOptions<StandaloneOptions> options, TimeProvider clock)
{
    /// <summary>The longest wait after storage failed.</summary>
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(5);

    /// <summary>The receipt's blob, made on first sight.</summary>
    public async Task<BlobClient> OpenAsync(BlobFunction function, BlobItem item, CancellationToken cancellationToken)
    {
        var etag = item.Properties.ETag?.ToString("G") ?? "";
        var blob = storage.HostBlob($"receipts/{function.Name}/{function.Path.Container}/{item.Name}/{etag}.json");
        var receipt = new BlobReceipt(
            function.Name, $"{function.Path.Container}/{item.Name}", etag, BlobReceiptState.Waiting, 0, DateTimeOffset.MinValue, "");
        try
        {
            await WriteAsync(blob, receipt, new BlobRequestConditions { IfNoneMatch = ETag.All }, cancellationToken);
        }
        catch (RequestFailedException exception) when (exception.Status is 409 or 412)
        {
            // It exists: seen before, here or by another instance.
        }

        return blob;
    }

    public static async Task<BlobReceipt> ReadAsync(BlobClient blob, CancellationToken cancellationToken)
    {
        var content = await blob.DownloadContentAsync(cancellationToken);
        return content.Value.Content.ToObjectFromJson(HostJson.Default.BlobReceipt)!;
    }

    /// <summary>Nothing more to do for this blob version.</summary>
    public static Task CloseAsync(BlobClient blob, BlobReceipt receipt, HeldLease lease) =>
        WriteAsync(blob, receipt with { State = BlobReceiptState.Done, Error = "" }, lease.Condition(), CancellationToken.None);

    /// <summary>Counts a failure: later again, waiting twice as long each time, or set aside after the last attempt.</summary>
    public async Task<BlobReceipt> FailAsync(BlobClient blob, BlobReceipt receipt, HeldLease lease, string error)
    {
        var attempts = receipt.Attempts + 1;
        var failed = receipt with
        {
            Attempts = attempts,
            Error = error,
            NotBefore = clock.GetUtcNow() + (options.Value.BlobPollInterval * Math.Pow(2, attempts)),
            State = attempts < options.Value.BlobAttempts ? BlobReceiptState.Waiting : BlobReceiptState.Poison,
        };
        if (failed.State == BlobReceiptState.Poison)
        {
            await WriteAsync(
                storage.HostBlob($"poison/{receipt.Function}/{receipt.Blob}/{receipt.ETag}.json"),
                failed,
                null,
                CancellationToken.None
            );
        }

        await WriteAsync(blob, failed, lease.Condition(), CancellationToken.None);
        return failed;
    }

    /// <summary>
    /// Storage failed, which is no fault of the blob's: no attempt is counted, and it is handed over again later, however often, waiting
    /// twice as long each time up to <see cref="MaxWait"/>.
    /// </summary>
    public async Task PostponeAsync(BlobClient blob, BlobReceipt receipt, HeldLease lease, string error)
    {
        var wait = options.Value.BlobPollInterval * Math.Pow(2, Math.Min(receipt.Postponed + 1, 16));
        var postponed = receipt with
        {
            Postponed = receipt.Postponed + 1,
            Error = error,
            NotBefore = clock.GetUtcNow() + (wait < MaxWait ? wait : MaxWait),
        };
        await WriteAsync(blob, postponed, lease.Condition(), CancellationToken.None);
    }

    private static async Task WriteAsync(
        BlobClient blob,
        BlobReceipt receipt,
        BlobRequestConditions? conditions,
        CancellationToken cancellationToken
    ) =>
        await blob.UploadAsync(
            BinaryData.FromObjectAsJson(receipt, HostJson.Default.BlobReceipt),
            new BlobUploadOptions { Conditions = conditions, HttpHeaders = new BlobHttpHeaders { ContentType = "application/json" } },
            cancellationToken);
}

/// <summary>What became of handing one version of a blob to a function.</summary>
/// <param name="Function">The function's name.</param>
/// <param name="Blob">Container and name.</param>
/// <param name="ETag">The version of the blob.</param>
/// <param name="State">Whether it is still to be handed over.</param>
/// <param name="Attempts">How often it was handed over and failed.</param>
/// <param name="NotBefore">When it may be handed over again.</param>
/// <param name="Error">What the last failure said; empty when there was none.</param>
internal sealed record BlobReceipt(
    string Function, string Blob, string ETag, BlobReceiptState State, int Attempts, DateTimeOffset NotBefore, string Error)
{
    /// <summary>How often it was put off because storage failed.</summary>
    public int Postponed { get; init; }
}

/// <summary>A blob version is waiting, done, or has failed too often and is set aside.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BlobReceiptState>))]
internal enum BlobReceiptState
{
    Waiting,
    Done,
    Poison,
}
