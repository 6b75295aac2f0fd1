using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;
using StrokeFunctions.Datasets;
using StrokeFunctions.Hosting.Contract;
using StrokeFunctions.Monitoring;
using StrokeFunctions.Pages;
using StrokeFunctions.Registry;
using StrokeFunctions.Scoring;
using StrokeFunctions.Storage;
using StrokeFunctions.Training;

namespace StrokeFunctions.Hosting;

/// <summary>Everything that the functions need, registered once for both ways to be started.</summary>
internal static class Services
{
    public static void AddStrokeFunctions(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddOptions<StorageOptions>().Configure<IConfiguration>(StorageOptions.Read).ValidateOnStart();
        services.AddSingleton(provider => StorageClient.Create(provider.GetRequiredService<IOptions<StorageOptions>>().Value));
        services.AddSingleton<IStartupFilter, AnswerHeaders>();
        services.AddSingleton<IStartupFilter, RequestDecoding>();
        services.AddRegistry();
        services.AddSingleton<ContainerSetup>();
        services.AddHostedService(provider => provider.GetRequiredService<ContainerSetup>());
        services.AddScoring();
        services.AddMonitoring();
        services.AddTraining();
    }

    private static void AddRegistry(this IServiceCollection services)
    {
        services.AddSingleton<BlobStore>();
        services.AddSingleton<ModelRegistry>();
        services.AddSingleton<ModelRetention>();
        services.AddSingleton<TrainingTable>();
        services.AddSingleton<TrainingLock>();
        services.AddSingleton<RejectedRows>();
        services.AddSingleton<ReportArchive>();
        services.AddSingleton<ScoringLog>();
        services.AddSingleton<DatasetUpload>();
        services.AddSingleton<DatasetList>();
    }

    private static void AddScoring(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<ScoringOptions>, ScoringOptionsValidator>();
        services.AddOptions<ScoringOptions>().BindConfiguration(ScoringOptions.Section).ValidateOnStart();
        services.AddSingleton<ChampionModel>();
        services.AddHostedService(provider => provider.GetRequiredService<ChampionModel>());
        services.AddSingleton<FirstAnswer>();
        services.AddSingleton<ScoringLogQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<ScoringLogQueue>());
        services.AddSingleton<Maintenance>();
        services.AddHostedService(provider => provider.GetRequiredService<Maintenance>());
        services.AddSingleton<BatchFile>();
        services.AddSingleton<LostBatches>();
        services.AddSingleton<BodyBudget>();
        services.AddMetrics();
        services.AddSingleton<ScoringMeter>();
        services.AddSingleton<ScoreEndpoint>();
        services.AddSingleton<Readiness>();
        services.AddSingleton(_ => FunctionCatalog.OfThisApp());
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<ApiDocument>();
    }

    private static void AddMonitoring(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<ReportOptions>, ReportOptionsValidator>();
        services.AddOptions<ReportOptions>().BindConfiguration(ReportOptions.Section).ValidateOnStart();
        services.AddHttpClient<AlertSender>().ConfigureAdditionalHttpMessageHandlers((handlers, _) => handlers.Add(Resilient()));
        services.AddSingleton<OutcomeLog>();
        services.AddSingleton<OutcomeRecorder>();
        services.AddSingleton<WindowReader>();
        services.AddSingleton<RenderReport>(DriftReport.Render);
        services.AddTransient<ReportWriter>();
        services.AddSingleton<ReportIndex>();
    }

    /// <summary>
    /// The standard strategies for a client of others' services, made where an alert is sent: their libraries have no business at a start.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ResilienceHandler Resilient()
    {
        var standard = new HttpStandardResilienceOptions();
        return new ResilienceHandler(new ResiliencePipelineBuilder<HttpResponseMessage>()
            .AddTimeout(standard.TotalRequestTimeout)
            .AddRetry(standard.Retry)
            .AddCircuitBreaker(standard.CircuitBreaker)
            .AddTimeout(standard.AttemptTimeout)
            .Build());
    }

    private static void AddTraining(this IServiceCollection services)
    {
        services.AddSingleton<IValidateOptions<TrainingOptions>, TrainingOptionsValidator>();
        services.AddOptions<TrainingOptions>().BindConfiguration(TrainingOptions.Section).ValidateOnStart();
        services.AddSingleton<TrainingMeter>();
        services.AddSingleton<TrainingStatus>();
        services.AddSingleton(_ => TrainingMemory.OfThisProcess());
        services.AddSingleton<DatasetIntake>();
        services.AddSingleton(new ModelRenderers(ModelCard.Render, TrainingReport.Render));
        services.AddSingleton<ModelPublication>();
        services.AddSingleton<Retraining>();
        services.AddSingleton<LostDatasets>();
        services.AddSingleton<DatasetWithdrawal>();
        services.AddSingleton<DatasetConfirmation>();
        services.AddSingleton<LogErasure>();
        services.AddSingleton<PatientErasure>();
    }
}
