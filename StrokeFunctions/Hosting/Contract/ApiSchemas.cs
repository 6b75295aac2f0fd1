using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Hosting.Contract;

/// <summary>The schemas of the OpenAPI document. A patient's is made from <see cref="Schema"/>, which also validates.</summary>
internal static class ApiSchemas
{
    /// <summary>One patient.</summary>
    public const string Patient = nameof(Patient);

    /// <summary>The answer for one patient.</summary>
    public const string Answer = nameof(Answer);

    /// <summary>The answer for an array.</summary>
    public const string Answers = nameof(Answers);

    /// <summary>The answer in the Python service's form.</summary>
    public const string Prediction = nameof(Prediction);

    /// <summary>This document.</summary>
    public const string Contract = nameof(Contract);

    /// <summary>What is established of a scored patient.</summary>
    public const string Outcome = nameof(Outcome);

    /// <summary>What is wrong with a request.</summary>
    public const string Problem = nameof(Problem);

    private const string Fault = nameof(Fault);
    private const string Reason = nameof(Reason);
    private const string Result = nameof(Result);

    /// <summary>Adds all of them to a document.</summary>
    public static void AddTo(OpenApiDocument document)
    {
        document.AddComponent<IOpenApiSchema>(Patient, PatientSchema());
        document.AddComponent<IOpenApiSchema>(
            Fault,
            Object(
                "A fault of the input.",
                ["found", "allowed"],
                new()
                {
                    ["pointer"] = Text("Where it is: a JSON pointer (RFC 6901)."),
                    ["line"] = Integer("Where it is: the line of a file, the header being 1."),
                    ["column"] = Text("The column concerned."),
                    ["found"] = Text("What was found, at most 100 characters."),
                    ["allowed"] = Text("What is allowed."),
                    ["hint"] = Text("What was probably meant."),
                }
            )
        );
        document.AddComponent<IOpenApiSchema>(
            Problem,
            Object(
                "What is wrong with a request (RFC 9457).",
                ["title", "status"],
                new()
                {
                    ["type"] = Text("A link for people."),
                    ["title"] = Text("What is wrong, the same for every request of its kind."),
                    ["status"] = Integer("The HTTP status."),
                    ["detail"] = Text("What is wrong with this request."),
                    ["error_count"] = Integer("How many faults there are; at most 1,000 are listed."),
                    ["errors"] = Array(Ref(document, Fault), "The faults."),
                    ["traceId"] = Text("Names the request in the app's own log; on statuses 500 and above."),
                    ["warnings"] = Array(Ref(document, Fault), "Fields that were not used."),
                }
            )
        );
        document.AddComponent<IOpenApiSchema>(
            Reason,
            Object(
                "What one input adds to the log odds (its Shapley value).",
                ["name", "value", "log_odds", "text"],
                new()
                {
                    ["name"] = Text("The column."),
                    ["value"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Number | JsonSchemaType.String | JsonSchemaType.Null,
                        Description = "The patient's value.",
                    },
                    ["log_odds"] = Number("What it adds."),
                    ["text"] = Text("The same in plain words."),
                }
            )
        );
        AddAnswers(document);
        document.AddComponent<IOpenApiSchema>(
            Outcome,
            Object(
                "Whether a scored patient has had a stroke, as established; named by id or by request_id.",
                ["stroke", "date"],
                new()
                {
                    [Schema.IdColumn] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String | JsonSchemaType.Integer,
                        Description = "The id that the patient was scored with.",
                    },
                    ["request_id"] = Text("Where the patient was scored without an id: the X-Request-Id of the request."),
                    ["index"] = Integer(
                        "With request_id: the patient's place in the request's batch, from 0; left out if the request was for one patient."
                    ),
                    ["stroke"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Integer,
                        Enum = [0, 1],
                        Description = "1: has had a stroke, at any time up to the date; 0: is known to have had none in life up to it. "
                            + "No new stroke since the scoring is not 0.",
                    },
                    ["date"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.String,
                        Format = "date",
                        Description = "The day up to which that is established; not in the future.",
                    },
                    ["since"] = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Null,
                        Description = "Where only strokes since a day are known, say so here: the outcome is refused, because the model "
                            + "says whether a patient has ever had a stroke. Left out, the whole life up to the date is meant.",
                    },
                }
            )
        );
        document.AddComponent<IOpenApiSchema>(
            Contract,
            new OpenApiSchema
            {
                Type = JsonSchemaType.Object,
                Description = "A document of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1).",
            }
        );
    }

    /// <summary>A reference to one of them.</summary>
    public static OpenApiSchemaReference Ref(OpenApiDocument document, string name) => new(name, document);

    private static void AddAnswers(OpenApiDocument document)
    {
        Dictionary<string, IOpenApiSchema> result = new()
        {
            ["id"] = Text("The id that was sent."),
            ["stroke_probability"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Number,
                Minimum = "0",
                Maximum = "1",
                Description = "Calibrated probability that the patient has had a stroke; not the chance of one to come.",
            },
            ["at_risk"] = Flag("Whether the patient is flagged: the probability is at or above the threshold."),
            ["stroke_share_low"] = Number(
                "Share of hold-out patients of like probability who have had a stroke: lower end of the 95 % interval."),
            ["stroke_share_high"] = Number("Its upper end."),
            ["few_patients_like_this"] = Flag(
                "Whether too few patients of that age have had a stroke for the model to know such patients."),
            ["out_of_distribution"] = Flag("Whether the patient is unlike every patient that the model was trained on."),
            ["out_of_distribution_reasons"] = Array(Text("A sentence."), "In what."),
            ["base_log_odds"] = Number("The log odds before any value is known: the mean of the training rows."),
            ["reasons"] = Array(
                Ref(document, Reason),
                "What each input adds, largest first. 1 / (1 + exp(-(base_log_odds + sum of log_odds))) is stroke_probability."
            ),
            ["warnings"] = Array(Ref(document, Fault), "Fields that were not used."),
        };
        Dictionary<string, IOpenApiSchema> model = new()
        {
            ["model_version"] = Text("The version that answered."),
            ["threshold"] = Number("The decision threshold: a patient with this probability or more is flagged (at_risk)."),
        };
        document.AddComponent<IOpenApiSchema>(
            Answer,
            Object(
                "The answer for one patient.",
                ["model_version", "threshold", "stroke_probability", "at_risk"],
                new(model.Concat(result))
            )
        );
        document.AddComponent<IOpenApiSchema>(
            Result,
            Object(
                "The answer for one patient of an array: a result, or a problem in its place.",
                [],
                new(result) { ["problem"] = Ref(document, Problem) }
            )
        );
        document.AddComponent<IOpenApiSchema>(
            Answers,
            Object(
                "The answer for an array.",
                ["model_version", "threshold", "results"],
                new(model) { ["results"] = Array(Ref(document, Result), "One for each patient, in the order sent.") }
            )
        );
        document.AddComponent<IOpenApiSchema>(
            Prediction,
            Object(
                "The answer as the Python service gave it.",
                ["risk_of_heart_attack", "model_version"],
                new()
                {
                    ["risk_of_heart_attack"] = Words(
                        "Whether the patient is flagged for a stroke; the name is the old service's.",
                        "True",
                        "False"
                    ),
                    ["model_version"] = Text("The version that answered."),
                }
            )
        );
    }

    private static OpenApiSchema PatientSchema()
    {
        Dictionary<string, IOpenApiSchema> fields = new()
        {
            [Schema.IdColumn] = new OpenApiSchema
            {
                Type = JsonSchemaType.String | JsonSchemaType.Integer,
                Description = "Names the patient; echoed, and kept in the scoring log.",
            },
        };
        foreach (var column in Schema.Inputs)
            fields[column.Name] = ColumnSchema(column);
        return Object(
            "One patient. Unknown fields are passed over with a warning.",
            [.. Schema.Inputs.Where(column => !column.MayBeMissing).Select(column => column.Name)],
            fields
        );
    }

    private static OpenApiSchema ColumnSchema(Column column) =>
        column switch
        {
            NumericColumn { MayBeMissing: false } number => Bounded(number),
            NumericColumn number => new OpenApiSchema
            {
                Description = $"{number.Description}, {number.Unit}; null, \"N/A\" or nothing if it was not measured.",
                AnyOf =
                [
                    Bounded(number),
                    new OpenApiSchema { Type = JsonSchemaType.Null },
                    new OpenApiSchema { Type = JsonSchemaType.String, Enum = ["N/A", ""] },
                ],
            },
            CategoryColumn { IsFlag: true } flag => new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Enum = [0, 1],
                Description = flag.Description,
            },
            CategoryColumn { MissingCategory: not null } category => new OpenApiSchema
            {
                Type = JsonSchemaType.String | JsonSchemaType.Null,
                Enum = [.. category.Categories.Append("").Append("N/A").Select(word => (JsonNode)word), JsonNullSentinel.JsonNull],
                Description = $"{category.Description}; nothing means {category.MissingCategory}.",
            },
            CategoryColumn category => Words(category.Description, [.. category.Categories]),
            _ => throw new NotSupportedException(column.Name),
        };

    private static OpenApiSchema Bounded(NumericColumn number)
    {
        var minimum = number.Minimum.ToString();
        return new OpenApiSchema
        {
            Type = JsonSchemaType.Number,
            Minimum = number.MinimumIsExclusive ? null : minimum,
            ExclusiveMinimum = number.MinimumIsExclusive ? minimum : null,
            Maximum = number.Maximum.ToString(),
            Description = $"{number.Description}, {number.Unit}",
        };
    }

    private static OpenApiSchema Object(string description, IEnumerable<string> required, Dictionary<string, IOpenApiSchema> fields) =>
        new()
        {
            Type = JsonSchemaType.Object,
            Description = description,
            Required = new HashSet<string>(required),
            Properties = fields,
        };

    private static OpenApiSchema Array(IOpenApiSchema items, string description) =>
        new()
        {
            Type = JsonSchemaType.Array,
            Items = items,
            Description = description,
        };

    private static OpenApiSchema Text(string description) => new() { Type = JsonSchemaType.String, Description = description };

    private static OpenApiSchema Maybe(JsonSchemaType type, string description) =>
        new() { Type = type | JsonSchemaType.Null, Description = description };

    private static OpenApiSchema Number(string description) => new() { Type = JsonSchemaType.Number, Description = description };

    private static OpenApiSchema Integer(string description) => new() { Type = JsonSchemaType.Integer, Description = description };

    private static OpenApiSchema Flag(string description) => new() { Type = JsonSchemaType.Boolean, Description = description };

    private static OpenApiSchema Words(string description, params string[] words) =>
        new()
        {
            Type = JsonSchemaType.String,
            Enum = [.. words.Select(word => (JsonNode)word)],
            Description = description,
        };
}
