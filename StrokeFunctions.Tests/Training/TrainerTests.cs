using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;
using StrokeFunctions.Tests.Support;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class TrainerTests
{
    private static readonly TrainingOptions Quick =
        new() { Folds = 3, InnerFolds = 3, InnerRepeats = 1, MissingBmiIsSignal = true };

    [Fact]
    public void Train_GivesTheSameBytes_WhateverTheOrderOfTheRows()
    {
        var rows = SyntheticRows.Draw(1, 1200);
        var shuffled = (DatasetRow[])rows.Clone();
        new Random(9).Shuffle(shuffled);

        var once = Train(rows);
        var again = Train(shuffled);

        Assert.Equal(once.ModelJson, again.ModelJson);
        Assert.Equal(once.OuterCrossValidation, again.OuterCrossValidation);
        Assert.Equivalent(once.Evaluation, again.Evaluation, strict: true);
    }

    [Fact]
    public void Train_FindsWhatIsThere_AndWritesAModelThatScores()
    {
        var rows = SyntheticRows.Draw(2, 1500);

        var trained = Train(rows);

        var model = StrokeModel.Parse("v", trained.ModelJson);
        Assert.InRange(trained.Evaluation.Overall.RocAuc.Value, 0.75, 0.92);
        Assert.InRange(trained.Evaluation.Overall.ObservedToExpected.Value, 0.9, 1.1);
        Assert.Equal(rows.Length, trained.OuterCrossValidation.Count);
        Assert.InRange(model.Probability(rows[0].Patient), 0, 1);
        Assert.Single(trained.Candidates, candidate => candidate.Chosen);
        Assert.Empty(trained.Warnings);
        Assert.Equal("age", trained.Evaluation.Curves.Importance[0].Column);
        Assert.Equal(Patient.Count, trained.Evaluation.Curves.Importance.Count);
        Assert.Equal([250, 500, 750, 1000], trained.Evaluation.Curves.LearningCurve.Select(point => point.TrainingPatients));
    }

    [Fact]
    public void Train_FindsNothing_WhereThereIsNothing()
    {
        var trained = Train(SyntheticRows.Noise(3, 1500));

        Assert.InRange(trained.Evaluation.Overall.RocAuc.Value, 0.40, 0.60);
        Assert.True(trained.Evaluation.InSample.RocAuc > trained.Evaluation.Overall.RocAuc.Value);
    }

    [Fact]
    public void Train_WithholdsSmallSubgroups()
    {
        var trained = Train(SyntheticRows.Draw(4, 1000));

        var young = Assert.Single(trained.Evaluation.Subgroups, subgroup => subgroup is { Name: "age", Value: "under 50" });
        Assert.Equal(young.Strokes >= 5, young.Performance is not null);
        Assert.Equal(1000, trained.Evaluation.Subgroups.Where(subgroup => subgroup.Name == "age").Sum(subgroup => subgroup.Patients));
    }

    [Fact]
    public void Train_PredictsEveryRow_WhenItSearchesOnASample()
    {
        var options = new TrainingOptions { Folds = 3, InnerFolds = 3, InnerRepeats = 1, SearchRows = 1000, MissingBmiIsSignal = true };

        var trained = Trainer.Train(SyntheticRows.Draw(7, 2500), options, null, TestContext.Current.CancellationToken);

        Assert.Equal(2500, trained.OuterCrossValidation.Count);
        Assert.InRange(trained.Evaluation.Overall.RocAuc.Value, 0.75, 0.92);
        Assert.Equal(2500, StrokeModel.Parse("v", trained.ModelJson).Document.TrainingRows);
    }

    [Fact]
    public void Pipeline_IsCalibratedOnAFoldOfAllRows_WhenTheCandidateIsChosenOnASample()
    {
        var options = new TrainingOptions { InnerFolds = 4, InnerRepeats = 1, SearchRows = 1000 };
        var table = TrainingRows.From(SyntheticRows.Draw(8, 2500));

        var pipeline = Pipeline.Fit(
            table,
            table.AllRows,
            Candidate.Competing,
            options,
            seed: 1,
            verify: true,
            TestContext.Current.CancellationToken
        );

        Assert.Equal(833, pipeline.Search.Best.Outcomes.Length, 2.0);
        Assert.Equal(625, pipeline.Chosen.Outcomes.Length, 2.0);
        Assert.Equal(pipeline.Search.Best.Candidate, pipeline.Chosen.Candidate);
        Assert.NotEqual(pipeline.Search.Best.Threshold, pipeline.Threshold);
        var flagged = pipeline.Chosen.Probabilities.Select(p => p >= pipeline.Threshold).ToArray();
        Assert.InRange(ConfusionMatrix.Of(flagged, pipeline.Chosen.Outcomes).Precision, options.PrecisionFloor, 1);
    }

    [Fact]
    public void Train_GivesTheBaseAThreshold_ThatHeedsTheLargestFlaggedShare()
    {
        var options = new TrainingOptions { Folds = 3, InnerFolds = 3, InnerRepeats = 1, MinLift = 2, MaxFlaggedShare = 0.05 };

        var trained = Trainer.Train(SyntheticRows.Draw(2, 700), options, null, TestContext.Current.CancellationToken);

        var confusion = trained.Evaluation.Overall.Confusion;
        Assert.InRange((double)confusion.Flagged / confusion.Total, 0.01, 0.08);
        Assert.Equal(("2", "0.05"), (trained.Parameters["min_lift"], trained.Parameters["max_flagged_share"]));
    }

    [Theory]
    [InlineData(0.15, null, 1, 50)]
    [InlineData(0.15, null, 0.3, 30)]
    [InlineData(0.15, 5.0, 1, 10)]
    [InlineData(0.15, 2.0, 1, 30)]
    [InlineData(0.95, null, 1, 10)]
    [InlineData(0.95, null, 0.05, 5)]
    public void Threshold_HeedsPrecisionLiftAndTheLargestFlaggedShare(double floor, double? lift, double maxFlaggedShare, int flagged)
    {
        // Ten strokes among a hundred, the likeliest patient first: the largest precision is 4 of 5.
        bool[] outcomes = [.. Enumerable.Range(0, 100).Select(i => i is 1 or 2 or 3 or 4 or 9 or 14 or 19 or 29 or 49 or 89)];
        double[] scores = [.. Enumerable.Range(0, 100).Select(i => -i / 10.0)];
        var candidate = Candidate.Competing[0];
        var outOfFold = new InnerCrossValidation(outcomes, new Dictionary<Learner, double[]> { [candidate.Learners[0]] = scores });
        var options = new TrainingOptions
        {
            PrecisionFloor = floor,
            PrecisionMargin = 0,
            MinLift = lift,
            MaxFlaggedShare = maxFlaggedShare,
        };

        var tried = TriedCandidate.Of(candidate, outOfFold, options);

        Assert.Equal(flagged, tried.Probabilities.Count(p => p >= tried.Threshold));
        Assert.Equal(floor < 0.9, tried.GoalReached);
    }

    [Fact]
    public void Train_Refuses_WhenThereAreTooFewStrokes()
    {
        var exception = Assert.Throws<UntrainableRowsException>(() => Train(SyntheticRows.Draw(5, 60)));

        Assert.Contains("60 patients", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_Stops_WhenCancelled() =>
        Assert.ThrowsAny<OperationCanceledException>(
            () => Trainer.Train(SyntheticRows.Draw(6, 1200), Quick, null, new CancellationToken(canceled: true)));

    private static TrainedModel Train(DatasetRow[] rows) => Trainer.Train(rows, Quick, null, TestContext.Current.CancellationToken);
}
