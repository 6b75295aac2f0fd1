namespace StrokeFunctions.Registry;

/// <summary>The endings of a change of the aliases.</summary>
internal abstract record AliasResult
{
    private AliasResult()
    {
    }

    /// <summary>Done, and in the event log.</summary>
    /// <param name="Aliases">How they are now.</param>
    internal sealed record Changed(Aliases Aliases) : AliasResult;

    /// <summary>They were so already; nothing was written.</summary>
    /// <param name="Aliases">How they are.</param>
    internal sealed record Same(Aliases Aliases) : AliasResult;

    /// <summary>There is no complete model of that version.</summary>
    /// <param name="Version">What was asked for.</param>
    internal sealed record UnknownVersion(string Version) : AliasResult;

    /// <summary>The model of that version is damaged, or not one that this program can use; nothing was changed.</summary>
    /// <param name="Fault">What is wrong, in words.</param>
    internal sealed record Unusable(string Fault) : AliasResult;

    /// <summary>Somebody else changed them after the caller had read them, so the caller's grounds may no longer hold.</summary>
    /// <param name="Aliases">How they are now.</param>
    internal sealed record Superseded(Aliases Aliases) : AliasResult;
}
