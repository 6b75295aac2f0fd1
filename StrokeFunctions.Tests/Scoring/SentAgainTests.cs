using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Patients;
using StrokeFunctions.Scoring;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Scoring;

/// <summary>
/// A caller whose connection breaks sends its request again: no patient is missing from the log, and a report counts each once.
/// </summary>
public sealed class SentAgainTests(Azurite azurite)
{
    /// <summary>Rows of the file: their answer is longer than what the sockets of one connection hold, so that it is cut off.</summary>
    private const int Rows = 90_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Score_LosesNoRow_AndAReportCountsEachOnce_WhenAFileIsSentAgainAfterABrokenConnection(bool withIds)
    {
        await using var app = await Champion.StartAppAsync(azurite, Monitored.Document, new Dictionary<string, string?>
        {
            ["Scoring:LogInterval"] = "00:00:00.010",
            ["Scoring:LogQueue"] = "1000000",
        });
        await Eventually.TrueAsync(async () => (await app.Client.GetAsync("api/health/ready", Ct)).IsSuccessStatusCode);
        var (file, since) = (Csv(withIds), app.Services.GetRequiredService<TimeProvider>().GetUtcNow());
        var log = app.Services.GetRequiredService<ScoringLogQueue>();

        await SendAndBreakOffAsync(app.Client.BaseAddress!, file);
        using var answer = await app.Client.SendAsync(Request(file), Ct);
        var answered = (await answer.Content.ReadAsStringAsync(Ct)).Count(c => c == '\n') - 1;
        await Eventually.TrueAsync(async () => log.Written >= Rows && await CountDifferentAsync(app, since) == Rows);

        Assert.Equal((HttpStatusCode.OK, Rows), (answer.StatusCode, answered));
        Assert.True(log.Written > Rows, $"{log.Written} rows are in the log, so the first try logged none");
        Assert.Equal(0, log.Dropped);
        var window = await app
            .Services.GetRequiredService<WindowReader>()
            .ReadScoringAsync(WindowKind.Interval, since, since.AddHours(1), Ct);
        var overlap = Overlap.Of(window.Rows, trained: null).Counts;
        Assert.Equal((Rows, window.Rows.Count - Rows), (overlap.NewPatients, overlap.DuplicateRows));
    }

    [Fact]
    public async Task Report_CountsBoth_WhenTwoRequestsOfOneIdAreForDifferentPatients()
    {
        var store = await TestStorage.NewAsync(azurite);
        var at = new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero);
        var patients = Monitored.NewPatients(5, 2);
        await new ScoringLog(store).AppendAsync(
            [.. patients.Select(p => new ScoredPatient(at, Champion.Version, ScoredName.OfRequest("visit", null), p.Patient, 0.1, true))],
            Ct
        );

        var window = await new WindowReader(store, new ScoringLog(store), new OutcomeLog(store, TimeProvider.System))
            .ReadScoringAsync(WindowKind.Interval, at, at.AddHours(1), Ct);

        Assert.Equal(
            (2, 0),
            (Overlap.Of(window.Rows, trained: null).Counts.NewPatients, Overlap.Of(window.Rows, trained: null).Counts.DuplicateRows)
        );
    }

    /// <summary>Different patients, each on a line; the ages tell them apart where there are no ids.</summary>
    private static byte[] Csv(bool withIds)
    {
        var csv = new StringBuilder(withIds ? "id," : "").AppendJoin(',', Schema.Inputs.Select(c => c.Name)).Append('\n');
        for (var i = 0; i < Rows; i++)
        {
            if (withIds) csv.Append(CultureInfo.InvariantCulture, $"p{i},");
            csv.Append(CultureInfo.InvariantCulture, $"Female,{20 + (i / 1e4)},0,1,Yes,Private,Urban,228.69,36.6,formerly smoked\n");
        }

        return Encoding.UTF8.GetBytes(csv.ToString());
    }

    private static HttpRequestMessage Request(byte[] file) => new(HttpMethod.Post, "api/score")
    {
        Headers = { { "X-Request-Id", "nightly" } },
        Content = new ByteArrayContent(file) { Headers = { ContentType = new MediaTypeHeaderValue("text/csv") } },
    };

    /// <summary>Sends the file, reads the beginning of the answer and closes the connection.</summary>
    private static async Task SendAndBreakOffAsync(Uri address, byte[] file)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp)
        {
            ReceiveBufferSize = 4096,
            LingerState = new LingerOption(true, 0),
        };
        await socket.ConnectAsync("127.0.0.1", address.Port, Ct);
        var head =
            "POST /api/score HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\nX-Request-Id: nightly\r\nContent-Length: "
                + $"{file.Length}\r\n\r\n";
        await socket.SendAsync(Encoding.ASCII.GetBytes(head), Ct);
        for (var sent = 0; sent < file.Length;) sent += await socket.SendAsync(file.AsMemory(sent), Ct);
        var beginning = new byte[4096];
        var read = await socket.ReceiveAsync(beginning, Ct);
        Assert.StartsWith("HTTP/1.1 200 OK", Encoding.ASCII.GetString(beginning, 0, read), StringComparison.Ordinal);
    }

    private static async Task<int> CountDifferentAsync(TestApp app, DateTimeOffset since)
    {
        var different = new HashSet<(ScoredName, Patient)>();
        await foreach (var scored in app.Services.GetRequiredService<ScoringLog>().ReadAsync(since, since.AddHours(1), Ct))
            different.Add((scored.Name, scored.Patient));
        return different.Count;
    }
}
