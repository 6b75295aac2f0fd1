using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class ModelAssemblyTests
{
    [Fact]
    public void Conformal_KeepsTheStatedShareOfEachClass()
    {
        // Strokes at 0.01, 0.02 ... 0.99 and others at 0.001, 0.002 ... 0.999.
        double[] strokes = [.. Enumerable.Range(1, 99).Select(i => i / 100.0)];
        double[] others = [.. Enumerable.Range(1, 999).Select(i => i / 1000.0)];

        var bounds = ModelAssembly.Conformal([.. strokes, .. others], [.. strokes.Select(_ => true), .. others.Select(_ => false)]);

        // ceil(100 * 0.9) = 90 of the 99 strokes lie at or above the bound, ceil(1000 * 0.9) = 900 of the others at or below theirs.
        Assert.Equal(90, strokes.Count(p => p >= bounds.StrokeFrom));
        Assert.Equal(900, others.Count(p => p <= bounds.NoStrokeTo));
    }
}
