namespace StrokeFunctions.Statistics;

/// <summary>
/// Which counts of a table are withheld, so that none which is too small can be found from those that are told: cell suppression with
/// complementary cells (Fischetti and Salazar, "Models and algorithms for the 2-dimensional cell suppression problem in statistical
/// disclosure control", Mathematical Programming 84, 1999).
/// <para>
/// A two-way table with its margins is a flow: all patients flow into the rows, from the rows through the cells into the columns, and from
/// the columns out again; what flows in equals what flows out. Other counts agree with all that is told just where one can be sent around a
/// circle of withheld counts, up along one arc and down along another. A count on no such circle is given away.
/// </para>
/// </summary>
internal static class CellSuppression
{
    /// <summary>True for each count that is withheld: those that are too small, and as many others as it takes.</summary>
    /// <param name="counts">The table as a flow.</param>
    /// <param name="isTooSmall">Whether a count is to be withheld for its own sake; one that can only be 0 is no secret.</param>
    public static bool[] Withheld(IReadOnlyList<TableCount> counts, IReadOnlyList<bool> isTooSmall)
    {
        int[] secret = [.. Enumerable.Range(0, counts.Count).Where(i => isTooSmall[i] && counts[i].Max > 0)];
        var withheld = new bool[counts.Count];
        foreach (var i in secret) withheld[i] = true;
        foreach (var i in secret)
        {
            while (!CanVary(counts, withheld, i) && Complement(counts, withheld, i) is { } other) withheld[other] = true;
        }

        return withheld;
    }

    /// <summary>Whether a withheld count could be another one for whoever knows all that is told.</summary>
    public static bool CanVary(IReadOnlyList<TableCount> counts, IReadOnlyList<bool> withheld, int cell)
    {
        var (from, to, count, max) = counts[cell];
        return (count < max && Leads(to, from)) || (count > 0 && Leads(from, to));

        bool Leads(int start, int end)
        {
            var reached = new HashSet<int> { start };
            var next = new Stack<int>(reached);
            while (next.TryPop(out var node))
            {
                for (var i = 0; i < counts.Count; i++)
                {
                    if (i == cell || !withheld[i]) continue;
                    if (counts[i].From == node && counts[i].Count < counts[i].Max && reached.Add(counts[i].To)) next.Push(counts[i].To);
                    if (counts[i].To == node && counts[i].Count > 0 && reached.Add(counts[i].From)) next.Push(counts[i].From);
                }
            }

            return reached.Contains(end);
        }
    }

    /// <summary>
    /// What to withhold for a count's sake: the smallest that closes a circle by itself, else the smallest beside it; null if nothing is
    /// left.
    /// </summary>
    private static int? Complement(IReadOnlyList<TableCount> counts, bool[] withheld, int cell)
    {
        int[] told = [.. Enumerable.Range(0, counts.Count).Where(i => !withheld[i] && counts[i].Max > 0).OrderBy(i => counts[i].Count)];
        foreach (var other in told)
        {
            withheld[other] = true;
            var closes = CanVary(counts, withheld, cell);
            withheld[other] = false;
            if (closes) return other;
        }

        var near = Component(counts, withheld, cell);
        return told.Where(i => near.Contains(counts[i].From) || near.Contains(counts[i].To)).Select(i => (int?)i).FirstOrDefault();
    }

    /// <summary>The nodes that withheld counts connect with a count, whichever way they may be changed.</summary>
    private static HashSet<int> Component(IReadOnlyList<TableCount> counts, bool[] withheld, int cell)
    {
        HashSet<int> nodes = [counts[cell].From, counts[cell].To];
        var before = 0;
        while (before != nodes.Count)
        {
            before = nodes.Count;
            foreach (var (count, _) in counts.Zip(withheld).Where(pair => pair.Second))
            {
                if (nodes.Contains(count.From) || nodes.Contains(count.To)) nodes.UnionWith([count.From, count.To]);
            }
        }

        return nodes;
    }
}

/// <summary>A count of a table as the arc of a flow.</summary>
/// <param name="From">The node that it flows from: all, or a row, or a column.</param>
/// <param name="To">The node that it flows to.</param>
/// <param name="Count">The count.</param>
/// <param name="Max">What it is at most, as everybody knows: of so many patients no more can have had a stroke.</param>
internal readonly record struct TableCount(int From, int To, int Count, int Max);
