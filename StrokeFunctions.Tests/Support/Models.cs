using StrokeFunctions.Model;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Tests.Support;

/// <summary>Made-up models, valid in every part, that use every kind of member.</summary>
internal static class Models
{
    /// <summary>A linear member over all features, and trees of up to the given number of leaves.</summary>
    public static ModelDocument Random(int seed, int trees = 20, int leaves = 16)
    {
        var random = new Random(seed);
        var features = SomePatients.Random(seed, 500).Select(patient =>
        {
            var row = new float[Featurizer.Count];
            Featurizer.Fill(patient, row);
            return row;
        }).ToList();
        return new ModelDocument
        {
            Threshold = 0.1,
            Intercept = -2.5,
            TrainingRows = features.Count,
            FeatureMeans = [.. Enumerable.Range(0, Featurizer.Count).Select(i => features.Average(row => (double)row[i]))],
            Members =
            [
                new LinearMember
                {
                    Name = "linear", Weight = 0.4, Bias = 0.3,
                    Features = [.. Enumerable.Range(0, Featurizer.Count)],
                    Weights = [.. Enumerable.Range(0, Featurizer.Count).Select(_ => random.NextDouble() - 0.5)],
                },
                new TreesMember
                {
                    Name = "trees",
                    Weight = 0.7,
                    Bias = 0.1,
                    Trees = [.. Enumerable.Range(0, trees).Select(i => Tree(random, i == 0 ? 1 : random.Next(2, leaves + 1), features))],
                },
            ],
        };
    }

    /// <summary>The scorer of a document.</summary>
    public static StrokeModel Load(ModelDocument document, string version = "test") => StrokeModel.Parse(version, document.ToJson());

    private static Tree Tree(Random random, int leaves, List<float[]> rows)
    {
        var (left, right) = (new int[leaves - 1], new int[leaves - 1]);
        List<(int[] Side, int Node)> open = [];
        for (var node = 0; node < leaves - 1; node++)
        {
            if (node > 0)
            {
                var (side, parent) = open[random.Next(open.Count)];
                open.Remove((side, parent));
                side[parent] = node;
            }

            open.Add((left, node));
            open.Add((right, node));
        }

        foreach (var (leaf, (side, node)) in open.Index()) side[node] = ~leaf;
        var features = left.Select(_ => random.Next(Featurizer.Count)).ToArray();
        var tree = new Tree
        {
            Features = features,
            Thresholds = [.. features.Select(feature => rows[random.Next(rows.Count)][feature] + (random.Next(2) == 0 ? 0 : 0.01f))],
            Left = left,
            Right = right,
            LeafValues = [.. Enumerable.Range(0, leaves).Select(_ => random.NextDouble() - 0.5)],
            LeafRows = new long[leaves],
        };
        foreach (var row in rows) tree.LeafRows[tree.LeafOf(row)]++;
        for (var leaf = 0; leaf < leaves; leaf++) tree.LeafRows[leaf]++;
        return tree;
    }
}
