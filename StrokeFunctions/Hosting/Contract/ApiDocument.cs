using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Azure.Functions.Worker;
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
                    + "it supports a clinician's judgement and never replaces it.",
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
        foreach (var function in catalog.Http)
        {
            // Pages' pieces (styles, scripts) are no part of the contract and have no description.
            if (ApiOperations.All.TryGetValue(function.Name, out var described)) AddOperation(document, function, described);
        }

        return document;
    }

    private static void AddOperation(OpenApiDocument document, HttpFunction function, ApiOperation described)
    {
        var path = "/" + function.Route.TrimStart('/');
        if (!document.Paths.TryGetValue(path, out var item)) document.Paths[path] = item = new OpenApiPathItem { Operations = [] };
        foreach (var method in function.Methods)
        {
            item.Operations![HttpMethod.Parse(method)] = new OpenApiOperation
            {
                OperationId = function.Methods.Count == 1 ? function.Name : $"{function.Name}_{method}",
                Summary = described.Summary,
                Tags = new HashSet<OpenApiTagReference> { Tag(document, described.Tag) },
                Parameters = [.. PathParameters(function.Route), .. described.Parameters.Select(Parameter)],
                RequestBody = described.Request is { } bodies
                    ? new OpenApiRequestBody { Required = true, Content = Content(document, bodies) }
                    : null,
                Responses = Responses(document, described, function.Level),
                Security = function.Level == AuthorizationLevel.Anonymous ? [] : [Key(document, KeyInHeader), Key(document, KeyInQuery)],
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

    private static OpenApiResponses Responses(OpenApiDocument document, ApiOperation described, AuthorizationLevel level)
    {
        var answers = described.Answers;
        var responses = new OpenApiResponses
        {
            [Text(answers.Status)] = new OpenApiResponse
            {
                Description = ReasonPhrases.GetReasonPhrase(answers.Status),
                Headers = Headers(described.Headers),
                Content = Content(document, answers.Bodies),
            },
        };
        (int, string)[] refused = level == AuthorizationLevel.Anonymous ? [] : [(401, "The function key is missing or wrong.")];
        foreach (var (status, meaning) in answers.Problems.Concat(refused))
        {
            var isHealth = answers.Bodies is [{ Schemas: [ApiSchemas.Health] }];
            responses[Text(status)] = new OpenApiResponse
            {
                Description = meaning,
                Headers = !isHealth && status is (429 or 503) ? Headers([("Retry-After", "Seconds to wait.")]) : null,
                Content = isHealth
                    ? Content(document, answers.Bodies)
                    : Content(
                        document,
                        [new("application/problem+json", [ApiSchemas.Problem], status == 400 ? ApiExamples.Problem : null)]
                    ),
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

    private static Dictionary<string, IOpenApiMediaType> Content(OpenApiDocument document, IReadOnlyList<ApiBody> bodies) =>
        bodies.ToDictionary(
            body => body.MediaType,
            IOpenApiMediaType (body) =>
                new OpenApiMediaType
                {
                    Schema = body.Schemas switch
                    {
                        [] when body.MediaType.EndsWith("json", StringComparison.Ordinal) => new OpenApiSchema(),
                        [] => new OpenApiSchema { Type = JsonSchemaType.String },
                        [var only] => ApiSchemas.Ref(document, only),
                        // An empty name stands for an array of the first.
                        [var first, ""] => new OpenApiSchema
                        {
                            OneOf =
                            [
                                ApiSchemas.Ref(document, first),
                                new OpenApiSchema { Type = JsonSchemaType.Array, Items = ApiSchemas.Ref(document, first) },
                            ],
                        },
                        var many => new OpenApiSchema { OneOf = [.. many.Select(name => ApiSchemas.Ref(document, name))] },
                    },
                    Example =
                        body.Example is null ? null
                        : body.MediaType.EndsWith("json", StringComparison.Ordinal) ? ApiExamples.Json(body.Example)
                        : JsonValue.Create(body.Example),
                }
        );

    private static string Text(int status) => status.ToString();
}

/// <summary>What the OpenAPI document says of one HTTP function beyond its route, methods and level.</summary>
/// <param name="Tag">The group it is listed under.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Answers">What it answers when all is well, and its problems by status.</param>
internal sealed record ApiOperation(string Tag, string Summary, ApiAnswers Answers)
{
    /// <summary>The request's body by media type; null if it has none.</summary>
    public IReadOnlyList<ApiBody>? Request { get; init; }

    /// <summary>Query and header parameters.</summary>
    public IReadOnlyList<ApiParameter> Parameters { get; init; } = [];

    /// <summary>Headers of the answer when all is well: names and what they tell.</summary>
    public IReadOnlyList<(string Name, string Description)> Headers { get; init; } = [];
}

/// <summary>What a function answers.</summary>
/// <param name="Status">The status when all is well.</param>
/// <param name="Bodies">The bodies then, by media type.</param>
/// <param name="Problems">The statuses of its problems, with what each means.</param>
internal sealed record ApiAnswers(int Status, IReadOnlyList<ApiBody> Bodies, params IReadOnlyList<(int Status, string Meaning)> Problems);

/// <summary>A body of one media type.</summary>
/// <param name="MediaType">The media type.</param>
/// <param name="Schemas">The names of its schemas, any of which it may follow; empty for JSON or text without one.</param>
/// <param name="Example">An example; null if there is none.</param>
internal sealed record ApiBody(string MediaType, IReadOnlyList<string> Schemas, string? Example = null);

/// <summary>A query or header parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InHeader">True for a header, false for the query.</param>
/// <param name="Description">What it is for.</param>
/// <param name="IsFlag">True if it is true or false.</param>
internal sealed record ApiParameter(string Name, bool InHeader, string Description, bool IsFlag = false);
