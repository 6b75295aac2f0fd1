using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Model;

/// <summary>All linear members of a model as one vector of weights.</summary>
internal sealed class LinearPart
{
    /// <summary>The length of a feature vector with zeros up to a whole number of eight.</summary>
    public const int PaddedCount = (Featurizer.Count + 7) / 8 * 8;

    private readonly double[] _weights = new double[PaddedCount];
    private readonly double[] _means;

    public LinearPart(ModelDocument document)
    {
        _means = document.FeatureMeans;
        foreach (var member in document.Members.OfType<LinearMember>())
        {
            for (var i = 0; i < member.Features.Length; i++) _weights[member.Features[i]] += member.Weight * member.Weights[i];
        }

        IsEmpty = Array.TrueForAll(_weights, weight => weight == 0);
        for (var i = 0; i < Featurizer.Count; i++) Mean += _weights[i] * _means[i];
    }

    /// <summary>Whether no feature has a weight.</summary>
    public bool IsEmpty { get; }

    /// <summary>The mean over the training rows.</summary>
    public double Mean { get; }

    /// <summary>The weighted sum of the features. Multiplies and adds apart, so that every processor gives the same bits.</summary>
    public double Score(ReadOnlySpan<float> features)
    {
        if (IsEmpty) return 0;
        ref var weights = ref MemoryMarshal.GetArrayDataReference(_weights);
        ref var values = ref MemoryMarshal.GetReference(features[..PaddedCount]);
        var low = Vector256<double>.Zero;
        var high = Vector256<double>.Zero;
        for (nuint i = 0; i < PaddedCount; i += 8)
        {
            var (first, second) = Vector256.Widen(Vector256.LoadUnsafe(ref values, i));
            low += first * Vector256.LoadUnsafe(ref weights, i);
            high += second * Vector256.LoadUnsafe(ref weights, i + 4);
        }

        return Vector256.Sum(low + high);
    }

    /// <summary>Adds each input's Shapley value: weight times (feature - mean).</summary>
    public void AddContributions(ReadOnlySpan<float> features, Span<double> values)
    {
        if (IsEmpty) return;
        for (var i = 0; i < Featurizer.Count; i++)
        {
            values[Featurizer.InputOf[i]] += _weights[i] * (features[i] - _means[i]);
        }
    }
}
