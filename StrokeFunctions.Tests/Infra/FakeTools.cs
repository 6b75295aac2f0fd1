using System.Diagnostics;

namespace StrokeFunctions.Tests.Infra;

/// <summary>
/// Stand-ins for commands such as <c>az</c>, in a folder that lies before the real ones on PATH. Each call is written down.
/// What they answer is what the real tool answers, as its source and its users' reports tell.
/// </summary>
internal sealed class FakeTools : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tools-").FullName;

    /// <summary>A file of this folder, for a stand-in to read or write.</summary>
    public string PathOf(string file) => Path.Combine(_folder, file);

    /// <summary>Every call so far, one a line, with its arguments.</summary>
    public IReadOnlyList<string> Calls => File.Exists(PathOf("calls")) ? File.ReadAllLines(PathOf("calls")) : [];

    /// <summary>Adds a stand-in: the lines of a POSIX shell that it runs.</summary>
    public void Add(string tool, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The stand-ins are POSIX shell scripts.");
        File.WriteAllText(PathOf(tool), $"#!/bin/sh\necho {tool} \"$@\" >>\"{PathOf("calls")}\"\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(PathOf(tool), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Runs a program with the stand-ins before all others, and these variables set.</summary>
    public async Task<(int ExitCode, string Output, string Errors)> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> variables
    )
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        foreach (var (name, value) in variables)
            start.Environment[name] = value;
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, output, await errors);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>Whether a program lies on PATH.</summary>
    public static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
