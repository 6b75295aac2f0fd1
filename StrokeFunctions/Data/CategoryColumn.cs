using System.Text;

namespace StrokeFunctions.Data;

/// <summary>A column that holds one of a few words (or 0 and 1); the value is the word's index in <see cref="Categories"/>.</summary>
/// <param name="Name">The column's name in CSV and JSON.</param>
/// <param name="Index">Its position among the ten inputs, from 0.</param>
/// <param name="Description">What it means, for people.</param>
/// <param name="Categories">The words allowed, in the order of their indices; matched exactly.</param>
/// <param name="IsFlag">True if the words are 0 and 1, which JSON writes as numbers.</param>
/// <param name="MissingCategory">The word that a missing value stands for, or null if it may not be missing.</param>
internal sealed record CategoryColumn(
    string Name, int Index, string Description, IReadOnlyList<string> Categories, bool IsFlag = false, string? MissingCategory = null)
    : Column(Name, Index, Description)
{
    /// <summary>The words in UTF-8, in the order of their indices.</summary>
    public IReadOnlyList<byte[]> Utf8Categories => _utf8Categories;

    private readonly byte[][] _utf8Categories = [.. Categories.Select(Encoding.UTF8.GetBytes)];

    private readonly int _missingIndex = MissingCategory is null ? -1 : Categories.ToList().IndexOf(MissingCategory);

    /// <inheritdoc/>
    public override bool MayBeMissing => MissingCategory is not null;

    /// <inheritdoc/>
    public override string Allowed =>
        string.Join(", ", Categories) + (MissingCategory is null ? "" : $" (nothing means {MissingCategory})");

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<char> text, out double value)
    {
        text = text.Trim(" \t");
        if (text.IsEmpty && MissingCategory is not null)
        {
            text = MissingCategory;
        }

        for (var i = 0; i < Categories.Count; i++)
        {
            if (text.SequenceEqual(Categories[i]))
            {
                value = i;
                return true;
            }
        }

        value = double.NaN;
        return false;
    }

    /// <inheritdoc/>
    public override bool TryParse(ReadOnlySpan<byte> utf8, out double value)
    {
        utf8 = utf8.Trim(" \t"u8);
        var index = utf8.IsEmpty ? _missingIndex : IndexOf(utf8);
        value = index < 0 ? double.NaN : index;
        return index >= 0;
    }

    /// <inheritdoc/>
    public override string Format(double value) => Categories[(int)value];

    private int IndexOf(ReadOnlySpan<byte> word)
    {
        for (var i = 0; i < _utf8Categories.Length; i++)
        {
            if (word.SequenceEqual(_utf8Categories[i])) return i;
        }

        return -1;
    }
}
