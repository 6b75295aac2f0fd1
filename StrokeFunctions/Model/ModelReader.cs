using System.Text.Json;

namespace StrokeFunctions.Model;

/// <summary>
/// Reads model.json value by value. A serializer would need fewer lines, but a start would wait for it: the runtime compiles some thirty
/// methods for each kind of member. What a model may hold is checked afterwards, by <see cref="ModelCheck"/>.
/// </summary>
internal static class ModelReader
{
    private const string LinearKind = "linear";
    private const string TreesKind = "trees";

    /// <summary>Reads a model.</summary>
    /// <exception cref="JsonException">
    /// It is not JSON, or a member is unknown, missing or of the wrong kind; says which, where, and what is expected.
    /// </exception>
    /// <exception cref="InvalidOperationException">A string is not UTF-8.</exception>
    public static ModelDocument Read(ReadOnlySpan<byte> text)
    {
        var json = new JsonCursor(text);
        var document = Document(ref json);
        json.End();
        return document;
    }

    private static ModelDocument Document(ref JsonCursor json)
    {
        int? format = null, schema = null, featurizer = null;
        double? threshold = null, intercept = null;
        long? rows = null;
        string[]? features = null;
        double[]? means = null;
        Member[]? members = null;
        LikePatients? like = null;
        TrainingDomain? domain = null;
        var measuredBmiOnly = false;
        for (json.Begin(); json.Next();)
        {
            switch (json.Member)
            {
                case "format": format = json.Int32(); break;
                case "schema_version": schema = json.Int32(); break;
                case "featurizer_version": featurizer = json.Int32(); break;
                case "features": features = json.Texts(); break;
                case "threshold": threshold = json.Double(); break;
                case "intercept": intercept = json.Double(); break;
                case "training_rows": rows = json.Int64(); break;
                case "feature_means": means = json.Doubles(); break;
                case "members": members = json.Array(Member); break;
                case "like_patients": like = json.IsNull() ? null : LikePatients(ref json); break;
                case "domain": domain = json.IsNull() ? null : Domain(ref json); break;
                case "measured_bmi_only": measuredBmiOnly = json.Boolean(); break;
                // Bounds by which models before called an answer uncertain, of no use any more.
                case "uncertainty": json.Skip(); break;
                default: throw json.Unknown();
            }
        }

        return new ModelDocument
        {
            Format = format ?? throw json.Missing("format"),
            SchemaVersion = schema ?? throw json.Missing("schema_version"),
            FeaturizerVersion = featurizer ?? throw json.Missing("featurizer_version"),
            Features = features ?? throw json.Missing("features"),
            Threshold = threshold ?? throw json.Missing("threshold"),
            Intercept = intercept ?? throw json.Missing("intercept"),
            TrainingRows = rows ?? throw json.Missing("training_rows"),
            FeatureMeans = means ?? throw json.Missing("feature_means"),
            Members = members ?? throw json.Missing("members"),
            LikePatients = like,
            Domain = domain,
            MeasuredBmiOnly = measuredBmiOnly,
        };
    }

    /// <summary>One member. Its kind stands first and says what else it has.</summary>
    private static Member Member(ref JsonCursor json)
    {
        string? name = null;
        double? weight = null, bias = null;
        int[]? features = null;
        double[]? weights = null;
        Tree[]? trees = null;
        json.Begin();
        if (!json.Next() || json.Member != "kind") throw json.Missing("kind");
        var kind = json.Text();
        if (kind is not (LinearKind or TreesKind))
            throw new JsonException($"The kind of a member is \"{kind}\"; {LinearKind} and {TreesKind} are known.");
        while (json.Next())
        {
            switch (kind, json.Member)
            {
                case (_, "name"): name = json.Text(); break;
                case (_, "weight"): weight = json.Double(); break;
                case (_, "bias"): bias = json.Double(); break;
                case (LinearKind, "features"): features = json.Int32s(); break;
                case (LinearKind, "weights"): weights = json.Doubles(); break;
                case (TreesKind, "trees"): trees = json.Array(Tree); break;
                default: throw json.Unknown();
            }
        }

        if (name is null) throw json.Missing("name");
        if (weight is null) throw json.Missing("weight");
        if (bias is null) throw json.Missing("bias");
        return kind == LinearKind
            ? new LinearMember
            {
                Name = name,
                Weight = weight.Value,
                Bias = bias.Value,
                Features = features ?? throw json.Missing("features"),
                Weights = weights ?? throw json.Missing("weights"),
            }
            : new TreesMember
            {
                Name = name,
                Weight = weight.Value,
                Bias = bias.Value,
                Trees = trees ?? throw json.Missing("trees"),
            };
    }

