using System.Buffers;
using System.Collections.Frozen;
using System.Text;
using System.Text.Json;

namespace StrokeFunctions.Patients;

/// <summary>
/// One patient as a JSON object whose fields are the dataset's columns. Read straight from UTF-8 without an allocation
/// unless something is wrong. Nothing is coerced: a number in quotes, true for 1 or a misspelt word is an error that names what is allowed.
/// </summary>
internal static class PatientJson
{
    /// <summary>The longest text, in bytes as it is sent: as long as the longest record of a CSV file.</summary>
    public const int MaxTextBytes = PatientCsvReader.MaxRecordBytes;

    private const int IdField = Patient.Count;
    private const int Unknown = -1;

    private static readonly byte[][] Names =
    [
        .. Schema.Inputs.Select(c => Encoding.UTF8.GetBytes(c.Name)),
        Encoding.UTF8.GetBytes(Schema.IdColumn),
    ];

    /// <summary>The fields by their letters alone: names match as those of a CSV file do.</summary>
    private static readonly FrozenDictionary<string, int> NamesByLetters = Schema.Inputs.Select(c => c.Name).Append(Schema.IdColumn)
        .Index().ToFrozenDictionary(name => Hint.Letters(name.Item), name => name.Index);

    /// <summary>What stands for an absent value of each input; NaN where none may be absent, and for numbers.</summary>
    private static readonly double[] MissingValues =
    [
        .. Schema.Inputs.Select(c => c.MayBeMissing && c.TryParse("", out var value) ? value : double.NaN),
    ];

    /// <summary>
    /// Reads the object that the reader stands on (or before, at the beginning), to its end. False if it has errors, which are added to
    /// <paramref name="faults"/>; the reader then still stands at the value's end, so that a batch can go on with the next patient.
    /// Throws <see cref="JsonException"/> where the text is no JSON or no Unicode.
    /// </summary>
    /// <param name="reader">A reader over the whole object; every field is read whatever was found before it.</param>
    /// <param name="pointer">The JSON pointer of the object: "" for a whole document, "/3" for the fourth of an array.</param>
    /// <param name="faults">Takes errors and warnings.</param>
    /// <param name="patient">The patient, if the answer is true.</param>
    /// <param name="id">The id, as text; null if none is given.</param>
    public static bool TryRead(ref Utf8JsonReader reader, string pointer, PatientFaults faults, out Patient patient, out string? id)
    {
        try
        {
            return TryReadObject(ref reader, pointer, faults, out patient, out id);
        }
        catch (InvalidOperationException fault)
        {
            throw new JsonException("A text is not valid Unicode.", fault);
        }
    }

    /// <summary>Writes a patient as <see cref="TryRead"/> reads it.</summary>
    public static void Write(Utf8JsonWriter writer, in Patient patient, string? id = null)
    {
        writer.WriteStartObject();
        if (id is not null) writer.WriteString(Schema.IdColumn, id);
        WriteInputs(writer, patient);
        writer.WriteEndObject();
    }

    /// <summary>Writes the ten inputs as fields of the object that the writer stands in.</summary>
    public static void WriteInputs(Utf8JsonWriter writer, in Patient patient)
    {
        foreach (var column in Schema.Inputs)
        {
            var value = patient[column];
            if (double.IsNaN(value)) writer.WriteNull(column.Name);
            else if (column is CategoryColumn { IsFlag: false }) writer.WriteString(column.Name, column.Format(value));
            else writer.WriteNumber(column.Name, value);
        }
    }

    private static bool TryReadObject(ref Utf8JsonReader reader, string pointer, PatientFaults faults, out Patient patient, out string? id)
    {
        patient = default;
        id = null;
        if (reader.TokenType == JsonTokenType.None) reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            faults.Errors.Add(new(null, pointer, null, Describe(ref reader), "an object with a patient's fields"));
            reader.Skip();
            return false;
        }

