using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StrokeFunctions.Model;
using StrokeFunctions.Registry;
using StrokeFunctions.Storage;

namespace StrokeFunctions.Scoring;

/// <summary>
/// The model in memory. The alias is polled (If-None-Match) off the request path, and a new model is swapped in as one object;
/// if it can't be loaded, the old one keeps serving and <see cref="State"/> says why.
/// </summary>
internal sealed partial class ChampionModel(
    ModelRegistry registry, IOptions<ScoringOptions> options, TimeProvider clock, ILogger<ChampionModel> logger) : BackgroundService
{
    private readonly TaskCompletionSource _looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ChampionState _state = new(null, null, null, null, null);
    private string? _etag;

    /// <summary>What serves now.</summary>
    public ChampionState State => _state;

    /// <summary>
    /// The model that scores, or null if there is none. Waits for the first look at the registry, which a start-up needs.
    /// </summary>
    public ValueTask<StrokeModel?> GetAsync(CancellationToken cancellationToken) =>
        _state.Model is { } model || _looked.Task.IsCompleted ? new(_state.Model) : WaitAsync(cancellationToken);

    /// <summary>Looks at the alias once and loads the model that it names, if that is another.</summary>
    public void Refresh(CancellationToken cancellationToken)
    {
        try
        {
            if (registry.GetChampionIfChanged(_etag, cancellationToken) is { } changed)
                Load(changed, cancellationToken);
            else
                _state = _state with { StorageReadAt = clock.GetUtcNow(), Fault = null };
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // whatever is wrong with storage or the new model, the old one serves, and health tells
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var fault = FaultOf(exception);
            if (_state.Fault != fault) RefreshFailed(logger, _state.Model?.Version, exception);
            _state = _state with { Fault = fault };
        }
        finally
        {
            _looked.TrySetResult();
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.PollInterval, clock);
        Refresh(stoppingToken);

        // What waits for storage is not to hold the thread of the clock.
        while (await timer.WaitForNextTickAsync(stoppingToken)) await Task.Run(() => Refresh(stoppingToken), stoppingToken);
    }

    /// <summary>What callers without a key may read: our own words, never those of a library.</summary>
    private static string FaultOf(Exception exception) => exception switch
    {
        ModelNotFoundException or CorruptBlobException or InvalidModelException => exception.Message,
        _ when exception.IsOfStorage() => "Storage does not answer.",
        _ => "The newest look for a model failed; the log says why.",
    };

    private async ValueTask<StrokeModel?> WaitAsync(CancellationToken cancellationToken)
    {
        await _looked.Task.WaitAsync(cancellationToken);
        return _state.Model;
    }

    private void Load(ChampionAlias alias, CancellationToken cancellationToken)
    {
        var version = alias.Version;
        _state = _state with { Wanted = version, StorageReadAt = clock.GetUtcNow() };
        if (version is not null && version != _state.Model?.Version)
        {
            var model = StrokeModel.Parse(version, registry.ReadFile(version, ModelRegistry.ModelFile, cancellationToken));
            _state = _state with { Model = model, LoadedAt = clock.GetUtcNow() };
            Loaded(logger, version);
        }

        _state = _state with { Fault = null };
        _etag = alias.ETag;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Model {Version} serves")]
    private static partial void Loaded(ILogger logger, string version);

    [LoggerMessage(Level = LogLevel.Error, Message = "The champion could not be read; {Version} keeps serving")]
    private static partial void RefreshFailed(ILogger logger, string? version, Exception exception);
}

/// <summary>What is known of the serving model at one moment.</summary>
/// <param name="Model">The model that scores; null before the first one.</param>
/// <param name="Wanted">The version that the alias names; null before the first promotion.</param>
/// <param name="LoadedAt">When the model was put into service, UTC.</param>
/// <param name="StorageReadAt">When storage last answered, UTC; null if it never did.</param>
/// <param name="Fault">Why the newest look failed, or why the wanted version can't be loaded; null if all is well.</param>
internal sealed record ChampionState(
    StrokeModel? Model, string? Wanted, DateTimeOffset? LoadedAt, DateTimeOffset? StorageReadAt, string? Fault);

/// <summary>There is nothing to score with yet. The file waits: its delivery is tried again.</summary>
internal sealed class NoModelException() : Exception("There is no model yet; the first dataset gives one.");
