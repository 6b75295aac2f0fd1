using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

/// <summary>
/// The property over random tables: whoever knows what is told, and tries every table that agrees with it, finds more than one value for
/// each count that is too small.
/// </summary>
public sealed class CellSuppressionTests
{
    private const int Tables = 400;
    private const int MinCount = 2;

    /// <summary>No bound on a count but the whole.</summary>
    private const int Unbounded = 1000;

    /// <summary>
    /// Two rows and three columns with both margins: cells 0 to 5, rows 6 and 7, columns 8 to 10. Nodes: in 0, out 1, rows 2 and 3, columns
    /// 4 to 6.
    /// </summary>
    private static readonly (int From, int To)[] Arcs =
        [(2, 4), (2, 5), (2, 6), (3, 4), (3, 5), (3, 6), (0, 2), (0, 3), (4, 1), (5, 1), (6, 1)];

    [Fact]
    public void Withheld_LeavesNoSmallCountToBeFound_InAnyRandomTable()
    {
        var random = new Random(1);
        var (complements, secrets) = (0, 0);
        for (var table = 0; table < Tables; table++)
        {
            var counts = Counts([.. Enumerable.Range(0, 6).Select(_ => random.Next(0, 5))]);
            bool[] small = [.. counts.Select(count => count < MinCount)];

            var withheld = CellSuppression.Withheld(Flow(counts), small);

            complements += withheld.Where((hidden, i) => hidden && !small[i]).Count();
            var possible = Possible(counts, withheld, small);
            foreach (var cell in Enumerable.Range(0, counts.Length).Where(i => small[i]))
            {
                secrets++;
                Assert.True(withheld[cell]);
                Assert.True(
                    possible[cell].Count > 1 || counts[6] + counts[7] == 0,
                    $"table {string.Join(' ', counts)}: cell {cell} can only be {string.Join(' ', possible[cell])}; withheld "
                        + $"{string.Join(' ', withheld)}"
                );
            }
        }

        Assert.True(
            complements > Tables / 10 && secrets > Tables,
            $"{complements} complementary cells for {secrets} secrets test too little"
        );
    }

    [Fact]
    public void CanVary_IsFalse_ForWhatIsFoundOnlyByTheLimitOfZero()
    {
        // Rows of 3 and 12, a column of 9: the 9 must be the 3 and the 6 that are not in the other column.
        var counts = Counts([0, 3, 0, 0, 6, 6]);
        bool[] withheld = [true, true, true, true, true, false, false, false, true, false, true];

        Assert.False(CellSuppression.CanVary(Flow(counts), withheld, 0));
    }

    [Fact]
    public void Withheld_HidesASecondPart_WhenOneAloneWouldBeTheRest()
    {
        // Of 8 strokes 7 are women's: withholding the one man's alone tells it.
        var withheld = CellSuppression.Withheld([new(0, 1, 7, 40), new(0, 1, 1, 30), new(0, 1, 20, 90)], [false, true, false]);

        Assert.Equal([true, true, false], withheld);
    }

    [Fact]
    public void Withheld_HidesNothing_WhenNothingIsSmall() =>
        Assert.DoesNotContain(true, CellSuppression.Withheld(Flow(Counts([5, 6, 7, 8, 9, 10])), new bool[Arcs.Length]));

    private static TableCount[] Flow(int[] counts) =>
        [.. counts.Zip(Arcs, (count, arc) => new TableCount(arc.From, arc.To, count, Unbounded))];

    private static int[] Counts(int[] cells) =>
    [
        .. cells, cells[0] + cells[1] + cells[2], cells[3] + cells[4] + cells[5],
        cells[0] + cells[3], cells[1] + cells[4], cells[2] + cells[5],
    ];

    /// <summary>
    /// Values that each count has in some table of whole numbers from 0 that agrees with all that is told; the search ends when every small
    /// count has two.
    /// </summary>
    private static HashSet<int>[] Possible(int[] counts, bool[] withheld, bool[] small)
    {
        var possible = counts.Select(_ => new HashSet<int>()).ToArray();
        var whole = counts[6] + counts[7];
        Try(new int[6], 0, whole);
        return possible;

        void Try(int[] cells, int next, int rest)
        {
            if (small.Index().All(cell => !cell.Item || possible[cell.Index].Count > 1)) return;
            if (next == 6)
            {
                if (rest != 0) return;
                var table = Counts(cells);
                if (table.Where((count, i) => !withheld[i] && count != counts[i]).Any()) return;
                for (var i = 0; i < table.Length; i++) possible[i].Add(table[i]);
                return;
            }

            if (!withheld[next])
            {
                if (counts[next] > rest) return;
                cells[next] = counts[next];
                Try(cells, next + 1, rest - counts[next]);
                return;
            }

            for (var value = 0; value <= rest; value++)
            {
                cells[next] = value;
                Try(cells, next + 1, rest - value);
            }
        }
    }
}
