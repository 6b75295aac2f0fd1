using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Tests.Patients;

public class PatientJsonTests
{
    private const string Whole = """
        {"gender":"Male","age":67,"hypertension":0,"heart_disease":1,"ever_married":"Yes","work_type":"Private",
         "Residence_type":"Urban","avg_glucose_level":228.69,"bmi":36.6,"smoking_status":"formerly smoked"}
        """;

    private static readonly Patient Expected = Patient.From([0, 67, 0, 1, 1, 3, 1, 228.69, 36.6, 0]);

    [Theory]
    [InlineData("id", "\"a-1\"", "a-1")]
    [InlineData("id", "9046", "9046")]
    [InlineData("id", "null", null)]
    [InlineData("age", "67.0", null)]
    [InlineData("hypertension", "0.0", null)]
    [InlineData("gender", "\"M\\u0061le\"", null)]
    public void TryRead_ReadsAPatient_HoweverJsonWritesTheValue(string field, string value, string? id)
    {
        Assert.True(TryRead(With(field, value), out var patient, out var readId, out var faults));

        Assert.Equal(Expected, patient);
        Assert.Equal(id, readId);
        Assert.Equal((0, 0), (faults.Errors.Count, faults.Warnings.Count));
    }

    [Theory]
    [InlineData("bmi", "null", double.NaN)]
    [InlineData("bmi", "\"N/A\"", double.NaN)]
    [InlineData("bmi", "\"\"", double.NaN)]
    [InlineData("bmi", null, double.NaN)]
    [InlineData("smoking_status", "null", 3)]
    [InlineData("smoking_status", "\"\"", 3)]
    [InlineData("smoking_status", null, 3)]
    public void TryRead_TakesAValueAsMissing_WhereTheSchemaSaysSo(string field, string? value, double expected)
    {
        Assert.True(TryRead(With(field, value), out var patient, out _, out _));

        Assert.Equal(expected, patient[Schema.Inputs.Single(c => c.Name == field)]);
    }

    [Theory]
    [InlineData("gender", "\"male\"", "\"male\"", "Male, Female, Other", "Male")]
    [InlineData("gender", "null", "null", "Male, Female, Other", null)]
    [InlineData("gender", "1", "1", "Male, Female, Other", null)]
    [InlineData("gender", "\" Male \"", "\" Male \"", "Male, Female, Other", "Male")]
    [InlineData("gender", null, "nothing", "Male, Female, Other", null)]
    [InlineData("gender", "{\"a\":[1,{}]}", "an object", "Male, Female, Other", null)]
    [InlineData("age", "\"67\"", "\"67\"", "a number, 0 to 120 years", "67, without quotes")]
    [InlineData("age", "\"6,7\"", "\"6,7\"", "a number, 0 to 120 years", "6.7, with a decimal point")]
    [InlineData("age", "-1", "-1", "a number, 0 to 120 years", null)]
    [InlineData("age", "1e999", "1e999", "a number, 0 to 120 years", null)]
    [InlineData("age", "[67]", "an array", "a number, 0 to 120 years", null)]
    [InlineData("age", "\"N/A\"", "\"N/A\"", "a number, 0 to 120 years", null)]
    [InlineData("hypertension", "true", "true", "the number 0 or 1", "1")]
    [InlineData("hypertension", "\"0\"", "\"0\"", "the number 0 or 1", "0, without quotes")]
    [InlineData("hypertension", "2", "2", "the number 0 or 1", null)]
    [InlineData("avg_glucose_level", "0", "0", "a number, over 0 to 1000 mg/dL", null)]
    [InlineData("bmi", "4.9", "4.9", "a number, 5 to 120 kg/m2, or \"N/A\" or nothing (null)", null)]
    [InlineData(
        "work_type",
        "\"Self employed\"",
        "\"Self employed\"",
        "children, Govt_job, Never_worked, Private, Self-employed",
        "Self-employed"
    )]
    [InlineData(
        "smoking_status",
        "\"smoke\"",
        "\"smoke\"",
        "formerly smoked, never smoked, smokes, Unknown (nothing means Unknown)",
        "smokes"
    )]
    [InlineData("id", "1.5", "1.5", "a text of 1 to 100 bytes, or an integer", null)]
    public void TryRead_SaysWhereWhatAndWhatIsAllowed_WhenAValueIsNot(
        string field,
        string? value,
        string found,
        string allowed,
        string? hint
    )
    {
        Assert.False(TryRead(With(field, value), out _, out _, out var faults));

        Assert.Equal(new RowError(null, $"/{field}", field, found, allowed, hint), Assert.Single(faults.Errors.Listed));
    }

