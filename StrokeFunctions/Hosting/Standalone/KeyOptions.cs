using Microsoft.Extensions.Options;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>
/// The keys that the standalone server asks for, as the Functions host would (settings Keys__Function and Keys__Admin).
/// Without them it serves this machine only.
/// </summary>
internal sealed class KeyOptions
{
    public const string Section = "Keys";

    /// <summary>Opens functions of level Function. Default: none.</summary>
    public string Function { get; set; } = "";

    /// <summary>Opens every function. Default: none.</summary>
    public string Admin { get; set; } = "";

    /// <summary>Whether a key is asked for at all.</summary>
    public bool AreSet => Function.Length > 0 || Admin.Length > 0;
}

/// <summary>Both keys or none, and none that is easily guessed.</summary>
internal sealed class KeyOptionsValidator : IValidateOptions<KeyOptions>
{
    /// <summary>In characters. A key of the Functions host has 56; 16 random ones are beyond guessing.</summary>
    private const int ShortestKey = 16;

    public ValidateOptionsResult Validate(string? name, KeyOptions options)
    {
        if (!options.AreSet) return ValidateOptionsResult.Success;
        if (options.Function.Length < ShortestKey || options.Admin.Length < ShortestKey)
        {
            return ValidateOptionsResult.Fail($"Keys__Function and Keys__Admin must both be set, to at least {ShortestKey} characters each, or neither.");
        }

        return options.Function == options.Admin
            ? ValidateOptionsResult.Fail("Keys__Function and Keys__Admin must differ.")
            : ValidateOptionsResult.Success;
    }
}
