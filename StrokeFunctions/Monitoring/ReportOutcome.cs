namespace StrokeFunctions.Monitoring;

/// <summary>The endings of <see cref="ReportWriter.WriteAsync"/>.</summary>
internal abstract record ReportOutcome
{
    private ReportOutcome()
    {
    }

    /// <summary>The report stands in the archive.</summary>
    /// <param name="Name">Its name, without an ending.</param>
    /// <param name="Report">Its content.</param>
    internal sealed record Written(string Name, Report Report) : ReportOutcome;

    /// <summary>There is nothing to report on yet.</summary>
    /// <param name="Reason">What is missing, in a sentence.</param>
    internal sealed record Nothing(string Reason) : ReportOutcome;
}
