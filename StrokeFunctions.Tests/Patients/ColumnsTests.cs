using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Tests.Patients;

public class ColumnsTests
{
    [Theory]
    [InlineData("bmi", "N/A", true, double.NaN)]
    [InlineData("bmi", "", true, double.NaN)]
    [InlineData("bmi", "36.6", true, 36.6)]
    [InlineData("bmi", "36,6", false, 0)]
    [InlineData("bmi", "NaN", false, 0)]
    [InlineData("age", "0.08", true, 0.08)]
    [InlineData("age", "", false, 0)]
    [InlineData("age", "121", false, 0)]
    [InlineData("avg_glucose_level", "0", false, 0)]
    [InlineData("avg_glucose_level", "1e3", true, 1000)]
    [InlineData("gender", "Female", true, 1)]
    [InlineData("gender", "female", false, 0)]
    [InlineData("smoking_status", "", true, 3)]
    [InlineData("hypertension", "2", false, 0)]
    public void TryParse_ReadsWhatTheSchemaAllows_AndNothingElse(string column, string text, bool allowed, double expected)
    {
        var input = Schema.Inputs.Single(c => c.Name == column);

        Assert.Equal(allowed, input.TryParse(text, out var value));

        if (allowed) Assert.Equal(expected, value);
    }

    [Fact]
    public void Inputs_StandAtTheirOwnIndices() =>
        Assert.All(Schema.Inputs.Index(), pair => Assert.Equal(pair.Index, pair.Item.Index));

    [Fact]
    public void TryParse_ReadsTheSame_FromCharsAndFromUtf8()
    {
        string[] pieces =
        [
            "",
            " ",
            "\t",
            "0",
            "1",
            "7",
            "9",
            "36",
            ".",
            ".5",
            "-",
            "+",
            "e1",
            "E-2",
            "N/A",
            "Male",
            "smokes",
            "é",
            ",",
            "123456789012345",
        ];
        var random = new Random(5);
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(random.GetItems(pieces, random.Next(1, 5)));
            foreach (var column in Schema.Inputs)
            {
                var fromChars = (column.TryParse(text, out var value), value);
                var fromUtf8 = (column.TryParse(Encoding.UTF8.GetBytes(text), out value), value);

                Assert.Equal(fromChars, fromUtf8);
            }
        }
    }
}
