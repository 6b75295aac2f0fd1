using System.Runtime.CompilerServices;
using Azure;
using Azure.Core;
using Azure.Identity;
using Azure.Storage.Blobs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Storage;

/// <summary>Makes the one storage client of the app from its settings.</summary>
internal static class StorageClient
{
    /// <summary>The newest storage API that Azurite 3.35 knows without being told to skip its check of it.</summary>
    private const BlobClientOptions.ServiceVersion Version = BlobClientOptions.ServiceVersion.V2025_11_05;

    public static BlobServiceClient Create(StorageOptions options) => options.BlobServiceUri is { } uri
        ? new BlobServiceClient(uri, Identity(options), Options())
        : new BlobServiceClient(options.ConnectionString, Options());

    /// <summary>
    /// Retries within about three seconds, so that a caller is told in time to come again; whoever has no caller (the watchers, the logs)
    /// tries again by itself.
    /// </summary>
    private static BlobClientOptions Options() => new(Version)
    {
        Retry =
        {
            Mode = RetryMode.Exponential,
            Delay = TimeSpan.FromMilliseconds(400),
            MaxDelay = TimeSpan.FromSeconds(5),
            MaxRetries = 3,
            NetworkTimeout = TimeSpan.FromSeconds(60),
        },
    };

    /// <summary>Kept apart so that the identity libraries are loaded only where an identity is used.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TokenCredential Identity(StorageOptions options)
    {
        var id =
            options.ClientId.Length == 0 ? ManagedIdentityId.SystemAssigned : ManagedIdentityId.FromUserAssignedClientId(options.ClientId);
        return string.Equals(options.Credential, "managedidentity", StringComparison.OrdinalIgnoreCase)
            ? new ManagedIdentityCredential(id)
            : new DefaultAzureCredential();
    }
}

/// <summary>
/// The storage account, in the two forms that Azure Functions takes: the setting AzureWebJobsStorage (a connection string),
/// or AzureWebJobsStorage__blobServiceUri with an identity.
/// </summary>
internal sealed class StorageOptions
{
    public const string Section = "AzureWebJobsStorage";

    private const string EmulatorAccount = "devstoreaccount1";

    /// <summary>The connection string of the emulator on its usual port.</summary>
    public const string Development = "UseDevelopmentStorage=true";

    /// <summary>A storage connection string; empty when an identity is used.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The address of the blob service, for access by identity.</summary>
    public Uri? BlobServiceUri { get; set; }

    /// <summary>"managedidentity", or empty for whatever identity is at hand (developer sign-in, environment).</summary>
    public string Credential { get; set; } = "";

    /// <summary>The client id of a user-assigned identity; empty for the system-assigned one.</summary>
    public string ClientId { get; set; } = "";

    /// <summary>
    /// The address of the storage emulator, which standalone may start and fill: this machine, and the account that every emulator has.
    /// Null when the connection leads elsewhere.
    /// </summary>
    public Uri? Emulator() =>
        BlobServiceUri is null && new BlobServiceClient(ConnectionString) is { AccountName: EmulatorAccount, Uri: { IsLoopback: true } uri }
            ? uri
            : null;

    public static void Read(StorageOptions options, IConfiguration configuration)
    {
        options.ConnectionString = configuration[Section] ?? "";
        configuration.GetSection(Section).Bind(options);
    }
}

/// <summary>Says what is wrong with the setting in words that name it, without its secret.</summary>
internal sealed class StorageOptionsValidator : IValidateOptions<StorageOptions>
{
    public ValidateOptionsResult Validate(string? name, StorageOptions options)
    {
        if (options.BlobServiceUri is { } uri)
        {
            return uri.IsAbsoluteUri
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail(
                    "AzureWebJobsStorage__blobServiceUri must be a whole address, such as https://account.blob.core.windows.net."
                );
        }

        if (options.ConnectionString.Length == 0)
        {
            return ValidateOptionsResult.Fail(
                "AzureWebJobsStorage is not set: give a connection string, or AzureWebJobsStorage__blobServiceUri for access by identity.");
        }

        try
        {
            _ = new BlobServiceClient(options.ConnectionString);
            return ValidateOptionsResult.Success;
        }
        catch (FormatException)
        {
            return ValidateOptionsResult.Fail(
                "AzureWebJobsStorage is not a storage connection string. It looks like \"UseDevelopmentStorage=true\" or "
                    + "\"DefaultEndpointsProtocol=https;AccountName=...;AccountKey=...\"."
            );
        }
    }
}

/// <summary>What storage fails with.</summary>
internal static class StorageFault
{
    /// <summary>
    /// Whether storage, or the way to it, failed: an error, no answer, retries used up. What is done again later may succeed; nothing is
    /// wrong with what was asked.
    /// </summary>
    public static bool IsOfStorage(this Exception exception) => exception switch
    {
        RequestFailedException or HttpRequestException or HttpIOException => true,
        AggregateException many => many.InnerExceptions.All(IsOfStorage),
        // A time-out of the library's own, not a caller that went away.
        TaskCanceledException { InnerException: { } inner } => inner is TimeoutException || inner.IsOfStorage(),
        IOException { InnerException: { } inner } => inner.IsOfStorage() || inner is System.Net.Sockets.SocketException,
        _ => false,
    };

    /// <summary>What is wrong, without the headers and retry settings that the storage library writes below it.</summary>
    public static string FirstLine(this Exception exception) => exception.Message.Split('\n')[0].TrimEnd('\r');
}
