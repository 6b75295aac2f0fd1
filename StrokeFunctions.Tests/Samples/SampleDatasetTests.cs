using System.Text.Json;
using StrokeFunctions.Datasets;
using StrokeFunctions.Patients;
using StrokeFunctions.Samples;
using StrokeFunctions.Tests.Support;

namespace StrokeFunctions.Tests.Samples;

public class SampleDatasetTests
{
    [Fact]
    public void Csv_IsTheFileOfTheRepository_ByteForByte() =>
        Assert.Equal(File.ReadAllText(Repository.File("samples", "stroke-sample.csv")), SampleDataset.Csv());

    [Fact]
    public async Task Csv_HasEveryCategoryAndAPlausibleShareOfStrokes()
    {
        await using var file = File.OpenRead(Repository.File("samples", "stroke-sample.csv"));

        var dataset = Assert.IsType<AcceptedDataset>(await DatasetReader.ReadAsync(file, TestContext.Current.CancellationToken));

        var rows = dataset.Rows;
        Assert.Equal((5000, 0), (rows.Count, dataset.Summary.FaultCount));
        Assert.InRange(rows.Average(row => row.Stroke ? 1.0 : 0), 0.045, 0.055);
        Assert.All(Schema.Inputs.OfType<CategoryColumn>(), column =>
            Assert.Equal(column.Categories.Count, rows.Select(row => row.Patient[column]).Distinct().Count()));
        Assert.InRange(ShareWithoutBmi(rows, stroke: true) / ShareWithoutBmi(rows, stroke: false), 3, 7);
    }

    [Fact]
    public void PatientJson_IsAPatient()
    {
        var reader = new Utf8JsonReader(File.ReadAllBytes(Repository.File("samples", "patient.json")));
        var faults = new PatientFaults();

        Assert.True(PatientJson.TryRead(ref reader, "", faults, out _, out _));
        Assert.Equal(0, faults.Warnings.Count);
    }

    private static double ShareWithoutBmi(IEnumerable<DatasetRow> rows, bool stroke) =>
        rows.Where(row => row.Stroke == stroke).Average(row => double.IsNaN(row.Patient[Schema.Bmi]) ? 1.0 : 0);
}
