using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using StrokeFunctions.Hosting;
using StrokeFunctions.Hosting.Contract;

namespace StrokeFunctions.Tests.Robustness;

/// <summary>
/// Requests drawn from a seed: sound ones that are damaged, hostile names, headers, codings and chunks. Whatever is sent, the answer is the
/// caller's fault or all is well; it is never a 500, and a refusal is problem+json.
/// </summary>
internal sealed partial class RequestFuzzer(HttpClient client, int seed)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH"];

    private static readonly string[] Types =
        ["application/json", "text/csv", "text/plain", "application/json; charset=utf-16", "multipart/form-data; boundary=x", "a", ""];

    /// <summary>Every function of the app with the parameters that its contract names, and addresses that no function has.</summary>
    private static readonly (string Route, string[] Methods, string[] Parameters)[] Routes =
    [
        .. FunctionCatalog.OfThisApp().Http.Select(function => (
            Placeholder().Replace(function.Route, match => match.Value.Contains("maxlength(0)", StringComparison.Ordinal) ? "" : "{0}"),
            function.Methods.Select(method => method.ToUpperInvariant()).ToArray(),
            (ApiOperations.All.GetValueOrDefault(function.Name)?.Parameters ?? []).Where(parameter => !parameter.InHeader)
                .Select(parameter => parameter.Name).ToArray())),
        ("{0}", ["GET"], ["code"]), ("api/{0}", ["GET"], []), ("api/models/{0}/{0}/{0}", ["POST"], []), ("app/{0}/{0}", ["GET"], []),
    ];

    private static readonly string[] Names =
    [
        "champion", "previous", "a.csv", "..", "..%2F..%2Fa.csv", "%01", "a%7Fb", "%FF%FE", "%ED%A0%80", "a%5C..%5Cb", "%20", ".", "%25",
            "%2525", "aux.json",
        "*", "%3Cscript%3E", "%E2%80%AE.csv", new string('a', 2000), "latest.html", "2026-01-31", "2026-13-45", "9999-12-31T23:59:59Z",
            "-1", "1e999",
        "20260101T000000Z-00000001", "dataset", "scoring", "true", "false", "", "%0D%0Ax", "a%00.csv", "con", "%F0%9F%98%80.csv",
    ];

    private static readonly string[] Bodies =
    [
        ApiExamples.Patient, $"[{ApiExamples.Patient},{ApiExamples.FaultyPatient}]", """[{"id":"1","stroke":1,"date":"2026-01-31"}]""",
        """{"reason":"rolled back","by":"me"}""", ApiExamples.Csv, "", "null", "[]", "{}", "{\"a\":", "\"\\ud800\"", "id,stroke\n1,1\n",
        "{\"id\":\"a\",\"id\":\"b\",\"stroke\":1,\"date\":\"2026-01-31\"}", "[[[[[[[[[[", "\uFEFF{}", "{\"age\":1e400}", "=1+1,\"",
    ];

    private readonly Random _random = new(seed);

    /// <summary>How many requests were answered.</summary>
    public int Answered { get; private set; }

    /// <summary>Answers that shouldn't be, in words.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>How many answers there were of each status.</summary>
    public SortedDictionary<int, int> Statuses { get; } = [];

    /// <summary>Sends so many requests, several at a time.</summary>
    public async Task RunAsync(int count, CancellationToken ct)
    {
        const int atATime = 8;
        for (var sent = 0; sent < count; sent += atATime)
        {
            var requests = Enumerable.Range(0, Math.Min(atATime, count - sent)).Select(_ => _random.Next(25) == 0 ? Raw() : null).ToList();
            await Task.WhenAll(requests.Select(raw => raw is null ? SendAsync(Draw(), ct) : SendRawAsync(raw, ct)));
        }
    }

    private HttpRequestMessage Draw()
    {
        var (route, methods, parameters) = Routes[_random.Next(Routes.Length)];
        var method = _random.Next(4) == 0 ? Pick(Methods) : Pick(methods);
        var request = new HttpRequestMessage(new HttpMethod(method), Fill(route) + Query(parameters));
        if (method is not ("GET" or "HEAD" or "OPTIONS")) request.Content = Content();
        if (_random.Next(10) == 0) request.Headers.TryAddWithoutValidation("X-Request-Id", Pick(Names));
        if (_random.Next(20) == 0) request.Headers.TryAddWithoutValidation("Origin", _random.Next(2) == 0 ? "https://evil.example"
            : Pick(Names));
        if (_random.Next(20) == 0) request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", Pick(["cross-site", "same-origin", ""]));
        if (_random.Next(20) == 0) request.Headers.TryAddWithoutValidation("X-Forwarded-For", Pick(Names));
        if (_random.Next(10) == 0) request.Headers.TryAddWithoutValidation("Accept", Pick(Types));
        if (_random.Next(20) == 0) request.Headers.TryAddWithoutValidation("If-None-Match", Pick(["*", "\"a\"", "a", ""]));
        if (_random.Next(20) == 0) request.Headers.TryAddWithoutValidation("Range", Pick(["bytes=0-0", "bytes=9-1", "bytes=-1", "x"]));
        return request;
    }

    /// <summary>A route with a name in each of its places.</summary>
    private string Fill(string route)
    {
        while (route.IndexOf("{0}", StringComparison.Ordinal) is >= 0 and var at) route = $"{route[..at]}{Pick(Names)}{route[(at + 3)..]}";
        return route;
    }

    /// <summary>Each parameter, now and then, with a sound value or any other.</summary>
    private string Query(string[] parameters)
    {
        var query = parameters.Where(_ => _random.Next(3) > 0).Select(name => $"{name}={Pick(Names)}").ToList();
        return query.Count == 0 ? "" : $"?{string.Join('&', query)}";
    }

    private ByteArrayContent Content()
    {
        var body = Encoding.UTF8.GetBytes(Pick(Bodies));
        for (var n = _random.Next(4); n > 0 && body.Length > 0; n--) body[_random.Next(body.Length)] = (byte)_random.Next(256);
        if (_random.Next(6) == 0) body = body[.._random.Next(body.Length + 1)];
        var coding = _random.Next(8) switch { 0 => "gzip", 1 => "br", 2 => Pick(Types), _ => null };
        if (coding == "gzip" && _random.Next(3) > 0) body = Gzip(body);
        var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", _random.Next(3) > 0 ? body is [(byte)'g' or (byte)'i', ..] ? "text/csv"
            : "application/json" : Pick(Types));
        if (coding is not null) content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        return content;
    }

    /// <summary>What no client library would send.</summary>
    private string Raw()
    {
        var head = $"POST /{Fill(Routes[_random.Next(Routes.Length)].Route)} HTTP/1.1\r\n"
            + $"Host: {client.BaseAddress!.Authority}\r\nConnection: close\r\n";
        return _random.Next(4) switch
        {
            0 => $"{head}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + $"{Pick(["FFFFFFFFFFFFFFFF", "-1", "zz", "0", "7FFFFFFF"])}\r\n\r\n",
            1 => $"{head}Content-Type: text/csv\r\nContent-Length: {Pick(["-1", "1e9", "99999999999999999999", "0"])}\r\n\r\n",
            2 => $"{head}X-{new string('a', _random.Next(40_000))}: b\r\n\r\n",
            _ => $"{head}{Pick(Names)}: {Pick(Names)}\r\n\r\n",
        };
    }

    private async Task SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        using var sent = request;
        try
        {
            using var answer = await client.SendAsync(request, ct);
            // What is no HTTP at all, such as %00 in a path, the server refuses itself and hangs up.
            var isTheServers = answer is { StatusCode: HttpStatusCode.BadRequest, Headers.ConnectionClose: true };
            if (!isTheServers && (!answer.Headers.Contains("X-Content-Type-Options") || answer.Headers.CacheControl is null))
            {
                lock (Statuses)
                    Faults.Add($"no nosniff or Cache-Control: {(int)answer.StatusCode} to {request.Method} {request.RequestUri}");
            }

            Judge((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, request.Method == HttpMethod.Head
                || answer.Content.Headers.ContentLength == 0, $"{request.Method} {request.RequestUri}");
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !ct.IsCancellationRequested)
        {
            Judge(0, null, false, $"{request.Method} {request.RequestUri}: {e.Message}");
        }
    }

    private async Task SendRawAsync(string raw, CancellationToken ct)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(client.BaseAddress!.Host, client.BaseAddress.Port, ct);
        await connection.GetStream().WriteAsync(Encoding.UTF8.GetBytes(raw), ct);
        var buffer = new byte[64];
        var read = await connection.GetStream().ReadAsync(buffer, ct);
        var status = int.TryParse(Encoding.ASCII.GetString(buffer, 0, read).Split(' ').ElementAtOrDefault(1), out var code) ? code : 0;
        Judge(status, null, true, raw[..Math.Min(raw.Length, 200)]);
    }

    /// <summary>Several are answered at a time.</summary>
    private void Judge(int status, string? type, bool hasNoBody, string what)
    {
        lock (Statuses) JudgeOne(status, type, hasNoBody, what);
    }

    private void JudgeOne(int status, string? type, bool hasNoBody, string what)
    {
        Answered++;
        Statuses[status] = Statuses.GetValueOrDefault(status) + 1;
        if (status is 0 or >= 500) Faults.Add($"{status} to {what}");
        // What is no HTTP at all, the server refuses before the app sees it, without a body.
        else if (status >= 400 && !hasNoBody && type != "application/problem+json") Faults.Add($"{status} {type} to {what}");
    }

    private string Pick(string[] of) => of[_random.Next(of.Length)];

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Placeholder();

    private static byte[] Gzip(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest)) gzip.Write(body);
        return compressed.ToArray();
    }
}
