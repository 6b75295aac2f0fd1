using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using StrokeFunctions.Hosting.Contract;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Robustness;

/// <summary>What a <see cref="Clinic"/> does, each to its end: sent again until it is answered, whatever comes between.</summary>
internal static class ClinicWork
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    /// <summary>All of it, each by its name. The first trains a model, which takes longest.</summary>
    public static readonly (string Name, bool Trains, Func<Clinic, Task> Do)[] All =
    [
        ("upload, train, promote, withdraw", true, async clinic => await WithdrawAsync(clinic, await UploadKnownAsync(clinic))),
        ("upload, withdraw", false, UploadAndWithdrawAsync),
        ("set aside, confirm, withdraw", false, ConfirmAsync),
        ("promote, and back", false, async clinic =>
        {
            await clinic.ChangeAsync($"api/models/{Champion.Version}/promote");
            await clinic.ChangeAsync($"api/models/{clinic.Trained}/promote");
        }),
        ("pin, unpin", false, async clinic =>
        {
            await clinic.ChangeAsync("api/models/pin");
            await clinic.ChangeAsync("api/models/unpin");
        }),
        ("tag", false, clinic => clinic.ChangeAsync($"api/models/champion/tags/{clinic.NewName("tag")}")),
        ("outcomes", false, clinic => TellAsync(clinic, clinic.NewName("outcome"))),
        ("score", false, ScoreAsync),
        ("batch", false, clinic => BatchAsync(clinic, 20)),
        ("report", false, ReportAsync),
        ("erase a patient", false, EraseAsync),
    ];

    /// <summary>Uploads a dataset of patients who are known, and one who is new.</summary>
    /// <returns>Its name.</returns>
    public static async Task<string> UploadKnownAsync(Clinic clinic)
    {
        var name = clinic.NewName("dataset");
        await UploadAsync(clinic, name, [.. clinic.Known(), SyntheticRows.Draw(clinic.Number + 10, 1)[0] with { Id = name }]);
        return $"{name}.csv";
    }

    private static async Task UploadAndWithdrawAsync(Clinic clinic)
    {
        var name = clinic.NewName("short");
        await UploadAsync(clinic, name, NewPatients(clinic, name, 30));
        await WithdrawAsync(clinic, $"{name}.csv");
    }

    /// <summary>A file of strokes alone is set aside; a person confirms it, and withdraws it again.</summary>
    private static async Task ConfirmAsync(Clinic clinic)
    {
        var name = clinic.NewName("cases");
        await UploadAsync(clinic, name, [.. NewPatients(clinic, name, 60).Select(row => row with { Stroke = true })]);
        var dataset = $"{name}.csv";
        await clinic.UntilAnsweredAsync(async () =>
        {
            using var answer = await clinic.SendOnceAsync(
                HttpMethod.Post, $"api/datasets/{dataset}/confirm", "application/json", Clinic.Reason(dataset));
            if (answer.StatusCode == HttpStatusCode.OK) return true;
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return false;

            // The answer was lost, and it was done: then it waits no longer.
            var told = (await clinic.Registry.EventsAsync(Ct)).Where(e => e.Dataset?.Name == dataset).Select(e => e.Kind).ToList();
            if (answer.StatusCode == HttpStatusCode.Conflict && told.Contains(ModelEventKind.Confirmed)) return true;
            throw new InvariantException($"A confirmation was answered {(int)answer.StatusCode} after {string.Join(' ', told)}.");
        });
        clinic.Accepted[dataset].Confirmed++;
        await WithdrawAsync(clinic, dataset);
    }

    private static async Task WithdrawAsync(Clinic clinic, string dataset)
    {
        await clinic.ChangeAsync($"api/datasets/{dataset}/withdraw");
        clinic.Accepted[dataset].Withdrawn++;
    }

    public static async Task ScoreAsync(Clinic clinic)
    {
        // A new id for every try: what the log may lose in a kill, it must not hold twice.
        await clinic.UntilAnsweredAsync(async () =>
        {
            var id = clinic.NewName("patient");
            using var answer = await clinic.SendOnceAsync(HttpMethod.Post, "api/score", "application/json", Request(id));
            if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return false;
            if (answer.StatusCode != HttpStatusCode.OK) throw new InvariantException($"A patient was answered {(int)answer.StatusCode}");
            clinic.Scored.Add(id);
            return true;
        });
        await Eventually.TrueAsync(async () => await Invariants.IsLoggedAsync(clinic, clinic.Scored[^1]) || clinic.Killed, Clinic.Patience);
    }

    private static async Task TellAsync(Clinic clinic, string id)
    {
        var body = Encoding.UTF8.GetBytes($$"""[{"id":"{{id}}","stroke":1,"date":"2026-01-31"}]""");
        clinic.Told[id] = await clinic.SendAsync(HttpMethod.Post, "api/outcomes", "application/json", body, HttpStatusCode.OK);
    }

    private static async Task BatchAsync(Clinic clinic, int rows)
    {
        var name = clinic.NewName("batch");
        var lines = SomePatients.Random(clinic.Number, rows).Select(p =>
            string.Join(',', Schema.Inputs.Select(column => column.Format(p[column]))));
        var csv = string.Join('\n', [string.Join(',', Schema.Inputs.Select(column => column.Name)), .. lines, ""]);
        await clinic.Store.CreateAsync(Containers.ScoringBatches, $"{name}.csv", Encoding.UTF8.GetBytes(csv), "text/csv", Ct);
        clinic.Batches[name] = rows;
        await Eventually.TrueAsync(
            async () => await clinic.Store.FindAsync(Containers.Scores, $"{name}.json", Ct) is not null || clinic.Killed, Clinic.Patience);
    }

    private static Task ReportAsync(Clinic clinic) => clinic.UntilAnsweredAsync(async () =>
    {
        using var answer = await clinic.SendOnceAsync(HttpMethod.Post, "api/reports", null, null);
        if (answer.StatusCode == HttpStatusCode.ServiceUnavailable) return false;
        if (answer.StatusCode != HttpStatusCode.OK)
            throw new InvariantException($"A report was answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
        clinic.Reports.Add((await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("name").GetString()!);
        return true;
    });

    /// <summary>Erases a patient who was trained on, scored and told of.</summary>
    private static async Task EraseAsync(Clinic clinic)
    {
        var id = Clinic.Leaver(clinic.Erased.Count);
        await clinic.SendAsync(HttpMethod.Post, "api/score", "application/json", Request(id), HttpStatusCode.OK);
        await TellAsync(clinic, id);
        clinic.Told.Remove(id);
        clinic.Erased[id] = await clinic.SendAsync(HttpMethod.Delete, $"api/patients/{id}", null, null, HttpStatusCode.OK);
    }

    private static async Task UploadAsync(Clinic clinic, string name, DatasetRow[] rows)
    {
        var csv = DatasetCsv.Of(rows);
        await clinic.SendAsync(HttpMethod.Post, $"api/datasets?name={name}.csv", "text/csv", csv, HttpStatusCode.Accepted);
        clinic.Accepted.TryAdd($"{name}.csv", new Dealings());
        await clinic.WaitAsync(async () => Clinic.IsTold(await clinic.Registry.EventsAsync(Ct), $"{name}.csv"));
    }

    private static DatasetRow[] NewPatients(Clinic clinic, string name, int count) =>
        [.. SyntheticRows.Draw(clinic.Number + 10, count).Select(row => row with { Id = $"{name}-{row.Id}" })];

    private static byte[] Request(string id) =>
        Encoding.UTF8.GetBytes(ApiExamples.Patient.Replace("p-1042", id, StringComparison.Ordinal));
}
