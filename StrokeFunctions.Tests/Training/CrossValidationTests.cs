using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class CrossValidationTests
{
    [Fact]
    public void Assign_SharesStrokesEvenly()
    {
        bool[] outcomes = [.. Enumerable.Range(0, 103).Select(i => i % 9 == 0)];

        var folds = StratifiedFolds.Assign(outcomes, 5, seed: 4);

        var strokes = Enumerable.Range(0, 5).Select(fold => folds.Where((f, i) => f == fold && outcomes[i]).Count()).ToArray();
        var sizes = Enumerable.Range(0, 5).Select(fold => folds.Count(f => f == fold)).ToArray();
        Assert.InRange(strokes.Max() - strokes.Min(), 0, 1);
        Assert.InRange(sizes.Max() - sizes.Min(), 0, 2);
    }

    [Fact]
    public void Split_DividesTheRowsGiven()
    {
        int[] rows = [10, 20, 30, 40];

        var (test, train) = StratifiedFolds.Split(rows, [0, 1, 0, 2], 0);

        Assert.Equal((int[])[10, 30], test.AsEnumerable());
        Assert.Equal((int[])[20, 40], train.AsEnumerable());
    }
}
