using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace StrokeFunctions.Benchmarks.Worker;

/// <summary>
/// Stands in for the Azure Functions host beside a real worker: starts it, lets it load its functions, and calls them over HTTP as the host
/// does, with an invocation on the gRPC stream and the request itself to the worker's own server. What the host does besides (keys,
/// routing, logs, blob and timer triggers) it leaves out.
/// </summary>
internal sealed class HostStandIn : IAsyncDisposable
{
    /// <summary>By which the worker knows which invocation a request belongs to.</summary>
    public const string CorrelationHeader = "x-ms-invocation-id";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Channel<byte[]> _toWorker = Channel.CreateUnbounded<byte[]>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<string, TaskCompletionSource<bool>> _invocations = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<WorkerFunction> _functions = [];
    private readonly string _folder;
    private WebApplication? _server;
    private int _toLoad;

    private HostStandIn(string folder) => _folder = folder;

    /// <summary>The worker.</summary>
    public Process Worker { get; } = new();

    /// <summary>What the worker has written.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Where the worker takes requests.</summary>
    public Uri? Address { get; private set; }

    /// <summary>The worker's functions.</summary>
    public IReadOnlyList<WorkerFunction> Functions => _functions;

    /// <summary>Starts a worker, and returns when its functions are loaded.</summary>
    /// <param name="executable">The worker's.</param>
    /// <param name="settings">Its environment, beside this process's own.</param>
    public static async Task<HostStandIn> StartAsync(string executable, IReadOnlyDictionary<string, string> settings)
    {
        var host = new HostStandIn(Path.GetDirectoryName(executable)!);
        try
        {
            await host.ListenAsync();
            host.StartWorker(executable, settings);
            await host._loaded.Task.WaitAsync(Patience);
            await host.ConnectsAsync();
            return host;
        }
        catch (TimeoutException)
        {
            var output = host.Output;
            await host.DisposeAsync();
            throw new TimeoutException($"The worker did not load its functions: {output}");
        }
    }

    /// <summary>Tells the worker of a call whose request comes, or came, to its server with the same id.</summary>
    /// <returns>Ends when the worker says that the function has ended: whether it succeeded.</returns>
    public Task<bool> InvokeAsync(WorkerFunction function, string invocation)
    {
        var ended = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        _invocations[invocation] = ended;
        _toWorker.Writer.TryWrite(HostMessages.Invoke(function, invocation, $"00-{Guid.NewGuid():N}-00f067aa0ba902b7-01"));
        return ended.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _toWorker.Writer.TryComplete();
        if (!Worker.HasExited)
        {
            Worker.Kill(entireProcessTree: true);
            await Worker.WaitForExitAsync();
        }

        Worker.Dispose();
        if (_server is not null) await _server.DisposeAsync();
    }

