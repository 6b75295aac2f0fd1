using System.Runtime.CompilerServices;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Model;

/// <summary>Checks everything in a model file that the scorer relies on.</summary>
internal sealed class ModelCheck
{
    private readonly List<string> _faults = [];

    /// <summary>Every fault of the document (at most <see cref="ModelLimits.Faults"/>), each a sentence; empty if it can be used.</summary>
    public static List<string> Faults(ModelDocument document)
    {
        var check = new ModelCheck();
        check.Header(document);
        check.Members(document);
        if (check._faults.Count == 0) check.TableSize(document);
        return check._faults;
    }

    private void Header(ModelDocument document)
    {
        Equal("format", document.Format, ModelDocument.CurrentFormat);
        Equal("schema_version", document.SchemaVersion, Schema.Version);
        Equal("featurizer_version", document.FeaturizerVersion, Featurizer.Version);
        if (!document.Features.SequenceEqual(Featurizer.Names))
            Fault("features are not those of the featurizer.");
        if (!(document.Threshold > 0 && document.Threshold < 1))
            Fault($"threshold is {document.Threshold}; over 0 and under 1 is allowed.");
        if (document.TrainingRows < 1)
            Fault($"training_rows is {document.TrainingRows}; at least 1 is allowed.");
        Finite("intercept", [document.Intercept]);
        Length("feature_means", document.FeatureMeans.Length, Featurizer.Count);
        Finite("feature_means", document.FeatureMeans);
        if (document.LikePatients is { } like) Like(like);
        if (document.Domain is { } domain) Domain(domain);
    }

    private void Like(LikePatients like)
    {
        if (like.Groups.Count is 0 or > ModelLimits.LikeGroups)
        {
            Fault($"like_patients/groups are {like.Groups.Count}; 1 to {ModelLimits.LikeGroups} are allowed.");
            return;
        }

        foreach (var group in like.Groups)
        {
            Share("like_patients/groups/from", group.From);
            Share("like_patients/groups/low", group.Low);
            Share("like_patients/groups/high", group.High);
        }
    }

    private void Unlike(IReadOnlyList<UnlikePair> pairs)
    {
        if (pairs.Any(pair => PatientBins.Find(pair.First) < 0 || PatientBins.Find(pair.Second) < 0))
            Fault("domain/unlike must name bins of the ten inputs.");
    }

    private void Domain(TrainingDomain domain)
    {
        if (domain.Unlike is { } unlike) Unlike(unlike);
        if (!domain.Ranges.Select(range => range.Column).SequenceEqual(Schema.Inputs.OfType<NumericColumn>().Select(column => column.Name)))
            Fault("domain/ranges must be of the numeric columns in the schema's order.");
        Finite("domain/ranges", [.. domain.Ranges.SelectMany(range => new[] { range.Minimum, range.Maximum })]);
        if (!HasAllCategories(domain))
            Fault("domain/categories must be of the category columns in the schema's order, with a count for each category.");
    }

    private static bool HasAllCategories(TrainingDomain domain)
    {
        CategoryColumn[] columns = [.. Schema.Inputs.OfType<CategoryColumn>()];
        if (domain.Categories.Count != columns.Length) return false;
        for (var i = 0; i < columns.Length; i++)
        {
            var seen = domain.Categories[i];
            if (seen.Column != columns[i].Name || seen.Rows.Length != columns[i].Categories.Count) return false;
        }

        return true;
    }

    private void Members(ModelDocument document)
    {
        if (document.Members.Count is 0 or > ModelLimits.Members)
            Fault($"members are {document.Members.Count}; 1 to {ModelLimits.Members} are allowed.");
        var trees = document.Members.OfType<TreesMember>().Sum(member => member.Trees.Count);
        if (trees > ModelLimits.Trees) Fault($"trees are {trees}; at most {ModelLimits.Trees} are allowed.");
        foreach (var (index, member) in document.Members.Index())
        {
            var path = $"members/{index}";
            Finite($"{path}/weight", [member.Weight]);
            Finite($"{path}/bias", [member.Bias]);
            if (member is LinearMember linear) Linear(path, linear);
            if (member is TreesMember forest) Forest(path, forest);
        }
    }

    private void Linear(string path, LinearMember member)
    {
        Length($"{path}/weights", member.Weights.Length, member.Features.Length);
        Finite($"{path}/weights", member.Weights);
        FeatureIndices($"{path}/features", member.Features, Featurizer.Count);
        if (member.Features.Distinct().Count() != member.Features.Length) Fault($"{path}/features names a feature twice.");
    }

    private void Forest(string path, TreesMember member)
    {
        foreach (var (index, tree) in member.Trees.Index())
        {
            OneTree($"{path}/trees/{index}", tree);
            if (_faults.Count >= ModelLimits.Faults) return;
        }
    }

