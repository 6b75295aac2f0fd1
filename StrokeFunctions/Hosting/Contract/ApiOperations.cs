using System.Text.Json.Serialization.Metadata;
using StrokeFunctions.Datasets;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Registry;

namespace StrokeFunctions.Hosting.Contract;

/// <summary>What the OpenAPI document says of each HTTP function, by its name.</summary>
internal static class ApiOperations
{
    private const string Json = "application/json";
    private const string Csv = "text/csv";
    private const string Html = "text/html";

    private static readonly ApiParameter RequestId = new(
        "X-Request-Id",
        true,
        "Names the request: up to 128 visible ASCII characters, echoed, and kept in the scoring log for patients without an id, so that an "
            + "outcome can be told by it, and a report counts a request that is sent again once."
    );

    private static readonly (string, string)[] ScoringHeaders =
    [
        ("ETag", "The model version that answered."),
        ("X-Request-Id", "The request's own id, or one made here."),
    ];

    private static readonly (int, string) Busy = (429, "Too many requests at once; Retry-After says when to try again.");

    private static readonly (int, string)[] ScoringProblems =
    [
        (400, "The request can't be read, or its patient has faults; all are listed."),
        (413, "The body is too long, or holds too many patients."),
        (415, "The media type or content coding is none that is read here."),
        Busy,
        (503, "There is no model yet."),
    ];

    private static readonly (int, string) NoVersion = (404, "There is no such version.");

