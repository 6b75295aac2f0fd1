using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Scoring;

/// <summary>Settings of scoring (section <c>Scoring</c>).</summary>
internal sealed class ScoringOptions
{
    public const string Section = "Scoring";

    /// <summary>How often the champion's alias is looked at. Default 2 s, limits 0.02 s to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:01:00")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Patients of one JSON array. Default 10,000, limits 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxPatients { get; set; } = 10_000;

    /// <summary>Bytes of a request's body, after decompression. Default 32 MiB, limits 1 kB to 200 MB.</summary>
    [Range(1000, 200_000_000)]
    public int MaxBodyBytes { get; set; } = 32 * 1024 * 1024;

    /// <summary>
    /// Bytes of all bodies that are held at one moment, after decompression; what goes beyond is answered with 429. Default 128 MiB, limits
    /// 1 MB to 10 GB, and room for four of the longest bodies at least is sensible.
    /// </summary>
    [Range(1_000_000, 10_000_000_000)]
    public long MaxHeldBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>
    /// Whether scored CSV files have an apostrophe put before each field that a spreadsheet would take for a formula (it begins with =, +,
    /// -,
    /// @, a tab or a carriage return). Off, every field comes back as it was sent. Default false.
    /// </summary>
    public bool NeutralizeFormulas { get; set; }

    /// <summary>Requests that are scored at the same time; more are answered with 429. Default 64, limits 1 to 10,000.</summary>
    [Range(1, 10_000)]
    public int MaxConcurrentRequests { get; set; } = 64;

    /// <summary>
    /// Whether what is scored over HTTP is appended to the scoring log, which reports read. Files of the container scoring-batches are kept
    /// whole there and are not logged again. Default true.
    /// </summary>
    public bool Log { get; set; } = true;

    /// <summary>Answers that may wait for the scoring log; more are dropped and counted. Default 50,000, limits 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int LogQueue { get; set; } = 50_000;

    /// <summary>How long answers are gathered for one append. Default 1 s, limits 0.01 s to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan LogInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Days that the scoring log is kept; 0 keeps it for ever. Default 365, limits 0 to 36,500.</summary>
    [Range(0, 36_500)]
    public int LogRetentionDays { get; set; } = 365;

    /// <summary>
    /// How often the ages of the last report and training are looked up, and the scoring log is shortened. Default 1 min, limits 0.02 s to
    /// 1 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "01:00:00")]
    public TimeSpan UpkeepInterval { get; set; } = TimeSpan.FromMinutes(1);
}

/// <summary>Checks <see cref="ScoringOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ScoringOptionsValidator : IValidateOptions<ScoringOptions>;