    private void OneTree(string path, Tree tree)
    {
        var nodes = tree.Features.Length;
        if (nodes >= ModelLimits.Leaves) Fault($"{path} has {nodes} nodes; under {ModelLimits.Leaves} are allowed.");
        Length($"{path}/thresholds", tree.Thresholds.Length, nodes);
        Length($"{path}/left", tree.Left.Length, nodes);
        Length($"{path}/right", tree.Right.Length, nodes);
        Length($"{path}/leaf_values", tree.LeafValues.Length, nodes + 1);
        Length($"{path}/leaf_rows", tree.LeafRows.Length, nodes + 1);
        FeatureIndices($"{path}/features", tree.Features, Featurizer.Count);
        Finite($"{path}/thresholds", tree.Thresholds);
        Finite($"{path}/leaf_values", tree.LeafValues);
        Rows($"{path}/leaf_rows", tree.LeafRows);
        if (tree.Left.Length == nodes && tree.Right.Length == nodes && tree.LeafValues.Length == nodes + 1 && !IsOneTree(tree))
            Fault($"{path} is not a tree: every node and every leaf must be the child of one node, and reached from node 0.");
    }

    /// <summary>Every node but the root and every leaf is a child exactly once, and all are reached: so there is no cycle.</summary>
    private static bool IsOneTree(Tree tree)
    {
        var nodes = tree.Features.Length;
        if (nodes == 0) return true;
        var (seenNodes, seenLeaves, waiting) = (new bool[nodes], new bool[nodes + 1], new Stack<int>([0]));
        var seen = 0;
        while (waiting.TryPop(out var node))
        {
            var leaf = node < 0;
            var index = leaf ? ~node : node;
            var flags = leaf ? seenLeaves : seenNodes;
            if (index >= flags.Length || flags[index]) return false;
            flags[index] = true;
            seen++;
            if (leaf) continue;
            waiting.Push(tree.Left[node]);
            waiting.Push(tree.Right[node]);
        }

        return seen == (2 * nodes) + 1;
    }

    private void TableSize(ModelDocument document)
    {
        var trees = document.Members.OfType<TreesMember>().SelectMany(member => member.Trees).ToList();
        var bins = TreeGridAxis.CutsOf(trees).Sum(cuts => cuts.LongLength) + (2L * Featurizer.Count);
        if (bins * (trees.Count + 3) > ModelLimits.Words)
            Fault($"its {trees.Count} trees with {bins} bins need {bins * trees.Count} words; at most {ModelLimits.Words} are allowed.");
    }

    private void Equal(string path, int found, int allowed)
    {
        if (found != allowed) Fault($"{path} is {found}; {allowed} is allowed.");
    }

    private void Length(string path, int found, int allowed)
    {
        if (found != allowed) Fault($"{path} has {found} entries; {allowed} are allowed.");
    }

    private void Share(string path, double value)
    {
        if (!(value >= 0 && value <= 1)) Fault($"{path} is {value}; 0 to 1 is allowed.");
    }

    private void Finite(string path, ReadOnlySpan<double> values)
    {
        foreach (var value in values)
        {
            if (!(Math.Abs(value) <= ModelLimits.Magnitude))
                Fault($"{path} holds {value}; {-ModelLimits.Magnitude} to {ModelLimits.Magnitude} is allowed.");
        }
    }

    private void Finite(string path, ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!(Math.Abs(value) <= ModelLimits.Magnitude))
                Fault($"{path} holds {value}; {-ModelLimits.Magnitude} to {ModelLimits.Magnitude} is allowed.");
        }
    }

    private void Rows(string path, ReadOnlySpan<long> rows)
    {
        foreach (var value in rows)
        {
            if (value < 1 || value > ModelLimits.Magnitude) Fault($"{path} holds {value}; 1 to {ModelLimits.Magnitude} is allowed.");
        }
    }

    private void FeatureIndices(string path, ReadOnlySpan<int> indices, int count)
    {
        foreach (var index in indices)
        {
            if (index < 0 || index >= count) Fault($"{path} holds {index}; 0 to {count - 1} is allowed.");
        }
    }

    private void Fault(DefaultInterpolatedStringHandler fault) => Fault(fault.ToStringAndClear());

    private void Fault(string fault)
    {
        if (_faults.Count < ModelLimits.Faults) _faults.Add(fault);
    }
}

/// <summary>How large a model file may be, so that a hostile or broken one can't exhaust memory or time.</summary>
internal static class ModelLimits
{
    /// <summary>Bytes of model.json.</summary>
    public const int Bytes = 64 * 1024 * 1024;

    /// <summary>Members of a model.</summary>
    public const int Members = 64;

    /// <summary>Trees of a model, over all members.</summary>
    public const int Trees = 4000;

    /// <summary>Groups of patients of like probability.</summary>
    public const int LikeGroups = 1000;

    /// <summary>Leaves of a tree: one bit of a word each.</summary>
    public const int Leaves = 32;

    /// <summary>Words of the scorer's table (bins times trees): 64 MB.</summary>
    public const long Words = 16 * 1024 * 1024;

    /// <summary>Faults that are listed.</summary>
    public const int Faults = 100;

    /// <summary>No parameter is larger than this; sums of any number of them stay finite.</summary>
    public const double Magnitude = 1e9;
}