    private async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MaxRequestBodySize = null;
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        _server = builder.Build();
        _server.MapPost("/AzureFunctionsRpcMessages.FunctionRpc/EventStream", StreamAsync);
        await _server.StartAsync();
    }

    private void StartWorker(string executable, IReadOnlyDictionary<string, string> settings)
    {
        Worker.StartInfo = new ProcessStartInfo(executable,
        [
            "--functions-uri", _server!.Urls.First(), "--functions-worker-id", Guid.NewGuid().ToString(),
            "--functions-request-id", Guid.NewGuid().ToString(), "--functions-grpc-max-message-length", $"{int.MaxValue}",
        ])
        {
            Environment = { ["FUNCTIONS_APPLICATION_DIRECTORY"] = _folder },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in settings) Worker.StartInfo.Environment[name] = value;
        Worker.OutputDataReceived += (_, line) => Tell(line.Data);
        Worker.ErrorDataReceived += (_, line) => Tell(line.Data);
        Worker.Start();
        Worker.BeginOutputReadLine();
        Worker.BeginErrorReadLine();
    }

    /// <summary>The worker may load its functions before its server listens; the host's proxy tries again until then.</summary>
    private async Task ConnectsAsync()
    {
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(10))
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(Address!.Host, Address.Port);
                return;
            }
            catch (SocketException) when (Stopwatch.GetElapsedTime(started) < Patience)
            {
                // It doesn't listen yet.
            }
        }
    }

    private async Task StreamAsync(HttpContext context)
    {
        context.Response.ContentType = "application/grpc";
        await context.Response.StartAsync();
        var writing = WriteAsync(context.Response.BodyWriter);
        await ReadAsync(context.Request.BodyReader);
        _toWorker.Writer.TryComplete();
        await writing;
        context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers["grpc-status"] = "0";
    }

    /// <summary>A message of gRPC: a byte that is 0 where it isn't compressed, its length in four bytes, itself.</summary>
    private async Task WriteAsync(PipeWriter worker)
    {
        while (await _toWorker.Reader.WaitToReadAsync())
        {
            while (_toWorker.Reader.TryRead(out var message))
            {
                var head = worker.GetSpan(5);
                head[0] = 0;
                BinaryPrimitives.WriteInt32BigEndian(head[1..], message.Length);
                worker.Advance(5);
                worker.Write(message);
            }

            await worker.FlushAsync();
        }
    }

    private async Task ReadAsync(PipeReader worker)
    {
        while (true)
        {
            var read = await worker.ReadAsync();
            var rest = read.Buffer;
            while (rest.Length >= 5)
            {
                var head = rest.Slice(1, 4).ToArray();
                var length = BinaryPrimitives.ReadInt32BigEndian(head);
                if (rest.Length < 5 + length) break;
                Receive(rest.Slice(5, length).ToArray());
                rest = rest.Slice(5 + length);
            }

            worker.AdvanceTo(rest.Start, rest.End);
            if (read.IsCompleted) return;
        }
    }

    private void Receive(byte[] message)
    {
        foreach (var (number, value) in HostMessages.Fields(message))
        {
            switch (number)
            {
                case HostMessages.StartStream:
                    _toWorker.Writer.TryWrite(HostMessages.Init(_folder));
                    break;
                case HostMessages.WorkerInitResponse:
                    Address = AddressIn(value);
                    _toWorker.Writer.TryWrite(HostMessages.AskForFunctions(_folder));
                    break;
                case HostMessages.FunctionMetadataResponse:
                    _functions.AddRange(All(value, 1).Select(FunctionIn));
                    _toLoad = _functions.Count;
                    foreach (var function in _functions) _toWorker.Writer.TryWrite(HostMessages.Load(function));
                    break;
                case HostMessages.FunctionLoadResponse:
                    if (Interlocked.Decrement(ref _toLoad) == 0) _loaded.TrySetResult();
                    break;
                case HostMessages.InvocationResponse:
                    End(value);
                    break;
                case HostMessages.RpcLog:
                    Tell(string.Join(' ', All(value, 2).Concat(All(value, 4)).Select(Text)));
                    break;
            }
        }
    }

    private void End(byte[] response)
    {
        var succeeded = All(response, 3).Any(result => HostMessages.Number(result, 4) == 1);
        if (_invocations.TryRemove(Text(All(response, 1).First()), out var ended)) ended.TrySetResult(succeeded);
    }

    private static IEnumerable<byte[]> All(byte[] message, int number) =>
        HostMessages.Fields(message).Where(field => field.Number == number).Select(field => field.Value);

    private static Uri AddressIn(byte[] initResponse)
    {
        foreach (var entry in All(initResponse, 2))
        {
            var pair = HostMessages.Fields(entry).ToArray();
            if (Text(pair[0].Value) == "HttpUri") return new Uri(Text(pair[1].Value));
        }

        throw new InvalidDataException("The worker does not take requests over HTTP.");
    }

    private static WorkerFunction FunctionIn(byte[] metadata)
    {
        var fields = HostMessages.Fields(metadata).ToLookup(field => field.Number, field => Text(field.Value));
        var trigger = fields[10].Select(binding => JsonElement.Parse(binding))
            .Single(binding => binding.GetProperty("type").GetString()!.EndsWith("Trigger", StringComparison.OrdinalIgnoreCase));
        return new WorkerFunction(
            fields[13].Single(), fields[4].Single(), trigger.GetProperty("name").GetString()!,
            trigger.TryGetProperty("route", out var route) ? route.GetString() : null,
            trigger.TryGetProperty("methods", out var methods) ? [.. methods.EnumerateArray().Select(method => method.GetString()!)] : [],
            metadata);
    }

    private void Tell(string? line)
    {
        if (line is not null) _output.Enqueue(line);
    }

    private static string Text(byte[] bytes) => Encoding.UTF8.GetString(bytes);
}