    [Fact]
    public void TryRead_ListsEveryFaultAtOnce_WhenThereAreSeveral()
    {
        Assert.False(
            TryRead("""{"gender":"x","age":"old","hypertension":true,"bmi":{},"bmi":20,"Agee":5}""", out _, out _, out var faults, "/3")
        );

        Assert.Equal(
            ["/3/gender", "/3/age", "/3/hypertension", "/3/bmi", "/3/bmi",
             "/3/heart_disease", "/3/ever_married", "/3/work_type", "/3/Residence_type", "/3/avg_glucose_level"],
            faults.Errors.Listed.Select(e => e.Pointer));
        Assert.Equal(new RowError(null, "/3/Agee", null, "an unknown field, not used", "the dataset's columns", "age"),
            Assert.Single(faults.Warnings.Listed));
    }

    [Theory]
    [InlineData("[]", "an array")]
    [InlineData("\"x\"", "\"x\"")]
    [InlineData("null", "null")]
    public void TryRead_SaysSo_WhenItIsNoObject(string json, string found)
    {
        Assert.False(TryRead(json, out _, out _, out var faults));

        Assert.Equal(found, Assert.Single(faults.Errors.Listed).Found);
    }

    [Fact]
    public void TryRead_GoesOnWithTheNextPatient_AfterAFaultyOne()
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes($"[7,{With("gender", "[[]]")},{Whole}]"));
        var faults = new PatientFaults();
        reader.Read();
        var read = new List<bool>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            read.Add(PatientJson.TryRead(ref reader, $"/{read.Count}", faults, out _, out _));
        }

        Assert.Equal([false, false, true], read);
        Assert.Equal(["/0", "/1/gender"], faults.Errors.Listed.Select(e => e.Pointer));
    }

    [Theory]
    [InlineData("{\"gender\":")]
    [InlineData("{\"gender\":\"Male\",}")]
    [InlineData("{\"gender\":\"\\ud800\"}")]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("")]
    public void TryRead_Throws_WhenItIsNoJson(string json) =>
        Assert.ThrowsAny<JsonException>(() => TryRead(json, out _, out _, out _));

    [Fact]
    public void TryRead_GivesBackWhatWasWritten_ForAnyPatientsOfTheSchema()
    {
        var random = new Random(13);
        for (var i = 0; i < 2000; i++)
        {
            var written = RandomPatient.Draw(random);
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer)) PatientJson.Write(writer, written, "p");

            Assert.True(TryRead(Encoding.UTF8.GetString(buffer.WrittenSpan), out var read, out var id, out _));

            Assert.Equal(written, read);
            Assert.Equal("p", id);
        }
    }

    [Fact]
    public void TryRead_AllocatesNothing_WhenAPatientIsWithoutFault()
    {
        var json = Encoding.UTF8.GetBytes(Whole);
        var faults = new PatientFaults();
        Read();
        var before = GC.GetAllocatedBytesForCurrentThread();

        Read();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Read()
        {
            var reader = new Utf8JsonReader(json);
            PatientJson.TryRead(ref reader, "", faults, out _, out _);
        }
    }

    [Fact]
    public void TryRead_EndsWithAPatientFaultsOrAJsonException_WhateverBytesCome()
    {
        var good = Encoding.UTF8.GetBytes(Whole);
        var random = new Random(17);
        for (var i = 0; i < 5000; i++)
        {
            var bytes = (byte[])good.Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var faults = new PatientFaults();
            try
            {
                var reader = new Utf8JsonReader(bytes);
                Assert.Equal(PatientJson.TryRead(ref reader, "", faults, out _, out _), faults.Errors.Count == 0);
            }
            catch (JsonException)
            {
                continue;
            }

            Assert.All(faults.Errors.Listed, fault => Assert.InRange(fault.Found.Length, 1, RowError.MaxFoundLength));
        }
    }

    private static string With(string field, string? value)
    {
        var patient = JsonNode.Parse(Whole)!.AsObject();
        patient.Remove(field);
        var rest = patient.ToJsonString();
        return value is null ? rest : $"{rest[..^1]},\"{field}\":{value}}}";
    }

    private static bool TryRead(string json, out Patient patient, out string? id, out PatientFaults faults, string pointer = "")
    {
        faults = new PatientFaults();
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(json));
        return PatientJson.TryRead(ref reader, pointer, faults, out patient, out id);
    }
}