        var before = faults.Errors.Count;
        var seen = 0;
        var field = -1;
        Span<double> values = stackalloc double[Patient.Count];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            field = FieldOf(ref reader, field + 1);
            CheckLength(ref reader);
            if (field == Unknown && !faults.Warnings.CountOnly()) WarnOfUnknown(reader.GetString()!, pointer, faults);
            reader.Read();
            CheckLength(ref reader);
            var again = field != Unknown && (seen & (1 << field)) != 0;
            if (again) AddError(ref reader, pointer, field, "each field once", null, faults);
            else if (field == IdField) id = ReadId(ref reader, pointer, faults);
            else if (field != Unknown) values[field] = ReadInput(ref reader, pointer, Schema.Inputs[field], faults);
            if (field != Unknown) seen |= 1 << field;
            reader.Skip();
        }

        FillMissing(values, seen, pointer, faults);
        patient = Patient.From(values);
        return faults.Errors.Count == before;
    }

    /// <summary>A text is taken whole into memory to be quoted, several times its length; so it has a limit of its own.</summary>
    /// <exception cref="JsonException">The text that the reader stands on is longer than <see cref="MaxTextBytes"/>.</exception>
    public static void CheckLength(ref Utf8JsonReader reader)
    {
        if (reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName or JsonTokenType.Number)) return;
        if ((reader.HasValueSequence ? reader.ValueSequence.Length : reader.ValueSpan.Length) > MaxTextBytes)
            throw new JsonException($"A text is longer than {MaxTextBytes} bytes.");
    }

    /// <summary>
    /// The index of the field that the reader stands on, looked for first where it is expected: fields mostly come in order.
    /// </summary>
    private static int FieldOf(ref Utf8JsonReader reader, int expected)
    {
        for (var i = 0; i < Names.Length; i++)
        {
            var field = (expected + i) % Names.Length;
            if (reader.ValueTextEquals(Names[field])) return field;
        }

        return NamesByLetters.TryGetValue(Hint.Letters(reader.GetString()!), out var meant) ? meant : Unknown;
    }

    private static double ReadInput(ref Utf8JsonReader reader, string pointer, Column column, PatientFaults faults)
    {
        if (column.MayBeMissing && IsMissing(ref reader)) return MissingValues[column.Index];
        switch (column)
        {
            case NumericColumn number
                when reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value) && number.Contains(value):
                return value;
            case CategoryColumn { IsFlag: true }
                when reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var flag) && flag is 0 or 1:
                return flag;
            case CategoryColumn { IsFlag: false } category
                when reader.TokenType == JsonTokenType.String && CategoryOf(ref reader, category) is >= 0 and var word:
                return word;
            default:
                AddError(ref reader, pointer, column.Index, AllowedFor(column), faults.TakeHint() ? HintFor(ref reader, column) : null,
                    faults);
                return double.NaN;
        }
    }

    private static bool IsMissing(ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null
        || (reader.TokenType == JsonTokenType.String && (reader.ValueTextEquals(""u8) || reader.ValueTextEquals("N/A"u8)
            || (!reader.HasValueSequence && !reader.ValueIsEscaped && MissingValue.IsSpelling(reader.ValueSpan))));

    private static int CategoryOf(ref Utf8JsonReader reader, CategoryColumn column)
    {
        var words = column.Utf8Categories;
        for (var i = 0; i < words.Count; i++)
        {
            if (reader.ValueTextEquals(words[i])) return i;
        }

        return -1;
    }

    private static string? ReadId(ref Utf8JsonReader reader, string pointer, PatientFaults faults)
    {
        var id = reader.TokenType switch
        {
            JsonTokenType.Null => null,
            JsonTokenType.String => reader.GetString(),
            JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(),
            _ => "",
        };
        if (id is null || id is { Length: > 0 } && Encoding.UTF8.GetByteCount(id) <= PatientCsvReader.MaxIdBytes) return id;
        AddError(ref reader, pointer, IdField, $"a text of 1 to {PatientCsvReader.MaxIdBytes} bytes, or an integer", null, faults);
        return null;
    }

    private static void FillMissing(Span<double> values, int seen, string pointer, PatientFaults faults)
    {
        for (var i = 0; i < Patient.Count; i++)
        {
            if ((seen & (1 << i)) != 0) continue;
            var column = Schema.Inputs[i];
            if (column.MayBeMissing) values[column.Index] = MissingValues[column.Index];
            else faults.Errors.Add(new(null, $"{pointer}/{column.Name}", column.Name, "nothing", AllowedFor(column)));
        }
    }

    private static void WarnOfUnknown(string name, string pointer, PatientFaults faults)
    {
        var escaped = RowError.Quote(name).Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
        faults.Warnings.Add(new(null, $"{pointer}/{escaped}", null, "an unknown field, not used",
            "the dataset's columns", faults.TakeHint() ? Hint.Nearest(name, Schema.Inputs.Select(c => c.Name)) : null));
    }

    private static void AddError(
        ref Utf8JsonReader reader, string pointer, int field, string allowed, string? hint, PatientFaults faults)
    {
        var name = field == IdField ? Schema.IdColumn : Schema.Inputs[field].Name;
        faults.Errors.Add(new(null, $"{pointer}/{name}", name, Describe(ref reader), allowed, hint));
    }

    /// <summary>What is allowed, as JSON writes it.</summary>
    private static string AllowedFor(Column column) => column switch
    {
        CategoryColumn { IsFlag: true } => "the number 0 or 1",
        NumericColumn { MayBeMissing: true } => $"a number, {column.Allowed} (null)",
        NumericColumn => $"a number, {column.Allowed}",
        _ => column.Allowed,
    };

    private static string? HintFor(ref Utf8JsonReader reader, Column column)
    {
        if (column is CategoryColumn { IsFlag: true } && reader.TokenType is JsonTokenType.True or JsonTokenType.False)
        {
            return reader.TokenType == JsonTokenType.True ? "1" : "0";
        }

        if (reader.TokenType != JsonTokenType.String) return null;
        var text = reader.GetString()!;
        var isNumber = column is NumericColumn or CategoryColumn { IsFlag: true };
        return isNumber && column.TryParse(text, out var value)
            ? value.ToString() + ", without quotes"
            : Hint.ForValue(column, text);
    }

    /// <summary>The value that the reader stands on, as a message may quote it.</summary>
    private static string Describe(ref Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.Null => "null",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.String => $"\"{RowError.Quote(reader.GetString()!, RowError.MaxFoundLength - 2)}\"",
        _ => RowError.Quote(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan)),
    };
}
