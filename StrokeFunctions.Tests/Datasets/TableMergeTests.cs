using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Registry;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

/// <summary>A dataset merged into a table, held against dictionaries, and against the bytes of earlier programs.</summary>
public sealed class TableMergeTests
{
    private static readonly TableState Empty = new(TableIndex.Empty, [], null);

    /// <summary>Supplementary characters sort before U+E000 to U+FFFF, in UTF-16; by the bytes of UTF-8 they would sort behind.</summary>
    private static readonly string[] Prefixes =
        ["", "0", "00", "b-", "\uE000", "\uFFFD", "\U00010000", "\U0010FFFF", "ä", "\"", ",", "1\n"];

    /// <summary>The hash is that of earlier programs' table: other bytes would make every table another one.</summary>
    [Fact]
    public void Of_GivesTheBytesOfEarlierPrograms()
    {
        var random = new Random(1);
        var table = Empty;
        for (var day = 1; day <= 4; day++) table = Into(table, TableMerge.Of(table, Source(day), Draw(random, 1500)));

        var (content, sha256) = TableFile.Write(table.Rows);

        content.Dispose();
        Assert.Equal("360e7d4cbdd168b69fe25b67fa0f50538b001777d4d566df7f4e24d9623139d4", sha256);
    }

    [Fact]
    public void Rules_SayWhatEarlierProgramsSaid()
    {
        var table = Into(Empty, TableMerge.Of(Empty, Source(1), SyntheticRows.Draw(1, 3000)));
        DatasetRow[] rows = SyntheticRows.Draw(2, 500);

        Assert.Equal(
            "Column avg_glucose_level: 500 of 500 numbers lie outside those of the patients known so far, 50.01 to 280 mg/dL. "
                + "They look like mmol/L: multiply by 18.016.",
            Refusal(row => row[Schema.AverageGlucoseLevel] / 18.016, Schema.AverageGlucoseLevel));
        Assert.Equal(
            "Column age: 500 of 500 numbers lie outside those of the patients known so far, 0 to 95 years. "
                + "They look like years of birth: send the age in years.",
            Refusal(row => 2026 - row[Schema.Age], Schema.Age));
        Assert.Null(Refusal(row => row[Schema.Bmi], Schema.Bmi));
        Assert.Equal(
            "Column ever_married: No stands in 0 of 500 rows, and in 1492 of the 3000 known so far: coded otherwise, or other patients?",
            Doubt(With(_ => 1, Schema.EverMarried)));
        Assert.Null(Doubt(rows));

        string? Refusal(Func<Patient, double> value, Column column) =>
            DatasetCheck.Refusal(table, TableMerge.Of(table, Source(2), With(value, column)));

        string? Doubt(DatasetRow[] rows) => DatasetCheck.Doubt(table, TableMerge.Of(table, Source(2), rows));

        DatasetRow[] With(Func<Patient, double> value, Column column) => Array.ConvertAll(rows, row =>
        {
            var patient = row.Patient;
            patient[column.Index] = value(row.Patient);
            return row with { Patient = patient };
        });
    }

    [Fact]
    public void Of_GivesWhatDictionariesGive_WhateverTheRows()
    {
        var all = new int[11];
        for (var seed = 1; seed <= 300; seed++)
        {
            var random = new Random(seed);
            var table = Empty;
            int[] days = [.. Enumerable.Range(1, 3)];
            random.Shuffle(days);
            foreach (var day in days)
            {
                DatasetRow[] rows = Draw(random, random.Next(1, 40));
                if (random.Next(4) == 0) rows = UnderOtherIds(random, rows, table);
                // However few rows are sorted at once, it comes to the same.
                var merge = TableMerge.Of(table, Source(day), rows, maxInMemory: random.Next(1, 50));

                var (expected, counts) = Reference(table, Source(day), rows);
                Assert.Equal(expected, merge.Rows.Select(row => (row.Row.Id, row.Row.Patient, row.Row.Stroke, row.Source)));
                Assert.Equal<int[]>(counts,
                [
                    merge.NewPatients, merge.ChangedPatients, merge.ContradictoryPatients, merge.RepeatedPatients, merge.OutdatedPatients,
                    merge.YoungerPatients, merge.RespelledPatients, merge.RecognisedPatients, merge.OtherPeople, merge.OtherOutcomes,
                    merge.Rows.Strokes,
                ]);
                all = [.. all.Zip(counts, (sum, count) => sum + count)];
                table = Into(table, merge);
            }
        }

        Assert.All(all, count => Assert.True(count > 10));
    }

    private static TableState Into(TableState table, TableMerge merge) =>
        table with { Index = new TableIndex(merge.Rows.Count, merge.Rows.Strokes, "", "", merge.Datasets), Rows = merge.Rows };

