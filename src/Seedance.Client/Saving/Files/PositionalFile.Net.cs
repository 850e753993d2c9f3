namespace Seedance.Saving.Files;

/// <content>Reads and writes at offsets with the calls of .NET 6 and later.</content>
internal sealed partial class PositionalFile
{
    /// <summary>Writes bytes at an offset. May be called from any thread.</summary>
    public ValueTask WriteAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken)
    {
        if (OperatingSystem.IsWindows())
            return RandomAccess.WriteAsync(Stream.SafeFileHandle, buffer.AsMemory(0, count), offset, cancellationToken);
        // Elsewhere an asynchronous write is a synchronous one on another thread: that would only add a change of
        // threads.
        cancellationToken.ThrowIfCancellationRequested();
        RandomAccess.Write(Stream.SafeFileHandle, buffer.AsSpan(0, count), offset);
        return default;
    }

    /// <summary>Reads bytes at an offset. May be called from any thread.</summary>
    public ValueTask<int> ReadAsync(byte[] buffer, int count, long offset, CancellationToken cancellationToken) =>
        RandomAccess.ReadAsync(Stream.SafeFileHandle, buffer.AsMemory(0, count), offset, cancellationToken);

    /// <summary>Brings all written bytes to the disk itself.</summary>
    public void FlushToDisk() => RandomAccess.FlushToDisk(Stream.SafeFileHandle);

    public void Dispose() => Stream.Dispose();
}
