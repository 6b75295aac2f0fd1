using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace StrokeFunctions.Tests.Support;

/// <summary>Waits for what must come true, by looking again and again; never for a fixed time.</summary>
internal static class Eventually
{
    /// <summary>When a test gives up. Long, since it is only waited for by a test that fails.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromMilliseconds(20);

    /// <summary>Waits until a condition holds.</summary>
    public static Task TrueAsync(Func<Task<bool>> condition, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        ValueAsync(async () => await condition() ? "" : null, what);

    /// <summary>Waits until there is a value, and returns it.</summary>
    public static async Task<T> ValueAsync<T>(Func<Task<T?>> find, [CallerArgumentExpression(nameof(find))] string what = "")
        where T : class
    {
        var started = Stopwatch.StartNew();
        while (started.Elapsed < Timeout)
        {
            if (await find() is { } value) return value;
            await Task.Delay(LookAgainAfter, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"It did not come true within {Timeout.TotalSeconds} s: {what}");
    }
}
