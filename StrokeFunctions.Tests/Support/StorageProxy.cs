using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace StrokeFunctions.Tests.Support;

/// <summary>
/// Stands between the app and Azurite, passes every call on unchanged, and does what a test says at the calls that it names: answers with
/// an error, waits, cuts the connection before the call or after it, or ends the app.
/// </summary>
internal sealed partial class StorageProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _azurite = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _target;
    private readonly string _account;
    private Func<StorageCall, Task<StorageAct>> _decide = PassAsync;
    private int _calls;
    private int _writes;

    private StorageProxy(string connectionString)
    {
        _account = connectionString;
        _target = new Uri(Endpoint().Match(connectionString).Groups["uri"].Value);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        _app = builder.Build();
        _app.Urls.Add("http://127.0.0.1:0");
        _app.Run(ForwardAsync);
    }

    /// <summary>How the app reaches the same account through this.</summary>
    public string ConnectionString => Endpoint().Replace(_account, $"BlobEndpoint={_app.Urls.First()}{_target.AbsolutePath};");

    /// <summary>How many calls came, reads among them.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>How many calls changed something, since the last Begin.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>What is done just before a connection is cut: a test may kill the app here.</summary>
    public Func<Task> BeforeCut { get; set; } = () => Task.CompletedTask;

    /// <summary>Every write that was passed on since the last Begin, in words.</summary>
    public ConcurrentQueue<string> Passed { get; } = new();

    public static async Task<StorageProxy> StartAsync(string connectionString)
    {
        var proxy = new StorageProxy(connectionString);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    /// <summary>Says what is to be done from now on; writes are counted anew, from 1.</summary>
    public void Begin(Func<StorageCall, Task<StorageAct>> decide)
    {
        Passed.Clear();
        Volatile.Write(ref _writes, 0);
        _decide = decide;
    }

    /// <summary>As the other, for what is decided at once.</summary>
    public void Begin(Func<StorageCall, StorageAct> decide) => Begin(call => Task.FromResult(decide(call)));

    /// <summary>Everything passes.</summary>
    public void End() => _decide = PassAsync;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _azurite.Dispose();
    }

    private static Task<StorageAct> PassAsync(StorageCall call) => Task.FromResult(StorageAct.Pass);

    private async Task ForwardAsync(HttpContext context)
    {
        Interlocked.Increment(ref _calls);
        var isWrite = !HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method);
        var call = new StorageCall(
            context.Request.Method, context.Request.Path.Value![_target.AbsolutePath.Length..].TrimStart('/'),
            context.Request.Query["comp"].ToString(), isWrite ? Interlocked.Increment(ref _writes) : 0);
        var act = await _decide(call);
        if (act == StorageAct.CutBefore)
        {
            await BeforeCut();
            context.Abort();
            return;
        }

        if (act is StorageAct.Answer500 or StorageAct.Answer503)
        {
            context.Response.StatusCode = act == StorageAct.Answer500 ? 500 : 503;
            context.Response.Headers["x-ms-error-code"] = act == StorageAct.Answer500 ? "InternalError" : "ServerBusy";
            return;
        }

        using var answer = await SendAsync(context);
        if (isWrite) Passed.Enqueue($"{call} {(int)answer.StatusCode}");
        if (act == StorageAct.CutAfter)
        {
            await BeforeCut();
            context.Abort();
            return;
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (!name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase)) context.Response.Headers[name] = values.ToArray();
        }

        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    /// <summary>Sends the whole call whatever becomes of the app: what storage was sent, it does.</summary>
    private async Task<HttpResponseMessage> SendAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_target, target))
        {
            Content = new ByteArrayContent(body.ToArray()),
        };
        foreach (var (name, values) in context.Request.Headers)
        {
            if (name.Equals("Host", StringComparison.OrdinalIgnoreCase)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray())) request.Content.Headers.TryAddWithoutValidation(name,
                values.ToArray());
        }

        return await _azurite.SendAsync(request, CancellationToken.None);
    }

    [GeneratedRegex("BlobEndpoint=(?<uri>[^;]+);")]
    private static partial Regex Endpoint();
}

/// <summary>What is done at a call.</summary>
internal enum StorageAct
{
    /// <summary>It is passed on.</summary>
    Pass,

    /// <summary>It is answered with 500, and nothing is done.</summary>
    Answer500,

    /// <summary>It is answered with 503, and nothing is done.</summary>
    Answer503,

    /// <summary>The connection is cut, and nothing is done.</summary>
    CutBefore,

    /// <summary>It is done, and the connection is cut before the answer.</summary>
    CutAfter,
}

/// <summary>One call of storage.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">Container and blob.</param>
/// <param name="Part">The part of the blob that is meant (lease, block, appendblock), or nothing.</param>
/// <param name="Write">The number of the write, from 1; 0 for a read.</param>
internal sealed record StorageCall(string Method, string Path, string Part, int Write)
{
    public override string ToString() => $"{Method} {Path}{(Part.Length > 0 ? $" ({Part})" : "")}";
}
