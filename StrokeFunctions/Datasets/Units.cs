using System.Globalization;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Datasets;

/// <summary>Tells numbers in another unit than the schema's, and which unit it probably is.</summary>
internal static class Units
{
    /// <summary>A larger share of numbers outside what is known is another unit and no chance.</summary>
    private const double MaxOutsideShare = 0.05;

    /// <summary>That many rows outside are never a unit.</summary>
    private const int MaxOutsideRows = 10;

    /// <summary>With fewer patients a table tells no range.</summary>
    private const int MinReferenceRows = 100;

    /// <summary>A unit fits if it brings this share of the numbers into the usual range.</summary>
    private const double MinFittingShare = 0.9;

    /// <summary>An average glucose level below 36 mg/dL (2 mmol/L) is not survived; whole files of it are in another unit.</summary>
    private const double LowestGlucose = 36;

    /// <summary>
    /// What a number is to be multiplied by to be in the schema's unit. 18.016 is a tenth of the molar mass of glucose, in g/mol.
    /// </summary>
    private static readonly (Column Column, double Factor, string Unit, string Remedy)[] Conversions =
    [
        (Schema.AverageGlucoseLevel, 18.016, "mmol/L", "multiply by 18.016"),
        (Schema.AverageGlucoseLevel, 100, "g/L", "multiply by 100"),
        (Schema.Age, 1.0 / 12, "months", "divide by 12"),
        (Schema.Age, 1 / 52.18, "weeks", "divide by 52.18"),
        (Schema.Age, 1 / 365.25, "days", "divide by 365.25"),
        (Schema.Bmi, 703.07, "lb/in2", "multiply by 703.07"),
    ];

    /// <summary>Numbers that are no measure of the column at all.</summary>
    private static readonly (Column Column, double Low, double High, string Unit, string Remedy)[] OtherMeasures =
    [
        (Schema.Bmi, 1.2, 2.2, "heights in metres", "send kg/m2, or N/A"),
        (Schema.Bmi, 120, 220, "heights in centimetres", "send kg/m2, or N/A"),
        (Schema.Age, 1880, 2100, "years of birth", "send the age in years"),
    ];

    /// <summary>What patients usually have, where no table tells it: the limits of nearly all of them, and the middle.</summary>
    private static readonly Dictionary<Column, Range> Usual = new()
    {
        [Schema.Age] = new(0.08, 100, 45),
        [Schema.AverageGlucoseLevel] = new(50, 300, 92),
        [Schema.Bmi] = new(12, 60, 28),
    };

    /// <summary>Why a dataset's numbers can't be in the schema's units; null if they may be.</summary>
    /// <param name="rows">The dataset's rows.</param>
    /// <param name="knownCount">How many patients the training table has.</param>
    /// <param name="ranges">What numbers they have.</param>
    public static string? Refusal(IReadOnlyCollection<DatasetRow> rows, int knownCount, Ranges ranges)
    {
        KnownColumn[] columns =
        [
            .. from column in Schema.Inputs.OfType<NumericColumn>()
               let known = RangeOf(column, ranges)
               where known is not null
               select new KnownColumn(column, known),
        ];
        foreach (var row in rows)
        {
            foreach (var column in columns) column.Add(row.Patient);
        }

        return columns.Select(column => column.Refusal(knownCount)).FirstOrDefault(refusal => refusal is not null);
    }

    /// <summary>In which unit numbers probably are, with what to do; null if none fits.</summary>
    private static string? Likely(Column column, List<double> outside, Range known)
    {
        var middle = Median(outside);
        var fitting = Conversions
            .Where(unit => unit.Column == column
                && outside.Count(value => known.Contains(value * unit.Factor)) >= MinFittingShare * outside.Count
                && Distance(middle * unit.Factor, known.Middle) < Distance(middle, known.Middle))
            .OrderBy(unit => Distance(middle * unit.Factor, known.Middle))
            .Select(unit => $"They look like {unit.Unit}: {unit.Remedy}.");
        var other = OtherMeasures
            .Where(measure => measure.Column == column
                && outside.Count(value => value >= measure.Low && value <= measure.High) >= MinFittingShare * outside.Count)
            .Select(measure => $"They look like {measure.Unit}: {measure.Remedy}.");
        // Another measure lies in few numbers close together: years of birth, read as weeks, would be ages of 36 to 40 alone.
        return other.Concat(fitting).FirstOrDefault();
    }

    /// <summary>The table's own range; without a table only what no patient can have.</summary>
    private static Range? RangeOf(NumericColumn column, Ranges table)
    {
        if (table.Of(column) is { } known)
        {
            // A single slip taken in earlier, such as 1 mg/dL, must not disarm the rule: glucose is never held against less than can be
            // lived with.
            return column == Schema.AverageGlucoseLevel ? known with { Low = Math.Max(known.Low, LowestGlucose) } : known;
        }

        return column == Schema.AverageGlucoseLevel ? Usual[column] with { Low = LowestGlucose, High = column.Maximum } : null;
    }

