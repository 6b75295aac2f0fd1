using StrokeFunctions.Statistics;

namespace StrokeFunctions.Tests.Statistics;

/// <summary>Golden numbers computed with scipy, and what must hold of every distance.</summary>
public class DistancesTests
{
    private static readonly Distribution Reference = Distribution.Of(Numbers(1, 100));
    private static readonly Distribution Shifted = Distribution.Of(Numbers(11, 100));

    [Fact]
    public void Distances_AreThoseOfScipy_WhenANumberIsShifted()
    {
        var bins = Bins.Of(Reference, Shifted, isNumeric: true);

        Assert.Equal(9, bins.Reference.Length);
        Assert.Equal(0.346427483321, Wasserstein.Normed(Reference, Shifted), 1e-9);
        Assert.Equal(0.183551459981, JensenShannon.Distance(bins), 1e-9);
        Assert.Equal(0.293267413759, Psi.Index(bins), 1e-9);
    }

    [Theory]
    [InlineData(5, 5, 9, 1, 0.318981543477)]
    [InlineData(1, 0, 0, 1, 0.832554611158)]
    public void JensenShannon_IsThatOfScipy(int p0, int p1, int q0, int q1, double expected)
    {
        var bins = Bins.Of(Flags(p0, p1), Flags(q0, q1), isNumeric: false);

        Assert.Equal(expected, JensenShannon.Distance(bins), 1e-9);
    }

    [Fact]
    public void Wasserstein_IsThatOfScipy_WhenSizesDiffer()
    {
        var (reference, current) = (Distribution.Of([1, 2, 3, 4]), Distribution.Of([2, 3, 4, 5, 6]));

        Assert.Equal(1.5, Wasserstein.Distance(reference, current), 1e-12);
        Assert.Equal(1.3416407865, Wasserstein.Normed(reference, current), 1e-9);
    }

    [Fact]
    public void Wasserstein_DoesNotDivideByZero_WhenTheReferenceIsConstant() =>
        Assert.Equal(2000, Wasserstein.Normed(Distribution.Of([1, 1]), Distribution.Of([3])), 1e-9);

    [Theory]
    [MemberData(nameof(ScipyCase.Names), MemberType = typeof(ScipyCase))]
    public void EveryDistance_IsThatOfScipy(string name)
    {
        var expected = ScipyCase.Named(name);
        var bins = Bins.Of(expected.ReferenceSample, expected.CurrentSample, expected.Numeric);

        Assert.Equal(expected.Bins, bins.Reference.Length);
        Assert.Equal(expected.Wasserstein, Wasserstein.Distance(expected.ReferenceSample, expected.CurrentSample), 1e-9);
        Assert.Equal(expected.WassersteinNormed, Wasserstein.Normed(expected.ReferenceSample, expected.CurrentSample), 1e-9);
        Assert.Equal(expected.JensenShannon, JensenShannon.Distance(bins), 1e-9);
        Assert.Equal(expected.Psi, Psi.Index(bins), 1e-9);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Distances_AreSymmetricInRangeAndZeroOnEqualSamples(int seed)
    {
        var random = new Random(seed);
        var a = Distribution.Of([.. Enumerable.Range(0, 400).Select(_ => Math.Round(random.NextDouble() * 30, 1))]);
        var b = Distribution.Of([.. Enumerable.Range(0, 300).Select(_ => Math.Round(random.NextDouble() * 40, 1))]);
        var (ab, ba, aa) = (Bins.Of(a, b, true), Bins.Of(b, a, true), Bins.Of(a, a, true));

        Assert.InRange(JensenShannon.Distance(ab), 0, Math.Sqrt(Math.Log(2)));
        Assert.Equal(JensenShannon.Distance(ab), JensenShannon.Distance(ba), 1e-12);
        Assert.Equal(Psi.Index(ab), Psi.Index(ba), 1e-12);
        Assert.Equal(Wasserstein.Distance(a, b), Wasserstein.Distance(b, a), 1e-12);
        Assert.Equal(0, JensenShannon.Distance(aa));
        Assert.Equal(0, Psi.Index(aa));
        Assert.Equal(0, Wasserstein.Distance(a, a));
        Assert.Equal(1, ab.Reference.Sum(), 1e-12);
        Assert.Equal(1, ab.Current.Sum(), 1e-12);
    }

    [Fact]
    public void Bins_AreOnePerValue_WhenTheReferenceHasTwentyDistinctValues()
    {
        var bins = Bins.Of(Distribution.Of(Numbers(1, 20)), Shifted, isNumeric: true);

        Assert.Null(bins.Edges);
        Assert.Equal(110, bins.Labels.Length);
    }

    private static Distribution Flags(int zeros, int ones) =>
        Distribution.Of([.. Enumerable.Repeat(0.0, zeros), .. Enumerable.Repeat(1.0, ones)]);

    private static double[] Numbers(int first, int count) => [.. Enumerable.Range(first, count).Select(i => (double)i)];
}
