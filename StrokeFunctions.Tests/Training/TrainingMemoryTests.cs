using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class TrainingMemoryTests
{
    [Fact]
    public void Require_TakesWhatItNamesAsFitting_AndNothingMore()
    {
        var memory = new TrainingMemory(TrainingMemory.Estimate(123_456));

        memory.Require(123_456);

        var fault = Assert.Throws<UntrainableRowsException>(() => memory.Require(123_457));
        Assert.EndsWith("set Training__MaxRows to at most 123456.", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_TriesFewRows_WhateverMemoryThereIs() => new TrainingMemory(1).Require(TrainingOptions.MinMaxRows);
}
