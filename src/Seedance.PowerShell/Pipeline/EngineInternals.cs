using System.Management.Automation;
using System.Reflection;

namespace Seedance.PowerShell.Pipeline;

/// <summary>
/// Members of PowerShell's engine that are not public. They are the same from Windows PowerShell 5.1 to PowerShell 7.6
/// (MshCommandRuntime.cs). In a host or a version that lacks one, each method returns null and the caller does without
/// it.
/// </summary>
internal static class EngineInternals
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    private static readonly Type? Runtime = typeof(PSCmdlet).Assembly.GetType(
        "System.Management.Automation.MshCommandRuntime");
    private static readonly PropertyInfo? PipelineProcessor = Runtime?.GetProperty("PipelineProcessor", Instance);
    private static readonly MethodInfo? AllowThisCommandToWrite = Runtime?.GetMethod(
        "AllowThisCommandToWrite", Instance, null, [typeof(bool)], null);
    private static readonly MethodInfo? Manage = Runtime?.GetMethod(
        "ManageException", Instance, null, [typeof(Exception)], null);

    /// <summary>The object that runs the pipeline of a command; the same for all commands of a pipeline.</summary>
    public static object? PipelineOf(ICommandRuntime runtime) =>
        Runtime?.IsInstanceOfType(runtime) == true && AllowThisCommandToWrite is not null && Manage is not null
            ? PipelineProcessor?.GetValue(runtime)
            : null;

    /// <summary>
    /// Lets a command write until the result is disposed of, although an earlier command of the pipeline is running.
    /// </summary>
    public static IDisposable? AllowToWrite(ICommandRuntime runtime) =>
        AllowThisCommandToWrite?.Invoke(runtime, [true]) as IDisposable;

    /// <summary>Records an exception as the one that a command threw.</summary>
    /// <returns>The exception that ends the pipeline.</returns>
    public static Exception ManageException(ICommandRuntime runtime, Exception exception) =>
        Manage?.Invoke(runtime, [exception]) as Exception ?? exception;
}