    /// <summary>Few ids and few values, so that they meet again.</summary>
    private static DatasetRow[] Draw(Random random, int count)
    {
        var patients = SomePatients.Random(random.Next(5), count);
        var rows = new Dictionary<string, DatasetRow>();
        for (var i = 0; i < count; i++)
        {
            var patient = patients[i];
            patient[Schema.Age.Index] = random.Next(10) switch { 0 => 1.0 / 3, 1 => 0, 2 => 0.08, _ => patient[Schema.Age] };
            var id = Prefixes[random.Next(Prefixes.Length)] + random.Next(count);
            rows[id] = new DatasetRow(i + 2, id, patient, random.Next(6) == 0);
        }

        return [.. rows.Values];
    }

    /// <summary>The table's patients under ids of another numbering, some of whom the table can't tell apart.</summary>
    private static DatasetRow[] UnderOtherIds(Random random, DatasetRow[] rows, TableState table)
    {
        DatasetRow[] known = [.. table.Rows.Select(row => row.Row)];
        random.Shuffle(known);
        return [.. rows.Take(5), .. known.Take(random.Next(12)).Select((row, i) => row with { Id = $"new {i}" })];
    }

    private static (IEnumerable<(string Id, Patient Patient, bool Stroke, int Source)> Rows, int[] Counts) Reference(
        TableState table, DatasetSource source, DatasetRow[] latest)
    {
        var merged = table.Rows.ToDictionary(row => row.Row.Id);
        var inTable = merged.Keys.ToHashSet();
        HashSet<string> taken = [.. latest.Select(row => row.Id)];
        var ids = Match(row => PatientId.NumberOf(row.Id), latest).Where(pair => taken.Add(pair.Value)).ToDictionary();
        var byNumber = ids.Count;
        DatasetRow[] left = [.. latest.Where(row => !merged.ContainsKey(row.Id) && !ids.ContainsKey(row.Id))];
        var known = merged.Values.Select(row => row.Row.Patient).ToHashSet();
        var alike = left.Count(row => known.Contains(row.Patient));
        if (alike >= 5 && alike > 0.5 * left.Length)
        {
            foreach (var (mine, theirs) in Match(row => row.Patient, left))
            {
                if (taken.Add(theirs)) ids[mine] = theirs;
            }
        }

        var counts = new int[11];
        (counts[6], counts[7]) = (byNumber, ids.Count - byNumber);
        DatasetSource[] datasets = [.. table.Index.Datasets, source];
        foreach (var row in latest.Select(row => row with { Id = ids.GetValueOrDefault(row.Id, row.Id) }))
        {
            var takes = true;
            if (merged.TryGetValue(row.Id, out var old))
            {
                var (before, sameInputs) = (old.Row, old.Row.Patient.Equals(row.Patient));
                var isOlder = datasets[old.Source].LastModified > source.LastModified;
                var (age, ageBefore) = (row.Patient[Schema.Age], before.Patient[Schema.Age]);
                var isYounger = isOlder && !(sameInputs && before.Stroke == row.Stroke) ? ageBefore <= age - 1 : age <= ageBefore - 1;
                var isSame = sameInputs && before.Stroke == row.Stroke;
                var kind = isSame ? 3 : isOlder ? 4 : sameInputs ? 2 : isYounger ? 5 : 1;
                counts[kind]++;
                if (before.Patient[Schema.Gender] != row.Patient[Schema.Gender] || isYounger) counts[8]++;
                if (before.Stroke != row.Stroke) counts[9]++;
                takes = kind is 1 or 2;
            }
            else counts[0]++;

            if (takes) merged[row.Id] = new TableRow(row, datasets.Length - 1);
        }

        counts[10] = merged.Values.Count(row => row.Row.Stroke);
        return (merged.Values.OrderBy(row => row.Row.Id, StringComparer.Ordinal)
            .Select(row => (row.Row.Id, row.Row.Patient, row.Row.Stroke, row.Source)), counts);

        // Unknown rows and table rows that are alone with what they are asked for.
        Dictionary<string, string> Match<TKey>(Func<DatasetRow, TKey?> keyOf, DatasetRow[] rows) => rows
            .Where(row => !inTable.Contains(row.Id) && keyOf(row) is not null)
            .GroupBy(row => keyOf(row)!)
            .Where(group => group.Count() == 1)
            .Join(
                table.Rows.Where(row => keyOf(row.Row) is not null).GroupBy(row => keyOf(row.Row)!).Where(group => group.Count() == 1),
                group => group.Key, group => group.Key, (mine, theirs) => (mine.Single().Id, theirs.Single().Row.Id))
            .ToDictionary();
    }

    private static DatasetSource Source(int day) =>
        new($"{day}.csv", $"{day}", new string((char)('a' + day), 64), new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero));
}
