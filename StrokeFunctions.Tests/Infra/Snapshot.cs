using System.Text.Json;
using System.Text.RegularExpressions;

namespace StrokeFunctions.Tests.Infra;

/// <summary>What a deployment would make, as <c>bicep snapshot</c> tells it.</summary>
internal sealed partial class Snapshot(IReadOnlyList<JsonElement> resources)
{
    public IReadOnlyList<JsonElement> All => resources;

    public static Snapshot Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return new Snapshot([
            .. document.RootElement.GetProperty("predictedResources").EnumerateArray().Select(resource => resource.Clone()),
        ]);
    }

    public IReadOnlyList<JsonElement> OfType(string type) =>
        [.. resources.Where(resource => resource.GetProperty("type").GetString() == type)];

    /// <summary>The properties of the only resource of the type.</summary>
    public JsonElement The(string type) => Assert.Single(OfType(type)).GetProperty("properties");

    /// <summary>The properties of the only resource of the type with that name.</summary>
    public JsonElement The(string type, string name) =>
        Assert.Single(OfType(type), resource => resource.GetProperty("name").GetString()!.Split('/')[^1] == name).GetProperty("properties");

    /// <summary>
    /// Each resource as one line, type and name (of a role assignment: which role on what), without what is made of hashes.
    /// </summary>
    public IEnumerable<string> Lines() =>
        resources.Select(resource => Hash().Replace(Line(resource), "{hash}")).Order(StringComparer.Ordinal);

    private static string Line(JsonElement resource)
    {
        var (type, name) = (resource.GetProperty("type").GetString()!, resource.GetProperty("name").GetString()!);
        if (type != "Microsoft.Authorization/roleAssignments")
            return $"{type} {name}";
        var role = resource.GetProperty("properties").GetProperty("roleDefinitionId").GetString()!.Split('/')[^1];
        var scope = resource.GetProperty("id").GetString()!.Split("/providers/")[1..^1];
        return $"{type} {Roles.GetValueOrDefault(role, role)} on {string.Join('/', scope)}";
    }

    /// <summary>Names of the built-in roles that the templates give, by Microsoft's list of them.</summary>
    private static readonly Dictionary<string, string> Roles = new()
    {
        ["b7e6dc6d-f1e8-4753-8033-0f276bb0955b"] = "Storage Blob Data Owner",
        ["ba92f5b4-2d11-453d-a403-e96b0029c9fe"] = "Storage Blob Data Contributor",
        ["2a2b9908-6ea1-4ae2-8e65-a410df84e7d1"] = "Storage Blob Data Reader",
        ["974c5e8b-45b9-4653-ba55-5f855dd0fb88"] = "Storage Queue Data Contributor",
        ["0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3"] = "Storage Table Data Contributor",
        ["3913510d-42f4-4e42-8a64-420c390055eb"] = "Monitoring Metrics Publisher",
    };

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?<=st|-)[a-z0-9]{13}(?![a-z0-9])")]
    private static partial Regex Hash();
}