    private static Tree Tree(ref JsonCursor json)
    {
        int[]? features = null, left = null, right = null;
        float[]? thresholds = null;
        double[]? values = null;
        long[]? rows = null;
        for (json.Begin(); json.Next();)
        {
            switch (json.Member)
            {
                case "features": features = json.Int32s(); break;
                case "thresholds": thresholds = json.Singles(); break;
                case "left": left = json.Int32s(); break;
                case "right": right = json.Int32s(); break;
                case "leaf_values": values = json.Doubles(); break;
                case "leaf_rows": rows = json.Int64s(); break;
                default: throw json.Unknown();
            }
        }

        return new Tree
        {
            Features = features ?? throw json.Missing("features"),
            Thresholds = thresholds ?? throw json.Missing("thresholds"),
            Left = left ?? throw json.Missing("left"),
            Right = right ?? throw json.Missing("right"),
            LeafValues = values ?? throw json.Missing("leaf_values"),
            LeafRows = rows ?? throw json.Missing("leaf_rows"),
        };
    }

    private static LikePatients LikePatients(ref JsonCursor json)
    {
        LikeGroup[]? groups = null;
        string[]? ages = null;
        for (json.Begin(); json.Next();)
        {
            switch (json.Member)
            {
                case "groups": groups = json.Array(LikeGroup); break;
                case "few_in_ages": ages = json.Texts(); break;
                default: throw json.Unknown();
            }
        }

        return new LikePatients { Groups = groups ?? throw json.Missing("groups"), FewInAges = ages ?? throw json.Missing("few_in_ages") };
    }

    private static LikeGroup LikeGroup(ref JsonCursor json)
    {
        double? from = null, low = null, high = null;
        for (json.Begin(); json.Next();)
        {
            switch (json.Member)
            {
                case "from": from = json.Double(); break;
                case "low": low = json.Double(); break;
                case "high": high = json.Double(); break;
                default: throw json.Unknown();
            }
        }

        return new LikeGroup(from ?? throw json.Missing("from"), low ?? throw json.Missing("low"), high ?? throw json.Missing("high"));
    }

    private static TrainingDomain Domain(ref JsonCursor json)
    {
        SeenRange[]? ranges = null;
        SeenCategories[]? categories = null;
        UnlikePair[]? unlike = null;
        for (json.Begin(); json.Next();)
        {
            switch (json.Member)
            {
                case "ranges": ranges = json.Array(Range); break;
                case "categories": categories = json.Array(Categories); break;
                case "unlike": unlike = json.IsNull() ? null : json.Array(Pair); break;
                default: throw json.Unknown();
            }
        }

        return new TrainingDomain
        {
            Ranges = ranges ?? throw json.Missing("ranges"),
            Categories = categories ?? throw json.Missing("categories"),
            Unlike = unlike,
        };
    }

    private static SeenRange Range(ref JsonCursor json)
    {
        string? column = null;
        double? minimum = null, maximum = null;
        long? missing = null;
        for (json.Begin(); json.Next();)
        {
            switch (json.Member)
            {
                case "column": column = json.Text(); break;
                case "minimum": minimum = json.Double(); break;
                case "maximum": maximum = json.Double(); break;
                case "missing_rows": missing = json.Int64(); break;
                default: throw json.Unknown();
            }
        }

        return new SeenRange(
            column ?? throw json.Missing("column"), minimum ?? throw json.Missing("minimum"), maximum ?? throw json.Missing("maximum"),
            missing ?? throw json.Missing("missing_rows"));
    }

    private static SeenCategories Categories(ref JsonCursor json)
    {
        string? column = null;
        long[]? rows = null;
        for (json.Begin(); json.Next();)
        {
            switch (json.Member)
            {
                case "column": column = json.Text(); break;
                case "rows": rows = json.Int64s(); break;
                default: throw json.Unknown();
            }
        }

        return new SeenCategories(column ?? throw json.Missing("column"), rows ?? throw json.Missing("rows"));
    }

    private static UnlikePair Pair(ref JsonCursor json)
    {
        string? first = null, second = null;
        for (json.Begin(); json.Next();)
        {
            switch (json.Member)
            {
                case "first": first = json.Text(); break;
                case "second": second = json.Text(); break;
                default: throw json.Unknown();
            }
        }

        return new UnlikePair(first ?? throw json.Missing("first"), second ?? throw json.Missing("second"));
    }
}
