using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StrokeFunctions.Benchmarks.Scoring;

/// <summary>What a load on one route came to.</summary>
/// <param name="Rate">Requests in a second of processor time (server and load together), the median over rounds.</param>
/// <param name="P99">The time that 99 of 100 requests stayed under.</param>
/// <param name="AllocatedPerRequest">Bytes allocated by the process for each request.</param>
internal sealed record LoadResult(double Rate, TimeSpan P99, double AllocatedPerRequest);

/// <summary>A load over kept connections, one request at a time on each, by a client that costs next to nothing itself.</summary>
internal static class HttpLoad
{
    private const int Connections = 16;
    private const int Rounds = 5;
    private static readonly TimeSpan RoundLength = TimeSpan.FromSeconds(1);

    /// <summary>Loads each route in turn, several rounds.</summary>
    public static async Task<LoadResult[]> RunAsync(byte[] body, params Uri[] routes)
    {
        var rounds = routes.Select(_ => new List<(double Rate, double Allocated)>()).ToArray();
        var times = routes.Select(_ => new List<long>()).ToArray();
        for (var round = -1; round < Rounds; round++)
        {
            for (var i = 0; i < routes.Length; i++)
            {
                var (before, started) = (GC.GetTotalAllocatedBytes(), Environment.CpuUsage.TotalTime);
                var (port, request) = (routes[i].Port, Request(routes[i], body));
                var measured = await Task.WhenAll(
                    Enumerable.Range(0, Connections).Select(_ => Task.Run(() => LoadAsync(port, request, RoundLength, null))));
                var count = measured.Sum(ticks => ticks.Count);
                if (round < 0)
                    continue;
                rounds[i]
                    .Add(
                        (
                            count / (Environment.CpuUsage.TotalTime - started).TotalSeconds,
                            (GC.GetTotalAllocatedBytes() - before) / (double)count
                        )
                    );
                foreach (var ticks in measured)
                    times[i].AddRange(ticks);
            }
        }

        return
        [
            .. routes.Select(
                (_, i) =>
                    new LoadResult(
                        Median(rounds[i].Select(round => round.Rate)),
                        Percentile(times[i], 0.99),
                        Median(rounds[i].Select(round => round.Allocated))
                    )
            ),
        ];
    }

    /// <summary>Loads all routes at once, and counts the answers.</summary>
    /// <param name="body">Of each request.</param>
    /// <param name="routes">To be loaded.</param>
    /// <param name="length">How long.</param>
    /// <param name="lastHeader">A header, such as "name: value", that stands last in each request.</param>
    /// <param name="prepare">Changes a request in its place before it is sent.</param>
    public static async Task<long> CountAsync(
        byte[] body, IReadOnlyList<Uri> routes, TimeSpan length, string? lastHeader = null, Action<byte[]>? prepare = null)
    {
        var measured = await Task.WhenAll(routes.SelectMany(route => Enumerable.Range(0, Connections)
            .Select(_ => Task.Run(() => LoadAsync(route.Port, Request(route, body, lastHeader), length, prepare)))));
        return measured.Sum(ticks => (long)ticks.Count);
    }

    private static byte[] Request(Uri route, byte[] body, string? lastHeader = null) =>
        [
            .. Encoding.ASCII.GetBytes(
                $"POST {route.PathAndQuery} HTTP/1.1\r\nHost: localhost\r\n"
                    + $"Content-Type: application/json\r\nContent-Length: {body.Length}\r\n"
                    + (lastHeader is null ? "" : lastHeader + "\r\n") + "\r\n"
            ),
            .. body,
        ];

    private static async Task<List<long>> LoadAsync(int port, byte[] request, TimeSpan length, Action<byte[]>? prepare)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        var (buffer, ticks, started) = (new byte[64 * 1024], new List<long>(), Stopwatch.GetTimestamp());
        while (Stopwatch.GetElapsedTime(started) < length)
        {
            prepare?.Invoke(request);
            var sent = Stopwatch.GetTimestamp();
            await socket.SendAsync(request);
            await ReceiveAsync(socket, buffer);
            ticks.Add(Stopwatch.GetTimestamp() - sent);
        }

        return ticks;
    }

    /// <summary>Reads one answer, which has a Content-Length and must be a 200.</summary>
    private static async Task ReceiveAsync(Socket socket, byte[] buffer)
    {
        var (length, expected) = (0, int.MaxValue);
        while (length < expected)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length));
            if (read == 0) throw new IOException("The server closed the connection.");
            length += read;
            if (expected != int.MaxValue) continue;
            var end = buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end < 0) continue;
            var head = Encoding.ASCII.GetString(buffer, 0, end);
            if (!head.StartsWith("HTTP/1.1 200", StringComparison.Ordinal)) throw new IOException(head);
            var field = head.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase) + "Content-Length: ".Length;
            var line = head.IndexOf('\r', field);
            expected =
                end
                + 4
                + int.Parse(head.AsSpan(field, (line < 0 ? head.Length : line) - field), System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static TimeSpan Percentile(List<long> ticks, double share)
    {
        ticks.Sort();
        return TimeSpan.FromSeconds(ticks[(int)(share * (ticks.Count - 1))] / (double)Stopwatch.Frequency);
    }
}
