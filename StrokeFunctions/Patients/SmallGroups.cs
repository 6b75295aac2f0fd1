using StrokeFunctions.Statistics;

namespace StrokeFunctions.Patients;

/// <summary>
/// Of which groups of patients the strokes are withheld: of those that are too small to say anything of, and of as many others as it takes
/// so that no subtraction gives the small ones away.
/// </summary>
internal static class SmallGroups
{
    private const string Together = "age and gender";

    /// <summary>The groups of which nothing may be told but how many patients they have.</summary>
    /// <param name="count">How many patients and strokes a group has.</param>
    /// <param name="minPatients">The fewest patients of whom something is told.</param>
    /// <param name="minOutcomes">The fewest of either outcome.</param>
    public static IReadOnlySet<PatientGroup> Withheld(
        Func<PatientGroup, (int Patients, int Strokes)> count, int minPatients, int minOutcomes)
    {
        PatientGroup[] groups = [.. PatientGroup.All, .. PatientGroup.Unlisted];
        var counts = FlowOf(groups, count);
        var withheld = CellSuppression.Withheld(
            counts,
            [.. counts.Select(c => c.Max < minPatients || c.Count < minOutcomes || c.Max - c.Count < minOutcomes)]);
        return groups.Where((group, i) => withheld[i] || counts[i].Max == 0).ToHashSet();
    }

    /// <summary>
    /// The strokes of all groups as a flow: into the age bands, from them through those of age and gender into the genders, and out; of any
    /// other division straight from in to out.
    /// </summary>
    private static TableCount[] FlowOf(PatientGroup[] groups, Func<PatientGroup, (int Patients, int Strokes)> count)
    {
        var nodes = new Dictionary<string, int>();
        return Array.ConvertAll(groups, group =>
        {
            var (patients, strokes) = count(group);
            var (from, to) = group.Column switch
            {
                var column when column == Schema.Age.Name => ("in", group.Value),
                var column when column == Schema.Gender.Name => (group.Value, "out"),
                Together when group.Value.Split(", ") is [var age, var gender] => (age, gender),
                var column => ($"in {column}", $"out {column}"),
            };
            return new TableCount(Node(from), Node(to), strokes, patients);
        });

        int Node(string name) => nodes.TryGetValue(name, out var node) ? node : nodes[name] = nodes.Count;
    }
}