    /// <summary>The descriptions by the functions' names.</summary>
    public static readonly IReadOnlyDictionary<string, ApiOperation> All = new Dictionary<string, ApiOperation>
    {
        ["Score"] = new("Scoring", "Scores one patient, an array of patients or a CSV file; answers in kind",
            new(200, [new(Json, [ApiSchemas.Answer, ApiSchemas.Answers]), new(Csv, [])], ScoringProblems))
        {
            Request = [new(Json, [ApiSchemas.Patient], ApiExamples.Patient) { OrArray = true }, new(Csv, [], ApiExamples.Csv)],
            Parameters =
            [
                new("explain", false, "false leaves the reasons out, which is faster. Default true.", IsFlag: true),
                new("log", false, "false keeps the patients out of the scoring log: for trying values out. Default true.", IsFlag: true),
                RequestId,
            ],
            Headers = ScoringHeaders,
        },
        ["PredictLikePython"] = new("Scoring", "Scores one patient under the contract of the Python service that this app replaces",
            new(200, [new(Json, [ApiSchemas.Prediction])], ScoringProblems))
        {
            Request = [new(Json, [ApiSchemas.Patient], ApiExamples.Patient)],
            Parameters = [RequestId],
            Headers = ScoringHeaders,
        },
        ["ListDatasets"] = new("Datasets", "Every upload, newest first: its state, why, and what it brought",
            new(200, [Record(DatasetListJson.Default.IReadOnlyListDatasetEntry)])),
        ["ShowDataset"] = new("Datasets", "One upload with its faults and its history",
            new(200, [Record(DatasetListJson.Default.DatasetDetails)], (404, "There is no such dataset."))),
        ["ShowRejectedRows"] = new("Datasets", "The rows of a dataset that were set aside, as they came, each with its faults",
            new(200, [new(Csv, [])], (404, "No row of such a dataset was set aside."))),
        ["UploadDataset"] = new(
            "Datasets",
            "Uploads a dataset, which leads to a training where one is needed",
            new(
                202,
                [Record(RegistryJson.Default.StoredDataset)],
                (400, "The dataset's name or body is faulty."),
                (409, "Another dataset has this name."),
                (413, "The file is longer than 100,000,000 bytes; put it into the container instead."),
                (415, "The file must be the body itself.")
            )
        )
        {
            Request = [new(Csv, [])],
            Parameters = [new("name", false, "The dataset's name, ending in .csv.")],
        },
        ["ConfirmDataset"] = Change(
            RegistryJson.Default.ConfirmedDataset,
            "Lets a dataset in that was set aside or withdrawn, and works on it",
            (404, "There is no such dataset."),
            (409, "The dataset does not wait for a confirmation.")
        ) with
        { Tag = "Datasets" },
        ["WithdrawDataset"] = Change(
            RegistryJson.Default.WithdrawnDataset,
            "Takes a dataset back out of the training table",
            (404, "The training table holds no such dataset."),
            (409, "A training runs, or another dataset of the table is gone.")
        ) with
        { Tag = "Datasets" },
        ["ListModels"] = new("Models", "All model versions, and which of them serves", new(200, [Record(RegistryJson.Default.ModelList)])),
        ["ShowModel"] = new(
            "Models",
            "The manifest of a version: metrics with intervals, lineage, parameters",
            new(200, [Record(RegistryJson.Default.Manifest)], NoVersion)
        )
        {
            Description =
                "champion, previous (what served before it) or a tag may stand in place of a version, here and in every other route.",
            Parameters =
            [
                new("curves", false, "false leaves out what is drawn: curves, most of it, and importance. Default true.", IsFlag: true),
            ],
        },
        ["ShowModelCard"] = new("Models", "The model card of a version", new(200, [new(Html, [])], NoVersion)),
        ["ShowTrainingReport"] = new(
            "Models",
            "The report of the training that led to a version",
            new(200, [new(Html, [])], NoVersion)
        ),
        ["PromoteModel"] = Change(
            "Makes a version the champion: roll forward or back",
            NoVersion,
            (409, "The version's files are damaged, or of a format that this program does not read; nothing was changed.")
        ) with
        { Description = "Every instance serves it within seconds. The version previous takes the last promotion back." },
        ["PinModel"] = Change("Turns automatic promotion off") with
        {
            Description = "The champion stays, whatever is trained; new versions are still published, and can be promoted by hand.",
        },
        ["UnpinModel"] = Change("Turns automatic promotion on again") with
        {
            Description =
                "The next training decides again whether its model becomes the champion; what was trained meanwhile is not promoted.",
        },
        ["TagModel"] = Change("Gives a version a name", NoVersion) with
        {
            Description = "A tag names a version in every route, such as /api/models/study-2026/card, and keeps it from being deleted. "
                + "A tag that another version has moves to this one.",
        },
        ["UntagModel"] = Change("Takes a name away from a version", NoVersion) with
        {
            Description = "Retention may then delete the version, if it never served. Nothing happens if the version hasn't that tag.",
        },
        ["CompareModels"] = new("Models", "Two versions side by side", new(200, [Record(RegistryJson.Default.ModelComparison)], NoVersion))
        {
            Description =
                "Each measure of both, their curves and lineage, the settings that differ, and the datasets that only one was trained "
                + "on. Each is measured on its own hold-out patients, so that a difference is no proof: the report of a training compares "
                + "on the same patients.",
        },
        ["ModelEvents"] = new(
            "Models",
            "Who became champion when, why, and by what evidence",
            new(
                200,
                [new(Json, []) { Records = [RegistryJson.Default.ModelHistory, RegistryJson.Default.ServingAt] }],
                (400, "The moment can't be read.")
            )
        )
        {
            Parameters = [new("at", false, "A moment, such as 2026-01-31T12:00:00Z: the answer is the version that served then.")],
        },
        ["ListReports"] = new("Reports", "All reports with their verdicts and figures, newest first",
            new(200, [Record(ReportIndexJson.Default.IReadOnlyListListedReport), new(Html, [])]))
        { Description = "A browser, which accepts text/html, is sent to the page of reports." },
        ["GetReport"] = new(
            "Reports",
            "A report, as JSON or as a page by the name's ending",
            new(200, [Record(ReportJson.Default.Report), new(Html, [])], (404, "There is no such report."))
        ),
        ["WriteReport"] = new(
            "Reports",
            "Writes a report now",
            new(
                200,
                [Record(ReportAnswerJson.Default.ReportAnswer)],
                (400, "The window is faulty."),
                (409, "There is nothing to report on.")
            )
        )
        {
            Parameters =
            [
                new("window", false, "What to report on: dataset (default) or scoring."),
                new("from", false, "The first day of the scored patients."), new("to", false, "The day after the last."),
            ],
        },
        ["RecordOutcomes"] = new("Reports", "Takes whether scored patients have had a stroke, as established up to a date",
            new(200, [Record(ReportAnswerJson.Default.RecordedOutcomes)], (400, "The outcomes have faults; all are listed."),
                (413, "The body is too long."), Busy))
        { Request = [new(Json, [ApiSchemas.Outcome], ApiExamples.Outcomes) { OrArray = true }] },
        ["ErasePatient"] = new(
            "Patients",
            "Erases a patient from the training table, the scoring log and the outcomes; says what is left where",
            new(
                200,
                [Record(ErasureJson.Default.ErasedEverywhere)],
                (400, "No patient has such an id."),
                (409, "A training runs, or the scoring log is being written to.")
            )
        ),
        ["HealthLive"] = new("Health", "The process answers", new(200, [new("text/plain", [])])),
        ["HealthReady"] = new("Health", "Whether patients can be scored, and how fresh everything is",
            new(200, [Record(HealthJson.Default.Health)], (503, "Patients can't be scored; the body says why."))
            { ProblemBodies = [Record(HealthJson.Default.Health)] }),
        ["OpenApi"] = new("Health", "This document", new(200, [new(Json, [ApiSchemas.Contract])])),
    };

    private static ApiBody Record(JsonTypeInfo record, string? example = null) => new(Json, [], example) { Records = [record] };

    /// <summary>A change of what serves, answered with how the aliases are then.</summary>
    private static ApiOperation Change(string summary, params (int, string)[] problems) =>
        Change(RegistryJson.Default.Aliases, summary, problems);

    private static ApiOperation Change(JsonTypeInfo answer, string summary, params (int, string)[] problems) =>
        new("Models", summary, new(200, [Record(answer)], [(400, "The body gives no reason, or a name can't be used."), .. problems]))
        {
            Request = [Record(RegistryJson.Default.ChangeRequest, """{"by": "Ada", "reason": "the new one flags too many"}""")],
        };
}
