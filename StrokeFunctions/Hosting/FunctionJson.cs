using System.Text.Encodings.Web;
using System.Text.Json;

namespace StrokeFunctions.Hosting;

/// <summary>
/// Writes the files by which a custom handler declares its functions: one folder each, holding function.json.
/// Run by the build on its own output, so that the attributes are the only place where a binding is written.
/// </summary>
internal static class FunctionJson
{
    private static readonly JsonWriterOptions Format = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes every function's file below a folder, which is emptied first.</summary>
    public static void WriteAll(FunctionCatalog catalog, string folder)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        foreach (var function in catalog.All)
        {
            Directory.CreateDirectory(Path.Combine(folder, function.Name));
            File.WriteAllBytes(Path.Combine(folder, function.Name, "function.json"), Render(function));
        }
    }

    /// <summary>Writes the files of this app's functions; the exit code is that of the process.</summary>
    public static int Run(string folder)
    {
        WriteAll(FunctionCatalog.OfThisApp(), folder);
        return 0;
    }

    /// <summary>The content of one function's function.json.</summary>
    public static byte[] Render(FunctionDescription function)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Format))
        {
            json.WriteStartObject();
            json.WriteStartArray("bindings");
            switch (function)
            {
                case HttpFunction http: WriteHttp(json, http); break;
                case BlobFunction blob: WriteBlob(json, blob); break;
                case TimerFunction timer: WriteTimer(json, timer); break;
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteHttp(Utf8JsonWriter json, HttpFunction function)
    {
        StartBinding(json, "httpTrigger", "in", "req");
        json.WriteString("authLevel", JsonNamingPolicy.CamelCase.ConvertName(function.Level.ToString()));
        json.WriteStartArray("methods");
        foreach (var method in function.Methods) json.WriteStringValue(method);
        json.WriteEndArray();
        json.WriteString("route", function.Route);
        json.WriteEndObject();
        StartBinding(json, "http", "out", "res");
        json.WriteEndObject();
    }

    private static void WriteBlob(Utf8JsonWriter json, BlobFunction function)
    {
        StartBinding(json, "blobTrigger", "in", function.Parameter);
        json.WriteString("path", function.Trigger.BlobPath);
        json.WriteString("source", function.Trigger.Source.ToString());
        if (function.Trigger.Connection is { } connection) json.WriteString("connection", connection);
        json.WriteEndObject();
    }

    private static void WriteTimer(Utf8JsonWriter json, TimerFunction function)
    {
        StartBinding(json, "timerTrigger", "in", function.Parameter);
        json.WriteString("schedule", function.Trigger.Schedule);
        json.WriteBoolean("useMonitor", function.Trigger.UseMonitor);
        json.WriteEndObject();
    }

    private static void StartBinding(Utf8JsonWriter json, string type, string direction, string name)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
        json.WriteString("direction", direction);
        json.WriteString("name", name);
    }
}
