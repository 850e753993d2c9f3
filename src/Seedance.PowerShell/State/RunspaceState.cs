using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using Seedance.Api;
using Seedance.Http;

namespace Seedance.PowerShell.State;

/// <summary>
/// What the cmdlets of one runspace remember together. It belongs to the runspace and goes with it: the runspaces of
/// <c>ForEach-Object -Parallel</c> share neither keys nor ids.
/// </summary>
internal sealed class RunspaceState
{
    private static readonly ConditionalWeakTable<Runspace, RunspaceState> States = new();

    private readonly ConcurrentDictionary<string, RequestPacer> _pacers = new(StringComparer.OrdinalIgnoreCase);

    private RunspaceState()
    {
    }

    /// <summary>The state of the runspace that this thread runs.</summary>
    public static RunspaceState Current => States.GetValue(Runspace.DefaultRunspace, static _ => new RunspaceState());

    /// <summary>The tasks of late, for completion.</summary>
    public RecentTasks RecentTasks { get; } = new();

    /// <summary>The secrets that gave a key, for completion: names, never values.</summary>
    public ISet<SecretReference> RecentSecrets { get; } = new HashSet<SecretReference>();

    /// <summary>The keys that commands are using at this moment.</summary>
    public SharedKeys SharedKeys { get; } = new();

    /// <summary>That a key was given as plain text.</summary>
    public OnceWarning PlainKeyWarning { get; } = new();

    /// <summary>The pipelines that are running.</summary>
    public PipelineRegistry Pipelines { get; } = new();

    /// <summary>The API keys that a service has accepted.</summary>
    public AcceptedKeys AcceptedKeys { get; } = new();

    /// <summary>The connections of commands with a proxy setting of their own.</summary>
    public SharedConnections Connections { get; } = new();

    /// <summary>The pacer that all cmdlets share for this service.</summary>
    public RequestPacer PacerFor(Uri baseUri) =>
        _pacers.GetOrAdd(baseUri.GetLeftPart(UriPartial.Authority), static _ => new RequestPacer());
}
