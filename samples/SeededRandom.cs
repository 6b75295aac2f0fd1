namespace StrokeFunctions.Samples;

/// <summary>
/// Random numbers that are the same on every machine and in every version of .NET: SplitMix64
/// (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// </summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to under 1, uniformly.</summary>
    public double Uniform()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        z ^= z >> 31;
        return (z >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>True with a probability.</summary>
    public bool Happens(double probability) => Uniform() < probability;

    /// <summary>A number of the standard normal distribution (Box and Muller, 1958).</summary>
    public double Normal() => Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());

    /// <summary>One of some words, by their shares, which add up to 1.</summary>
    public string Pick(params ReadOnlySpan<(string Word, double Share)> choices)
    {
        var left = Uniform();
        foreach (var (word, share) in choices)
        {
            left -= share;
            if (left < 0) return word;
        }

        return choices[^1].Word;
    }
}
