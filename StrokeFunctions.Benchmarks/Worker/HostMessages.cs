using System.Text;
using Google.Protobuf;

namespace StrokeFunctions.Benchmarks.Worker;

/// <summary>
/// Messages between the Functions host and a worker, as far as requests need them. Fields are numbered as in FunctionRpc.proto of
/// azure-functions-language-worker-protobuf.
/// </summary>
internal static class HostMessages
{
    public const int StartStream = 20;
    public const int WorkerInitResponse = 16;
    public const int FunctionMetadataResponse = 30;
    public const int FunctionLoadResponse = 9;
    public const int InvocationResponse = 5;
    public const int RpcLog = 2;

    private const int WorkerInitRequest = 17;
    private const int FunctionsMetadataRequest = 29;
    private const int FunctionLoadRequest = 8;
    private const int InvocationRequest = 4;

    /// <summary>The host tells what it is and where the app lies.</summary>
    public static byte[] Init(string folder) => Content(WorkerInitRequest, message =>
    {
        message.Text(1, "4.1037.0");
        message.Text(4, folder);
        message.Text(5, folder);
    });

    /// <summary>The host asks for the functions.</summary>
    public static byte[] AskForFunctions(string folder) => Content(FunctionsMetadataRequest, message => message.Text(1, folder));

    /// <summary>The host lets the worker load a function.</summary>
    public static byte[] Load(WorkerFunction function) => Content(FunctionLoadRequest, message =>
    {
        message.Text(1, function.Id);
        message.Bytes(2, function.Metadata);
    });

    /// <summary>
    /// The host calls a function over HTTP: the request itself comes by the proxy, so that this holds an empty one, and beside it query and
    /// headers, which the host's trigger gives as binding data.
    /// </summary>
    public static byte[] Invoke(WorkerFunction function, string invocation, string traceParent) => Content(InvocationRequest, message =>
    {
        message.Text(1, invocation);
        message.Text(2, function.Id);
        message.Bytes(3, Message(input =>
        {
            input.Text(1, function.Trigger);
            input.Bytes(2, Message(data => data.Bytes(5, [])));
        }));
        foreach (var (name, json) in (ReadOnlySpan<(string, string)>)[("Query", "{\"explain\":\"false\"}"), ("Headers",
            "{\"Host\":\"localhost\",\"Content-Type\":\"application/json\",\"Content-Length\":\"240\"}")])
        {
            message.Bytes(4, Message(entry =>
            {
                entry.Text(1, name);
                entry.Bytes(2, Message(data => data.Text(2, json)));
            }));
        }

        message.Bytes(5, Message(trace => trace.Text(1, traceParent)));
    });

    /// <summary>The fields of a message that are texts, bytes or messages, in their order.</summary>
    public static IEnumerable<(int Number, byte[] Value)> Fields(byte[] message)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (WireFormat.GetTagWireType(tag) == WireFormat.WireType.LengthDelimited)
                yield return (WireFormat.GetTagFieldNumber(tag), input.ReadBytes().ToByteArray());
            else input.SkipLastField();
        }
    }

    /// <summary>A number in a message; 0 where it is left out, as the format says.</summary>
    public static long Number(byte[] message, int number)
    {
        using var input = new CodedInputStream(message);
        while (input.ReadTag() is not 0 and var tag)
        {
            if (tag == WireFormat.MakeTag(number, WireFormat.WireType.Varint)) return input.ReadInt64();
            input.SkipLastField();
        }

        return 0;
    }

    private static byte[] Content(int number, Action<CodedOutputStream> write) => Message(message => message.Bytes(number, Message(write)));

    private static byte[] Message(Action<CodedOutputStream> write)
    {
        using var buffer = new MemoryStream();
        using (var output = new CodedOutputStream(buffer, leaveOpen: true)) write(output);
        return buffer.ToArray();
    }

    private static void Text(this CodedOutputStream output, int number, string text) => output.Bytes(number, Encoding.UTF8.GetBytes(text));

    private static void Bytes(this CodedOutputStream output, int number, byte[] bytes)
    {
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(bytes));
    }
}

/// <summary>A function as the worker tells of it.</summary>
/// <param name="Id">By which it is called.</param>
/// <param name="Name">Its name.</param>
/// <param name="Trigger">The name of the parameter that its trigger binds.</param>
/// <param name="Route">The route of an HTTP function; null for another.</param>
/// <param name="Methods">The methods of an HTTP function.</param>
/// <param name="Metadata">All of it, as it came.</param>
internal sealed record WorkerFunction(
    string Id, string Name, string Trigger, string? Route, IReadOnlyList<string> Methods, byte[] Metadata);