    private static double Distance(double value, double other) => Math.Abs(Math.Log(Math.Max(value, 1e-9) / Math.Max(other, 1e-9)));

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The limits of what is known of a column, and the middle.</summary>
    internal sealed record Range(double Low, double High, double Middle)
    {
        /// <summary>Whether a number lies within the limits.</summary>
        public bool Contains(double value) => value >= Low && value <= High;
    }

    /// <summary>The numbers of a dataset in a column of which it is known what patients have.</summary>
    private sealed class KnownColumn(NumericColumn column, Range known)
    {
        private readonly List<double> _outside = [];
        private int _count;

        public void Add(in Patient patient)
        {
            var value = patient[column];
            if (double.IsNaN(value)) return;
            _count++;
            if (!known.Contains(value)) _outside.Add(value);
        }

        public string? Refusal(int knownCount)
        {
            var areMany = _outside.Count > MaxOutsideShare * _count && _outside.Count > MaxOutsideRows;
            // A small file can't reach the least count: then all but everything must lie outside, and a unit fit.
            var areMost = _outside.Count >= 3 && _outside.Count > 0.5 * _count;
            if (!areMany && !areMost) return null;
            var likely = Likely(column, _outside, known);
            if (!areMany && likely is null) return null;
            var whose = knownCount < MinReferenceRows ? "what a patient can have" : "those of the patients known so far";
            return $"Column {column.Name}: {_outside.Count} of {_count} numbers lie outside {whose}, "
                + $"{Text(known.Low)} to {Text(known.High)} {column.Unit}. {likely ?? $"Are they in {column.Unit}?"}";
        }
    }

    /// <summary>
    /// What a table has in each numeric column, gathered while its rows pass. The middle is the median to a hundredth, counted: there are
    /// few different ones.
    /// </summary>
    internal sealed class Ranges
    {
        private const double Hundredths = 100;

        private static readonly NumericColumn[] Columns = [.. Schema.Inputs.OfType<NumericColumn>()];

        private readonly double[] _low = Array.ConvertAll(Columns, _ => double.PositiveInfinity);
        private readonly double[] _high = Array.ConvertAll(Columns, _ => double.NegativeInfinity);
        private readonly int[][] _hundredths = Array.ConvertAll(Columns, column => new int[(int)(column.Maximum * Hundredths) + 1]);

        /// <summary>Takes a row.</summary>
        public void Add(PackedRow row)
        {
            var numbers = row.Numbers;
            for (var i = 0; i < Columns.Length; i++)
            {
                var hundredths = PackedRow.NextNumber(ref numbers, out var value);
                if (hundredths >= 0) value = hundredths / Hundredths;
                else if (double.IsNaN(value)) continue;
                else hundredths = (int)Math.Round(value * Hundredths);
                if (value < _low[i]) _low[i] = value;
                if (value > _high[i]) _high[i] = value;
                _hundredths[i][hundredths]++;
            }
        }

        /// <summary>The range of a column; null where too few patients tell it.</summary>
        public Range? Of(NumericColumn column)
        {
            var i = Array.IndexOf(Columns, column);
            var rest = _hundredths[i].Sum();
            if (rest < MinReferenceRows) return null;
            rest /= 2;
            var middle = 0;
            while ((rest -= _hundredths[i][middle]) >= 0) middle++;
            return new Range(_low[i], _high[i], middle / Hundredths);
        }
    }

    /// <summary>Numbers of a file that lie outside the schema's limits, by column, in bounded memory.</summary>
    internal sealed class OutOfLimits
    {
        private const int MaxKept = 10_000;
        private const int MinDistinct = 3;

        private readonly Dictionary<Column, List<double>> _values = [];

        /// <summary>Takes the numbers among the faults of a row.</summary>
        public void Add(IReadOnlyList<RowError> faults)
        {
            foreach (var fault in faults)
            {
                if (Schema.Inputs.FirstOrDefault(c => c.Name == fault.Column) is not NumericColumn column) continue;
                if (!double.TryParse(fault.Found.Replace(',', '.'), NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
                    continue;
                if (!_values.TryGetValue(column, out var values)) _values[column] = values = [];
                if (values.Count < MaxKept) values.Add(value);
            }
        }

        /// <summary>The column whose numbers are in another unit, in words; null if none is.</summary>
        /// <param name="rows">Rows of the whole file.</param>
        public string? InWords(long rows)
        {
            foreach (var (column, values) in _values.OrderByDescending(column => column.Value.Count))
            {
                // One value again and again is a code for something, and no measure.
                if (values.Count < MaxOutsideShare * rows || values.Distinct().Take(MinDistinct).Count() < MinDistinct) continue;
                if (Likely(column, values, Usual[column]) is { } likely)
                    return $"Column {column.Name}: {values.Count} of {rows} numbers are not {column.Allowed}. {likely}";
            }

            return null;
        }
    }
}
