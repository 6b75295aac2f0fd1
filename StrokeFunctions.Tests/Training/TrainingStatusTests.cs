using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Training;

public class TrainingStatusTests
{
    [Fact]
    public void Write_TellsDatasetPhaseAndShare_WhileATrainingRuns()
    {
        var time = new FakeTimeProvider();
        var status = new TrainingStatus(time, NullLogger<TrainingStatus>.Instance);
        Assert.Equal("""{"training":null}""", Written(status));

        status.Begin("a.csv");
        status.Report(new TrainingProgress("measuring", 0.25));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal("""{"training":{"dataset":"a.csv","phase":"measuring","share_done":0.25,"running_seconds":3}}""", Written(status));

        status.End();
        status.Report(new TrainingProgress("late", 1));
        Assert.Null(status.Current);
    }

    private static string Written(TrainingStatus status)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            status.Write(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
