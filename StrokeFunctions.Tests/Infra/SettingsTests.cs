using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using StrokeFunctions.Hosting;
using StrokeFunctions.Patients;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>
/// infra/settings.json is what the deployed app is told: every setting of every options class, with the class's own default,
/// and nothing else. So an operator sees all there is to set, and no setting is left behind when code changes.
/// </summary>
public sealed partial class SettingsTests
{
    [Fact]
    public void Settings_AreThoseOfTheOptionsClasses_WithTheirDefaults()
    {
        var schedules = Schedules();

        var expected = Lines(Defaults());
        var written = Lines(Written().Where(setting => !schedules.Contains(setting.Key)));

        Assert.True(expected == written, $"infra/settings.json (and the table in docs/operations.md) should hold:\n{expected}");
    }

    [Fact]
    public void Settings_HoldEveryScheduleThatATriggerNames() =>
        Assert.All(Schedules(), schedule => Assert.Contains(schedule, Written().Keys));

    private static string Lines(IEnumerable<KeyValuePair<string, string?>> settings) =>
        string.Join('\n', settings.Select(setting => $"  \"{setting.Key}\": \"{setting.Value}\",").Order(StringComparer.Ordinal));

    private static Dictionary<string, string?> Written()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Repository.File("infra", "settings.json")));
        return file.RootElement.EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString());
    }

    private static Dictionary<string, string?> Defaults() =>
        OptionsClasses()
            .SelectMany(options => options.GetProperties(), (options, property) => (options, property))
            .Where(setting => setting.property.CanWrite)
            .Select(setting =>
                (
                    Name: $"{Section(setting.options)}__{setting.property.Name}",
                    Value: Text(setting.property.GetValue(Activator.CreateInstance(setting.options)))
                )
            )
            .Where(setting => setting.Value.Length > 0)
            .ToDictionary(setting => setting.Name, setting => (string?)setting.Value);

    /// <summary>
    /// Those that the deployed app reads: not the standalone server's, and not the storage connection, which is no default but an
    /// address that functionapp.bicep knows.
    /// </summary>
    private static IEnumerable<Type> OptionsClasses() =>
        typeof(Schema)
            .Assembly.GetTypes()
            .Where(type =>
                SectionField(type) is not null
                && Section(type) != "AzureWebJobsStorage"
                && type.Namespace?.EndsWith(".Standalone", StringComparison.Ordinal) == false
            );

    /// <summary>
    /// The settings behind "%Section:Name%" in a timer trigger; a function whose schedule is not set is not found by the host.
    /// </summary>
    private static HashSet<string> Schedules() =>
        FunctionCatalog
            .OfThisApp()
            .Timers.Select(function => Percent().Match(function.Trigger.Schedule))
            .Where(schedule => schedule.Success)
            .Select(schedule => schedule.Groups[1].Value.Replace(":", "__", StringComparison.Ordinal))
            .ToHashSet();

    private static FieldInfo? SectionField(Type type) =>
        type.Name.EndsWith("Options", StringComparison.Ordinal)
            ? type.GetField("Section", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
            : null;

    private static string? Section(Type type) => (string?)SectionField(type)?.GetRawConstantValue();

    private static string Text(object? value) => Convert.ToString(value) ?? "";

    [GeneratedRegex("^%(.+)%$")]
    private static partial Regex Percent();
}
