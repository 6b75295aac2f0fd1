using System.IO.Compression;
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

    /// <summary>Whatever is wrong with a file, it is said as damage, and where.</summary>
    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("header without a line end", "it is empty")]
    [InlineData("h\n1,Man,60,0,1,Yes,Private,Urban,228.69,36.6,smokes,1,0\n", "line 2, column gender is not Male, Female, Other")]
    [InlineData("h\n1,Male,160,0,1,Yes,Private,Urban,228.69,36.6,smokes,1,0\n", "line 2, column age is not 0 to 120 years")]
    [InlineData("h\n1,Male,60,0,1,Yes,Private,Urban,0,36.6,smokes,1,0\n",
        "line 2, column avg_glucose_level is not over 0 to 1000 mg/dL")]
    [InlineData("h\n1,Male,60\n", "line 2, column hypertension is not 0, 1")]
    [InlineData("h\n1,Male,60,0,1,Yes,Private,Urban,228.69,36.6,smokes,1,\n", "line 2, column dataset is not the number of a dataset")]
    [InlineData("h\n1,Male,60,0,1,Yes,Private,Urban,228.69,36.6,smokes,1,-1\n", "line 2, column dataset is not the number of a dataset")]
    [InlineData("h\n\"a\n\"\"b\",Male,60,0,1,Yes,Private,Urban,228.69,36.6,smokes,1,0\n1,,\n",
        "line 3, column gender is not Male, Female, Other")]
    [InlineData("h\n1,Male,60,0,1,Yes,Private,Urban,228.69,36.6,smokes,1,0", "its SHA-256 is")]
    [InlineData("h\n\"1,Male,60,0,1,Yes,Private,Urban,228.69,36.6,smokes,1,0\n", "its SHA-256 is")]
    public async Task ReadAsync_SaysWhatIsWrong_WhenTheTextIsDamaged(string text, string expected)
    {
        var e = await Assert.ThrowsAsync<InvalidDataException>(() => TableFile.ReadAsync(Gzipped(Encoding.UTF8.GetBytes(text)), "00", Ct));

        Assert.StartsWith(expected, e.Message);
    }

    [Fact]
    public async Task ReadAsync_EndsInTime_WhenALineNeverEnds()
    {
        var text = new byte[4 * 1024 * 1024];
        Array.Fill(text, (byte)'"', 2, text.Length - 2);
        "h\n"u8.CopyTo(text);

        var e = await Assert.ThrowsAsync<InvalidDataException>(() => TableFile.ReadAsync(Gzipped(text), "00", Ct));

        Assert.Equal("line 2 is too long", e.Message);
    }

    private static MemoryStream Gzipped(byte[] text)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(text);
        compressed.Position = 0;
        return compressed;
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
