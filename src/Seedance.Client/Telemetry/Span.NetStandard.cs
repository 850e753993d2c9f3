// The members are those of the build for .NET.
#pragma warning disable CA1822

namespace Seedance.Telemetry;

/// <summary>Nothing: .NET Framework has no spans without a package.</summary>
internal readonly struct Span : IDisposable
{
    public static Span Start(string operation, string? taskId, string? host = null) => default;

    public static Span StartDetached(string operation, string taskId) => default;

    public void MakeCurrent()
    {
    }

    public void SetTask(SeedanceTask task)
    {
    }

    public void SetLength(long bytes)
    {
    }

    public void SetError(SeedanceException error)
    {
    }

    public void Dispose()
    {
    }
}
