using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StrokeFunctions.Datasets;
using StrokeFunctions.Pages;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;
using StrokeFunctions.Training;

namespace StrokeFunctions.Tests.Support;

/// <summary>Retraining over an empty storage account, without a server: a test delivers the datasets itself.</summary>
internal sealed class TrainingApp
{
    private TrainingApp(BlobStore store, TrainingOptions options, TrainingMemory memory)
    {
        Store = store;
        Registry = new ModelRegistry(store, TimeProvider.System);
        Table = new TrainingTable(store);
        Status = new TrainingStatus(TimeProvider.System, new TrainingMeter(Meters.New()), NullLogger<TrainingStatus>.Instance);
        var intake = new DatasetIntake(store, new RejectedRows(store));
        Withdrawal = new DatasetWithdrawal(intake, Table, new TrainingLock(store, TimeProvider.System), Registry);
        Retraining = new Retraining(
            intake,
            new ModelPublication(Registry, new ModelRenderers(ModelCard.Render, TrainingReport.Render), Options.Create(options)),
            Registry,
            new ModelRetention(store, Registry),
            Table,
            new TrainingLock(store, TimeProvider.System),
            Status,
            memory,
            Options.Create(options),
            NullLogger<Retraining>.Instance
        );
        Confirmation = new DatasetConfirmation(intake, Registry, Retraining);
    }

    public BlobStore Store { get; }

    public ModelRegistry Registry { get; }

    public TrainingTable Table { get; }

    public TrainingStatus Status { get; }

    public Retraining Retraining { get; }

    public DatasetWithdrawal Withdrawal { get; }

    public DatasetConfirmation Confirmation { get; }

    /// <summary>With the least folds, so that a training takes a second.</summary>
    public static Task<TrainingApp> NewAsync(Azurite azurite, Action<TrainingOptions>? configure = null) =>
        OpenAsync(azurite.NewAccount(), configure);

    /// <summary>As <see cref="NewAsync"/>, over an account that is there.</summary>
    public static async Task<TrainingApp> OpenAsync(
        string account, Action<TrainingOptions>? configure = null, TrainingMemory? memory = null)
    {
        var options = new TrainingOptions { Folds = 3, InnerFolds = 3, InnerRepeats = 1 };
        configure?.Invoke(options);
        return new TrainingApp(await TestStorage.OpenAsync(account), options, memory ?? TrainingMemory.OfThisProcess());
    }

    /// <summary>Puts a dataset into its container.</summary>
    public async Task UploadAsync(string name, byte[] csv) =>
        Assert.NotNull(await Store.CreateAsync(Containers.Datasets, name, csv, "text/csv", TestContext.Current.CancellationToken));
}
