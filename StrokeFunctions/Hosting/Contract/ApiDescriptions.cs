using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using System.Xml.Linq;

namespace StrokeFunctions.Hosting.Contract;

/// <summary>What the XML documentation, which lies beside the program, says of a record and its fields.</summary>
internal sealed class ApiDescriptions
{
    private readonly Dictionary<string, XElement> _members;

    private ApiDescriptions(Dictionary<string, XElement> members) => _members = members;

    /// <summary>The documentation of this program; without its file nothing is described.</summary>
    public static ApiDescriptions OfThisApp()
    {
        var file = Path.Combine(AppContext.BaseDirectory, "StrokeFunctions.xml");
        return new(
            File.Exists(file)
                ? XDocument.Load(file).Descendants("member").ToDictionary(member => member.Attribute("name")!.Value)
                : []);
    }

    /// <summary>The summary of a type; null if there is none.</summary>
    public string? Of(Type type) => Text(_members.GetValueOrDefault($"T:{Name(type)}")?.Element("summary"));

    /// <summary>What a field means: the summary of its property, or the parameter of its record.</summary>
    public string? Of(Type type, JsonPropertyInfo property)
    {
        if (property.AttributeProvider is not MemberInfo { Name: var name }) return null;
        var parameters = _members.GetValueOrDefault($"T:{Name(type)}")?.Elements("param");
        return Text(_members.GetValueOrDefault($"P:{Name(type)}.{name}")?.Element("summary"))
            ?? Text(parameters?.FirstOrDefault(parameter => parameter.Attribute("name")?.Value == name));
    }

    private static string Name(Type type) => type.FullName!.Replace('+', '.');

    /// <summary>The words on one line; a reference by its last name.</summary>
    private static string? Text(XElement? element)
    {
        if (element is null) return null;
        var words = string.Concat(element.Nodes().Select(node => node switch
        {
            XElement reference => Reference(reference),
            _ => node.ToString(),
        }));
        return System.Net.WebUtility.HtmlDecode(string.Join(' ', words.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
    }

    private static string Reference(XElement element)
    {
        var named = (element.Attribute("cref") ?? element.Attribute("name") ?? element.Attribute("langword"))?.Value ?? element.Value;
        return named[(named.LastIndexOf('.') + 1)..];
    }
}
