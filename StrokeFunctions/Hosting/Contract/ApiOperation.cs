using System.Text.Json.Serialization.Metadata;

namespace StrokeFunctions.Hosting.Contract;

/// <summary>What the OpenAPI document says of one HTTP function beyond its route, methods and level.</summary>
/// <param name="Tag">The group it is listed under.</param>
/// <param name="Summary">What it does, in a line.</param>
/// <param name="Answers">What it answers when all is well, and its problems by status.</param>
internal sealed record ApiOperation(string Tag, string Summary, ApiAnswers Answers)
{
    /// <summary>More than a line, for people who meet it for the first time; null if the line says it all.</summary>
    public string? Description { get; init; }

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
internal sealed record ApiAnswers(int Status, IReadOnlyList<ApiBody> Bodies, params IReadOnlyList<(int Status, string Meaning)> Problems)
{
    /// <summary>The bodies of its problems; null for problem+json.</summary>
    public IReadOnlyList<ApiBody>? ProblemBodies { get; init; }
}

/// <summary>A body of one media type. JSON follows one of its schemas.</summary>
/// <param name="MediaType">The media type.</param>
/// <param name="Schemas">Schemas of <see cref="ApiSchemas"/>, by name: of what is read and written field by field.</param>
/// <param name="Example">An example; null if there is none.</param>
internal sealed record ApiBody(string MediaType, IReadOnlyList<string> Schemas, string? Example = null)
{
    /// <summary>Records that a source-generated context reads or writes.</summary>
    public IReadOnlyList<JsonTypeInfo> Records { get; init; } = [];

    /// <summary>Whether an array of the first schema will do, too.</summary>
    public bool OrArray { get; init; }

    /// <summary>Whether it is JSON, of whatever kind.</summary>
    public bool IsJson => MediaType.EndsWith("json", StringComparison.Ordinal);
}

/// <summary>A query or header parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InHeader">True for a header, false for the query.</param>
/// <param name="Description">What it is for.</param>
/// <param name="IsFlag">True if it is true or false.</param>
internal sealed record ApiParameter(string Name, bool InHeader, string Description, bool IsFlag = false);
