using StrokeFunctions.Model;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Model;

/// <summary>The Shapley values against their definition: the mean over all 2^10 coalitions of what an input adds.</summary>
public sealed class ExplanationTests
{
    private const int Coalitions = 1 << Patient.Count;

    [Theory]
    [InlineData(1, 20, 16)]
    [InlineData(2, 2, 32)]
    [InlineData(3, 0, 2)]
    public void Explain_GivesTheShapleyValuesOfTheDefinition(int seed, int trees, int leaves)
    {
        var document = Models.Random(seed, trees, leaves);
        var model = Models.Load(document);

        foreach (var patient in SomePatients.Random(seed + 50, 5))
        {
            var expected = ByDefinition(document, patient, out var nothingKnown);
            var explanation = model.Explain(patient);

            Assert.Equal(nothingKnown, explanation.BaseLogOdds, 1e-12);
            Assert.All(expected.Index(), pair => Assert.Equal(pair.Item, explanation.LogOdds[pair.Index], 1e-10));
        }
    }

    [Fact]
    public void Explain_IsExact_WhenAPathAsksForAllTenInputs()
    {
        int[] features = [0, 3, 4, 5, 6, 10, 12, 13, 14, 17];
        var tree = new Tree
        {
            Features = features,
            Thresholds = [.. features.Select(_ => 0.2f)],
            Left = [.. features.Select((_, i) => ~i)],
            Right = [.. features.Select((_, i) => i == 9 ? ~10 : i + 1)],
            LeafValues = [.. Enumerable.Range(0, 11).Select(i => (double)(i * i))],
            LeafRows = [5, 4, 3, 2, 1, 1, 2, 3, 4, 5, 6],
        };
        var document = Models.Random(1) with { Members = [new TreesMember { Name = "chain", Bias = 0, Trees = [tree] }] };
        var patient = Patient.From([0, 70, 1, 1, 1, 3, 1, 150, 35, 1]);

        var expected = ByDefinition(document, patient, out _);

        var explanation = Models.Load(document).Explain(patient);
        Assert.All(expected.Index(), pair => Assert.Equal(pair.Item, explanation.LogOdds[pair.Index], 1e-11));
    }

    [Fact]
    public void Sum_IsTheLogOdds()
    {
        var model = Models.Load(Models.Random(9, trees: 200));

        foreach (var patient in SomePatients.Random(10, 500))
        {
            var explanation = model.Explain(patient);

            Assert.Equal(model.LogOdds(patient), explanation.Sum, 1e-12);
            Assert.Equal(model.Probability(patient), ProbabilityScore.Logistic(explanation.Sum), 1e-13);
        }
    }

    [Fact]
    public void Explain_GivesTheSameBits_WhoeverCameFirst()
    {
        var document = Models.Random(11, trees: 40, leaves: 12);
        var (patients, one, other) = (SomePatients.Random(12, 400).ToArray(), Models.Load(document), Models.Load(document));
        var expected = patients.Select(patient => one.Explain(patient)).ToArray();
        var found = new Explanation[patients.Length];

        // Backwards and on several threads, so that cells are met by other patients first, and by several at once.
        Parallel.For(0, patients.Length, i => found[^(i + 1)] = other.Explain(patients[^(i + 1)]));

        Assert.Equal(Bits(expected), Bits(found));
        Assert.Equal(Bits(expected), Bits(patients.Select(patient => other.Explain(patient))));

        static long[] Bits(IEnumerable<Explanation> all) => [.. all.SelectMany(e => e.LogOdds).Select(BitConverter.DoubleToInt64Bits)];
    }

    [Fact]
    public void Explain_LooksTreesUpWithinItsMemory_AndComputesTheRest()
    {
        var small = Models.Load(Models.Random(13, trees: 100, leaves: 8)).Reasons;
        var large = Models.Load(Models.Random(14, trees: 200, leaves: 32)).Reasons;

        Assert.Equal(0, small.Trees.Computed);
        Assert.InRange(large.Bytes, small.Bytes, ReasonTable.MaxBytes);
        Assert.True(large.Trees is { Kept: > 0, Computed: > 0 });
    }

    private static double[] ByDefinition(ModelDocument document, in Patient patient, out double nothingKnown)
    {
        var features = new float[Featurizer.Count];
        Featurizer.Fill(patient, features);
        var worth = new double[Coalitions];
        for (var known = 0; known < Coalitions; known++)
            worth[known] = document.Intercept + document.Members.Sum(member => member.Weight * Worth(member, known));
        nothingKnown = worth[0];

        var values = new double[Patient.Count];
        for (var known = 0; known < Coalitions; known++)
        {
            var size = int.PopCount(known);
            for (var input = 0; input < Patient.Count; input++)
            {
                if ((known & (1 << input)) != 0) continue;
                var weight = Factorial(size) * Factorial(Patient.Count - size - 1) / Factorial(Patient.Count);
                values[input] += weight * (worth[known | (1 << input)] - worth[known]);
            }
        }

        return values;

        double Worth(Member member, int known) => member switch
        {
            LinearMember linear => linear.Bias + linear.Features.Zip(linear.Weights).Sum(term => term.Second * Expected(term.First, known)),
            TreesMember forest => forest.Bias + forest.Trees.Sum(tree => Node(tree, tree.Features.Length == 0 ? -1 : 0, known)),
            _ => throw new NotSupportedException(member.Name),
        };

        double Expected(int feature, int known) => Knows(feature, known) ? features[feature] : document.FeatureMeans[feature];

        double Node(Tree tree, int node, int known)
        {
            if (node < 0) return tree.LeafValues[~node];
            var (left, right) = (tree.Left[node], tree.Right[node]);
            if (Knows(tree.Features[node], known))
                return Node(tree, features[tree.Features[node]] <= tree.Thresholds[node] ? left : right, known);
            var (leftRows, rightRows) = (Rows(tree, left), Rows(tree, right));
            return ((leftRows * Node(tree, left, known)) + (rightRows * Node(tree, right, known))) / (leftRows + rightRows);
        }
    }

    private static bool Knows(int feature, int known) => (known & (1 << Featurizer.InputOf[feature])) != 0;

    private static double Rows(Tree tree, int node) =>
        node < 0 ? tree.LeafRows[~node] : Rows(tree, tree.Left[node]) + Rows(tree, tree.Right[node]);

    private static double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
}
