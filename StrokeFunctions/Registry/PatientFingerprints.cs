using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using StrokeFunctions.Patients;

namespace StrokeFunctions.Registry;

/// <summary>
/// Which patients a model was trained on, and with what values: two 64-bit hashes (the first bytes of SHA-256) of each training row,
/// one of the patient's id and one of the whole row, sorted, 16 bytes a row. Kept beside the manifest, as models/{version}/patients.bin.
/// It tells a report which rows of a dataset the model has seen. It is not anonymous (short ids can be guessed),
/// so it is as private as the training rows; with a million rows, two different ids share a hash with a chance of 1 in 10 million.
/// </summary>
internal sealed class PatientFingerprints
{
    /// <summary>Bytes of one row: the hash of the id, then of the row, little-endian.</summary>
    private const int RowBytes = 16;

    /// <summary>A row of usual length is hashed without an allocation.</summary>
    private const int MostBytesOnStack = 512;

    private readonly ulong[] _patients;
    private readonly ulong[] _rows;

    private PatientFingerprints(ulong[] patients, ulong[] rows) => (_patients, _rows) = (patients, rows);

    /// <summary>How many rows there are.</summary>
    public int Count => _patients.Length;

    /// <summary>Fingerprints of training rows.</summary>
    public static PatientFingerprints Of(IReadOnlyList<DatasetRow> rows)
    {
        var patients = new ulong[rows.Count];
        var hashes = new ulong[rows.Count];
        for (var i = 0; i < rows.Count; i++)
        {
            patients[i] = OfPatient(rows[i].Id);
            hashes[i] = OfRow(rows[i]);
        }

        return Sorted(patients, hashes);
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The length is not a whole number of rows.</exception>
    public static PatientFingerprints Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length % RowBytes != 0) throw new InvalidDataException("Patient fingerprints must be 16 bytes a row.");
        var patients = new ulong[bytes.Length / RowBytes];
        var rows = new ulong[patients.Length];
        for (var i = 0; i < patients.Length; i++)
        {
            patients[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(i * RowBytes)..]);
            rows[i] = BinaryPrimitives.ReadUInt64LittleEndian(bytes[((i * RowBytes) + sizeof(ulong))..]);
        }

        return Sorted(patients, rows);
    }

    /// <summary>The fingerprint of a patient's id.</summary>
    public static ulong OfPatient(string id) => Hash(Encoding.UTF8.GetBytes(id));

    /// <summary>The fingerprint of a row: id, ten inputs and outcome.</summary>
    public static ulong OfRow(in DatasetRow row)
    {
        var length = Encoding.UTF8.GetByteCount(row.Id);
        var size = length + (Patient.Count * sizeof(double)) + 1;
        var bytes = size <= MostBytesOnStack ? stackalloc byte[size] : new byte[size];
        Encoding.UTF8.GetBytes(row.Id, bytes);
        var rest = bytes[length..];
        for (var i = 0; i < Patient.Count; i++) BinaryPrimitives.WriteDoubleLittleEndian(rest[(i * sizeof(double))..], row.Patient[i]);
        rest[^1] = row.Stroke ? (byte)1 : (byte)0;
        return Hash(bytes);
    }

    /// <summary>The rows, sorted: the same rows in any order give the same bytes.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[Count * RowBytes];
        for (var i = 0; i < Count; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * RowBytes), _patients[i]);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan((i * RowBytes) + sizeof(ulong)), _rows[i]);
        }

        return bytes;
    }

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

    private static PatientFingerprints Sorted(ulong[] patients, ulong[] rows)
    {
        var order = Enumerable.Range(0, patients.Length).OrderBy(i => patients[i]).ThenBy(i => rows[i]).ToArray();
        return new PatientFingerprints(Array.ConvertAll(order, i => patients[i]), Array.ConvertAll(order, i => rows[i]));
    }

    private static ulong Hash(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt64LittleEndian(hash);
    }
}
