using StrokeFunctions.Monitoring;
using StrokeFunctions.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Monitoring;

/// <summary>A window of scored patients, which takes the same memory however many there are.</summary>
public class ScoringWindowTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 5, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Rows_AreAllThatCame_WhereThereIsRoom()
    {
        var scored = Scored(100);

        var window = Of(scored, 100);

        Assert.Equal(100, window.Seen);
        Assert.Equal(scored.Select(one => (one.Name.Id, one.Patient)), window.ToRows().Select(row => (row.Id, row.Patient)));
    }

    [Fact]
    public void Rows_AreASampleOfPatients_EachWithAllRows_WhereThereAreMore()
    {
        // Every patient is scored three times, far apart.
        var scored = Scored(3000, patients: 1000);

        var rows = Of(scored, 700).ToRows();

        Assert.InRange(rows.Count, 200, 700);
        Assert.All(rows.GroupBy(row => row.Id), rowsOfOne => Assert.Equal(3, rowsOfOne.Count()));
        var kept = rows.Select(row => row.Id).ToHashSet();
        Assert.Equal(scored.Where(one => kept.Contains(one.Name.Id)).Select(one => one.Patient), rows.Select(row => row.Patient));
    }

    [Fact]
    public void Rows_AreThoseOfTheSamePatients_InWhateverOrderTheyCome()
    {
        var scored = Scored(3000, patients: 3000);
        var shuffled = (ScoredPatient[])scored.Clone();
        new Random(9).Shuffle(shuffled);

        Assert.Equal(
            Of(scored, 500).ToRows().Select(row => row.Id).Order(),
            Of(shuffled, 500).ToRows().Select(row => row.Id).Order());
    }

    [Fact]
    public void Rows_OfRequestsThatWereSentAgain_AreRecognisedInASample()
    {
        var once = Scored(2000).Select((one, i) => one with { Name = ScoredName.OfRequest($"r{i / 4}", i % 4) }).ToArray();

        var rows = Of([.. once, .. once], 900).ToRows();

        Assert.InRange(rows.Count, 200, 900);
        Assert.Equal(rows.Count / 2, rows.Count(row => row.IsSentAgain));
        Assert.All(rows.Take(rows.Count / 2), row => Assert.False(row.IsSentAgain));
    }

    [Fact]
    public void Rows_WithoutAName_AreSampledToo()
    {
        var rows = Of([.. Scored(2000).Select(one => one with { Name = default })], 900).ToRows();

        Assert.InRange(rows.Count, 300, 900);
    }

    [Fact]
    public void Outcomes_FindTheirRows_InASample()
    {
        var window = Of(Scored(2000), 600);
        var day = DateOnly.FromDateTime(Begin.Date);

        for (var i = 0; i < 2000; i++) window.Add(new Outcome($"p{i}", i % 2, i % 3 == 0 ? day.AddDays(-1) : day.AddDays(1)));

        var rows = window.ToRows();
        Assert.InRange(rows.Count, 150, 600);
        Assert.All(rows, row =>
        {
            var number = int.Parse(row.Id!.AsSpan(1));
            // What was established before the scoring says nothing of it.
            Assert.Equal(number % 3 == 0 ? null : number % 2 == 1, row.Stroke);
        });
    }

    private static ScoringWindow Of(IEnumerable<ScoredPatient> scored, int maxRows)
    {
        var window = new ScoringWindow(maxRows);
        foreach (var one in scored) window.Add(one);
        return window;
    }

    private static ScoredPatient[] Scored(int count, int patients = int.MaxValue) =>
    [
        .. SomePatients.Random(1, count).Select((patient, i) =>
            new ScoredPatient(Begin.AddSeconds(i), "v", ScoredName.OfPatient($"p{i % patients}"), patient, 0.1, false)),
    ];
}
