using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using StrokeFunctions.Hosting;
using StrokeFunctions.Hosting.Standalone;

namespace StrokeFunctions.Tests.Hosting.Standalone;

public sealed class ScheduleTests
{
    private static readonly DateTime Sunday = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    [Theory]
    [InlineData("0 0 0 * * 1", "2026-11-23T00:00:00Z")]
    [InlineData("*/5 * * * * *", "2026-11-22T12:00:05Z")]
    [InlineData("%Report:Schedule%", "2026-11-22T12:30:00Z")]
    public void Parse_ReadsSixFieldsInUtc_OrTheSettingThatHoldsThem(string schedule, string next) =>
        Assert.Equal(
            DateTimeOffset.Parse(next, System.Globalization.CultureInfo.InvariantCulture).UtcDateTime,
            Schedule.Parse(Timer(schedule), Settings).GetNextOccurrence(Sunday)
        );

    [Theory]
    [InlineData("every monday", "is no schedule for Report")]
    [InlineData("0 0 * * 1", "Six fields are needed")]
    [InlineData("%Report:Other%", "The setting Report__Other (when Report runs) is not set.")]
    public void Parse_SaysWhatIsWrong_WhenItIsNoSchedule(string schedule, string reason) =>
        Assert.Contains(
            reason,
            Assert.Throws<StartException>(() => Schedule.Parse(Timer(schedule), Settings)).Message,
            StringComparison.Ordinal
        );

    private static IConfiguration Settings { get; } =
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Report:Schedule"] = "0 30 * * * *" }).Build();

    private static TimerFunction Timer(string schedule) =>
        new("Report", typeof(ScheduleTests).GetMethods()[0], "timer", new TimerTriggerAttribute(schedule));
}
