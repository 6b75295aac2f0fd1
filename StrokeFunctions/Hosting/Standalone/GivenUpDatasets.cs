using StrokeFunctions.Datasets;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Hosting.Standalone;

/// <summary>
/// Tells in the event log of datasets whose every attempt failed, so that nobody who was answered 202 has to look for a record of the
/// watcher's. Under the Functions host its own poison queue tells of them, and the next run of ReconcileDatasets takes them up.
/// </summary>
internal sealed class GivenUpDatasets(DatasetIntake intake, ModelRegistry registry)
{
    private const string By = "training";
    private const string Folder = Containers.Datasets + "/";

    /// <summary>Records that a blob was given up, if it is a dataset.</summary>
    /// <param name="blob">Container and name.</param>
    /// <param name="fault">What its last attempt failed with.</param>
    public async Task RecordAsync(string blob, Exception fault)
    {
        if (!blob.StartsWith(Folder, StringComparison.Ordinal)) return;
        if (await intake.FindAsync(blob[Folder.Length..], CancellationToken.None) is not { } source) return;
        if ((await registry.EventsAsync(CancellationToken.None)).Any(e => e.Kind == ModelEventKind.Failed && e.Dataset == source)) return;
        var cause = $"{fault.GetType().Name}: {fault.FirstLine()}";
        var reason = $"the work on it failed in every attempt ({cause}); upload it again when the cause is mended.";
        await registry.RecordAsync(ModelEventKind.Failed, null, new AuditInfo(By, reason, source), CancellationToken.None);
    }
}
