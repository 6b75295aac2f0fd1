using StrokeFunctions.Patients;

namespace StrokeFunctions.Model;

/// <summary>
/// Combinations of two values that hardly any training patient has, though many would if the two were unrelated: a married smoker of half a
/// year. Only the combinations are kept, no count.
/// </summary>
/// <remarks>
/// A combination's ratio is (O + 1/2) / (E + 1/2), of the patients O who have both and E = n_a n_b / n who would by chance. The least ratio
/// of a patient's 45 combinations says how unlike others the patient is; the limit is the 1 % quantile of that among the training
/// patients, each left out of its own count, so that about one patient in a hundred like them is named by mistake.
/// </remarks>
internal sealed class UnlikePairs
{
    private const double FalseAlarms = 0.01;

    private readonly ulong[] _unlike = new ulong[PatientBins.Count];

    /// <summary>Of pairs as model.json holds them, whose names are known to be bins.</summary>
    public UnlikePairs(IEnumerable<UnlikePair> pairs)
    {
        foreach (var pair in pairs)
        {
            var (a, b) = (PatientBins.Find(pair.First), PatientBins.Find(pair.Second));
            _unlike[a] |= 1ul << b;
            _unlike[b] |= 1ul << a;
        }
    }

    /// <summary>The unlike combinations of a patient, in words; empty if there are none, which costs ten comparisons.</summary>
    public IEnumerable<string> Of(in Patient patient)
    {
        var bits = PatientBins.Of(patient);
        foreach (var column in Schema.Inputs)
        {
            if ((_unlike[PatientBins.Of(column, patient[column])] & bits) != 0) return Name(bits);
        }

        return [];
    }

    /// <summary>The pairs of some training patients.</summary>
    public static IReadOnlyList<UnlikePair> Fit(IReadOnlyList<Patient> patients)
    {
        if (patients.Count == 0) return [];
        var bins = new int[Patient.Count];
        var counts = new int[PatientBins.Count, PatientBins.Count];
        foreach (var patient in patients)
        {
            PatientBins.Fill(patient, bins);
            foreach (var a in bins)
            {
                foreach (var b in bins) counts[a, b]++;
            }
        }

        var least = new double[patients.Count];
        for (var i = 0; i < least.Length; i++)
        {
            PatientBins.Fill(patients[i], bins);
            least[i] = Least(counts, bins, patients.Count);
        }

        Array.Sort(least);
        var limit = least[(int)(FalseAlarms * least.Length)];
        return
        [
            .. from a in Enumerable.Range(0, PatientBins.Count)
            from b in Enumerable.Range(a + 1, PatientBins.Count - a - 1)
            where PatientBins.ColumnOf(a) != PatientBins.ColumnOf(b) && Ratio(counts, a, b, 0, patients.Count) < limit
            select new UnlikePair(PatientBins.Name(a), PatientBins.Name(b)),
        ];
    }

    /// <summary>The least ratio of a training patient's combinations, without the patient.</summary>
    private static double Least(int[,] counts, int[] bins, int patients)
    {
        var least = double.MaxValue;
        for (var a = 0; a < bins.Length; a++)
        {
            for (var b = a + 1; b < bins.Length; b++) least = Math.Min(least, Ratio(counts, bins[a], bins[b], 1, patients));
        }

        return least;
    }

    private IEnumerable<string> Name(ulong bits) =>
        from a in PatientBins.Among(bits)
        from b in PatientBins.Among(_unlike[a] & bits)
        where a < b
        select $"{PatientBins.Name(a)} with {PatientBins.Name(b)}: hardly any training patient is both.";

    private static double Ratio(int[,] counts, int a, int b, int leftOut, int patients)
    {
        var expected = (double)counts[a, a] * counts[b, b] / patients;
        return (counts[a, b] - leftOut + 0.5) / (expected + 0.5);
    }
}

/// <summary>Two values that hardly any training patient has together.</summary>
/// <param name="First">A bin of <see cref="PatientBins"/>, such as "age 0 to 2".</param>
/// <param name="Second">A bin of another input, such as "ever_married Yes".</param>
internal sealed record UnlikePair(string First, string Second);
