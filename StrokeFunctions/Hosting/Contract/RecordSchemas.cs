using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.OpenApi;
using Microsoft.OpenApi.Reader;

namespace StrokeFunctions.Hosting.Contract;

/// <summary>
/// The schemas of records, made from the very contexts that serialize them: each record becomes a component under its type's name,
/// its fields with the descriptions of their XML documentation.
/// </summary>
internal sealed class RecordSchemas
{
    private readonly OpenApiDocument _document;
    private readonly ApiDescriptions _descriptions = ApiDescriptions.OfThisApp();
    private readonly Dictionary<string, JsonObject> _components = [];
    private readonly Dictionary<(JsonTypeInfo, JsonPropertyInfo?), JsonNode> _made = [];
    private readonly JsonSchemaExporterOptions _options;

    public RecordSchemas(OpenApiDocument document)
    {
        _document = document;
        _options = new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true, TransformSchemaNode = Transform };
    }

    /// <summary>The document that the records are added to.</summary>
    public OpenApiDocument Document => _document;

    /// <summary>The schema of what a context writes for a type; its records are added to the document.</summary>
    public IOpenApiSchema Of(JsonTypeInfo type)
    {
        // References within one export point into that export alone.
        _made.Clear();
        return Parse(type.GetJsonSchemaAsNode(_options));
    }

    /// <summary>Called by the exporter for each node, the inner ones first.</summary>
    private JsonNode Transform(JsonSchemaExporterContext context, JsonNode node)
    {
        var key = (context.TypeInfo, context.PropertyInfo);

        // The exporter gives a pointer to what it has made before, which moves to the components here.
        if (node is JsonObject known && known.ContainsKey("$ref")) return _made[key].DeepClone();

        // "true": anything.
        if (node is not JsonObject schema) return new JsonObject();
        if (schema.ContainsKey("properties")) schema = AsComponent(context.TypeInfo, schema);
        if (schema["enum"] is not null) schema["type"] ??= "string";
        _made[key] = schema.DeepClone();
        return schema;
    }

    /// <summary>Puts a record into the components, and gives a reference to it.</summary>
    private JsonObject AsComponent(JsonTypeInfo given, JsonObject schema)
    {
        var type = Nullable.GetUnderlyingType(given.Type) ?? given.Type;
        var component = Describe(given.Options.GetTypeInfo(type), (JsonObject)schema.DeepClone());
        if (_components.TryAdd(type.Name, component)) _document.AddComponent(type.Name, Parse(component));
        else if (!JsonNode.DeepEquals(_components[type.Name], component))
            throw new InvalidOperationException($"Two contexts write {type.Name} in different forms.");
        return new JsonObject { ["$ref"] = $"#/components/schemas/{type.Name}" };
    }

    /// <summary>Says which fields are always there, which may be null, and what each means.</summary>
    private JsonObject Describe(JsonTypeInfo type, JsonObject schema)
    {
        schema["type"] = "object";
        schema.Remove("default");
        schema["description"] = _descriptions.Of(type.Type);
        var leavesOutNulls = type.Options.DefaultIgnoreCondition == JsonIgnoreCondition.WhenWritingNull;
        var fields = schema["properties"]!.AsObject();
        var required = new JsonArray();
        foreach (var property in type.Properties.Where(property => fields.ContainsKey(property.Name)))
        {
            var field = fields[property.Name]!.AsObject();
            var mayBeNull = property.IsGetNullable || Nullable.GetUnderlyingType(property.PropertyType) is not null;
            WithoutNull(field);
            field.Remove("default");
            if (!mayBeNull || !leavesOutNulls) required.Add(property.Name);
            if (mayBeNull && !leavesOutNulls) field = OrNull(field);
            if (_descriptions.Of(type.Type, property) is { } description) field["description"] = description;
            fields[property.Name] = field.Parent is null ? field : field.DeepClone();
        }

        schema["required"] = required;
        return schema;
    }

    private static void WithoutNull(JsonObject schema)
    {
        if (schema["type"] is JsonArray types)
        {
            types.Remove(types.FirstOrDefault(type => (string?)type == "null"));
            if (types.Count == 1) schema["type"] = types[0]!.DeepClone();
        }

        if (schema["enum"] is JsonArray words && words.Contains(null)) words.Remove(null);
    }

    private static JsonObject OrNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type && !schema.ContainsKey("enum"))
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
            return schema;
        }

        return new JsonObject { ["anyOf"] = new JsonArray(schema.DeepClone(), new JsonObject { ["type"] = "null" }) };
    }

    private IOpenApiSchema Parse(JsonNode schema)
    {
        if ((string?)schema["$ref"] is { } reference) return ApiSchemas.Ref(_document, reference[(reference.LastIndexOf('/') + 1)..]);
        return OpenApiModelFactory.Parse<OpenApiSchema>(
            schema.ToJsonString(), OpenApiSpecVersion.OpenApi3_1, _document, out _, OpenApiConstants.Json)
            ?? throw new InvalidOperationException("A schema could not be read back.");
    }
}
