using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace StrokeFunctions.Hosting.Contract;

/// <summary>
/// The OpenAPI 3.1 document of the app: routes, methods and levels from the functions' attributes, patients from the schema that validates.
/// </summary>
internal sealed class ApiDocument(FunctionCatalog catalog)
{
    private const string KeyInHeader = "functionKey";
    private const string KeyInQuery = "functionKeyInQuery";

    private byte[]? _json;

    /// <summary>The document as JSON; made on the first call.</summary>
    public async Task<ReadOnlyMemory<byte>> ToJsonAsync(CancellationToken cancellationToken)
    {
        if (_json is { } made) return made;
        using var buffer = new MemoryStream();
        await Build().SerializeAsJsonAsync(buffer, OpenApiSpecVersion.OpenApi3_1, cancellationToken);
        return _json = buffer.ToArray();
    }

    private OpenApiDocument Build()
    {
        var document = new OpenApiDocument
        {
            Info = new OpenApiInfo
            {
                Title = "StrokeFunctions",
                Version = typeof(ApiDocument).Assembly.GetName().Version?.ToString(3) ?? "1.0.0",
                Description =
                    "Estimates the probability that a patient has had a stroke, and says when to stop trusting the model. The outcome is "
                        + "whether "
                    + "a patient has had a stroke when the row was written: no answer is the chance of a stroke to come. Not a medical "
                    + "device: "
                    + "it supports a clinician's judgement and never replaces it. Beside what it lists, any operation may answer 403 "
                    + "(another web page sent the request; or no keys are set and a proxy passed it on), 415 (a body of a media type that "
                    + "it doesn't name) and 503 with Retry-After (storage does not answer), each as application/problem+json.",
                License = new OpenApiLicense { Name = "MIT", Identifier = "MIT" },
            },
            Servers = [new OpenApiServer { Url = "/" }],
            Paths = [],
        };
        document.AddComponent<IOpenApiSecurityScheme>(
            KeyInHeader,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "x-functions-key",
            }
        );
        document.AddComponent<IOpenApiSecurityScheme>(
            KeyInQuery,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Query,
                Name = "code",
            }
        );
        ApiSchemas.AddTo(document);
        var schemas = new RecordSchemas(document);
        foreach (var function in catalog.Http)
        {
            // Pages' pieces (styles, scripts) are no part of the contract and have no description.
            if (ApiOperations.All.TryGetValue(function.Name, out var described)) AddOperation(schemas, function, described);
        }

        return document;
    }

    private static void AddOperation(RecordSchemas schemas, HttpFunction function, ApiOperation described)
    {
        var document = schemas.Document;
        var path = "/" + function.Route.TrimStart('/');
        if (!document.Paths.TryGetValue(path, out var item)) document.Paths[path] = item = new OpenApiPathItem { Operations = [] };
        // Whatever answers GET answers HEAD; it is no operation of its own.
        var methods = function.Methods.Where(method => method != "head").ToList();
        foreach (var method in methods)
        {
            item.Operations![HttpMethod.Parse(method)] = new OpenApiOperation
            {
                OperationId = methods.Count == 1 ? function.Name : $"{function.Name}_{method}",
                Summary = described.Summary,
                Description = described.Description,
                Tags = new HashSet<OpenApiTagReference> { Tag(document, described.Tag) },
                Parameters = [.. PathParameters(function.Route), .. described.Parameters.Select(Parameter)],
                RequestBody = described.Request is { } bodies
                    ? new OpenApiRequestBody { Required = true, Content = Content(schemas, bodies) }
                    : null,
                Responses = Responses(schemas, described, function.Keys),
                Security = function.Keys == KeyGroup.Anonymous ? [] : [Key(document, KeyInHeader), Key(document, KeyInQuery)],
            };
        }
    }

    private static OpenApiTagReference Tag(OpenApiDocument document, string name)
    {
        document.Tags ??= new HashSet<OpenApiTag>();
        if (document.Tags.All(tag => tag.Name != name)) document.Tags.Add(new OpenApiTag { Name = name });
        return new OpenApiTagReference(name, document);
    }

    private static OpenApiSecurityRequirement Key(OpenApiDocument document, string scheme) =>
        new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };

    private static IEnumerable<IOpenApiParameter> PathParameters(string route) =>
        from part in route.Split('/')
        where part is ['{', .., '}']
        select new OpenApiParameter
        {
            Name = part[1..^1].TrimStart('*'),
            In = ParameterLocation.Path,
            Required = true,
            Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        };

    private static OpenApiParameter Parameter(ApiParameter parameter) => new()
    {
        Name = parameter.Name,
        In = parameter.InHeader ? ParameterLocation.Header : ParameterLocation.Query,
        Description = parameter.Description,
        Schema = new OpenApiSchema { Type = parameter.IsFlag ? JsonSchemaType.Boolean : JsonSchemaType.String },
    };

    private static OpenApiResponses Responses(RecordSchemas schemas, ApiOperation described, KeyGroup keys)
    {
        var answers = described.Answers;
        var responses = new OpenApiResponses
        {
            [Text(answers.Status)] = new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(answers.Status),
                Headers = Headers(described.Headers),
                Content = Content(schemas, answers.Bodies),
            },
        };
        (int, string)[] refused = keys switch
        {
            KeyGroup.Anonymous => [],
            KeyGroup.Function => [(401, "The function key is missing or wrong. Under the Functions host without a body.")],
            KeyGroup.Datasets => [(401, "No datasets or admin key was sent. Under the Functions host without a body.")],
            _ => [(401, "No admin key was sent. Under the Functions host without a body.")],
        };
        foreach (var (status, meaning) in answers.Problems.Concat(refused))
        {
            responses[Text(status)] = new OpenApiResponse
            {
                Description = meaning,
                Headers = answers.ProblemBodies is null && status is (429 or 503) ? Headers([("Retry-After", "Seconds to wait.")]) : null,
                Content = Content(schemas, answers.ProblemBodies ?? [ProblemBody(described, status)]),
            };
        }

        return responses;
    }

    private static Dictionary<string, IOpenApiHeader>? Headers(IReadOnlyList<(string Name, string Description)> headers) =>
        headers.Count == 0
            ? null
            : headers.ToDictionary(
                header => header.Name,
                IOpenApiHeader (header) =>
                    new OpenApiHeader
                    {
                        Description = header.Description,
                        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
                    }
            );

    private static ApiBody ProblemBody(ApiOperation described, int status) =>
        new("application/problem+json", [ApiSchemas.Problem], described.Tag == "Scoring" && status == 400 ? ApiExamples.Problem : null);

    private static Dictionary<string, IOpenApiMediaType> Content(RecordSchemas schemas, IReadOnlyList<ApiBody> bodies) =>
        bodies.ToDictionary(
            body => body.MediaType,
            IOpenApiMediaType (body) =>
                new OpenApiMediaType
                {
                    Schema = AnyOf([.. SchemasOf(schemas, body)]),
                    Example =
                        body.Example is null ? null
                        : body.IsJson ? ApiExamples.Json(body.Example)
                        : JsonValue.Create(body.Example),
                }
        );

    private static IOpenApiSchema AnyOf(IOpenApiSchema[] schemas) => schemas is [var only] ? only : new OpenApiSchema { OneOf = schemas };

    private static IEnumerable<IOpenApiSchema> SchemasOf(RecordSchemas schemas, ApiBody body)
    {
        if (!body.IsJson) yield return new OpenApiSchema { Type = JsonSchemaType.String };
        foreach (var name in body.Schemas) yield return ApiSchemas.Ref(schemas.Document, name);
        foreach (var record in body.Records) yield return schemas.Of(record);
        if (body.OrArray)
            yield return new OpenApiSchema { Type = JsonSchemaType.Array, Items = ApiSchemas.Ref(schemas.Document, body.Schemas[0]) };
    }

    private static string Text(int status) => status.ToString();
}
