namespace StrokeFunctions.Storage;

/// <summary>
/// Bytes that are written once, from begin to end, and read as often as one likes: in memory while they are few, in a temporary file
/// beyond, so that memory doesn't grow with them. The file is deleted when the spool is closed, or forgotten.
/// </summary>
internal sealed class Spool : Stream
{
    /// <summary>Bytes that are kept in memory.</summary>
    public const int MaxInMemory = 4 * 1024 * 1024;

    private const int BufferSize = 256 * 1024;

    private MemoryStream _memory = new();
    private FileStream? _file;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _file?.Length ?? _memory.Length;

    public override long Position { get => Length; set => throw new NotSupportedException(); }

    /// <summary>Reads what has been written, from its begin; any number of readers at once. Nothing may be written after.</summary>
    public Stream OpenRead()
    {
        Flush();
        return _file is null ? new MemoryStream(_memory.GetBuffer(), 0, (int)_memory.Length, writable: false) : new Reader(_file);
    }

    /// <summary>Reads some of what has been written, and returns how much; more may be written after.</summary>
    public int ReadAt(long position, Span<byte> buffer)
    {
        if (_file is not null)
        {
            _file.Flush();
            return RandomAccess.Read(_file.SafeFileHandle, buffer, position);
        }

        var there = _memory.GetBuffer().AsSpan(0, (int)_memory.Length)[(int)position..];
        there = there[..Math.Min(there.Length, buffer.Length)];
        there.CopyTo(buffer);
        return there.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_file is null && _memory.Length + buffer.Length > MaxInMemory) MoveToFile();
        if (_file is null) _memory.Write(buffer);
        else _file.Write(buffer);
    }

    public override void Flush() => _file?.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _file?.Dispose();
        base.Dispose(disposing);
    }

    private void MoveToFile()
    {
        // Deleted on closing, and the handle closes itself when nothing refers to it any more.
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = BufferSize,
            Options = FileOptions.DeleteOnClose,
        };
        // The rows of patients: nobody else on the machine may read them.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        _file = new FileStream(Path.Combine(Path.GetTempPath(), $"stroke-{Environment.ProcessId}-{Path.GetRandomFileName()}"), options);
        // A process that is killed closes nothing. Where a file may lose its name while it is open, no rows are left behind.
        if (!OperatingSystem.IsWindows()) File.Delete(_file.Name);
        _memory.WriteTo(_file);
        _memory = new MemoryStream();
    }

    /// <summary>Reads the file at a place of its own.</summary>
    private sealed class Reader(FileStream file) : Stream
    {
        private readonly long _length = file.Length;
        private long _position;

        public override bool CanRead => true;

        public override bool CanSeek => true;

        public override bool CanWrite => false;

        public override long Length => _length;

        public override long Position { get => _position; set => _position = value; }

        public override int Read(Span<byte> buffer)
        {
            var read = RandomAccess.Read(file.SafeFileHandle, buffer, _position);
            _position += read;
            return read;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        /// <summary>Without another thread: what is read mostly lies in the system's memory.</summary>
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            cancellationToken.IsCancellationRequested
                ? ValueTask.FromCanceled<int>(cancellationToken)
                : ValueTask.FromResult(Read(buffer.Span));

        public override long Seek(long offset, SeekOrigin origin) =>
            _position = offset + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? _position : _length);

        public override void Flush()
        {
        }

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
