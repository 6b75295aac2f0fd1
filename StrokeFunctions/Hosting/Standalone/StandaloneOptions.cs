using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>How the standalone server stands in for the Functions host (section "Standalone").</summary>
internal sealed class StandaloneOptions
{
    public const string Section = "Standalone";

    /// <summary>How often the containers are looked through for new blobs. Default 1 s; 10 ms to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:10:00")]
    public TimeSpan BlobPollInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Where a storage emulator that the app starts keeps its data: a folder, within the repository unless rooted. Default .azurite.</summary>
    [Required]
    public string EmulatorFolder { get; set; } = ".azurite";

    /// <summary>How often a blob is handed to a function that fails before it is set aside, as the host's poisonBlobThreshold. Default 5.</summary>
    [Range(1, 100)]
    public int BlobAttempts { get; set; } = 5;
}

[OptionsValidator]
internal sealed partial class StandaloneOptionsValidator : IValidateOptions<StandaloneOptions>;
