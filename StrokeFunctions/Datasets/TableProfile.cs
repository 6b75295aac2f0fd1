using System.Collections;

namespace StrokeFunctions.Datasets;

/// <summary>
/// What a table's patients are like, and which patients of a dataset it doesn't have: all that is asked of the table before the dataset
/// is merged, in one walk through both.
/// </summary>
/// <param name="Ranges">What numbers they have.</param>
/// <param name="Categories">How often each category stands among them.</param>
/// <param name="Unknown">Of each row of the dataset whether the table lacks its id.</param>
internal sealed record TableProfile(Units.Ranges Ranges, CategoryCounts Categories, BitArray Unknown)
{
    /// <summary>That of a table without patients.</summary>
    public static readonly TableProfile Nobody = new(new Units.Ranges(), new CategoryCounts(), new BitArray(0));

    /// <summary>How many rows of the dataset are of patients whose id the table has.</summary>
    public int KnownIds { get; private set; }

    /// <summary>Walks through a table.</summary>
    /// <param name="table">The table's rows.</param>
    /// <param name="rows">The dataset's, in the same order.</param>
    public static TableProfile Of(TableRows table, TableRows rows)
    {
        var profile = new TableProfile(new Units.Ranges(), new CategoryCounts(), new BitArray(rows.Count, true));
        var combinations = new int[PackedRow.AllCategories.Length];
        using var known = table.Read();
        using var reader = rows.Read();
        var at = 0;
        var row = reader.MoveNext() ? reader.Current : default;
        while (known.MoveNext())
        {
            var current = known.Current;
            profile.Ranges.Add(current);
            combinations[current.Combination]++;
            int order;
            while (at < rows.Count && (order = PackedRow.CompareIds(row.Id, current.Id)) <= 0)
            {
                if (order == 0)
                {
                    profile.Unknown[at] = false;
                    profile.KnownIds++;
                }

                at++;
                if (reader.MoveNext()) row = reader.Current;
            }
        }

        for (var i = 0; i < combinations.Length; i++) profile.Categories.Add(PackedRow.AllCategories[i], combinations[i]);
        return profile;
    }
}
