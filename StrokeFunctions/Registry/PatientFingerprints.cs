using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Registry;

/// <summary>
/// Which patients a model was trained on, and with what values: three 64-bit hashes (the first bytes of SHA-256) of each training row,
/// one of the patient's id and one of the whole row, sorted, and one of the ten values,
/// sorted by itself: 24 bytes a row. Kept beside the manifest, as models/{version}/patients.bin.
/// It tells a report which rows of a dataset the model has seen. It is not anonymous (short ids can be guessed),
/// so it is as private as the training rows; with a million rows, two different ids share a hash with a chance of 1 in 10 million.
/// </summary>
internal sealed class PatientFingerprints
{
    /// <summary>Bytes of one row: the hash of the id, then of the row, little-endian.</summary>
    private const int RowBytes = 16;

    /// <summary>A row of usual length is hashed without an allocation.</summary>
    private const int MaxBytesOnStack = 512;

    /// <summary>Begins a file with a third hash a row, of the ten values alone ("SFPRINT2" in ASCII); older files have none.</summary>
    private const ulong Magic = 0x32_54_4E_49_52_50_46_53;

    private readonly ulong[] _patients;
    private readonly ulong[] _rows;
    private readonly ulong[] _values;

    private PatientFingerprints(ulong[] patients, ulong[] rows, ulong[] values) => (_patients, _rows, _values) = (patients, rows, values);

    /// <summary>How many rows there are.</summary>
    public int Count => _patients.Length;

    /// <summary>Fingerprints of training rows.</summary>
    public static PatientFingerprints Of(IReadOnlyList<DatasetRow> rows)
    {
        var patients = new ulong[rows.Count];
        var hashes = new ulong[rows.Count];
        var values = new ulong[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            patients[i] = OfPatient(rows[i].Id);
            hashes[i] = OfRow(rows[i]);
            values[i] = OfValues(rows[i].Patient);
        }

        return Sorted(patients, hashes, values);
    }

    /// <summary>These and those of more rows; without the hashes of values where these have none.</summary>
    public PatientFingerprints With(IReadOnlyList<DatasetRow> rows)
    {
        var more = Of(rows);
        var hasValues = _values.Length > 0 || _patients.Length == 0;
        return Sorted([.. _patients, .. more._patients], [.. _rows, .. more._rows], hasValues ? [.. _values, .. more._values] : []);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote, or an earlier program, which kept no hash of the values.</summary>
    /// <exception cref="InvalidDataException">The length is not a whole number of rows.</exception>
    public static PatientFingerprints Parse(ReadOnlySpan<byte> bytes)
    {
        var hasValues = bytes.Length >= sizeof(ulong) && BinaryPrimitives.ReadUInt64LittleEndian(bytes) == Magic;
        if (hasValues) bytes = bytes[sizeof(ulong)..];
        var width = hasValues ? RowBytes + sizeof(ulong) : RowBytes;
        if (bytes.Length % width != 0) throw new InvalidDataException($"Patient fingerprints must be {width} bytes a row.");
        var patients = new ulong[bytes.Length / width];
        var rows = new ulong[patients.Length];
        var values = new ulong[hasValues ? patients.Length : 0];
        for (var i = 0; i < patients.Length; i++)
        {
            var row = bytes[(i * width)..];
            patients[i] = BinaryPrimitives.ReadUInt64LittleEndian(row);
            rows[i] = BinaryPrimitives.ReadUInt64LittleEndian(row[sizeof(ulong)..]);
            if (hasValues) values[i] = BinaryPrimitives.ReadUInt64LittleEndian(row[RowBytes..]);
        }

        return Sorted(patients, rows, values);
    }

    /// <summary>The fingerprint of ten values, whoever has them.</summary>
    public static ulong OfValues(in Patient patient)
    {
        Span<byte> bytes = stackalloc byte[Patient.Count * sizeof(double)];
        for (var i = 0; i < Patient.Count; i++) BinaryPrimitives.WriteDoubleLittleEndian(bytes[(i * sizeof(double))..], patient[i]);
        return Hash(bytes);
    }

    /// <summary>The fingerprint of a patient's id.</summary>
    public static ulong OfPatient(string id) => Hash(Encoding.UTF8.GetBytes(id));

    /// <summary>The fingerprint of a row: id, ten inputs and outcome.</summary>
    public static ulong OfRow(in DatasetRow row)
    {
        var length = Encoding.UTF8.GetByteCount(row.Id);
        var size = length + (Patient.Count * sizeof(double)) + 1;
        var bytes = size <= MaxBytesOnStack ? stackalloc byte[size] : new byte[size];
        Encoding.UTF8.GetBytes(row.Id, bytes);
        var rest = bytes[length..];
        for (var i = 0; i < Patient.Count; i++) BinaryPrimitives.WriteDoubleLittleEndian(rest[(i * sizeof(double))..], row.Patient[i]);
        rest[^1] = row.Stroke ? (byte)1 : (byte)0;
        return Hash(bytes);
    }

    /// <summary>The rows, sorted: the same rows in any order give the same bytes.</summary>
    public byte[] ToBytes()
    {
        var hasValues = _values.Length > 0;
        var (head, width) = hasValues ? (sizeof(ulong), RowBytes + sizeof(ulong)) : (0, RowBytes);
        var bytes = new byte[head + (Count * width)];
        if (hasValues) BinaryPrimitives.WriteUInt64LittleEndian(bytes, Magic);
        for (var i = 0; i < Count; i++)
        {
            var row = bytes.AsSpan(head + (i * width));
            BinaryPrimitives.WriteUInt64LittleEndian(row, _patients[i]);
            BinaryPrimitives.WriteUInt64LittleEndian(row[sizeof(ulong)..], _rows[i]);
            if (hasValues) BinaryPrimitives.WriteUInt64LittleEndian(row[RowBytes..], _values[i]);
        }

        return bytes;
    }

    /// <summary>Whether the model was trained on a patient with exactly these ten values.</summary>
    public bool KnowsValues(ulong values) => Array.BinarySearch(_values, values) >= 0;

    /// <summary>Whether the model was trained on a row of this patient.</summary>
    public bool KnowsPatient(ulong patient) => Array.BinarySearch(_patients, patient) >= 0;

    /// <summary>Whether the model was trained on exactly this row.</summary>
    public bool KnowsRow(ulong patient, ulong row)
    {
        var index = Array.BinarySearch(_patients, patient);
        if (index < 0) return false;
        while (index > 0 && _patients[index - 1] == patient) index--;
        for (; index < _patients.Length && _patients[index] == patient; index++)
        {
            if (_rows[index] == row) return true;
        }

        return false;
    }

    private static PatientFingerprints Sorted(ulong[] patients, ulong[] rows, ulong[] values)
    {
        var order = Enumerable.Range(0, patients.Length).OrderBy(i => patients[i]).ThenBy(i => rows[i]).ToArray();
        return new PatientFingerprints(Array.ConvertAll(order, i => patients[i]), Array.ConvertAll(order, i => rows[i]),
            [.. values.Order()]);
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
