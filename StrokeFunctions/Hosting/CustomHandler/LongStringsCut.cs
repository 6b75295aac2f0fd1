namespace StrokeFunctions.Hosting.CustomHandler;

/// <summary>
/// Reads JSON with every string above a length emptied. The host sends a blob's whole content in base64 with each call;
/// the blob is read from storage instead, so however large it is, only this much of it is ever held.
/// </summary>
internal sealed class LongStringsCut(Stream json, int longest)
{
    private readonly List<byte> _string = new(longest);
    private bool _inString;
    private bool _escaped;

    /// <summary>The whole JSON text but for the content of its long strings.</summary>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await json.ReadAsync(buffer, cancellationToken)) > 0)
        {
            for (var i = 0; i < read; i++) Take(buffer[i], kept);
        }

        return kept.ToArray();
    }

    private void Take(byte next, MemoryStream kept)
    {
        if (!_inString)
        {
            kept.WriteByte(next);
            _inString = next == '"';
        }
        else if (next == '"' && !_escaped)
        {
            if (_string.Count <= longest) kept.Write([.. _string]);
            kept.WriteByte(next);
            _string.Clear();
            _inString = false;
        }
        else
        {
            _escaped = next == '\\' && !_escaped;
            if (_string.Count <= longest) _string.Add(next);
        }
    }
}
