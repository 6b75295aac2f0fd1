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

    /// <summary>
    /// Origins whose web pages may call the app from a browser (CORS), divided by commas, such as https://clinic.example. Default none. In
    /// Azure the platform answers for the app: az functionapp cors add.
    /// </summary>
    public string AllowedOrigins { get; set; } = "";

    /// <summary>
    /// Where a storage emulator that the app starts keeps its data: a folder, within the repository unless rooted. Default .azurite.
    /// </summary>
    [Required]
    public string EmulatorFolder { get; set; } = ".azurite";

    /// <summary>
    /// How often a blob is handed to a function that fails before it is set aside, as the host's poisonBlobThreshold. Default 5.
    /// </summary>
    [Range(1, 100)]
    public int BlobAttempts { get; set; } = 5;
}

[OptionsValidator]
internal sealed partial class StandaloneOptionsValidator : IValidateOptions<StandaloneOptions>;

/// <summary>
/// The keys that the standalone server asks for, as the Functions host would (settings Keys__Function, Keys__Datasets and Keys__Admin).
/// Without them it serves this machine only.
/// </summary>
internal sealed class KeyOptions
{
    public const string Section = "Keys";

    /// <summary>Opens scoring and reading. Default: none.</summary>
    public string Function { get; set; } = "";

    /// <summary>Opens uploads and withdrawals, too. Default: none, and then the admin key alone opens them.</summary>
    public string Datasets { get; set; } = "";

    /// <summary>Opens every function. Default: none.</summary>
    public string Admin { get; set; } = "";

    /// <summary>Whether a key is asked for at all.</summary>
    public bool AreSet => Function.Length > 0 || Datasets.Length > 0 || Admin.Length > 0;
}

/// <summary>A function and an admin key or none at all, none that is easily guessed, and no two alike.</summary>
internal sealed class KeyOptionsValidator : IValidateOptions<KeyOptions>
{
    /// <summary>In characters. A key of the Functions host has 56; 16 random ones are beyond guessing.</summary>
    private const int ShortestKey = 16;

    public ValidateOptionsResult Validate(string? name, KeyOptions options)
    {
        if (!options.AreSet) return ValidateOptionsResult.Success;
        if (options.Function.Length < ShortestKey || options.Admin.Length < ShortestKey)
        {
            return ValidateOptionsResult.Fail(
                $"Keys__Function and Keys__Admin must both be set, to at least {ShortestKey} characters each, or neither."
            );
        }

        if (options.Datasets.Length is > 0 and < ShortestKey)
            return ValidateOptionsResult.Fail($"Keys__Datasets must have at least {ShortestKey} characters, or not be set.");
        return options.Function == options.Admin || options.Datasets == options.Function || options.Datasets == options.Admin
            ? ValidateOptionsResult.Fail("Keys__Function, Keys__Datasets and Keys__Admin must differ.")
            : ValidateOptionsResult.Success;
    }
}

/// <summary>The sample dataset, from which a first model is trained (section "Sample").</summary>
internal sealed class SampleOptions
{
    public const string Section = "Sample";

    /// <summary>The dataset's name in its container.</summary>
    public const string Name = "stroke-sample.csv";

    /// <summary>Whether the sample is uploaded when the storage holds no model; only ever to development storage. Default true.</summary>
    public bool Upload { get; set; } = true;
}
