namespace StrokeFunctions.Statistics;

/// <summary>
/// Which groups of patients differ from all patients: those whose 95 % interval has nothing in common with the whole's. That is stricter
/// than a test of the difference at 5 %, as it must be where some twenty groups are looked at.
/// </summary>
internal static class GroupDifferences
{
    /// <summary>A sentence for each measure by which a group differs; none where no group does.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<GroupedMeasure> measures) =>
        [.. measures.Select(Sentence).OfType<string>()];

    private static string? Sentence(GroupedMeasure measure)
    {
        string[] different =
        [
            .. measure.Groups.Where(group => group.Value is { } value && Differ(value, measure.Whole))
                .Select(group => $"{group.Name} ({InWords(group.Value!)})"),
        ];
        return different.Length == 0
            ? null
            : $"{measure.Name} differs from that of all patients, {InWords(measure.Whole)}, for {string.Join("; ", different)}.";
    }

    private static bool Differ(Estimate group, Estimate whole) => group.High < whole.Low || group.Low > whole.High;

    private static string InWords(Estimate estimate) =>
        FormattableString.Invariant($"{estimate.Value:0.00} [{estimate.Low:0.00} to {estimate.High:0.00}]");
}

/// <summary>A measure of all patients and of their groups.</summary>
/// <param name="Name">As a sentence begins with it.</param>
/// <param name="Whole">Of all patients.</param>
/// <param name="Groups">By the group's name; null where it is withheld.</param>
internal sealed record GroupedMeasure(string Name, Estimate Whole, IReadOnlyList<(string Name, Estimate? Value)> Groups);
