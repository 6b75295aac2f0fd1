using System.Globalization;
using System.Reflection;
using System.Text.Json;
using StrokeFunctions.Data;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Infra;

/// <summary>
/// infra/settings.json is what the deployed app is told: every setting of every options class, with the class's own default,
/// and nothing else. So an operator sees all there is to set, and no setting is left behind when code changes.
/// </summary>
public sealed class SettingsTests
{
    [Fact]
    public void Settings_AreThoseOfTheOptionsClasses_WithTheirDefaults()
    {
        using var file = JsonDocument.Parse(File.ReadAllBytes(Repository.File("infra", "settings.json")));
        var written = file.RootElement.EnumerateObject().ToDictionary(setting => setting.Name, setting => setting.Value.GetString());

        Assert.Equal(Expected().OrderBy(setting => setting.Key, StringComparer.Ordinal), written.OrderBy(setting => setting.Key, StringComparer.Ordinal));
    }

    private static Dictionary<string, string?> Expected() =>
        OptionsClasses()
            .SelectMany(options => options.GetProperties(), (options, property) => (options, property))
            .Where(setting => setting.property.CanWrite)
            .Select(setting => (Name: $"{Section(setting.options)}__{setting.property.Name}", Value: Text(setting.property.GetValue(Activator.CreateInstance(setting.options)))))
            .Where(setting => setting.Value.Length > 0)
            .ToDictionary(setting => setting.Name, setting => (string?)setting.Value);

    // The storage connection is not a default but an address that the template knows; functionapp.bicep sets it.
    private static IEnumerable<Type> OptionsClasses() =>
        typeof(Schema).Assembly.GetTypes().Where(type => SectionField(type) is not null && Section(type) != "AzureWebJobsStorage");

    private static FieldInfo? SectionField(Type type) =>
        type.Name.EndsWith("Options", StringComparison.Ordinal) ? type.GetField("Section", BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic) : null;

    private static string? Section(Type type) => (string?)SectionField(type)?.GetRawConstantValue();

    private static string Text(object? value) => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
