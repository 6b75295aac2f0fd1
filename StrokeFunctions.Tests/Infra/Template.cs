using System.Text.Json;

namespace StrokeFunctions.Tests.Infra;

/// <summary>A compiled template: what Azure Resource Manager would get.</summary>
internal sealed class Template(JsonElement root)
{
    /// <summary>The template that the JSON text holds.</summary>
    public static Template Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return new Template(document.RootElement.Clone());
    }

    /// <summary>The template itself and every nested one, so that variables and outputs of the parts are found too.</summary>
    public IReadOnlyList<JsonElement> Parts { get; } = [.. NestedIn(root)];

    /// <summary>Every resource of the type, of the template and its parts.</summary>
    public IReadOnlyList<JsonElement> Resources(string type) =>
        [.. Parts.SelectMany(OwnResources).Where(resource => resource.GetProperty("type").GetString() == type && !IsExisting(resource))];

    /// <summary>The only resource of the type.</summary>
    public JsonElement Resource(string type) => Assert.Single(Resources(type));

    /// <summary>The variable of that name, of the one part that has it.</summary>
    public JsonElement Variable(string name) => Assert.Single(Variables(name));

    /// <summary>The variables of that name, of whichever parts have one.</summary>
    public IReadOnlyList<JsonElement> Variables(string name) =>
        [
            .. Parts
                .Where(part => part.TryGetProperty("variables", out var variables) && variables.TryGetProperty(name, out _))
                .Select(part => part.GetProperty("variables").GetProperty(name)),
        ];

    private static IEnumerable<JsonElement> NestedIn(JsonElement template)
    {
        yield return template;
        foreach (var resource in OwnResources(template))
        {
            if (resource.GetProperty("type").GetString() != "Microsoft.Resources/deployments")
                continue;
            foreach (var nested in NestedIn(resource.GetProperty("properties").GetProperty("template")))
                yield return nested;
        }
    }

    private static IEnumerable<JsonElement> OwnResources(JsonElement template) =>
        template.GetProperty("resources") is { ValueKind: JsonValueKind.Array } list
            ? list.EnumerateArray()
            : template.GetProperty("resources").EnumerateObject().Select(resource => resource.Value);

    private static bool IsExisting(JsonElement resource) => resource.TryGetProperty("existing", out var existing) && existing.GetBoolean();
}
