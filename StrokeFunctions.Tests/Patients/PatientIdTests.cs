using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Tests.Patients;

public sealed class PatientIdTests
{
    [Theory]
    [InlineData("530000.0", "530000")]
    [InlineData("530000.000000", "530000")]
    [InlineData(" 530000,00 ", "530000")]
    [InlineData("0.0", "0")]
    [InlineData("530.000", "530.000")]
    [InlineData("530,000", "530,000")]
    [InlineData("530000.5", "530000.5")]
    [InlineData("A-1.0", "A-1.0")]
    [InlineData("007", "007")]
    [InlineData("10", "10")]
    public void Canonical_UndoesOnlyWhatCantMeanAnythingElse(string text, string expected) =>
        Assert.Equal(expected, PatientId.Canonical(text));

    [Theory]
    [InlineData("007", "7")]
    [InlineData("530,000", "530000")]
    [InlineData("530.000", "530000")]
    [InlineData("1 530 000", "1530000")]
    [InlineData("=\"0530\"", "530")]
    [InlineData("'530", "530")]
    [InlineData("5.30001E+05", "530001")]
    [InlineData("5.3E+05", null)]
    [InlineData("p530", null)]
    [InlineData("53-0", null)]
    [InlineData("1,23", null)]
    public void NumberOf_IsTheNumberThatAnIdStandsFor(string id, string? number)
    {
        Assert.Equal(number, PatientId.NumberOf(id));
        Assert.Equal(number ?? "", Encoding.UTF8.GetString(PatientId.NumberOf(Encoding.UTF8.GetBytes(id))));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \t")]
    [InlineData("\u00a0")]
    [InlineData("\u3000 \u2003")]
    [InlineData("\u00a0x")]
    [InlineData("\u00e4")]
    [InlineData("0")]
    [InlineData("\U0001F600")]
    public void IsBlank_IsWhatNothingIsLeftOf(string id) =>
        Assert.Equal(PatientId.Canonical(id).Length == 0, PatientId.IsBlank(Encoding.UTF8.GetBytes(id)));

    [Theory]
    [InlineData("1.23457E+11", true)]
    [InlineData("5.30001E+05", false)]
    [InlineData("E12", false)]
    public void IsRounded_TellsIdsThatLostTheirDigits(string id, bool expected) => Assert.Equal(expected, PatientId.IsRounded(id));
}
