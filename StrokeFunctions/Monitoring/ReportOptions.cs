using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace StrokeFunctions.Monitoring;

/// <summary>Settings of reports (section <c>Report</c>).</summary>
internal sealed class ReportOptions
{
    public const string Section = "Report";

    /// <summary>Where to POST a short notice when a verdict is not "fine": an http or https address. Default: nowhere.</summary>
    [Url]
    public string? AlertUrl { get; set; }

    /// <summary>How many days of the scoring log the first report on scored patients covers. Default 7, limits 1 to 366.</summary>
    [Range(1, 366)]
    public int FirstScoringDays { get; set; } = 7;
}

/// <summary>Checks <see cref="ReportOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class ReportOptionsValidator : IValidateOptions<ReportOptions>;
