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
        TrueAsync(condition, Timeout, what);

    /// <summary>As the other, for what may take longer.</summary>
    public static Task TrueAsync(
        Func<Task<bool>> condition, TimeSpan timeout, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        ValueAsync(async () => await condition() ? "" : null, timeout, what);

    /// <summary>Waits until there is a value, and returns it.</summary>
    public static Task<T> ValueAsync<T>(Func<Task<T?>> find, [CallerArgumentExpression(nameof(find))] string what = "")
        where T : class => ValueAsync(find, Timeout, what);

    private static async Task<T> ValueAsync<T>(Func<Task<T?>> find, TimeSpan timeout, string what)
        where T : class
    {
        var started = Stopwatch.StartNew();
        while (started.Elapsed < timeout)
        {
            if (await find() is { } value) return value;
            await Task.Delay(LookAgainAfter, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException($"It did not come true within {timeout.TotalSeconds} s: {what}");
    }
}
