using System.Text.Json;
using StrokeFunctions.Statistics;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Statistics;

/// <summary>Two samples and what scipy says of them; see Fixtures/distributions.py.</summary>
internal sealed record ScipyCase(
    string Name, bool Numeric, double[] Reference, double[] Current, int Bins, double Wasserstein, double WassersteinNormed,
    double JensenShannon, double Psi, double Ks, double KsP, double? HomogeneityP, double? GoodnessP)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>The whole fixture.</summary>
    public static JsonElement Fixture { get; } =
        JsonDocument.Parse(File.ReadAllText(Repository.File("StrokeFunctions.Tests", "Fixtures", "distributions.json"))).RootElement;

    /// <summary>The names of all cases, for theories.</summary>
    public static TheoryData<string> Names { get; } =
        new(Fixture.GetProperty("cases").EnumerateArray().Select(c => c.GetProperty("name").GetString()!));

    /// <summary>The reference sample, counted.</summary>
    public Distribution ReferenceSample => Distribution.Of(Reference);

    /// <summary>The current sample, counted.</summary>
    public Distribution CurrentSample => Distribution.Of(Current);

    /// <summary>One case.</summary>
    public static ScipyCase Named(string name) => Fixture.GetProperty("cases").EnumerateArray()
        .Single(c => c.GetProperty("name").GetString() == name).Deserialize<ScipyCase>(Json)!;
}
