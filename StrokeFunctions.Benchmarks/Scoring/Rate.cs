namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>Measures rates in turns and in processor time, so that whatever else runs on the machine disturbs little.</summary>
internal static class Rate
{
    private const int Rounds = 7;
    private static readonly TimeSpan RoundLength = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    /// <summary>The median over rounds of how many units each action does in a second of processor time.</summary>
    /// <param name="actions">Each does some work and returns how many units that was.</param>
    public static double[] Of(params Func<long>[] actions)
    {
        var rates = actions.Select(_ => new List<double>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < actions.Length; i++)
            {
                var (units, started) = (0L, Environment.CpuUsage.TotalTime);
                var end = started + (round < 0 ? WarmUp : RoundLength);
                while (Environment.CpuUsage.TotalTime < end) units += actions[i]();
                if (round >= 0) rates[i].Add(units / (Environment.CpuUsage.TotalTime - started).TotalSeconds);
            }
        }

        return [.. rates.Select(Median)];
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
