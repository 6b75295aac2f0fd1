using System.Text.Json;
using StrokeFunctions.Patients;
using StrokeFunctions.Statistics;

namespace StrokeFunctions.Model;

/// <summary>
/// A model in memory: it never says anything else, is safe for any number of threads, without ML.NET, without a lock,
/// and without an allocation per patient (an explanation is one).
/// </summary>
internal sealed class StrokeModel
{
    private readonly LinearPart _linear;
    private readonly TreeGrid _steps;
    private readonly ReasonTable _reasons;
    private readonly double _intercept;
    private readonly bool _needsNumbersOnly;
    private readonly PatientGroup[] _thinAges;

    private StrokeModel(string version, ModelDocument document)
    {
        Version = version;
        ETag = $"\"{version}\"";
        Document = document;
        _intercept = document.Intercept + document.Members.Sum(member => member.Weight * member.Bias);
        _linear = new LinearPart(document);
        _steps = new TreeGrid(document);
        _reasons = new ReasonTable(document, _steps.Axes);
        _needsNumbersOnly = _linear.IsEmpty && _steps.NeedsNumbersOnly;
        Unlike = new UnlikePairs(document.Domain?.Unlike ?? []);
        _thinAges = [.. PatientGroup.Ages.Where(band => document.LikePatients?.FewInAges.Contains(band.Value) == true)];
        BaseLogOdds = _intercept + _linear.Mean + _reasons.Mean;
    }

    /// <summary>The version's name in the registry.</summary>
    public string Version { get; }

    /// <summary>The version as HTTP's ETag writes it.</summary>
    public string ETag { get; }

    /// <summary>The probability at or above which a patient is flagged.</summary>
    public double Threshold => Document.Threshold;

    /// <summary>The log odds of a patient of whom nothing is known.</summary>
    public double BaseLogOdds { get; }

    /// <summary>The combinations that hardly any training patient has.</summary>
    public UnlikePairs Unlike { get; }

    /// <summary>What is kept of the reasons of its trees.</summary>
    public ReasonTable Reasons => _reasons;

    /// <summary>What was read from model.json.</summary>
    public ModelDocument Document { get; }

    /// <summary>Reads and checks model.json.</summary>
    /// <exception cref="InvalidModelException">The file can't be used; it names every fault.</exception>
    public static StrokeModel Parse(string version, ReadOnlyMemory<byte> json)
    {
        if (json.Length > ModelLimits.Bytes)
            throw new InvalidModelException(version, [$"It is {json.Length} bytes long; at most {ModelLimits.Bytes} are allowed."]);

        ModelDocument document;
        try
        {
            document = WithoutProducts(ModelReader.Read(json.Span));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new InvalidModelException(version, [$"It is not a model in JSON: {exception.Message}"], exception);
        }

        var faults = ModelCheck.Faults(document);
        return faults.Count == 0 ? new StrokeModel(version, document) : throw new InvalidModelException(version, faults);
    }

    /// <summary>
    /// A model of the featurizer that had products of two inputs, without them: the features before them are those of today. One that used
    /// a product is refused by the check, because it names a feature that there isn't any more.
    /// </summary>
    private static ModelDocument WithoutProducts(ModelDocument document) =>
        document.FeaturizerVersion == Featurizer.VersionWithProducts && document.FeatureMeans.Length > Featurizer.Count
            && document.Features.Take(Featurizer.Count).SequenceEqual(Featurizer.Names)
            ? document with
            {
                FeaturizerVersion = Featurizer.Version,
                Features = Featurizer.Names,
                FeatureMeans = document.FeatureMeans[..Featurizer.Count],
            }
            : document;

    /// <summary>The calibrated log odds of a stroke.</summary>
    public double LogOdds(in Patient patient)
    {
        Span<float> features = stackalloc float[LinearPart.PaddedCount];
        if (_needsNumbersOnly) Featurizer.FillNumbers(patient, features);
        else Featurizer.Fill(patient, features);
        return _intercept + _linear.Score(features) + _steps.Score(patient, features);
    }

    /// <summary>The calibrated probability of a stroke, 0 to 1.</summary>
    public double Probability(in Patient patient) => ProbabilityScore.Logistic(LogOdds(patient));

    /// <summary>Whether few patients of that age have had a stroke, so that the model hardly knows such patients.</summary>
    public bool KnowsFewLike(in Patient patient)
    {
        foreach (var band in _thinAges)
        {
            if (band.Holds(patient)) return true;
        }

        return false;
    }

    /// <summary>Whether patients like this were among those whom it was calibrated on.</summary>
    public bool IsCalibratedFor(in Patient patient) => !Document.MeasuredBmiOnly || !double.IsNaN(patient[Schema.Bmi]);

    /// <summary>Whether a probability is at or above the threshold.</summary>
    public bool IsAtRisk(double probability) => probability >= Threshold;

    /// <summary>
    /// The exact Shapley values of the ten inputs. The linear part counts an unknown input at its training mean; trees follow
    /// both branches of an unknown input, weighed by training rows. What rounding leaves over (under 1e-9) goes to the largest value,
    /// so that <see cref="Explanation.Sum"/> is <see cref="LogOdds"/> within 1e-12.
    /// </summary>
    public Explanation Explain(in Patient patient)
    {
        Span<float> features = stackalloc float[LinearPart.PaddedCount];
        Featurizer.Fill(patient, features);
        var values = new double[Patient.Count];
        _linear.AddContributions(features, values);
        _reasons.AddContributions(patient, features, values);

        var explanation = new Explanation(BaseLogOdds, values);
        var largest = 0;
        for (var i = 1; i < values.Length; i++)
        {
            if (Math.Abs(values[i]) > Math.Abs(values[largest])) largest = i;
        }

        values[largest] += LogOdds(patient) - explanation.Sum;
        return explanation;
    }
}

/// <summary>Why a patient got an answer: exact Shapley values of the ten inputs, in log odds.</summary>
/// <param name="BaseLogOdds">The log odds of a patient of whom nothing is known: the mean over the training rows.</param>
/// <param name="LogOdds">What each input adds, in the schema's order. Added to the base in this order they give the answered log
/// odds.</param>
internal sealed record Explanation(double BaseLogOdds, IReadOnlyList<double> LogOdds)
{
    /// <summary>The sum, in the order that makes it the answered log odds to the last bits.</summary>
    public double Sum
    {
        get
        {
            var sum = BaseLogOdds;
            foreach (var contribution in LogOdds) sum += contribution;
            return sum;
        }
    }
}
