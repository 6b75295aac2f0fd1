using Cronos;
using Microsoft.Extensions.Configuration;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>Reads a timer's schedule: a cron expression of six fields in UTC, or a %setting% that holds one.</summary>
internal static class Schedule
{
    public static CronExpression Parse(TimerFunction function, IConfiguration configuration)
    {
        var text = function.Trigger.Schedule;
        if (text.Length > 2 && text[0] == '%' && text[^1] == '%')
        {
            var setting = text[1..^1];
            text = configuration[setting]
                ?? throw new StartException($"The setting {setting.Replace(":", "__", StringComparison.Ordinal)} (when {function.Name} runs) is not set.");
        }

        try
        {
            return CronExpression.Parse(text, CronFormat.IncludeSeconds);
        }
        catch (CronFormatException exception)
        {
            throw new StartException($"\"{text}\" is no schedule for {function.Name}: {exception.Message} Six fields are needed, such as 0 0 0 * * 1 (Mondays at 00:00 UTC).");
        }
    }
}
