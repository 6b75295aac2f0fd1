using System.Reflection;
using Azure.Storage.Blobs;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using StrokeFunctions.Hosting;

namespace StrokeFunctions.Tests.Hosting;

public sealed class FunctionCatalogTests
{
    [Fact]
    public void Catalog_HoldsEveryFunctionOfTheApp() =>
        Assert.Equal(
            typeof(FunctionCatalog).Assembly.GetTypes().SelectMany(type => type.GetMethods())
                .Select(method => method.GetCustomAttribute<FunctionAttribute>()?.Name).OfType<string>().Order(StringComparer.Ordinal),
            FunctionCatalog.OfThisApp().All.Select(function => function.Name)
        );

    /// <summary>As the contract has it: a data manager holds no key that changes which model serves, and scoring needs the least.</summary>
    [Theory]
    [InlineData(KeyGroup.Anonymous, "HealthLive", "HealthReady", "OpenApi")]
    [InlineData(KeyGroup.Function, "Score", "PredictLikePython", "RecordOutcomes", "ListModels", "GetReport", "ListDatasets")]
    [InlineData(KeyGroup.Datasets, "UploadDataset", "WithdrawDataset", "ConfirmDataset")]
    [InlineData(KeyGroup.Admin, "PromoteModel", "PinModel", "UnpinModel", "TagModel", "UntagModel", "WriteReport", "ErasePatient")]
    public void Functions_AreOpenedByTheKeysOfTheContract(object group, params string[] names) =>
        Assert.All(names, name => Assert.Equal(group, FunctionCatalog.OfThisApp().Http.Single(function => function.Name == name).Keys));

    [Theory]
    [InlineData(typeof(NoTrigger), "no parameter has a trigger attribute")]
    [InlineData(typeof(UnknownParameter), "nothing binds the parameter \"count\" of type Int32")]
    [InlineData(typeof(UnknownPlaceholder), "nothing binds the parameter \"extension\" of type String")]
    [InlineData(typeof(ContentNotClient), "nothing binds the parameter \"content\" of type String")]
    [InlineData(typeof(WrongAnswer), "an HTTP function returns Task<IResult>")]
    [InlineData(typeof(SameNameTwice), "another function has the same name")]
    [InlineData(typeof(MasterKey), "its level is neither Anonymous nor Function; which keys open it says [OpenedBy]")]
    public void Catalog_RefusesAFunction_WhenItCannotBeBound(Type type, string reason)
    {
        var exception = Assert.Throws<InvalidFunctionException>(() => new FunctionCatalog([type]));

        Assert.EndsWith($"cannot be bound: {reason}.", exception.Message, StringComparison.Ordinal);
    }

    private static Task Ignore(params object[] arguments) =>
        arguments.Length > 0 ? Task.CompletedTask : Task.FromException(new InvalidOperationException());

    private static Task<IResult> Answer(params object[] arguments) => Task.FromResult<IResult>(TypedResults.Ok(arguments.Length));

    private static class MasterKey
    {
        [Function("A")]
        public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Admin, "get")] HttpRequest request) => Answer(request);
    }

    private static class NoTrigger
    {
        [Function("A")]
        public static Task Run(CancellationToken cancellationToken) => Task.FromCanceled(cancellationToken);
    }

    private static class UnknownParameter
    {
        [Function("A")]
        public static Task<IResult> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request, int count) =>
            Answer(request, count);
    }

    private static class UnknownPlaceholder
    {
        [Function("A")]
        public static Task Run([BlobTrigger("datasets/{name}")] BlobClient blob, string extension) => Ignore(blob, extension);
    }

    private static class ContentNotClient
    {
        [Function("A")]
        public static Task Run([BlobTrigger("datasets/{name}")] string content) => Ignore(content);
    }

    private static class WrongAnswer
    {
        [Function("A")]
        public static Task<string> Run([HttpTrigger(AuthorizationLevel.Anonymous, "get")] HttpRequest request) =>
            Task.FromResult(request.Method);
    }

    private static class SameNameTwice
    {
        [Function("A")]
        public static Task One([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => Ignore(timer);

        [Function("a")]
        public static Task Two([TimerTrigger("0 0 0 * * *")] TimerInfo timer) => Ignore(timer);
    }
}
