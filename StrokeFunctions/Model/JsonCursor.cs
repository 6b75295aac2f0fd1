using System.Text.Json;

namespace StrokeFunctions.Model;

/// <summary>
/// A place in a JSON text, from which values are read one after the other. Whatever is not as expected is a <see cref="JsonException"/>
/// that says where, what was found and what is expected; a string that is not UTF-8 is an <see cref="InvalidOperationException"/>.
/// </summary>
internal ref struct JsonCursor
{
    private Utf8JsonReader _json;

    /// <summary>At the text's first value.</summary>
    public JsonCursor(ReadOnlySpan<byte> json)
    {
        _json = new Utf8JsonReader(json);
        _json.Read();
    }

    /// <summary>Reads what stands at a place, and leaves the place at its last token.</summary>
    public delegate T Value<T>(ref JsonCursor json);

    /// <summary>The name of the member whose value stands here.</summary>
    public string Member { get; private set; } = "the whole";

    /// <summary>Passes over the value that stands here.</summary>
    public void Skip() => _json.Skip();

    /// <summary>Says that nothing more is expected.</summary>
    public void End() => _json.Read();

    /// <summary>Enters the object that is expected here.</summary>
    public readonly void Begin()
    {
        if (_json.TokenType != JsonTokenType.StartObject) throw Wrong("an object");
    }

    /// <summary>Goes to the value of the object's next member; false at its end.</summary>
    public bool Next()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject) return false;
        Member = _json.GetString()!;
        _json.Read();
        return true;
    }

    /// <summary>An array, each of its values read by the function given.</summary>
    public T[] Array<T>(Value<T> read)
    {
        var values = new T[Count()];
        for (var i = 0; i < values.Length; i++)
        {
            _json.Read();
            values[i] = read(ref this);
        }

        _json.Read();
        return values;
    }

    /// <summary>How many values the array holds that begins here. To read it twice costs less than lists of every kind of number.</summary>
    private readonly int Count()
    {
        if (_json.TokenType != JsonTokenType.StartArray) throw Wrong("an array");
        var ahead = _json;
        var count = 0;
        while (ahead.Read() && ahead.TokenType != JsonTokenType.EndArray)
        {
            ahead.Skip();
            count++;
        }

        return count;
    }

    /// <summary>An array of strings.</summary>
    public string[] Texts() => Array((ref JsonCursor json) => json.Text());

    /// <summary>An array of whole numbers of 32 bits.</summary>
    public int[] Int32s() => Array((ref JsonCursor json) => json.Int32());

    /// <summary>An array of whole numbers of 64 bits.</summary>
    public long[] Int64s() => Array((ref JsonCursor json) => json.Int64());

    /// <summary>An array of numbers, kept in 32 bits.</summary>
    public float[] Singles() => Array((ref JsonCursor json) => json.Single());

    /// <summary>An array of numbers.</summary>
    public double[] Doubles() => Array((ref JsonCursor json) => json.Double());

    /// <summary>Whether null stands here.</summary>
    public readonly bool IsNull() => _json.TokenType == JsonTokenType.Null;

    /// <summary>A string.</summary>
    public readonly string Text() => _json.TokenType == JsonTokenType.String ? _json.GetString()! : throw Wrong("a string");

    /// <summary>True or false.</summary>
    public readonly bool Boolean() =>
        _json.TokenType is JsonTokenType.True or JsonTokenType.False ? _json.GetBoolean() : throw Wrong("true or false");

    /// <summary>A whole number of 32 bits.</summary>
    public readonly int Int32() =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetInt32(out var value) ? value : throw Wrong("a whole number of 32 bits");

    /// <summary>A whole number of 64 bits.</summary>
    public readonly long Int64() =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out var value) ? value : throw Wrong("a whole number of 64 bits");

    private readonly float Single() =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetSingle(out var value) ? value : throw Wrong("a number");

    /// <summary>A number.</summary>
    public readonly double Double() =>
        _json.TokenType == JsonTokenType.Number && _json.TryGetDouble(out var value) ? value : throw Wrong("a number");

    private readonly JsonException Wrong(string expected) =>
        new($"At byte {_json.TokenStartIndex} {Member} holds {_json.TokenType}; {expected} is expected.");

    /// <summary>What to throw where the member is none that is known.</summary>
    public readonly JsonException Unknown() => new($"At byte {_json.TokenStartIndex} there is {Member}, which is not known.");

    /// <summary>What to throw at the end of an object that lacks a member.</summary>
    public readonly JsonException Missing(string member) => new($"The object that ends at byte {_json.TokenStartIndex} has no {member}.");
}
