namespace StrokeFunctions.Patients;

/// <summary>One fault of an input: where it is, what was found and what is allowed. Never a whole row.</summary>
/// <param name="Line">The line of a file (the header is 1); null for JSON.</param>
/// <param name="Pointer">The JSON pointer (RFC 6901); null for a file.</param>
/// <param name="Column">The column, or null if the fault is of the whole row or file.</param>
/// <param name="Found">What was found, at most 100 characters.</param>
/// <param name="Allowed">What is allowed, in words.</param>
/// <param name="Hint">What was probably meant, as it should be written; null if that can't be told.</param>
internal sealed record RowError(long? Line, string? Pointer, string? Column, string Found, string Allowed, string? Hint = null)
{
    /// <summary>The longest text that <see cref="Found"/> quotes, in characters.</summary>
    public const int MaxFoundLength = 100;

    /// <summary>The fault in a line, as the column "problem" of scored and of rejected rows tells it.</summary>
    public string InWords() =>
        $"line {Line}{(Column is null ? "" : $", {Column}")}: found {Found}, allowed {Allowed}{(Hint is null ? "" : $", meant {Hint}?")}";

    /// <summary>A text as <see cref="Found"/> may quote it: whole if short, else its beginning and an ellipsis.</summary>
    public static string Quote(string text, int maxLength = MaxFoundLength)
    {
        if (text.Length <= maxLength) return text;
        var end = maxLength - 1;
        if (char.IsHighSurrogate(text[end - 1])) end--;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}

/// <summary>The faults of one input: the first ones listed, all of them counted, so that a hostile file can't fill the memory.</summary>
internal sealed class FaultList
{
    /// <summary>How many faults are kept to be shown.</summary>
    public const int MaxListed = 1000;

    private List<RowError>? _listed;

    /// <summary>The first <see cref="MaxListed"/> faults, in the order found.</summary>
    public IReadOnlyList<RowError> Listed => _listed ?? (IReadOnlyList<RowError>)[];

    /// <summary>How many faults there are, listed or not.</summary>
    public long Count { get; private set; }

    /// <summary>Counts a fault, and lists it while there is room.</summary>
    public void Add(RowError fault)
    {
        Count++;
        if ((_listed ??= []).Count < MaxListed) _listed.Add(fault);
    }

    /// <summary>Counts a fault; false if there is room to list it, which is then the caller's to do, for words cost time.</summary>
    public bool CountOnly()
    {
        if (Listed.Count < MaxListed) return false;
        Count++;
        return true;
    }

    /// <summary>Adds each of some faults.</summary>
    public void AddRange(IEnumerable<RowError> faults)
    {
        foreach (var fault in faults) Add(fault);
    }
}

/// <summary>What is wrong with one request of patients in JSON, all of it; reused from patient to patient.</summary>
internal sealed class PatientFaults
{
    /// <summary>For how many fields of a request it is looked what was meant: comparing words takes longer than all the rest.</summary>
    public const int MaxHints = 20;

    private int _hints = MaxHints;

    /// <summary>Why a patient can't be scored.</summary>
    public FaultList Errors { get; } = new();

    /// <summary>What was passed over and is worth a word: fields that the schema doesn't know.</summary>
    public FaultList Warnings { get; } = new();

    /// <summary>Whether a field may still be given a hint; counts it.</summary>
    public bool TakeHint() => _hints-- > 0;

    /// <summary>Nothing found yet, for the next patient of the same request.</summary>
    public PatientFaults Next() => Errors.Count + Warnings.Count == 0 ? this : new PatientFaults { _hints = Math.Max(_hints, 0) };
}
