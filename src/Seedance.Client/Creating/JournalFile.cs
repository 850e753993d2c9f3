namespace Seedance.Creating;

/// <summary>
/// The file of a journal, opened for appending. All but the constructor is for the holder of the lock.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private readonly FileStream _stream;
    private readonly string _path;
    private readonly JournalState _state;

    // Everything before it is in the state.
    private long _end;

    public JournalFile(string path, JournalState state, CancellationToken cancellationToken)
    {
        (_path, _state) = (path, state);
        _stream = Open(path);
        try
        {
            RequireJournal(_stream);
            _end = JournalScanner.Read(_stream, state, includeLast: false, cancellationToken);
        }
        catch
        {
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Takes in what other processes have written, and ends a line that one of them could not finish.
    /// </summary>
    /// <exception cref="IOException">The file was deleted, shortened or replaced.</exception>
    public void CatchUp()
    {
        var length = _stream.Length;
        var current = new FileInfo(_path);
        if (length < _end || !current.Exists || current.Length != length)
            throw new IOException("the file was deleted, shortened or replaced meanwhile");
        if (length == _end) return;
        _stream.Position = length - 1;
        if (_stream.ReadByte() != '\n') _stream.WriteByte((byte)'\n');
        _stream.Position = _end;
        _end = JournalScanner.Read(_stream, _state, includeLast: false, CancellationToken.None);
    }

    /// <summary>Where the next line will begin.</summary>
    public long End => _end;

    /// <summary>Appends lines and brings them to the disk.</summary>
    /// <exception cref="IOException">They could not be written whole; what was written of them is taken back as far as
    /// possible.</exception>
    public void Append(byte[] lines, int count)
    {
        _stream.Position = _end;
        try
        {
            _stream.Write(lines, 0, count);
            _stream.Flush(flushToDisk: true);
        }
        catch (IOException)
        {
            TakeBack();
            throw;
        }

        _end += count;
    }

    public void Dispose() => _stream.Dispose();

    private void TakeBack()
    {
        try
        {
            _stream.SetLength(_end);
        }
        catch (IOException)
        {
            // The torn line stays and is skipped by every reader.
        }
    }

    private static FileStream Open(string path)
    {
#if NET
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite,
            BufferSize = 0,
        };
        // Prompts and URLs of references are of no concern to other accounts.
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
#else
        return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 1);
#endif
    }

    /// <summary>Throws when a file has content that no journal begins with: appending to it would damage it.</summary>
    internal static void RequireJournal(Stream stream)
    {
        var first = new byte[4];
        var read = stream.Read(first, 0, first.Length);
        stream.Position = 0;
        // A byte order mark may come first.
        var at = read == 4 && first[0] == 0xEF && first[1] == 0xBB && first[2] == 0xBF ? 3 : 0;
        if (read > at && first[at] != '{')
            throw new InvalidDataException("it is not a journal: its first line is no JSON object");
    }
}
