using System.Security.Cryptography;
using System.Text;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Storage;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Datasets;

/// <summary>The rows of a training table, packed.</summary>
public sealed class TableRowsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Rows_AreReadAsTheyWereTaken_AsOftenAsOneLikes()
    {
        TableRow[] taken =
        [
            .. SomePatients.Random(1, 2000).Select((patient, i) =>
            {
                patient[Schema.Age.Index] = i switch
                {
                    0 => 0.08, 1 => 1.0 / 3, 2 => 5e-324, 3 => 120, 4 => 0, 5 => 0.1 + 0.2, _ => i % 90,
                };
                return new TableRow(new DatasetRow(i + 2, $"{i:00000}ä\"", patient, i % 7 == 0), i % 300);
            }),
        ];

        var rows = TableRows.From(taken);

        Assert.Equal((2000, taken.Count(row => row.Row.Stroke)), (rows.Count, rows.Strokes));
        Assert.Equal(taken, rows);
        Assert.Equal(taken, rows);
    }

    [Fact]
    public async Task Rows_GoThroughAFile_WhenTheyAreMany()
    {
        const int Count = 120_000;
        var patients = SomePatients.Random(2, 1000).ToArray();
        IEnumerable<TableRow> Taken() => Enumerable.Range(0, Count).Select(i =>
            new TableRow(new DatasetRow(i + 2, $"a patient with a long id {i:000000}", patients[i % 1000], i % 2 == 0), 1));

        var (content, sha256) = TableFile.Write(TableRows.From(Taken()));
        await using (content)
        {
            var read = await TableFile.ReadAsync(content.OpenRead(), sha256, Ct);

            Assert.Equal(Count, read.Count);
            Assert.True(Taken().SequenceEqual(read));
        }
    }

    /// <summary>The file's text is what names it: each value as its column writes it, in whatever way it is written.</summary>
    [Fact]
    public void Write_GivesTheTextThatTheColumnsGive()
    {
        var rows = SomePatients.Random(3, 500).Select((patient, i) =>
        {
            patient[Schema.AverageGlucoseLevel.Index] = i switch
            {
                0 => 1e-5,
                1 => 100,
                2 => 100.5,
                3 => 100.05,
                4 => 1.0 / 3,
                _ => patient[7],
            };
            return new TableRow(new DatasetRow(i + 2, i == 9 ? "a,\"b\"" : $"{i}", patient, i % 3 == 0), i % 12);
        }).ToArray();
        var text = new StringBuilder("id," + string.Join(',', Schema.Inputs.Select(column => column.Name)) + ",stroke,dataset\n");
        foreach (var (row, source) in rows)
        {
            text.Append(row.Id == "a,\"b\"" ? "\"a,\"\"b\"\"\"" : row.Id).Append(',')
                .AppendJoin(',', Schema.Inputs.Select(column => column.Format(row.Patient[column])))
                .Append(row.Stroke ? ",1," : ",0,").Append(source).Append('\n');
        }

        var (content, sha256) = TableFile.Write(TableRows.From(rows));

        content.Dispose();
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString()))), sha256);
    }

    [Fact]
    public void Spool_GivesEveryReaderAllBytes_AndDeletesItsFile()
    {
        var bytes = new byte[Spool.MaxInMemory + 1000];
        new Random(1).NextBytes(bytes);
        var before = Files();
        using (var spool = new Spool())
        {
            spool.Write(bytes.AsSpan(0, 10));
            spool.Write(bytes.AsSpan(10));

            using var first = new BinaryReader(spool.OpenRead());
            using var second = new BinaryReader(spool.OpenRead());
            Assert.Equal(bytes.Length, spool.Length);
            Assert.Equal(bytes[..100], first.ReadBytes(100));
            Assert.Equal(bytes, second.ReadBytes(bytes.Length + 1));
            Assert.Equal(bytes[100..], first.ReadBytes(bytes.Length));
        }

        Assert.Empty(Files().Except(before));

        string[] Files() => Directory.GetFiles(Path.GetTempPath(), $"stroke-{Environment.ProcessId}-*");
    }
}
